"""One judge's scores beside those of the panel on the same nominations, without a way to tell whose the others are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, pstdev

FEWEST_JUDGES = 3  # besides the one who asks: of two others, whoever knows one score could work out the other
FEWEST_NOMINATIONS = 3


@dataclass(frozen=True, slots=True)
class Beside:
    """Means and spreads (standard deviations) in the unit of the scores. `panel_mean`: the mean over the nominations of the
    others' mean on each; `panel_spread`: over all the others' scores together."""

    nominations: int
    judges: int
    own_mean: float
    own_spread: float
    panel_mean: float
    panel_spread: float


def beside_panel(own: Mapping[int, float], others: Sequence[tuple[int, int, float]]) -> Beside | None:
    """`own`: nomination → the judge's score; `others`: (nomination, judge, score) of everybody else, on any nominations. Only
    nominations with a score of both are looked at. None: fewer than FEWEST_NOMINATIONS of them, or fewer than FEWEST_JUDGES
    other judges on them."""
    shared = [(nomination, judge, score) for nomination, judge, score in others if nomination in own]
    by_nomination: dict[int, list[float]] = {}
    for nomination, _judge, score in shared:
        by_nomination.setdefault(nomination, []).append(score)
    judges = {judge for _nomination, judge, _score in shared}
    if len(judges) < FEWEST_JUDGES or len(by_nomination) < FEWEST_NOMINATIONS:
        return None
    mine = [own[nomination] for nomination in by_nomination]
    return Beside(
        nominations=len(by_nomination),
        judges=len(judges),
        own_mean=fmean(mine),
        own_spread=pstdev(mine),
        panel_mean=fmean(fmean(scores) for scores in by_nomination.values()),
        panel_spread=pstdev(score for _nomination, _judge, score in shared),
    )
