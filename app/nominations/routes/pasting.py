"""Pasted rows as they were read, for the preview: amounts as money, "not known" for what is empty, what can't be read marked."""

from dataclasses import dataclass
from decimal import Decimal

from app.domain.paste import PastedRow, PastedTable
from app.nominations.forms import KINDS, ORIGINS
from app.nominations.service import minor
from app.web.filters import money
from app.web.i18n import _

_AMOUNTS = ("revenue", "prior_revenue", "from_earlier_buyers")


@dataclass(frozen=True, slots=True)
class ReadCell:
    """`unread`: the text is what stands in the cell, not what was understood."""

    text: str
    unread: bool = False
    number: bool = False


@dataclass(frozen=True, slots=True)
class ReadRow:
    cells: list[ReadCell]
    problems: tuple[str, ...]


def read_rows(pasted: PastedTable, currency: str, most: int) -> list[ReadRow]:
    return [
        ReadRow([_cell(pasted, row, place, currency) for place in range(len(pasted.columns))], row.problems)
        for row in pasted.rows[:most]
    ]


def refusal_of(pasted: PastedTable) -> str:
    """An amount that can't be read is never taken over as if nothing stood there."""
    texts = [text for row in pasted.rows for meaning, text in row.unread if meaning in _AMOUNTS]
    if not texts:
        return ""
    sentence = _(
        "These amounts can't be read: %(amounts)s. Please correct them in the text, and look at the rows again."
    )
    return sentence % {"amounts": ", ".join(f"“{text[:40]}”" for text in texts[:5]) + ("…" if len(texts) > 5 else "")}


def _cell(pasted: PastedTable, row: PastedRow, place: int, currency: str) -> ReadCell:
    meaning = pasted.columns[place]
    raw = row.cells[place] if place < len(row.cells) else ""
    if meaning == "ignore":
        return ReadCell(raw)
    if meaning in dict(row.unread):
        return ReadCell(raw, unread=True)
    value = getattr(row, meaning)
    if value in (None, ""):
        return ReadCell(_("not known"))
    if isinstance(value, Decimal):
        written = f"{value.normalize():f}%" if pasted.percent else money(minor(value, currency), currency)
        return ReadCell(written, number=True)
    words = dict({"origin": ORIGINS, "kind": KINDS}.get(meaning, ()))
    return ReadCell(str(words.get(value, value)))
