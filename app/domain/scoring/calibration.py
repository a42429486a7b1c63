"""A calibration: how the judges of a panel read the same few entries, before judging opens. Nothing of it counts."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from app.domain.scoring.beside import FEWEST_JUDGES


@dataclass(frozen=True, slots=True)
class PanelSpread:
    """What several judges gave one entry on one criterion, in the unit of the scores. `times`: (score, how often), lowest
    first; `median`: the middle one, or the mean of the two in the middle."""

    times: tuple[tuple[int, int], ...]
    median: Fraction

    @property
    def low(self) -> int:
        return self.times[0][0]

    @property
    def high(self) -> int:
        return self.times[-1][0]

    @property
    def judges(self) -> int:
        return sum(times for _score, times in self.times)


def panel_spread(scores: Sequence[int], fewest: int = FEWEST_JUDGES) -> PanelSpread | None:
    """Without names, in no order that tells whose they are. None where there are fewer than `fewest` (of two others, whoever
    knows one could work out the other)."""
    if len(scores) < max(fewest, 1):
        return None
    ordered = sorted(scores)
    middle = len(ordered) // 2
    median = Fraction(ordered[middle] + ordered[~middle], 2)
    return PanelSpread(tuple((score, ordered.count(score)) for score in sorted(set(ordered))), median)


def distance(entries: Iterable[Sequence[int]]) -> Fraction | None:
    """How far two judges lie apart on one criterion: the mean over all pairs of judges who scored the same entry of the distance
    of their two scores, in the unit of the scores. None where no entry has two."""
    apart = [abs(one - other) for scores in entries for one, other in combinations(scores, 2)]
    return Fraction(sum(apart), len(apart)) if apart else None


@dataclass(frozen=True, slots=True)
class Proposed:
    """An entry that could be taken: `role` as assessed, `flagged`: it asks a question about the category, `out`: how many
    judges would have to sit out."""

    key: int
    category: int
    role: str
    flagged: bool
    out: int


def suggestion(entries: Collection[Proposed], count: int = 2) -> list[int]:
    """The entries that show a panel most of what is to come: one with a flag and one without, of different roles, of different
    categories, those that the fewest judges must sit out first. Up to `count`, as keys; the same for the same entries."""
    chosen: list[Proposed] = []
    left = list(entries)
    while left and len(chosen) < count:
        best = min(left, key=lambda one: _sameness(one, chosen))
        chosen.append(best)
        left.remove(best)
    return [one.key for one in chosen]


def _sameness(one: Proposed, chosen: Collection[Proposed]) -> tuple[int, ...]:
    flagged, role, category = (
        any(one.flagged is other.flagged for other in chosen), any(one.role == other.role for other in chosen),
        any(one.category == other.category for other in chosen),
    )  # fmt: skip
    return int(flagged), int(role), int(category), one.out, one.key
