"""A judge's composite score of one nomination: the weighted mean over the criteria of the rubric, exact."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from app.domain.scoring.scale import THOUSAND, Scale

Key = int | str

ONE_TO_TEN = Scale()

# Where the criteria have different scales, each score is first put on this one, as a share of its own
# scale's length.
PERCENT = Scale(0, 100 * THOUSAND, 1)


@dataclass(frozen=True, slots=True)
class Criterion:
    """`weight` is an integer ≥ 0 in any unit (1:2:3 equals 10:20:30); 0 = scored but not counted."""

    key: Key
    weight: int = 1
    scale: Scale = ONE_TO_TEN


@dataclass(frozen=True, slots=True)
class Rubric:
    """The criteria of one category, with the overrides of the category applied.

    Raises ValueError for a negative weight, weights that are all 0, a criterion listed twice, or none at all.
    """

    criteria: tuple[Criterion, ...]

    def __post_init__(self) -> None:
        if len({criterion.key for criterion in self.criteria}) != len(self.criteria):
            raise ValueError("a criterion is listed twice")
        if any(criterion.weight < 0 for criterion in self.criteria):
            raise ValueError("a weight is negative")
        if sum(criterion.weight for criterion in self.criteria) == 0:
            raise ValueError("no criterion has a weight")

    @property
    def scale(self) -> Scale:
        """The scale of the composite: that of the criteria that count if they share minimum and maximum
        (step 1, as means fall between steps), else PERCENT (0 to 100)."""
        ends = {(c.scale.minimum, c.scale.maximum) for c in self.criteria if c.weight}
        if len(ends) != 1:
            return PERCENT
        return Scale(*ends.pop(), 1)


@dataclass(frozen=True, slots=True)
class Linear:
    """The rubric's composite as whole numbers, for SQL: composite in thousandths = value / denominator, where
    value = offset + Σ factors[criterion] × score in thousandths, over *all* criteria of the rubric."""

    factors: Mapping[Key, int]
    offset: int
    denominator: int


def linear(rubric: Rubric, target: Scale | None = None) -> Linear:
    """The integers by which a database can add up composite scores exactly; on the scale `target`, or the rubric's own.

    With one scale the factors are the weights and the denominator their sum. Values stay below about
    maximum score × sum of weights (10,000 × 100 = 10⁶ for scores to 10 and weights in percent), so that
    their squares fit 64-bit sums.
    """
    target = target or rubric.scale
    weights = sum(criterion.weight for criterion in rubric.criteria)
    slopes: dict[Key, Fraction] = {}
    offset = Fraction(0)
    for criterion in rubric.criteria:
        share = Fraction(criterion.weight, weights)
        length = criterion.scale.maximum - criterion.scale.minimum
        slope = share * Fraction(target.maximum - target.minimum, length)
        slopes[criterion.key] = slope
        offset += share * target.minimum - slope * criterion.scale.minimum
    denominator = lcm(offset.denominator, *(slope.denominator for slope in slopes.values()))
    factors = {key: int(slope * denominator) for key, slope in slopes.items()}
    return Linear(factors, int(offset * denominator), denominator)


def common_denominator(rubric: Rubric, earlier: Iterable[Rubric] = ()) -> int:
    """A denominator for the composites of a rubric and of its earlier versions alike, on the scale of the rubric."""
    return lcm(linear(rubric).denominator, *(linear(one, rubric.scale).denominator for one in earlier))


def composite(scores: Mapping[Key, int], rubric: Rubric, target: Scale | None = None) -> Fraction:
    """The weighted mean of one judge's scores (thousandths per criterion), exact, in thousandths of
    `rubric.scale`, or of the scale `target`.

    Σ weight × score ÷ Σ weight; criteria of different scales are put on 0–100 first. Raises ValueError
    naming the criteria that are missing or unknown: a scorecard with a gap has no composite.
    """
    expected = {criterion.key for criterion in rubric.criteria}
    if scores.keys() != expected:
        missing = sorted(map(str, expected - scores.keys()))
        unknown = sorted(map(str, scores.keys() - expected))
        raise ValueError(f"criteria missing: {missing}, unknown: {unknown}")
    line = linear(rubric, target)
    value = line.offset + sum(factor * scores[key] for key, factor in line.factors.items())
    return Fraction(value, line.denominator)


def divide_half_even(numerator: int, denominator: int) -> int:
    """numerator ÷ denominator (> 0), rounded to a whole number, halves to the even neighbor: no statistical
    drift, and the same on every machine and database."""
    whole, rest = divmod(numerator, denominator)
    twice = 2 * rest
    if twice > denominator or (twice == denominator and whole % 2):
        whole += 1
    return whole


def to_thousandths(value: Fraction) -> int:
    """An exact score in thousandths, rounded half-even to whole thousandths for storing or showing."""
    return divide_half_even(value.numerator, value.denominator)
