"""A CRM export read for a nomination: what its page of columns shows, what the preview shows, and the lines it would give.

Nothing here touches the database: a large file takes seconds, and no writer waits meanwhile. What is shown is kept as plain JSON,
so that a page is opened without reading the file again, and exactly what was shown is taken over."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from threading import BoundedSemaphore
from typing import Any

from app.domain.crm import Account, Export, Reading, Row, Taken, recognize, recognize_and_take, take
from app.domain.crm import Mapping as Decisions
from app.domain.crm.layout import letter
from app.domain.errors import UserError
from app.domain.sheets.table import text_of
from app.nominations.forms import MOST_LINES, content_of, read_figures
from app.nominations.service.assessing import minor
from app.programs.models import Program
from app.web.i18n import _

FIRST_ROWS = 8
MOST_VALUES = 80
MOST_OWNERS = 300
MOST_ROWS = 400
"""Rows kept of each group, which can be overruled; the file has them all."""
MOST_LABELS = 40
LONGEST_NAME = 200
_ADVICE = ("same_id_differs",)
"""Questions that the preview answers: the rows they are about can be overruled there."""
_AT_ONCE = BoundedSemaphore(2)
_PATIENCE = 30.0


@dataclass(frozen=True, slots=True)
class Understood:
    """`open`: a question must be answered before rows can be used."""

    mapping: dict[str, Any]
    found: dict[str, Any]
    outcome: dict[str, Any]

    @property
    def open(self) -> bool:
        return bool(self.outcome["questions"])


def understand(
    export: Export, program: Program, draft: Mapping[str, Any], *, decided: Decisions | None = None,
    remembered: Decisions | None = None,
) -> Understood:  # fmt: skip
    """Read the rows by what was decided, else by what is remembered and can be seen. Raises `UserError`."""
    figures = read_figures(content_of(draft))
    period = (figures.period_from, figures.period_to) if figures.period_from and figures.period_to else None
    if not _AT_ONCE.acquire(timeout=_PATIENCE):
        raise UserError(_("Several large files are being read at the moment. Please try again in a minute."))
    try:
        if decided is not None:
            reading, taken = recognize(export, remembered=decided), take(export, decided)
        else:
            reading, taken = recognize_and_take(
                export, remembered=remembered, owner=str(draft.get("nominee_name") or "").strip() or None, period=period,
                currency=program.currency,
            )  # fmt: skip
    finally:
        _AT_ONCE.release()
    worded = {(question.code, question.about): question for question in reading.questions}
    asked = tuple(worded.get((question.code, question.about), question) for question in taken.questions)
    taken = replace(taken, questions=asked)
    found = _found(export, reading, taken)
    found["remembered"] = remembered is not None and decided is None
    return Understood(taken.mapping.to_json(), found, _outcome(taken, taken.currency or program.currency))


def headings_key(headings: Iterable[str]) -> str:
    """By which an export of the same shape is known again."""
    return hashlib.sha256("\n".join(sorted(set(headings))).encode()).hexdigest()


def _found(export: Export, reading: Reading, taken: Taken) -> dict[str, Any]:
    sheet = next((each for each in export.sheets if each.name in reading.sheets), export.sheets[0])
    rows = sheet.first(max(reading.header_row, 0) + FIRST_ROWS)
    examples = [[_short(text_of(cell)) for cell in row] for row in rows[max(reading.header_row, 0) :]]
    names = [*reading.headings] or [f"Column {letter(place)}" for place in range(max(map(len, rows), default=0))]
    labels = names if reading.headings else [f"{name}: {text}" for name, text in zip(names, examples[0], strict=False)]
    return {
        "profile": reading.profile, "sheets": list(reading.sheets), "other_sheets": list(reading.other_sheets),
        "header_row": reading.header_row, "headings": names, "labels": labels, "first": examples, "said": list(export.said),
        "types": _values(reading.types), "stages": _values(reading.stages), "sources": _values(reading.sources),
        "owners": [[owner.name, owner.count] for owner in reading.owners[:MOST_OWNERS]], "currencies": _currencies(reading, taken),
        "columns": dict(taken.columns), "notes": list(reading.notes),
        "sha256": export.sha256, "more_values": max(len(reading.types), len(reading.stages), len(reading.sources)) > MOST_VALUES,
    }  # fmt: skip


def _currencies(reading: Reading, taken: Taken) -> list[str]:
    """Those of the file, also where only the cells of amounts name them."""
    asked = {code for question in taken.questions if question.code == "currency" for code in question.choices}
    return sorted({*reading.currencies, *asked, *([taken.currency] if taken.currency else [])})


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"


def _values(values: Sequence[Any]) -> list[list[Any]]:
    return [[value.text, value.count, value.taken_for or ""] for value in values[:MOST_VALUES]]


def _question(question: Any) -> dict[str, Any]:
    return {"code": question.code, "sentence": question.sentence, "about": question.about}


def _outcome(taken: Taken, currency: str) -> dict[str, Any]:
    lines = lines_of(taken, currency)
    words = {row.type: row.kind for row in taken.used}
    return {
        "rows_read": taken.rows_read, "rows_used": len(taken.used), "total": _money(taken.total, currency),
        "total_hundredths": taken.total, "currency": currency,
        "totals": [[text, _money(amount, currency), words.get(text, "unknown")] for text, amount in taken.totals_by_type.items()],
        "lines": lines, "customers": len(taken.accounts), "former": len(taken.former),
        "groups": _groups(taken.left_out, currency), "used": [_row(row, currency) for row in _overruled_first(taken)[:MOST_ROWS]],
        "questions": [_question(question) for question in taken.questions if question.code not in _ADVICE],
        "warnings": [question.sentence for question in taken.questions if question.code in _ADVICE], "notes": list(taken.notes),
        "unknown": list(taken.unknown_values[:MOST_VALUES]), "no_prior": sum(1 for a in taken.accounts if a.prior_revenue is None),
    }  # fmt: skip


def _overruled_first(taken: Taken) -> list[Row]:
    """The rows used, those that a person chose first: what was overruled must be seen to be taken back."""
    return sorted(taken.used, key=lambda row: taken.mapping.rows.get(row.label) != "use")


def _groups(left_out: Sequence[Row], currency: str) -> list[dict[str, Any]]:
    groups: dict[str, list[Row]] = {}
    for row in left_out:
        groups.setdefault(row.reason or "", []).append(row)
    return [
        {
            "reason": reason, "count": len(rows), "rows": [_row(row, currency) for row in rows[:MOST_ROWS]],
            "sum": _money(sum(row.amount or 0 for row in rows if row.currency in (None, currency)), currency),
        }
        for reason, rows in sorted(groups.items(), key=lambda item: -len(item[1]))
    ]  # fmt: skip


def _row(row: Row, currency: str) -> dict[str, Any]:
    return {
        "label": row.label, "customer": _short(row.customer), "deal": _short(row.deal), "type": _short(row.type),
        "amount": None if row.amount is None else _money(row.amount, row.currency or currency), "currency": row.currency or currency,
        "day": row.day.isoformat() if row.day else "", "stage": _short(row.stage), "owner": _short(row.owner),
        "text": "" if row.customer else _short(row.text),
    }  # fmt: skip


def _money(hundredths: int, currency: str) -> int:
    return minor(Decimal(hundredths) / 100, currency) or 0


def lines_of(taken: Taken, currency: str) -> list[dict[str, Any]]:
    """One line per customer, those who left with 0; beyond what the form takes, the smallest become one line of several
    (two, where the year before is known of some only)."""
    rows = {row.label: row for row in taken.used}
    accounts = sorted([*taken.accounts, *taken.former], key=lambda a: -max(a.revenue, a.prior_revenue or 0))
    lines: list[dict[str, Any]] = []
    for place, account in enumerate(accounts):
        own = [_line(account, part, currency) for part in _parts(account, rows)]
        if len(lines) + len(own) > MOST_LINES - (2 if place + 1 < len(accounts) else 0):
            break
        lines += own
    else:
        return lines
    known = [account for account in accounts[place:] if account.prior_revenue is not None]
    unknown = [account for account in accounts[place:] if account.prior_revenue is None]
    return lines + [_bundle(part, currency) for part in (known, unknown) if part]


@dataclass(frozen=True, slots=True)
class _Part:
    kind: str
    revenue: int
    rows: tuple[str, ...]
    prior: int | None


def _parts(account: Account, rows: Mapping[str, Row]) -> list[_Part]:
    """A customer's kinds stand in lines of their own only where they decide something: while the year before is not known."""
    kinds = dict.fromkeys(rows[label].kind for label in account.rows if label in rows)
    if len(kinds) < 2 or account.prior_revenue is not None:
        kind = next(iter(kinds)) if len(kinds) == 1 else "unknown"
        return [_Part(kind, account.revenue, account.rows or account.prior_rows, account.prior_revenue)]
    parts, rest = [], account.revenue
    for kind in kinds:
        own = tuple(label for label in account.rows if label in rows and rows[label].kind == kind)
        revenue = sum(rows[label].amount or 0 for label in own)
        parts.append(_Part(kind, revenue, own, None))
        rest -= revenue
    return [*parts[:-1], replace(parts[-1], revenue=parts[-1].revenue + rest)]


def _line(account: Account, part: _Part, currency: str) -> dict[str, Any]:
    started = account.relationship_started
    return {
        "name": account.name[:LONGEST_NAME], "revenue": part.revenue, "prior": part.prior, "revenue_minor": _money(part.revenue, currency),
        "prior_minor": None if part.prior is None else _money(part.prior, currency), "kind": part.kind, "several": len(account.kinds) > 1 and part.kind == "unknown", "origin": account.origin,
        "started": started.isoformat() if started else "", "customers": 1, "from_earlier_buyers": None,
        "rows": list(part.rows[:MOST_LABELS]), "count": len(part.rows),
    }  # fmt: skip


def _bundle(accounts: Sequence[Account], currency: str) -> dict[str, Any]:
    known = accounts[0].prior_revenue is not None
    revenue = sum(account.revenue for account in accounts)
    prior = sum(account.prior_revenue or 0 for account in accounts) if known else None
    earlier = sum(account.revenue for account in accounts if account.prior_revenue) if known else None
    labels = [label for account in accounts for label in account.rows or account.prior_rows]
    return {
        "name": _("All others") if known else _("All others, year before not known"), "revenue": revenue, "prior": prior,
        "revenue_minor": _money(revenue, currency), "prior_minor": None if prior is None else _money(prior, currency),
        "kind": "unknown", "several": True, "origin": "unknown", "started": "", "customers": len(accounts),
        "from_earlier_buyers": earlier, "rows": labels[:MOST_LABELS], "count": len(labels),
    }  # fmt: skip
