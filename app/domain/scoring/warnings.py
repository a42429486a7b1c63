"""What must be said with an outcome, in sentences for the organizer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from typing import Any

from app.domain.scoring.assignment import Fitted
from app.domain.scoring.fit import NOISY, JudgeFit
from app.domain.scoring.links import Groups
from app.domain.scoring.outcome import Method
from app.domain.scoring.panel import Panel
from app.domain.scoring.verdict import Verdict, listed


def warnings_for(
    panel: Panel,
    verdict: Verdict,
    linked: Groups,
    fitted: Fitted | None,
    fits: tuple[JudgeFit, ...],
    weak: tuple[tuple[str, ...], tuple[str, ...]],
    told: Mapping[str, Any],
    undivided: bool,
    straight: Set[str],
) -> tuple[str, ...]:
    """The sentences, the gravest first. `told` is the sensitivity (perhaps empty); `weak` the judges and nominees
    on whom a link hangs; `undivided` says that nominees don't differ."""
    return (
        *([verdict.fallback] if verdict.fallback else []),
        *_about_order(panel, verdict, linked, fitted, undivided),
        *_about_links(weak),
        *_about_judges(panel, fits, told, straight),
    )


def _about_order(
    panel: Panel, verdict: Verdict, linked: Groups, fitted: Fitted | None, undivided: bool
) -> Iterator[str]:
    if undivided and verdict.can_adjust:
        yield "The scores don't separate the nominees: everyone is in the tie zone."
    plain = verdict.method in (Method.MEAN, Method.TRIMMED)
    if plain and linked.count > 1:
        yield (
            f"Judges and nominees fall into {linked.count} groups without a score in common: "
            "plain means of different groups can't be compared."
        )
    if verdict.method is Method.TRIMMED and panel.counts.min() < 3:
        few = [name for name, many in zip(panel.nominees, panel.counts, strict=True) if many < 3]
        yield f"Fewer than three scores, so that nothing was trimmed: {listed(few)}."
    if verdict.method is Method.FAIR and fitted and fitted.corrected and fitted.z is not None:
        meant = "stronger" if fitted.z > 0 else "weaker"
        yield (
            f"{meant.capitalize()} nominees tend to have severer judges (z = {fitted.z:.1f}): "
            "fair scores take account of who judged whom."
        )


def _about_links(weak: tuple[tuple[str, ...], tuple[str, ...]]) -> Iterator[str]:
    names = [*weak[0], *weak[1]]
    if names:
        hangs = "hangs" if len(names) == 1 else "hang"
        on = f"{listed(names)} alone" if len(names) == 1 else f"{listed(names)} (each alone)"
        yield f"Comparisons between parts of the panel {hangs} on {on}: differences across such a link are uncertain."


def _about_judges(
    panel: Panel, fits: tuple[JudgeFit, ...], told: Mapping[str, Any], straight: Set[str]
) -> Iterator[str]:
    for name, fit in sorted(zip(panel.judges, fits, strict=True), key=lambda pair: pair[0]):
        if fit.constant is not None:
            winners = told.get("without", {}).get(name)
            then = f" Without {name} the highest would be {listed(winners)}." if winners else ""
            yield f"{name} gave every nominee the same score ({fit.constant:g}).{then}"
        if name in straight:
            yield f"{name} gave all criteria the same score, for every nominee."
        if fit.p is not None and fit.p < NOISY and fit.mean_square is not None:
            yield f"{name}'s scores agree with the others' less than chance allows (spread {fit.mean_square:.1f} times theirs)."
