"""The slope: everybody's rank by headline revenue on the left, by the revenue they won on the right."""

from bisect import bisect_left, insort
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from app.domain.charts.figures import LINE_HEIGHT, Figure, shortened

GAP = 26  # pixels between two ranks while there is room
TALLEST = 720
LABELS = 24  # names at most, once not everybody can be named
Kind = Literal["up", "down", "level"]


@dataclass(frozen=True, slots=True)
class SlopeLine:
    """One nominee: ranks from 1 (equal amounts share one), heights of both ends in pixels from the top.

    `short` is the name where it is written at both ends; None where it would not fit."""

    figure: Figure
    rank_claimed: int
    rank_won: int
    y_claimed: float
    y_won: float
    short: str | None

    @property
    def move(self) -> int:
        """Ranks climbed (above 0) or lost (below 0) when counted by what was won."""
        return self.rank_claimed - self.rank_won

    @property
    def kind(self) -> Kind:
        return "up" if self.move > 0 else "down" if self.move < 0 else "level"


@dataclass(frozen=True, slots=True)
class Slope:
    """`lines` by rank of the headline; `beside`: those whose split is not known; `height` in pixels; `all_named`: whether every
    line bears its name."""

    lines: Sequence[SlopeLine]
    beside: Sequence[Figure]
    height: int

    @property
    def all_named(self) -> bool:
        return all(line.short is not None for line in self.lines)

    @property
    def climbers(self) -> Sequence[SlopeLine]:
        """Those who gain at least one rank, the most first."""
        return sorted((line for line in self.lines if line.move > 0), key=lambda line: -line.move)


def slope_of(figures: Sequence[Figure]) -> Slope:
    """Rank by headline (minor units) against rank by new business. Ranks are counted among those whose split is known.

    Equal amounts share a rank, and stand below each other in the order of names. Who won nothing comes last: all of these share the
    last rank, so that nobody seems to climb by it. Every line has its name while names fit below
    each other; else the `LABELS` that move the most, as far as their names don't collide."""
    known = [figure for figure in figures if figure.is_known]
    claimed = sorted(known, key=lambda figure: (-figure.claimed, figure.label.casefold(), figure.key))
    place = {figure.key: at for at, figure in enumerate(claimed)}
    won = sorted(known, key=lambda figure: (-figure.new, place[figure.key]))
    gap = min(GAP, TALLEST / len(known)) if known else GAP
    left, right = _ranks([figure.claimed for figure in claimed]), _ranks([figure.new for figure in won])
    right = [rank if figure.new > 0 else len(known) for figure, rank in zip(won, right, strict=True)]
    ends = {figure.key: (right[at], (at + 0.5) * gap) for at, figure in enumerate(won)}
    lines = [
        SlopeLine(figure, left[at], ends[figure.key][0], (at + 0.5) * gap, ends[figure.key][1], None)
        for at, figure in enumerate(claimed)
    ]
    named = {figure.key for figure in known} if gap >= LINE_HEIGHT else _movers(lines)
    return Slope(
        [_named(line) if line.figure.key in named else line for line in lines],
        [figure for figure in figures if not figure.is_known],
        max(round(gap * len(known)), GAP),
    )


def _named(line: SlopeLine) -> SlopeLine:
    return SlopeLine(
        line.figure, line.rank_claimed, line.rank_won, line.y_claimed, line.y_won, shortened(line.figure.label)
    )


def _ranks(amounts: Sequence[int]) -> list[int]:
    """Ranks of amounts in falling order: 1, 2, 2, 4."""
    ranks: list[int] = []
    for at, amount in enumerate(amounts):
        ranks.append(ranks[-1] if at and amount == amounts[at - 1] else at + 1)
    return ranks


def _movers(lines: Sequence[SlopeLine]) -> set[str]:
    """Keys of those that move the most, and whose names collide with no other on either side."""
    left: list[float] = []
    right: list[float] = []
    named: set[str] = set()
    for line in sorted(lines, key=lambda line: (-abs(line.move), line.y_claimed)):
        if len(named) < LABELS and _is_free(left, line.y_claimed) and _is_free(right, line.y_won):
            insort(left, line.y_claimed)
            insort(right, line.y_won)
            named.add(line.figure.key)
    return named


def _is_free(taken: Sequence[float], y: float) -> bool:
    at = bisect_left(taken, y)
    return all(abs(other - y) >= LINE_HEIGHT for other in taken[max(0, at - 1) : at + 1])
