"""Which amount of a row counts: the original or the converted one, in one currency; several are never added."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.amount_cells import take_apart
from app.domain.amounts import Style
from app.domain.crm.frame import Frame
from app.domain.crm.mapping import Mapping
from app.domain.crm.money import MoneyColumn, read_money
from app.domain.crm.reading import Question
from app.domain.sheets.table import Cell, text_of


@dataclass(slots=True)
class Amounts:
    """Per row: hundredths and currency of the amount that counts."""

    minor: list[int | None]
    prior: list[int | None]
    currency: list[str | None]
    wanted: str | None
    """The currency of what is taken; None: the file names none."""
    reasons: dict[int, str]
    """Row → why it has no amount."""

    def why_not(self, at: int) -> str:
        return self.reasons.get(at, "no_amount")

    def fits(self, at: int) -> bool:
        return self.wanted is None or self.currency[at] in (None, self.wanted)


def amounts_of(frame: Frame, mapping: Mapping, candidates: Sequence[bool]) -> tuple[Amounts, list[Question]]:
    """Read the columns of money. `candidates`: the rows that would be used, which decide whether anything must be asked."""
    original = _money(frame, mapping, "amount")
    converted = _money(frame, mapping, "converted")
    prior = _money(frame, mapping, "prior")
    own = _codes(frame, mapping, "amount", "currency", original)
    other = _codes(frame, mapping, "converted", "converted_currency", converted)
    has_converted = "converted" in frame.cells
    wanted, question = _choose(
        mapping.currency, own, other, original, converted, candidates if has_converted else None, candidates
    )
    minor, currency = list(original.minor), own
    if has_converted and wanted is not None:
        base = _base(own, original, converted)
        currency = list(own)
        for at, code in enumerate(own):
            if code != wanted and converted.minor[at] is not None and (other[at] or base) == wanted:
                minor[at], currency[at] = converted.minor[at], wanted
    reasons = dict.fromkeys(original.unreadable, "unreadable_amount") | dict.fromkeys(frame.uncalculated.get("amount", ()), "no_result")  # fmt: skip
    if mapping.profile == "customer_list":
        minor = [0 if amount is None and at not in reasons and prior.minor[at] is not None else amount for at, amount in enumerate(minor)]  # fmt: skip
    return Amounts(minor, prior.minor, currency, wanted, reasons), [question] if question else []


def _choose(
    given: str | None, own: list[str | None], other: list[str | None], original: MoneyColumn, converted: MoneyColumn,
    twice: Sequence[bool] | None, candidates: Sequence[bool],
) -> tuple[str | None, Question | None]:  # fmt: skip
    """The currency that counts, and what must be asked about it."""
    used = Counter(code for code, chosen in zip(own, candidates, strict=True) if chosen and code)
    bases = {code for code, chosen in zip(other, candidates, strict=True) if chosen and code}
    base = next(iter(bases)) if len(bases) == 1 else _base(own, original, converted)
    usual = used.most_common(1)[0][0] if used else None
    if given:
        if used and given not in used and given != base:
            return given, Question("currency", f"No amount is in {given}: the file has {', '.join(sorted(used))}. Which one counts?", "amount", tuple(sorted(used)))  # fmt: skip
        return given, None
    if len(used) > 1:
        choices = tuple(sorted({*used, *([base] if base else [])}))
        more = f", and a second column has them in {base}" if base and twice is not None else ""
        return usual, Question("currency", f"The amounts are in {', '.join(sorted(used))}{more}. They are never added or converted: which currency counts?", "amount", choices)  # fmt: skip
    if twice is not None and _differ(original, converted, twice) and (base is None or base != usual):
        choices = tuple(sorted({code for code in (usual, base) if code}))
        return usual, Question("currency", f"The amounts come twice, original ({usual or 'currency not named'}) and converted ({base or 'currency not named'}). Which currency counts?", "amount", choices)  # fmt: skip
    return usual, None


def _differ(original: MoneyColumn, converted: MoneyColumn, candidates: Sequence[bool]) -> bool:
    return any(
        chosen and one != two and two is not None
        for chosen, one, two in zip(candidates, original.minor, converted.minor, strict=True)
    )


def _base(own: list[str | None], original: MoneyColumn, converted: MoneyColumn) -> str | None:
    """The currency of a converted column that doesn't name it: the one whose amounts are the same in both columns."""
    same: dict[str, bool] = {}
    for code, one, two in zip(own, original.minor, converted.minor, strict=True):
        if code and one is not None and two is not None and one != 0:
            same[code] = same.get(code, True) and one == two
    equal = [code for code, is_same in same.items() if is_same]
    return equal[0] if len(equal) == 1 else None


def _money(frame: Frame, mapping: Mapping, meaning: str) -> MoneyColumn:
    style: Style = "comma" if mapping.decimal.get(meaning) == "comma" else "point"
    return read_money(frame.column(meaning), style)


def _codes(frame: Frame, mapping: Mapping, meaning: str, column: str, money: MoneyColumn) -> list[str | None]:
    """The currency of each row: of its own column, else of its cell, else of the heading."""
    heading = currency_in(mapping.columns.get(meaning, ""))
    cells: list[Cell] = frame.column(column)
    known = {cell: currency_in(text_of(cell)) for cell in set(cells)}
    return [known[cell] or code or heading for cell, code in zip(cells, money.currencies, strict=True)]


def currency_in(text: str) -> str | None:
    """The currency that a heading or cell names: "USD - U.S. Dollar", "Amount (EUR)", "€", "Euro"."""
    for word in re.findall(r"[A-Z]{3}\b|[A-Z]{0,2}[$€£¥₹]|[A-Za-z]+", text):
        if (len(word) <= 3 and word.isupper()) or not word.isascii() or not word.isalpha():
            found = take_apart(f"1 {word}").currency
        else:
            found = (
                take_apart(f"1 {word}").currency if word.casefold() in ("euro", "euros", "dollar", "dollars") else None
            )
        if found:
            return found
    return None
