"""The cells of a frame → one `Row` per row, each with the reason why it is left out, or none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.domain.crm.currencies import Amounts
from app.domain.crm.dates import read_dates
from app.domain.crm.decisions import is_yes, word_for
from app.domain.crm.frame import Frame
from app.domain.crm.mapping import Mapping
from app.domain.crm.people import owner_key
from app.domain.crm.reading import Question, Row
from app.domain.sheets.table import Cell, text_of

REASONS = (
    "total", "footer", "heading", "repeated_header", "no_customer", "duplicate", "lost", "open", "no_result",
    "unreadable_amount", "no_amount", "no_date", "unreadable_date", "outside_period", "prior_period", "other_owner",
    "other_currency", "left_by_hand",
)  # fmt: skip
"""Why a row is left out, in the order in which they are asked. `prior_period` counts as the customer's earlier revenue;
`no_result`: the file holds a formula there, but not what it came to."""

_SCIENTIFIC = re.compile(r"\d[.,]?\d*E\+\d+", re.IGNORECASE)


@dataclass(slots=True)
class Columns:
    """The columns of a frame, read."""

    customer: list[str]
    deal: list[str]
    id: list[str]
    type: list[str]
    stage: list[str]
    owner: list[str]
    source: list[str]
    days: list[date | None]
    started: list[date | None]
    standing: list[str]
    mine: list[bool]
    unreadable_days: frozenset[int]


def rows_of(
    frame: Frame, mapping: Mapping, columns: Columns, amounts: Amounts
) -> tuple[list[Row], list[Question], list[str]]:
    """Every row that holds anything, in the order of the file; questions and notes about duplicates."""
    twice, questions, notes = _duplicates(frame, mapping, columns, amounts)
    kinds = {text: word_for("types", text, mapping.types) or "unknown" for text in set(columns.type)}
    rows = []
    for at, label in enumerate(frame.labels):
        reason = (
            frame.reasons[at] or ("duplicate" if at in twice else None) or _reason(at, frame, columns, amounts, mapping)
        )
        overruled = mapping.rows.get(label)
        if overruled == "leave":
            reason = "left_by_hand"
        elif overruled == "use" and amounts.minor[at] is not None:
            reason = None
        rows.append(
            Row(
                label, columns.customer[at], columns.deal[at], amounts.minor[at], amounts.prior[at], amounts.currency[at],
                columns.days[at], columns.type[at], kinds[columns.type[at]], columns.stage[at], columns.owner[at], columns.source[at],
                columns.started[at], columns.id[at], reason, at in frame.hidden, frame.texts.get(at, ""),
            )
        )  # fmt: skip
    return rows, questions, notes


def candidates(frame: Frame, mapping: Mapping, columns: Columns) -> list[bool]:
    """The rows that would be used if every amount could be."""
    dated = mapping.profile != "customer_list"
    return [
        reason is None and standing == "won" and mine and not (dated and _when(at, columns, mapping))
        for at, (reason, standing, mine) in enumerate(zip(frame.reasons, columns.standing, columns.mine, strict=True))
    ]


def read_columns(frame: Frame, mapping: Mapping) -> Columns:
    closed = read_dates(frame.column("close_date"), _order(mapping, "close_date"))
    stage = _texts(frame.column("stage"))
    owner = _texts(frame.column("owner"))
    mine = {owner_key(name) for name in mapping.owners}
    everyone = "*" in mapping.owners or "owner" not in frame.cells
    known = {name: everyone or owner_key(name) in mine for name in set(owner)}
    return Columns(
        _texts(frame.column("account")), _texts(frame.column("deal")), _texts(frame.column("id")), _texts(frame.column("type")),
        stage, owner, _texts(frame.column("lead_source")), closed.days, read_dates(frame.column("relationship_started"), _order(mapping, "relationship_started")).days,
        _standings(frame, mapping, stage), [known[name] for name in owner], closed.unreadable,
    )  # fmt: skip


def _order(mapping: Mapping, meaning: str) -> Any:
    return mapping.dates.get(meaning)


def _texts(cells: list[Cell]) -> list[str]:
    """Each cell on one line; line breaks and double spaces are one space."""
    known: dict[Any, str] = {}
    found = []
    for cell in cells:
        text = known.get(cell)
        if text is None:
            text = known[cell] = " ".join((cell if cell.__class__ is str else text_of(cell)).split())
        found.append(text)
    return found


def _standings(frame: Frame, mapping: Mapping, stage: list[str]) -> list[str]:
    if "won" in frame.cells and not mapping.all_won:
        lost = {text: word_for("stages", text, mapping.stages) == "lost" for text in set(stage)}
        return [
            "won" if cell is not None and is_yes(text_of(cell)) else "lost" if lost[text] else "open"
            for cell, text in zip(frame.column("won"), stage, strict=True)
        ]
    if mapping.all_won or "stage" not in frame.cells:
        return ["won"] * len(stage)
    known = {text: word_for("stages", text, mapping.stages) or "open" for text in set(stage)}
    return [known[text] for text in stage]


def _reason(at: int, frame: Frame, columns: Columns, amounts: Amounts, mapping: Mapping) -> str | None:
    if not columns.customer[at]:
        return "no_customer"
    if columns.standing[at] != "won":
        return columns.standing[at]
    if amounts.minor[at] is None:
        return amounts.why_not(at)
    when = None if mapping.profile == "customer_list" else _when(at, columns, mapping)
    if when in ("prior_period", None) and not amounts.fits(at):
        return "other_currency"
    if when is None and not columns.mine[at]:
        return "other_owner"
    return when


def _when(at: int, columns: Columns, mapping: Mapping) -> str | None:
    day = columns.days[at]
    if day is None:
        return "unreadable_date" if at in columns.unreadable_days else "no_date"
    if mapping.period_from and mapping.period_to and mapping.period_from <= day <= mapping.period_to:
        return None
    if mapping.prior_from and mapping.prior_to and mapping.prior_from <= day <= mapping.prior_to:
        return "prior_period"
    return "outside_period"


def _duplicates(
    frame: Frame, mapping: Mapping, columns: Columns, amounts: Amounts
) -> tuple[set[int], list[Question], list[str]]:
    """Rows whose id stood before. Where such rows differ in what counts, it is asked."""
    if "id" not in frame.cells:
        return set(), [], []
    if any(_SCIENTIFIC.fullmatch(text) for text in columns.id):
        return (
            set(),
            [],
            ["The ids were cut short by a spreadsheet program (1.2E+11), so that duplicates can't be told."],
        )
    first: dict[str, int] = {}
    twice: set[int] = set()
    differ: list[tuple[str, str]] = []
    for at, text in enumerate(columns.id):
        if not text or frame.reasons[at] is not None:
            continue
        known = first.setdefault(_same_id(text), at)
        if known != at:
            twice.add(at)
            settled = frame.labels[known] in mapping.rows or frame.labels[at] in mapping.rows
            if not settled and _content(known, columns, amounts) != _content(at, columns, amounts):
                differ.append((frame.labels[known], frame.labels[at]))
    if not differ:
        return twice, [], []
    listed = ", ".join(f"{one} and {two}" for one, two in differ[:5]) + (", …" if len(differ) > 5 else "")
    sentence = (
        f"Rows with the same id differ in what counts ({listed}). Which of them are right? The first of each was taken."
    )
    return twice, [Question("same_id_differs", sentence, "id", tuple(two for _, two in differ[:200]))], []


def _content(at: int, columns: Columns, amounts: Amounts) -> tuple[object, ...]:
    return columns.customer[at].casefold(), amounts.minor[at], columns.days[at], columns.standing[at], columns.owner[at]


def _same_id(text: str) -> str:
    """A Salesforce id has 15 letters, or 18 with a check at the end."""
    return text[:15] if len(text) == 18 and text.isalnum() else text
