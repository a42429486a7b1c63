"""What was recognized in an export, and what was taken of it: plain data, with the questions that are still open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from app.domain.crm.mapping import Mapping


@dataclass(frozen=True, slots=True)
class Question:
    """Something that a person must decide. `code` names it, `about` the column, value or rows it is about."""

    code: str
    sentence: str
    about: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column and what it is taken for. `confidence` is 0 to 1: 1 for a heading of the CRM's own."""

    meaning: str
    heading: str
    place: int
    """From 0, in the first sheet that is read."""
    confidence: float
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a column with the number of its rows. `taken_for` is None where we don't know it."""

    text: str
    count: int
    taken_for: str | None = None


@dataclass(frozen=True, slots=True)
class Owner:
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What an export shows before anything is decided. `mapping` is the guess, ready for `take`."""

    profile: str
    sheets: tuple[str, ...]
    """The sheets that are read, one after the other; ("",) for a CSV."""
    other_sheets: tuple[str, ...]
    header_row: int
    """Number of the header in the first sheet, from 1; 0: none was found."""
    headings: tuple[str, ...]
    """All headings in their order, as `Mapping.columns` names them."""
    columns: tuple[Column, ...]
    types: tuple[Value, ...]
    stages: tuple[Value, ...]
    sources: tuple[Value, ...]
    owners: tuple[Owner, ...]
    currencies: tuple[str, ...]
    period: tuple[date, date] | None
    """The year (or shorter, the months) that the won rows suggest."""
    mapping: Mapping
    questions: tuple[Question, ...]
    notes: tuple[str, ...]


class Row(NamedTuple):
    """One row of the export. Amounts are in hundredths of the currency; None where there is none or it can't be read."""

    label: str
    """Its number in the sheet ("17"); with several sheets after the sheet's name ("Q2!17")."""
    customer: str = ""
    deal: str = ""
    amount: int | None = None
    prior: int | None = None
    """The earlier period's amount in the same row, in a list of customers."""
    currency: str | None = None
    day: date | None = None
    type: str = ""
    kind: str = "unknown"
    stage: str = ""
    owner: str = ""
    source: str = ""
    started: date | None = None
    id: str = ""
    reason: str | None = None
    """Why it was left out (a code of `REASONS`); None: used."""
    hidden: bool = False
    text: str = ""
    """What stands in a row that is no deal."""


@dataclass(frozen=True, slots=True)
class Account:
    """One customer of the nominee, with the labels of the rows used. Amounts in hundredths of the currency."""

    name: str
    revenue: int
    prior_revenue: int | None
    """Of all owners' rows; None: the file doesn't tell; 0: it tells that there was nothing."""
    kinds: tuple[str, ...]
    origin: str
    relationship_started: date | None
    rows: tuple[str, ...]
    prior_rows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """Rows used and left out, in the order of the file, and the customers they make."""

    mapping: Mapping
    profile: str
    sheets: tuple[str, ...]
    columns: dict[str, str]
    used: tuple[Row, ...]
    left_out: tuple[Row, ...]
    totals_by_type: dict[str, int]
    total: int
    currency: str | None
    accounts: tuple[Account, ...]
    former: tuple[Account, ...]
    """Customers of the nominee in the earlier period of whom nobody has a won row in this one: revenue 0."""
    unknown_values: tuple[str, ...]
    questions: tuple[Question, ...]
    notes: tuple[str, ...]

    @property
    def reasons(self) -> dict[str, int]:
        """Reason → number of rows left out for it, the most frequent first."""
        counts: dict[str, int] = {}
        for row in self.left_out:
            counts[row.reason or ""] = counts.get(row.reason or "", 0) + 1
        return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))

    @property
    def rows_read(self) -> int:
        return len(self.used) + len(self.left_out)

    def to_json(self) -> dict[str, Any]:
        """What `uphill crm --json` prints; amounts in units of the currency."""
        return {
            "profile": self.profile,
            "sheet": _one_or_all([name for name in self.sheets if name]),
            "columns": dict(self.columns),
            "rows_read": self.rows_read,
            "rows_used": len(self.used),
            "left_out": self.reasons,
            "totals_by_type": {value: units(amount) for value, amount in self.totals_by_type.items()},
            "total": units(self.total),
            "currency": self.currency,
            "accounts": [_account(account) for account in self.accounts],
            "former_accounts": [_account(account) for account in self.former],
            "unknown_values": list(self.unknown_values),
            "questions": [question.sentence for question in self.questions],
            "notes": list(self.notes),
            "mapping": self.mapping.to_json(),
        }


def units(minor: int) -> int | float:
    """Hundredths → units: a whole number where it is one."""
    return minor // 100 if minor % 100 == 0 else minor / 100


def _one_or_all(names: list[str]) -> str | list[str] | None:
    return names[0] if len(names) == 1 else names or None


def _account(account: Account) -> dict[str, Any]:
    return {
        "name": account.name,
        "revenue": units(account.revenue),
        "prior_revenue": None if account.prior_revenue is None else units(account.prior_revenue),
        "kinds": list(account.kinds),
        "origin": account.origin,
        "relationship_started": account.relationship_started and account.relationship_started.isoformat(),
        "rows": [_number(label) for label in account.rows],
        "prior_rows": [_number(label) for label in account.prior_rows],
    }


def _number(label: str) -> int | str:
    return int(label) if label.isdigit() else label
