"""Rows pasted from a spreadsheet, read into revenue lines for a preview; nothing is lost silently."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from app.domain.amounts import Style, looks_like_amount, read_amounts
from app.domain.errors import UserError
from app.domain.revenue.words import WORDS, kind_of, moment_of, origin_of

Meaning = Literal[
    "name", "revenue", "prior_revenue", "origin", "relationship_started", "kind", "incumbent_displaced",
    "term_years", "customers", "from_earlier_buyers", "ignore",
]  # fmt: skip
MEANINGS: tuple[str, ...] = Meaning.__args__  # type: ignore[attr-defined]
MOST_ROWS = 2000
MOST_CHARACTERS = 500_000

_HEADERS = {meaning: "|".join(patterns) for meaning, patterns in WORDS["header"].items()}
_TOTALS = re.compile(r"(grand |sub-?)?\s?totals?\b.*|sum\b.*|subtotal.*|gesamt(summe)?|summe", re.IGNORECASE)
_AMOUNTS = ("revenue", "prior_revenue", "from_earlier_buyers")


@dataclass(frozen=True, slots=True)
class PastedRow:
    """One row as it would become a revenue line. Amounts are in units of the currency; None: not known."""

    number: int
    """The row's place in the pasted text, from 1 (the header counts)."""
    cells: tuple[str, ...]
    name: str = ""
    revenue: Decimal | None = None
    prior_revenue: Decimal | None = None
    origin: str | None = None
    relationship_started: str | None = None
    kind: str | None = None
    incumbent_displaced: str | None = None
    term_years: int | None = None
    customers: int | None = None
    from_earlier_buyers: Decimal | None = None
    problems: tuple[str, ...] = ()
    unread: tuple[tuple[str, str], ...] = ()
    """The cells that could not be read: (meaning, what stands there)."""


@dataclass(frozen=True, slots=True)
class PastedTable:
    """A pasted text, read. `columns` gives each column's meaning; pass it back changed to read again."""

    columns: tuple[Meaning, ...]
    header: tuple[str, ...] | None
    rows: tuple[PastedRow, ...]
    left_out: tuple[tuple[int, str], ...]
    """Rows that are no lines: (row number, reason)."""
    questions: tuple[str, ...]
    """What can't be decided alone, for example the decimal mark."""
    style: Style
    currencies: tuple[str, ...]
    percent: bool

    @property
    def understood(self) -> int:
        """How many rows have no problem."""
        return sum(not row.problems for row in self.rows)

    @property
    def good(self) -> bool:
        return bool(self.rows) and not self.questions and not any(row.problems for row in self.rows)


@dataclass
class _Draft:
    number: int
    cells: tuple[str, ...]
    values: dict[str, object] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    unread: list[tuple[str, str]] = field(default_factory=list)


def read_pasted(text: str, *, columns: Sequence[Meaning] | None = None, style: Style | None = None) -> PastedTable:
    """Read rows pasted from a spreadsheet: tab, semicolon or comma separated, with or without a header.

    `columns` and `style` overrule what would be guessed. Raises `UserError` when there is no row to read.
    """
    table = _cells(text)
    header, body = _header(table)
    meanings = _meanings(header, body, columns)
    if "name" not in meanings or "revenue" not in meanings:
        raise UserError("Say which column holds the customers and which the revenue: the text does not show it.")
    drafts, left_out = _drafts(body, meanings)
    style, questions, currencies, percent = _read_amounts(drafts, meanings, style)
    _read_words(drafts, meanings)
    rows = tuple(
        PastedRow(d.number, d.cells, problems=tuple(d.problems), unread=tuple(d.unread), **d.values)  # type: ignore[arg-type]
        for d in drafts
    )
    return PastedTable(meanings, header, rows, tuple(left_out), tuple(questions), style, currencies, percent)


def _cells(text: str) -> list[tuple[int, tuple[str, ...]]]:
    if len(text) > MOST_CHARACTERS:
        raise UserError(
            f"That is more than {MOST_CHARACTERS:,} characters. Paste the ten largest customers"
            " and one row for all others."
        )
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    best: list[list[str]] = []
    for separator in ("\t", ";", ",", "|"):
        rows = list(csv.reader(io.StringIO(text), delimiter=separator, skipinitialspace=separator != "\t"))
        if _evenness(rows) > _evenness(best):
            best = rows
        if separator == "\t" and _evenness(best) > 0.8:
            break
    found = [(number, tuple(" ".join(cell.split()) for cell in row)) for number, row in enumerate(best, 1)]
    found = [(number, row) for number, row in found if any(row)]
    if not found:
        raise UserError(
            "No rows were found. Copy the rows in your spreadsheet (customer and amount) and paste them here."
        )
    if len(found) > MOST_ROWS:
        raise UserError(
            f"That is {len(found):,} rows; the limit is {MOST_ROWS:,}. Paste the largest customers"
            " and one row for all others."
        )
    return found


def _evenness(rows: list[list[str]]) -> float:
    """The share of rows that have the usual number of cells, when that is at least two."""
    lengths = [len(row) for row in rows if any(cell.strip() for cell in row)]
    if not lengths:
        return 0.0
    usual = max(set(lengths), key=lambda length: (lengths.count(length), length))
    return lengths.count(usual) / len(lengths) if usual > 1 else 0.0


def meaning_of_header(text: str) -> Meaning | None:
    """What a column heading says its column holds, or None when we don't know the word."""
    plain = " ".join(text.casefold().replace("_", " ").split()).strip(":*")
    for meaning, pattern in _HEADERS.items():
        if re.fullmatch(pattern, plain):
            return meaning  # type: ignore[return-value]
    return None


_Rows = list[tuple[int, tuple[str, ...]]]


def _header(table: _Rows) -> tuple[tuple[str, ...] | None, _Rows]:
    for place, (_, row) in enumerate(table[:5]):
        known = [cell for cell in row if meaning_of_header(cell)]
        numbers = [cell for cell in row if looks_like_amount(cell) and not re.fullmatch(r"(19|20)\d\d", cell)]
        if not numbers and len(known) >= min(2, len(row)):
            return row, table[place + 1 :]
        if numbers:
            break
    return None, table


def _meanings(header: tuple[str, ...] | None, body: _Rows, given: Sequence[Meaning] | None) -> tuple[Meaning, ...]:
    width = max([len(row) for _, row in body] + [len(header or ())])
    if given is not None:
        return (*given, *["ignore"] * (width - len(given)))[:width]  # type: ignore[return-value]
    found: list[Meaning] = []
    for column in range(width):
        cells = [row[column] for _, row in body if column < len(row) and row[column]]
        meaning = (
            meaning_of_header(header[column]) if header and column < len(header) else _meaning_of_cells(cells, found)
        )
        found.append(meaning if meaning and meaning not in found else "ignore")
    return tuple(found)


def _meaning_of_cells(cells: list[str], found: list[Meaning]) -> Meaning | None:
    if not cells:
        return None
    if all(re.fullmatch(r"(19|20)\d\d(-\d\d?){0,2}|[A-Za-z]{3,9} \d{4}", cell) for cell in cells):
        return "relationship_started"
    if all(looks_like_amount(cell) for cell in cells):
        return "revenue" if "revenue" not in found else "prior_revenue"
    if all(origin_of(cell) for cell in cells):
        return "origin"
    if all(kind_of(cell) for cell in cells):
        return "kind"
    return "name"


def _drafts(body: _Rows, meanings: tuple[Meaning, ...]) -> tuple[list[_Draft], list[tuple[int, str]]]:
    drafts: list[_Draft] = []
    left_out: list[tuple[int, str]] = []
    for number, cells in body:
        padded = cells + ("",) * (len(meanings) - len(cells))
        name = padded[meanings.index("name")]
        if _TOTALS.fullmatch(name):
            left_out.append((number, f"“{name}” is a total, not a customer."))
        elif not name and not padded[meanings.index("revenue")]:
            left_out.append((number, "The row has neither a customer nor an amount."))
        else:
            draft = _Draft(number, cells, {"name": name[:200]})
            if not name:
                draft.problems.append("The customer is missing. Write a name, or A, B, C.")
            drafts.append(draft)
    if not drafts:
        raise UserError("No row holds a customer. Copy the rows with a customer and an amount, and paste them here.")
    return drafts, left_out


def _read_amounts(
    drafts: list[_Draft], meanings: tuple[Meaning, ...], style: Style | None
) -> tuple[Style, list[str], tuple[str, ...], bool]:
    questions: list[str] = []
    wanted = [meaning for meaning in _AMOUNTS if meaning in meanings]
    places = [(meaning, draft) for meaning in wanted for draft in drafts]
    everything = read_amounts([_cell(draft, meanings, meaning) for meaning, draft in places], style)
    if everything.question:
        questions.append(everything.question)
    for (meaning, draft), amount in zip(places, everything.amounts, strict=True):
        draft.values[meaning] = amount.value
    for problem in everything.problems:
        meaning, draft = places[problem.row]
        draft.problems.append(problem.sentence)
        draft.unread.append((meaning, problem.text))
    for draft in drafts:
        if draft.values.get("revenue") is None and not draft.problems:
            draft.problems.append(
                "The revenue of the period is missing. Write an amount, or 0 for a customer who left."
            )
    if len(everything.currencies) > 1:
        questions.append(
            f"The amounts are in several currencies ({', '.join(everything.currencies)}); they are never converted."
        )
    return everything.style, questions, everything.currencies, everything.percent


def _cell(draft: _Draft, meanings: tuple[Meaning, ...], meaning: str) -> str:
    place = meanings.index(meaning)
    return draft.cells[place] if place < len(draft.cells) else ""


def _read_words(drafts: list[_Draft], meanings: tuple[Meaning, ...]) -> None:
    for meaning in meanings:
        if meaning in ("name", "ignore", *_AMOUNTS):
            continue
        for draft in drafts:
            text = _cell(draft, meanings, meaning)
            if text:
                value, problem = _word(meaning, text)
                draft.values[meaning] = value
                if problem:
                    draft.problems.append(problem)
                    draft.unread.append((meaning, text))


def _word(meaning: Meaning, text: str) -> tuple[object, str | None]:
    if meaning == "origin":
        return origin_of(text), None if origin_of(
            text
        ) else f"“{text[:40]}” is not an origin that we know. Pick one from the list."
    if meaning == "kind":
        return kind_of(text), None if kind_of(
            text
        ) else f"“{text[:40]}” is not a kind of business that we know. Pick one from the list."
    if meaning == "relationship_started":
        moment = moment_of(text)
        return (
            (str(moment), None)
            if moment
            else (None, f"“{text[:40]}” is not a date that we can read. Write a year, or 2024-03.")
        )
    if meaning in ("term_years", "customers"):
        whole = re.fullmatch(r"(\d{1,6})( years?| yrs?| customers?)?", text.casefold())
        return (int(whole[1]), None) if whole else (None, f"“{text[:40]}” is not a whole number.")
    return text[:200], None
