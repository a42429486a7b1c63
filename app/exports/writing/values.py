"""Values as a format takes them: for each kind of column a function, chosen once per column and not once per cell."""

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from babel.numbers import get_currency_precision

from app.exports.tables import Column, Kind
from app.programs.models import Program

Convert = Callable[[Any], Any]
# What a spreadsheet might take for a formula, also in full width; and what it might skip on the way to one.
FORMULA_STARTS = frozenset("=+-@＝＋－＠\t\r\n")
SKIPPED = " \"'\u00a0\u200b\ufeff"


def guarded(text: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe before it (the import takes it off again)."""
    first = text[:1]
    if first in FORMULA_STARTS or (first in SKIPPED and text.lstrip(SKIPPED)[:1] in FORMULA_STARTS):
        return f"'{text}" if text else text
    return text


def as_numbers(program: Program) -> dict[Kind, Convert]:
    """Plain numbers, yes and no as booleans, moments with the zone of the program: for JSON, and as a start for the others."""
    scale = 10 ** get_currency_precision(program.currency)
    zone = ZoneInfo(program.time_zone)

    def money(minor: Any) -> Any:
        whole, rest = divmod(int(minor), scale)
        return float(Decimal(int(minor)) / scale) if rest else whole

    def moment(at: datetime) -> str:
        return at.astimezone(zone).isoformat(timespec="seconds")

    return {
        Kind.TEXT: str, Kind.INTEGER: int, Kind.MONEY: money, Kind.SHARE: lambda value: value / 1_000_000,
        Kind.SCORE: lambda value: value / 1000, Kind.MOMENT: moment, Kind.DATE: lambda day: day.isoformat(),
        Kind.YES_NO: bool,
    }  # fmt: skip


def of_columns(columns: Sequence[Column], kinds: dict[Kind, Convert]) -> list[Convert]:
    return [kinds[column.kind] for column in columns]
