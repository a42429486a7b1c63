"""Rows of a table and the meanings of its columns → one `Entry` each: facts to assess, texts to import, what was odd."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from app.domain.amounts import Amount, AmountColumn, Style, read_amounts
from app.domain.revenue.facts import NominationFacts, Period, RevenueLine
from app.domain.revenue.words import kind_of, moment_of, origin_of
from app.domain.sheets.deriving import Note, Totals, lines_from
from app.domain.sheets.entry import Entry, Reading
from app.domain.sheets.meanings import as_percent, plain
from app.domain.sheets.shares import PERCENT_AS_AMOUNT, ShareColumn, band_in_words
from app.domain.sheets.table import Cell, Table, is_blank, text_of

LONGEST_STORY = 200_000
_AMOUNTS = frozenset({"headline", "prior", "existing", "new_business", "quota", "existing_share", "new_customers"})
_TOTAL = re.compile(r"(grand |sub ?-?)?totals?|sum|summe|gesamt(summe)?|average|count|insgesamt", re.IGNORECASE)
_RENEWAL = re.compile(r"\b(recurring|renewals?|renewed)\b")


def read_entries(
    table: Table, columns: Sequence[str], *, style: Style | None = None, period: Period | None = None
) -> Reading:
    """Read each row by its columns' meanings. `style` overrules the decimal mark; `period` stands where no column gives one."""
    reader = _Reader(table, columns, style, period)
    seen: dict[tuple[str, ...], int] = {}
    entries: list[Entry] = []
    for place, row in enumerate(table.rows):
        entry = reader.entry(place, row)
        if entry is not None:
            entries.append(_told_twice(entry, row, seen))
    return Reading(tuple(entries), tuple(dict.fromkeys(reader.questions)))


def _told_twice(entry: Entry, row: Sequence[Cell], seen: dict[tuple[str, ...], int]) -> Entry:
    if entry.facts is None:
        return entry
    reference = entry.texts.get("id", "")
    same_reference = seen.setdefault(("id", reference.casefold()), entry.number) if reference else entry.number
    same_row = seen.setdefault(("row", *map(text_of, row)), entry.number)
    if same_reference == same_row == entry.number:
        return entry
    code, first = ("same_reference", same_reference) if same_reference != entry.number else ("same_row", same_row)
    note = Note(code, {"row": str(first)})
    return Entry(
        entry.place, entry.number, entry.texts, entry.facts, entry.new_customers, entry.notes, (*entry.problems, note), first
    )  # fmt: skip


class _Reader:
    def __init__(self, table: Table, columns: Sequence[str], style: Style | None, period: Period | None) -> None:
        self.table, self.columns, self.period = table, columns, period
        self.places: dict[str, list[int]] = {}
        for place, meaning in enumerate(columns):
            if meaning != "ignore":
                self.places.setdefault(meaning, []).append(place)
        self.questions: list[str] = []
        self.amounts = self._read_amounts(style)
        self.unreadable = {
            (place, problem.row): problem.sentence
            for place, column in self.amounts.items()
            for problem in column.problems
        }
        self.shares = self._read_shares()
        self.renewals = bool(_RENEWAL.search(plain(self._heading("existing"))))
        self.customers = sorted({int(m.split(".")[1]) for m in self.places if m.startswith("customer.")})

    def _read_amounts(self, style: Style | None) -> dict[int, AmountColumn]:
        """Each column in its own number style; one that shows none takes the style of those that do."""
        wanted = [
            place for place, meaning in enumerate(self.columns)
            if meaning in _AMOUNTS or meaning.endswith((".revenue", ".prior"))
        ]  # fmt: skip
        cells = {
            place: [_amount_cell(cell, self.columns[place]) for cell in self.table.column(place)] for place in wanted
        }
        read = {place: read_amounts(cells[place], style) for place in wanted}
        sure = {column.style for place, column in read.items() if not column.ambiguous and _shows_style(cells[place])}
        for place, column in read.items():
            if column.ambiguous and style is None:
                if len(sure) == 1:
                    read[place] = read_amounts(cells[place], next(iter(sure)))
                elif column.question and "decimal" in column.question:
                    self.questions.append(f"{self.table.header[place]}: {column.question}")
        return read

    def _read_shares(self) -> dict[str, ShareColumn]:
        shares: dict[str, ShareColumn] = {
            meaning: ShareColumn.of(self.amounts[self.places[meaning][0]])
            for meaning in ("existing_share", "existing") if meaning in self.places
        }  # fmt: skip
        question = (
            shares["existing_share"].question(self._heading("existing_share")) if "existing_share" in shares else None
        )
        if question:
            self.questions.append(question)
        return shares

    def _heading(self, meaning: str) -> str:
        places = self.places.get(meaning)
        return (self.table.header[places[0]] or f"column {places[0] + 1}") if places else ""

    def entry(self, place: int, row: Sequence[Cell]) -> Entry | None:
        if is_blank(row):
            return None
        number = self.table.number(place)
        texts = {
            meaning: _joined(meaning, (text_of(row[at]) for at in places)) for meaning, places in self.places.items()
        }
        texts = {meaning: text for meaning, text in texts.items() if text}
        reason = self._left_out(row, texts)
        if reason:
            return Entry(place, number, texts, left_out=reason)
        problems: list[Note] = []
        totals = self._totals(place, texts, problems)
        lines, band, notes = self._lines(place, texts, totals, problems)
        new_customers = self._amount("new_customers", place, problems)
        facts = NominationFacts(
            id=texts.get("id") or f"row {number}",
            title=texts.get("title"),
            company=texts.get("company"),
            period=self._period(texts, problems),
            headline_revenue=totals.headline,
            currency=totals.currency,
            quota=self._amount("quota", place, problems),
            narrative=texts.get("narrative", "")[:LONGEST_STORY],
            accounts=lines,
            existing_share_band=band,
            credit_shared=texts.get("shared_credit"),
        )
        whole = int(new_customers) if new_customers is not None and 0 <= new_customers <= 1_000_000 else None
        return Entry(place, number, texts, facts, whole, tuple(notes), tuple(problems))

    def _left_out(self, row: Sequence[Cell], texts: dict[str, str]) -> str | None:
        first = next((text_of(cell) for cell in row if cell is not None), "")
        if _TOTAL.fullmatch(first.rstrip(" :")) or _TOTAL.fullmatch(texts.get("nominee", "").rstrip(" :")):
            return "This is a total, not a nomination."
        if [" ".join(text_of(cell).split()) for cell in row] == list(self.table.header):
            return "The header stands here once more."
        telling = [m for m in texts if m in _AMOUNTS or m in ("narrative", "nominee") or m.startswith("customer.")]
        if not telling:
            return "The row holds neither a nominee, nor an amount, nor a story."
        return None

    def _amount(self, meaning: str, place: int, problems: list[Note]) -> Decimal | None:
        """An amount of money, or a number of customers: "80%" is never 80 of them."""
        amount = self._read(meaning, place, problems)
        if amount is not None and amount.percent:
            problems.append(Note("unreadable", {"column": self._heading(meaning), "sentence": PERCENT_AS_AMOUNT}))
            return None
        return amount.value if amount else None

    def _read(self, meaning: str, place: int, problems: list[Note]) -> Amount | None:
        """What the cell holds, unless it can't be read or is below zero, which is said."""
        places = self.places.get(meaning)
        if not places:
            return None
        at = places[0]
        if (at, place) in self.unreadable:
            problems.append(
                Note("unreadable", {"column": self.table.header[at], "sentence": self.unreadable[at, place]})
            )
            return None
        amount = self.amounts[at].amounts[place]
        if amount.value is not None and amount.value < 0:
            problems.append(Note("negative", {"column": self.table.header[at]}))
            return None
        return amount if amount.value is not None else None

    def _totals(self, place: int, texts: dict[str, str], problems: list[Note]) -> Totals:
        columns = {meaning: self._heading(meaning) for meaning in self.places}
        said = texts.get("existing_share", "")
        band = band_in_words(said) if said else None
        percent = None if band else self._percent("existing_share", place, problems)
        wanted = ["headline", "prior", "existing", "new_business"]
        if band is None and percent is None and self._holds_percent("existing", place):
            wanted.remove("existing")
            columns["existing_share"] = columns["existing"]
            percent = self._percent("existing", place, problems)
        given = {meaning: self._amount(meaning, place, problems) for meaning in wanted}
        return Totals(**given, percent=percent, band=band, band_said=said, renewals=self.renewals,
                      currency=self._currency(place, texts), columns=columns)  # fmt: skip

    def _holds_percent(self, meaning: str, place: int) -> bool:
        at = self.places.get(meaning)
        return at is not None and self.amounts[at[0]].amounts[place].percent

    def _percent(self, meaning: str, place: int, problems: list[Note]) -> Decimal | None:
        """The share from existing customers, in percent."""
        if self._read(meaning, place, problems) is None:
            return None
        percent, sentence = self.shares[meaning].percent(place)
        if sentence:
            problems.append(Note("unreadable", {"column": self._heading(meaning), "sentence": sentence}))
        return percent

    def _currency(self, place: int, texts: dict[str, str]) -> str | None:
        told = texts.get("currency", "").strip().upper()
        if re.fullmatch(r"[A-Z]{3}", told):
            return told
        at = self.places.get("headline")
        return self.amounts[at[0]].amounts[place].currency if at else None

    def _period(self, texts: dict[str, str], problems: list[Note]) -> Period | None:
        text = texts.get("period", "")
        if not text:
            return self.period
        moment = moment_of(re.sub(r"^(fy|year) ?", "", text, flags=re.IGNORECASE))
        if moment is None or moment.first == moment.last:
            problems.append(Note("period", {"column": self._heading("period"), "text": text[:40]}))
            return self.period
        return Period(moment.last, 12 if moment.first.month != moment.last.month else 1)

    def _lines(
        self, place: int, texts: dict[str, str], totals: Totals, problems: list[Note]
    ) -> tuple[tuple[RevenueLine, ...], str | None, list[Note]]:
        listed = tuple(line for n in self.customers if (line := self._customer(n, place, texts, problems)) is not None)
        if listed:
            return listed, totals.band, [Note("customers", {"count": str(len(listed))})]
        return lines_from(totals)

    def _customer(self, number: int, place: int, texts: dict[str, str], problems: list[Note]) -> RevenueLine | None:
        at = f"customer.{number}."
        name = texts.get(at + "name", "")
        revenue = self._signed(at + "revenue", place, problems)
        if not name and revenue is None:
            return None
        started = texts.get(at + "started", "")
        return RevenueLine(
            name=name[:200] or f"Customer {number}",
            revenue=revenue,
            prior_revenue=self._amount(at + "prior", place, problems),
            origin=origin_of(texts.get(at + "origin", "")) or "unknown",
            kind=kind_of(texts.get(at + "kind", "")) or "unknown",
            relationship_started=moment_of(started) if started else None,
        )

    def _signed(self, meaning: str, place: int, problems: list[Note]) -> Decimal | None:
        """A customer's revenue may be a credit, below zero."""
        at = self.places.get(meaning)
        if at and (at[0], place) not in self.unreadable and not self._holds_percent(meaning, place):
            return self.amounts[at[0]].amounts[place].value
        return self._amount(meaning, place, problems)


def _joined(meaning: str, texts: Iterable[str]) -> str:
    return ("\n\n" if meaning == "narrative" else " ").join(text for text in texts if text)


def _amount_cell(cell: Cell, meaning: str) -> object:
    if isinstance(cell, bool | int | float) or cell is None:
        return None if isinstance(cell, bool) else cell
    text = text_of(cell)
    if meaning == "existing_share":
        return "" if band_in_words(text) else as_percent(text)
    if meaning == "new_customers":
        return re.sub(r"\s*(new )?(customers?|clients?|accounts?|logos?)$", "", text, flags=re.IGNORECASE)
    return text


def _shows_style(cells: Iterable[object]) -> bool:
    """Whether any text holds a mark that may decide the style: a column of bare digits decides nothing."""
    return any(isinstance(cell, str) and re.search(r"\d[.,]\d", cell) for cell in cells)
