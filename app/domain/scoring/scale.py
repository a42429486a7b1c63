"""The scale of a criterion, and reading a score that somebody typed."""

import math
import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

THOUSAND = 1000
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,9}(?:\.[0-9]{0,30})?|\.[0-9]{1,30})", re.ASCII)
_EXPONENT = re.compile(r"[+-]?[0-9.]{1,40}[eE][+-]?[0-9]{1,9}", re.ASCII)
_NOT_FINITE = re.compile(r"[+-]?(?:s?nan|inf(?:inity)?)", re.ASCII | re.IGNORECASE)


class ScoreCode(StrEnum):
    """Why a score was not taken. DECIMAL_COMMA: write "8.5", not "8,5"."""

    EMPTY = "empty"
    NOT_A_NUMBER = "not_a_number"
    NOT_FINITE = "not_finite"
    EXPONENT = "exponent"
    DECIMAL_COMMA = "decimal_comma"
    NEGATIVE_ZERO = "negative_zero"
    BELOW_MINIMUM = "below_minimum"
    ABOVE_MAXIMUM = "above_maximum"
    OFF_STEP = "off_step"


class ScoreError(ValueError):
    """A score that was not taken, and why."""

    def __init__(self, code: ScoreCode) -> None:
        super().__init__(code.value)
        self.code = code


@dataclass(frozen=True, slots=True)
class Scale:
    """Allowed scores: `minimum`, `minimum + step`, … `maximum`; all integers in thousandths of a point.

    Raises ValueError unless minimum < maximum, step > 0, and the steps meet the maximum exactly.
    """

    minimum: int = 1 * THOUSAND
    maximum: int = 10 * THOUSAND
    step: int = 1 * THOUSAND

    def __post_init__(self) -> None:
        if self.step <= 0 or self.minimum >= self.maximum:
            raise ValueError("a scale needs a minimum below its maximum, and a step above zero")
        if (self.maximum - self.minimum) % self.step:
            raise ValueError("the steps of a scale must meet its maximum")

    @property
    def points(self) -> range:
        """All allowed scores, in thousandths, ascending."""
        return range(self.minimum, self.maximum + 1, self.step)


def check_score(thousandths: int, scale: Scale) -> int:
    """The score itself if the scale has it; else ScoreError BELOW_MINIMUM, ABOVE_MAXIMUM or OFF_STEP."""
    if thousandths < scale.minimum:
        raise ScoreError(ScoreCode.BELOW_MINIMUM)
    if thousandths > scale.maximum:
        raise ScoreError(ScoreCode.ABOVE_MAXIMUM)
    if thousandths not in scale.points:
        raise ScoreError(ScoreCode.OFF_STEP)
    return thousandths


def parse_score(typed: str | int | float | Decimal, scale: Scale) -> int:
    """A score in thousandths from what was typed in points ("8.5" → 8500), or from a number in JSON.

    Only plain decimal digits with a point are read: nothing is guessed ("8,5" may mean 85 to one reader and
    8.5 to another) and nothing is rounded. Raises ScoreError with the first code that applies.
    """
    if isinstance(typed, bool):
        raise ScoreError(ScoreCode.NOT_A_NUMBER)
    text = (typed if isinstance(typed, str) else _written(typed)).strip()
    if _NUMBER.fullmatch(text) is None:
        raise ScoreError(_why_unreadable(text))
    value = Decimal(text)
    if value.is_zero() and value.is_signed():
        raise ScoreError(ScoreCode.NEGATIVE_ZERO)
    scaled = value.scaleb(3)
    if scaled < scale.minimum:
        raise ScoreError(ScoreCode.BELOW_MINIMUM)
    if scaled > scale.maximum:
        raise ScoreError(ScoreCode.ABOVE_MAXIMUM)
    if scaled != int(scaled):
        raise ScoreError(ScoreCode.OFF_STEP)
    return check_score(int(scaled), scale)


def _written(number: int | float | Decimal) -> str:
    if isinstance(number, int):
        return str(max(min(number, 10**8), -(10**8)))  # beyond any scale; str() refuses integers of 4,300 digits
    if isinstance(number, float) and not math.isfinite(number):
        return "nan"
    return repr(number) if isinstance(number, float) else str(number)


def _why_unreadable(text: str) -> ScoreCode:
    if not text:
        return ScoreCode.EMPTY
    if _NOT_FINITE.fullmatch(text):
        return ScoreCode.NOT_FINITE
    if _EXPONENT.fullmatch(text):
        return ScoreCode.EXPONENT
    if text.count(",") == 1 and _NUMBER.fullmatch(text.replace(",", ".")):
        return ScoreCode.DECIMAL_COMMA
    return ScoreCode.NOT_A_NUMBER
