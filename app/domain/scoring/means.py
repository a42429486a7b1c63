"""Results of a category from plain means: rank with ties shared, spread, and too few scores set apart."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isqrt, lcm

from app.domain.scoring.composite import Key, divide_half_even


@dataclass(frozen=True, slots=True)
class Tally:
    """What the judges gave one nomination, added up; a row that SQL can return (count, sum, sum of squares,
    min, max).

    One value per judge: the judge's composite score × the denominator of `composite.linear`, an integer.
    With count 0 the other figures are 0.
    """

    key: Key
    count: int
    total: int
    squares: int
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Result:
    """One nomination's line. Scores are integers in thousandths of the rubric's scale, rounded half-even.

    `mean` is None without scores; `sd` (sample standard deviation of the judges' composites, n − 1) is None
    with fewer than two; `spread` is highest minus lowest. `rank` is None where there are fewer scores than
    the minimum.
    """

    key: Key
    count: int
    mean: int | None
    sd: int | None
    spread: int | None
    rank: int | None


@dataclass(frozen=True, slots=True)
class Ranking:
    """`ranked` best first; `below_minimum` by key, so that its order says nothing about merit."""

    ranked: tuple[Result, ...]
    below_minimum: tuple[Result, ...]


def tally(key: Key, values: Sequence[int]) -> Tally:
    """Adds up one nomination's values, one integer per judge (see `Tally`)."""
    if not values:
        return Tally(key, 0, 0, 0, 0, 0)
    return Tally(key, len(values), sum(values), sum(v * v for v in values), min(values), max(values))


def rank(tallies: Iterable[Tally], *, denominator: int = 1, minimum: int = 1) -> Ranking:
    """Ranks the nominations of one category by the mean over judges of their composite scores.

    `denominator` is that of `composite.linear` (1: values are thousandths already); `minimum` is the number
    of scores from which on a nomination is ranked (at least 1). Equal means share a rank and the next one
    skips (1, 1, 3: standard competition ranking); equality is exact, before any rounding. Among equals the
    order is that of the keys (numbers before text). Raises ValueError for a minimum or denominator below 1,
    or a key that comes twice.
    """
    if minimum < 1 or denominator < 1:
        raise ValueError("minimum and denominator must be at least 1")
    rows = sorted(tallies, key=_key_order)
    if len({row.key for row in rows}) != len(rows):
        raise ValueError("a nomination is tallied twice")
    enough = [row for row in rows if row.count >= minimum]
    common = lcm(*{row.count for row in enough})  # means as whole numbers over one denominator: exact and fast
    means = [(row.total * (common // row.count), row) for row in enough]
    means.sort(key=lambda pair: -pair[0])
    ranked: list[Result] = []
    place, previous = 0, None
    for position, (mean, row) in enumerate(means, start=1):
        if mean != previous:
            place, previous = position, mean
        ranked.append(_result(row, denominator, place))
    few = tuple(_result(row, denominator, None) for row in rows if row.count < minimum)
    return Ranking(tuple(ranked), few)


def mean_of(total: int, count: int, *, denominator: int = 1) -> int | None:
    """The mean in thousandths, half-even, of `count` values that add up to `total`; None if there are none.
    For the mean per criterion, total is the plain sum of scores in thousandths."""
    return divide_half_even(total, count * denominator) if count else None


def _result(row: Tally, denominator: int, place: int | None) -> Result:
    if row.count == 0:
        return Result(row.key, 0, None, None, None, place)
    mean = divide_half_even(row.total, row.count * denominator)
    spread = divide_half_even(row.most - row.least, denominator)
    return Result(row.key, row.count, mean, _sd(row, denominator), spread, place)


def _sd(row: Tally, denominator: int) -> int | None:
    """The sample standard deviation to the nearest thousandth, by integer square root: no float, no
    cancellation."""
    if row.count < 2:
        return None
    variance = row.count * row.squares - row.total * row.total
    per = row.count * (row.count - 1) * denominator * denominator
    return (isqrt(4 * variance // per) + 1) // 2


def _key_order(row: Tally) -> tuple[bool, int, str]:
    key = row.key
    return (True, 0, key) if isinstance(key, str) else (False, key, "")
