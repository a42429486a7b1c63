"""What the cells of whole columns decide (date order, number style, who is the nominee, which rows are won), and what
they leave to be asked. The same decisions are made whether a mapping was guessed, remembered or given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping as Dict
from dataclasses import replace
from datetime import date

from app.domain.crm.dates import Order, Shown, is_swapped, order_of
from app.domain.crm.frame import Frame
from app.domain.crm.mapping import Mapping
from app.domain.crm.meanings import plain, taken_for
from app.domain.crm.money import style_of, sure_style
from app.domain.crm.reading import Question, Value
from app.domain.sheets.table import text_of

_MONEY = ("amount", "converted", "prior")
_DATES = ("close_date", "relationship_started", "created_date")
_TAKEN_AS_WON = ("won time", "won date", "date won", "invoice date", "order date", "booking date", "auftragsdatum", "rechnungsdatum", "date de facture", "fecha de factura", "gewonnen am", "won amount", "invoiced", "bookings", "booked")  # fmt: skip
_YES = frozenset({"true", "1", "yes", "y", "x", "won", "wahr", "ja", "vrai", "oui", "verdadero", "si", "gewonnen"})


def decided(frame: Frame, mapping: Mapping, titles: str = "") -> tuple[Mapping, list[Question]]:
    """The mapping with what the cells decide filled in, and the questions that stay open. `titles` is the text above the
    header, where a report names its filters."""
    questions: list[Question] = []
    for heading in frame.missing:
        questions.append(Question("missing_column", f"No column is called “{heading}”. Which one is it?", heading))
    _columns(frame, mapping, questions)
    mapping = _owners(frame, mapping, questions)
    mapping = _won(frame, mapping, titles, questions)
    mapping = _dates(frame, mapping, questions)
    mapping = _decimals(frame, mapping, questions)
    return _period(mapping, questions), questions


def values_of(frame: Frame, meaning: str, given: Dict[str, str]) -> tuple[Value, ...]:
    """The values of a type, stage or source column, the most frequent first, with what each is taken for."""
    about = {"type": "types", "stage": "stages", "lead_source": "sources"}[meaning]
    counts = _counts(frame, meaning)
    return tuple(Value(text, count, word_for(about, text, given)) for text, count in counts.most_common())


def word_for(about: str, text: str, given: Dict[str, str]) -> str | None:
    """What a value is taken for: as a person said, else as it plainly says itself, else None."""
    return given.get(text) or given.get(plain(text)) or taken_for(about, text)


def is_yes(text: str) -> bool:
    return plain(text) in _YES


def _columns(frame: Frame, mapping: Mapping, questions: list[Question]) -> None:
    for meaning, what in (("account", "the customer"), ("amount", "the amount")):
        if meaning not in mapping.columns:
            questions.append(Question("column", f"Which column holds {what}? No heading says so.", meaning))
    if "close_date" not in frame.cells and mapping.profile != "customer_list":
        questions.append(Question("column", "Which column holds the date on which a deal was won?", "close_date"))


def _owners(frame: Frame, mapping: Mapping, questions: list[Question]) -> Mapping:
    if mapping.owners or (mapping.profile == "customer_list" and "owner" not in mapping.columns):
        return mapping
    names = [value for value, _ in owner_counts(frame)]
    if not names:
        questions.append(
            Question("owner_column", "No column says who owns a deal. Are all rows the nominee's?", "owner", ("*",))
        )
    else:
        listed = ", ".join(names[:12]) + (", …" if len(names) > 12 else "")
        questions.append(
            Question("owner", f"Who in this file is the nominee? It names {listed}.", "owner", tuple(names))
        )
    return mapping


def owner_counts(frame: Frame) -> list[tuple[str, int]]:
    """The names of the owner column with their rows, the most frequent first."""
    return _counts(frame, "owner").most_common()


def _counts(frame: Frame, meaning: str) -> Counter[str]:
    """The values of a column in rows that may be deals, each on one line, with the number of their rows."""
    if meaning not in frame.cells:
        return Counter()
    cells = Counter(zip(frame.cells[meaning], frame.reasons, strict=True))
    counts: Counter[str] = Counter()
    for (cell, reason), count in cells.items():
        if cell is not None and reason is None:
            counts[" ".join(text_of(cell).split())] += count
    return counts


def _won(frame: Frame, mapping: Mapping, titles: str, questions: list[Question]) -> Mapping:
    if mapping.all_won or mapping.profile == "customer_list":
        return mapping
    if "won" in mapping.columns:
        return mapping
    if "stage" in mapping.columns:
        values = values_of(frame, "stage", mapping.stages)
        if values and not any(value.taken_for in ("won", "lost") for value in values):
            listed = ", ".join(f"“{value.text[:40]}” ({value.count})" for value in values[:12])
            questions.append(
                Question(
                    "stages",
                    f"Which of these mean that a deal was won: {listed}?",
                    "stage",
                    tuple(v.text for v in values),
                )
            )
        return mapping
    said = plain(titles)
    plainly = any(plain(mapping.columns.get(meaning, "")) in _TAKEN_AS_WON for meaning in ("close_date", "amount"))
    if plainly or "closed won" in said or "stage equals won" in said:
        return replace(mapping, all_won=True)
    questions.append(Question("won", "No column says which deals were won. Were all of them?", "stage", ("all_won",)))
    return mapping


def _dates(frame: Frame, mapping: Mapping, questions: list[Question]) -> Mapping:
    orders = dict(mapping.dates)
    read = {meaning: order_of(frame.column(meaning)) for meaning in _DATES if meaning in frame.cells}
    orders_shown = {shown.order for shown in read.values() if shown.order and shown.matters}
    for meaning, shown in read.items():
        if meaning in orders and shown.order and shown.matters and orders[meaning] != "swapped":
            orders[meaning] = shown.order  # what was decided for another file yields to what this one shows
        if meaning in orders or meaning == "created_date":
            continue
        order = shown.order
        if order is None and not shown.both and len(orders_shown) == 1:
            order = next(iter(orders_shown))  # one program wrote all dates of a file
        question = _order_question(frame, mapping, meaning, order, shown)
        if question:
            questions.append(question)
        elif order:
            orders[meaning] = order
    return replace(mapping, dates=orders)


def _order_question(frame: Frame, mapping: Mapping, meaning: str, order: Order | None, shown: Shown) -> Question | None:
    heading = mapping.columns.get(meaning, meaning)
    if order is None:
        sentence = f"“{shown.example}” in “{heading}” can be read in two ways. Does the day or the month come first?"
        return Question("date_order", sentence, meaning, ("dmy", "mdy"))
    if shown.matters and is_swapped(frame.column(meaning), order):
        sentence = (
            f"In “{heading}” some cells are dates, with days up to 12 only, and others are text: a spreadsheet program"
            " may have taken days for months. Shall they be put back?"
        )
        return Question("date_order", sentence, meaning, ("swapped", "dmy"))
    return None


def _decimals(frame: Frame, mapping: Mapping, questions: list[Question]) -> Mapping:
    styles = dict(mapping.decimal)
    for meaning in _MONEY:
        if meaning not in frame.cells:
            continue
        surely = sure_style(frame.column(meaning))
        if meaning in styles:
            styles[meaning] = surely or styles[meaning]
            continue
        style, question = style_of(frame.column(meaning))
        if question:
            heading = mapping.columns.get(meaning, meaning)
            questions.append(Question("decimal", f"Column “{heading}”: {question}", meaning, ("point", "comma")))
        else:
            styles[meaning] = style
    return replace(mapping, decimal=styles)


def _period(mapping: Mapping, questions: list[Question]) -> Mapping:
    if mapping.profile == "customer_list":
        return mapping
    if mapping.period_from is None or mapping.period_to is None:
        questions.append(Question("period", "From which day to which day is the period?", "close_date"))
        return mapping
    if mapping.prior_from is None or mapping.prior_to is None:
        months = (mapping.period_to.year - mapping.period_from.year) * 12 + mapping.period_to.month - mapping.period_from.month + 1  # fmt: skip
        years = max(1, -(-months // 12))
        mapping = replace(
            mapping,
            prior_from=mapping.prior_from or years_before(mapping.period_from, years),
            prior_to=mapping.prior_to or years_before(mapping.period_to, years),
        )
    return mapping


def years_before(day: date, years: int) -> date:
    """The same day so many years before; the last day of February stays the last day of February."""
    try:
        found = day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 2, 28)
    leap = found.month == 2 and day.day == 28 and found.year % 4 == 0 and day.year % 4 != 0
    return date(found.year, 2, 29) if leap and (found.year % 100 != 0 or found.year % 400 == 0) else found
