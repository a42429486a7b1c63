"""The share from existing customers, read cell by cell: "80%" is that percent whatever stands around it; a bare 0.5 is 50%
only where nothing in its column says otherwise. What can be read in two ways counts as not known, and is asked about."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from app.domain.amounts import Amount, AmountColumn, looks_like_amount
from app.domain.revenue.words import band_of
from app.domain.sheets.meanings import as_percent

PERCENT_AS_AMOUNT = "a percentage stands where an amount belongs, so it counts as not known."
_MONEY = "an amount of money stands where a percentage belongs, so it counts as not known."
_TOO_MUCH = "more than 100 percent can't be."
_TWO_WAYS = "“{value:f}” may be {value:f}% or {hundredfold:f}%, so it counts as not known. Write it with the % sign."
_QUESTION = (
    "{heading}: numbers up to 1 may be fractions (0.5 for 50%) or percentages (0.5%), and this column does not say which."
    " They count as not known. Write them with the % sign."
)


def band_in_words(text: str) -> str | None:
    """The banded answer that words give ("half"), or None: "50%" is a number, and exact."""
    return None if looks_like_amount(as_percent(text)) else band_of(text)


@dataclass(frozen=True, slots=True)
class ShareColumn:
    """A column of shares; `fractions`: its bare numbers are such as a workbook stores, 0.7 for 70%."""

    amounts: tuple[Amount, ...]
    fractions: bool

    @classmethod
    def of(cls, column: AmountColumn) -> ShareColumn:
        bare = [a.value for a in column.amounts if a.value is not None and not a.percent and a.currency is None]
        part = any(value != int(value) for value in bare)
        return cls(column.amounts, part and max(bare) <= 1 and not column.percent)

    def percent(self, place: int) -> tuple[Decimal | None, str | None]:
        """(percent from 0 to 100 or None, sentence that says why it is not known)."""
        amount = self.amounts[place]
        value = amount.value
        if value is None:
            return None, None
        if amount.currency is not None:
            return None, _MONEY
        if self._reads_in_two_ways(amount):
            return None, _TWO_WAYS.format(value=value.normalize(), hundredfold=(value * 100).normalize())
        if self.fractions and not amount.percent:
            value *= 100
        if value > 100:
            return None, _TOO_MUCH
        return value.normalize() if value else value, None

    def question(self, heading: str) -> str | None:
        """What to ask about the whole column, or None."""
        doubtful = any(self._reads_in_two_ways(amount) for amount in self.amounts)
        return _QUESTION.format(heading=heading) if doubtful else None

    def _reads_in_two_ways(self, amount: Amount) -> bool:
        if amount.value is None or amount.percent or amount.currency is not None:
            return False
        return not self.fractions and 0 < amount.value <= 1
