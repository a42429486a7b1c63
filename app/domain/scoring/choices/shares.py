"""The raw figure: which share of the others a judge put a nominee above. In exact arithmetic."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from app.domain.scoring.choices.choice import Choice, settled, with_enough

WHOLE = 100_000
"""A share of 1 where it is told in thousandths of a percent, as scores are in thousandths of a point."""


def shares(choices: Iterable[Choice]) -> dict[int, dict[int, Fraction]]:
    """Nominee → judge → share, 0 to 1, of the nominees that this judge compared it with: above 1, below 0, and ½ where the
    judge did not tell the two apart (even, or both below the first k). Every judge has one share, however many comparisons.
    """
    points: dict[tuple[int, int], Fraction] = {}
    met: dict[tuple[int, int], int] = {}
    for one in choices:
        others = len(one.nominees) - 1
        for place, nominee in enumerate(one.nominees):
            beaten = Fraction(others - place)
            if one.even:
                beaten = Fraction(1, 2)
            elif place >= len(one.best):
                beaten = Fraction(len(one.rest) - 1, 2)
            points[nominee, one.judge] = points.get((nominee, one.judge), Fraction(0)) + beaten
            met[nominee, one.judge] = met.get((nominee, one.judge), 0) + others
    found: dict[int, dict[int, Fraction]] = {}
    for nominee, judge in sorted(points):
        if met[nominee, judge]:
            found.setdefault(nominee, {})[judge] = points[nominee, judge] / met[nominee, judge]
    return found


def counting(choices: Sequence[Choice], minimum: int) -> tuple[tuple[Choice, ...], dict[int, dict[int, Fraction]]]:
    """Of one category: the choices that go into its result, among nominees with at least `minimum` judges, and everybody's
    shares: theirs from these choices, those of nominees with too few judges from all."""
    every = settled(choices)
    kept = with_enough(every, max(1, minimum))
    return kept, dict(sorted({**shares(every), **shares(kept)}.items()))
