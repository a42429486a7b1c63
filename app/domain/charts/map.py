"""The hunter–farmer map: share managed across, new business up, size by total, with the threshold drawn."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil, floor, log10, sqrt
from statistics import median

from app.domain.charts.figures import CHAR_WIDTH, LINE_HEIGHT, Figure, shortened

HEIGHT = 420
TOP = 22  # room above the highest dot
SMALLEST, LARGEST = 6, 20  # radius in pixels
WIDE, NARROW = 590, 250  # widths in pixels for which names are placed
LABELS_WIDE, LABELS_NARROW = 14, 6
TRIED = 8  # times as many are looked at as are named: a crowd of thousands stays quick
SKEWED = 8  # times the median, from which on the largest would press all others to the floor


@dataclass(frozen=True, slots=True)
class Dot:
    """One nominee: `x` from 0 to 1 (the managed share), `y` in pixels from the top, `r` the radius in pixels (its area is the
    total). `wide`, `narrow`: on which side of the dot its name stands on a wide or a narrow drawing (1 right, -1 left, 0 none)."""

    figure: Figure
    x: float
    y: float
    r: int
    wide: int = 0
    narrow: int = 0

    @property
    def short(self) -> str:
        return shortened(self.figure.label)


@dataclass(frozen=True, slots=True)
class HunterFarmerMap:
    """`dots`: the largest first, so that small ones lie on top; `beside`: those whose share is not known; `ticks`: (minor units,
    y). `is_root`: heights follow the square root, since one amount is far above all others."""

    dots: Sequence[Dot]
    beside: Sequence[Figure]
    ticks: Sequence[tuple[int, float]]
    threshold: float
    is_root: bool
    height: int = HEIGHT

    def above(self) -> int:
        """How many lie beyond the threshold."""
        return sum(dot.x > self.threshold for dot in self.dots)


def map_of(figures: Sequence[Figure], threshold: float) -> HunterFarmerMap:
    """Places for everybody whose split is known. Areas are proportional to the total among those drawn, from a smallest size
    that can still be pressed."""
    known = [figure for figure in figures if figure.is_known]
    amounts = [figure.new for figure in known if figure.new > 0]
    top = max(amounts, default=0)
    is_root = bool(amounts) and top > SKEWED * median(amounts)
    ticks = _ticks(top, is_root)
    ceiling = max(top, ticks[-1])
    most = max((figure.total for figure in known), default=1)
    dots = [
        Dot(figure, figure.share or 0.0, _height(figure.new, ceiling, is_root), max(SMALLEST, round(LARGEST * sqrt(figure.total / most))))
        for figure in sorted(known, key=lambda figure: (-figure.total, figure.label.casefold(), figure.key))
    ]  # fmt: skip
    wide, narrow = _sides(dots, WIDE, LABELS_WIDE), _sides(dots, NARROW, LABELS_NARROW)
    return HunterFarmerMap(
        [replace(dot, wide=wide.get(dot.figure.key, 0), narrow=narrow.get(dot.figure.key, 0)) for dot in dots],
        [figure for figure in figures if not figure.is_known],
        [(tick, _height(tick, ceiling, is_root)) for tick in ticks],
        threshold,
        is_root,
    )


def _height(amount: int, ceiling: int, is_root: bool) -> float:
    part = max(amount, 0) / ceiling
    return round(HEIGHT - (HEIGHT - TOP) * (sqrt(part) if is_root else part), 1)


def _ticks(top: int, is_root: bool) -> list[int]:
    """From 0 in round steps of 1, 2 or 5 up to the largest amount; those of a square root are spread by doubling."""
    if top <= 0:
        return [0, 1]
    raw = top / 4
    power: float = 10 ** floor(log10(raw))
    step = max(1, round(next(factor for factor in (1, 2, 5, 10) if raw <= factor * power) * power))
    if not is_root:
        return list(range(0, step * ceil(top / step) + 1, step))
    return [0, *(step * part for part in (0.1, 0.5, 1, 2, 4) if 1 <= step * part <= top * 1.2)]  # type: ignore[list-item]


Box = tuple[float, float, float, float]  # left, top, right, bottom in pixels


def _sides(dots: Sequence[Dot], width: int, most: int) -> dict[str, int]:
    """Key → side of the name, for those with the most new business and the largest totals, where it covers no other name, no
    dot and no edge of the drawing. In a crowd these are those at its rim."""
    taken: list[Box] = [_box(dot, width) for dot in dots]
    sides: dict[str, int] = {}
    for dot in _first_named(dots)[: most * TRIED]:
        if len(sides) >= most:
            break
        size = len(dot.short) * CHAR_WIDTH
        for side in (1, -1):
            near = dot.x * width + side * (dot.r + 4)
            box = (min(near, near + side * size), dot.y - LINE_HEIGHT / 2, max(near, near + side * size), dot.y + LINE_HEIGHT / 2)  # fmt: skip
            if box[0] >= 0 and box[2] <= width and not any(_overlap(box, other) for other in taken):
                taken.append(box)
                sides[dot.figure.key] = side
                break
    return sides


def _first_named(dots: Sequence[Dot]) -> list[Dot]:
    """By turns the one with the most new business and the one with the largest total."""
    by_new = sorted(dots, key=lambda dot: (-dot.figure.new, dot.figure.label.casefold()))
    order: dict[str, Dot] = {}
    for pair in zip(by_new, dots, strict=True):
        order.update({dot.figure.key: dot for dot in pair if dot.figure.key not in order})
    return list(order.values())


def _box(dot: Dot, width: int) -> Box:
    middle = dot.x * width
    return (middle - dot.r, dot.y - dot.r, middle + dot.r, dot.y + dot.r)


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
