"""`python -m bench.scoring`: contests with known merit, to see which method finds it, and how long it takes.

For each kind of contest: the rank correlation (Spearman) with true merit, how often the best is found, which share
of the best three, and how often the 90 percent intervals hold the truth. `known` is the same model told the true
variances: no method can be expected to do better where assignment is random. `fair` knows how judges were assigned,
`auto` has to find out. Intervals of fair are for merit before the judges' population, those of the others for merit
before this panel.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from app.domain.scoring.additive import additive
from app.domain.scoring.assignment import Assignment, fit
from app.domain.scoring.crossed import Crossed
from app.domain.scoring.evaluate import evaluate
from app.domain.scoring.intervals import additive_scores, mean_scores
from app.domain.scoring.links import groups
from app.domain.scoring.outcome import Method
from app.domain.scoring.panel import Panel, Score, panel
from app.domain.scoring.posterior import integrate

Floats = NDArray[np.float64]
METHODS = ("known", "fair", "auto", "raw", "trimmed", "additive", "z-scores")


@dataclass(frozen=True)
class Contest:
    """`lean` > 0: strong nominees meet severe judges, < 0: lenient ones. `noisy` judges have three times the error;
    `lazy` judges give everybody nearly the same. `sds` = nominees, judges, errors."""

    name: str
    nominees: int
    each: int
    judges: int
    lean: float = 0.0
    noisy: int = 0
    lazy: int = 0
    sds: tuple[float, float, float] = (1.0, 0.7, 0.8)


CONTESTS = (
    Contest("5 judges, all score 10", 10, 5, 5),
    Contest("14 × 3 of 9 judges", 14, 3, 9),
    Contest("40 × 5 of 8 judges", 40, 5, 8),
    Contest("40 × 3 of 20 judges", 40, 3, 20),
    Contest("40 × 2 of 20 judges", 40, 2, 20),
    Contest("60 × 3 of 12, severe judges", 60, 3, 12, sds=(1.0, 1.2, 0.8)),
    Contest("40 × 3 of 8, 2 noisy", 40, 3, 8, noisy=2),
    Contest("40 × 3 of 8, 2 lazy", 40, 3, 8, lazy=2),
    Contest("strong meet severe, 60 × 3 of 12", 60, 3, 12, lean=1.5),
    Contest("strong meet lenient, 60 × 3 of 12", 60, 3, 12, lean=-1.5),
)


def play(of: Contest, rng: np.random.Generator) -> tuple[Panel, Floats, Floats]:
    """A panel that hangs together, merit per nominee, severity per judge (both in the panel's order)."""
    while True:
        merit = rng.normal(0, of.sds[0], of.nominees)
        severity = rng.normal(0, of.sds[1], of.judges)
        error = np.full(of.judges, of.sds[2])
        error[: of.noisy] *= 3
        scores = []
        for i in range(of.nominees):
            pull = np.exp(of.lean * merit[i] * severity / of.sds[1])
            for j in rng.choice(of.judges, of.each, replace=False, p=pull / pull.sum()):
                own = 0.15 if of.judges - j <= of.lazy else 1.0
                scores.append(
                    Score(f"{j:03}", f"{i:05}", 6 + own * (merit[i] + rng.normal(0, error[j])) - float(severity[j]))
                )
        played = panel(scores)
        if groups(played).count == 1 and len(played.judges) == of.judges:
            return played, merit, severity[[int(name) for name in played.judges]]


def scored(of: Contest, played: Panel, rng: np.random.Generator) -> Iterator[tuple[str, Floats, Floats, Floats]]:
    """(method, scores, low, high); NaN where a method has no interval."""
    cell = np.zeros(len(played.nominees), np.intp)
    lines = additive(played, groups(played))
    nothing = np.full(len(cell), np.nan)
    told = Crossed(played, np.ones((len(cell), 1)))
    yield "known", told.fair(told.factor(of.sds[0] / of.sds[2], of.sds[1] / of.sds[2])), nothing, nothing
    for name, way in (("fair", Assignment.CHOSEN if of.lean else Assignment.RANDOM), ("auto", Assignment.AUTO)):
        fitted = fit(played, cell, lines, way)
        known = integrate(fitted.model, fitted.at, rng)
        yield name, fitted.model.fair(fitted.at), known.low, known.high
    for name, of_method in (
        ("raw", mean_scores(played, lines, Method.MEAN, rng)),
        ("trimmed", mean_scores(played, lines, Method.TRIMMED, rng)),
        ("additive", additive_scores(played, lines, rng)),
    ):
        low, high = (nothing if end is None else end for end in (of_method.low, of_method.high))
        yield name, of_method.value, low, high
    yield "z-scores", z_scores(played), nothing, nothing


def z_scores(played: Panel) -> Floats:
    """Each judge's scores standardized by that judge's own mean and spread, then averaged."""
    many = played.judge_counts
    mean = np.bincount(played.judge, played.y, len(many)) / many
    spread = np.sqrt(np.bincount(played.judge, (played.y - mean[played.judge]) ** 2, len(many)) / many)
    z = (played.y - mean[played.judge]) / np.where(spread > 0, spread, 1)[played.judge]
    return np.bincount(played.nominee, z) / played.counts


def rank_correlation(value: Floats, merit: Floats) -> float:
    """Spearman's; 0 where a method finds no difference at all (a variance between nominees estimated as 0)."""
    if np.ptp(value) < 1e-9:
        return 0.0
    return float(np.corrcoef(rankdata(value), rankdata(merit))[0, 1])


def measure(of: Contest, times: int, seed: int) -> dict[str, Floats]:
    """Per method: rank correlation, best found, share of best three, coverage; means over the contests."""
    rng = np.random.default_rng(seed)
    found: dict[str, list[tuple[float, ...]]] = defaultdict(list)
    for _ in range(times):
        played, merit, severity = play(of, rng)
        best, three = int(merit.argmax()), set(np.argsort(-merit)[:3].tolist())
        for name, value, low, high in scored(of, played, rng):
            truth = 6 + merit - (0 if name in ("fair", "auto") else severity.mean())
            held = float(((low <= truth) & (truth <= high)).mean()) if np.isfinite(low).all() else np.nan
            correlation = rank_correlation(value, merit)
            top = set(np.argsort(-value)[:3].tolist())
            found[name].append((correlation, float(value.argmax() == best), len(top & three) / 3, held))
    return {name: np.array(rows).mean(axis=0) for name, rows in found.items()}


def table(contests: tuple[Contest, ...], times: int, seed: int) -> None:
    print(f"{times} contests each: rank correlation · best found % · of best three % · coverage of 90 % intervals\n")
    print(f"{'':36}" + "".join(f"{name:>24}" for name in METHODS))
    gap, covered = (0.0, ""), (0.0, "", 0.0)
    for of in contests:
        found = measure(of, times, seed)
        cells = []
        for name in METHODS:
            correlation, one, three, held = found[name]
            cells.append(f"{correlation:.3f} {one:4.0%} {three:4.0%} {'' if np.isnan(held) else f'{held:.1%}':>6}")
        print(f"{of.name:36}" + "".join(f"{cell:>24}" for cell in cells), flush=True)
        if not of.lean and not of.noisy and not of.lazy:
            gap = max(gap, (float(found["known"][0] - found["fair"][0]), of.name))
        covered = max(covered, (abs(float(found["fair"][3]) - 0.9), of.name, float(found["fair"][3])))
    print(f"\nFair below known variances, worst with random assignment: {gap[0]:+.4f} ({gap[1]}).")
    print(f"Coverage of fair, furthest from 90 %: {covered[2]:.1%} ({covered[1]}).")


def categories(times: int, seed: int) -> None:
    """One model for all categories of a round, or one each: the rank correlation within each category."""
    rng = np.random.default_rng(seed)
    sizes, of = (6, 12, 22), Contest("", 40, 3, 9)
    found = []
    while len(found) < 4 * times:
        played, merit, _ = play(of, rng)
        cell = np.repeat(np.arange(len(sizes)), sizes)
        together = fit(played, cell, additive(played, groups(played)), Assignment.RANDOM)
        row = []
        for one in range(len(sizes)):
            who = np.flatnonzero(cell == one)
            part = panel(
                Score(played.judges[j], played.nominees[i], float(y))
                for i, j, y in zip(played.nominee, played.judge, played.y, strict=True)
                if cell[i] == one
            )
            linked = groups(part)
            if linked.count > 1:
                break
            alone = fit(part, np.zeros(len(who), np.intp), additive(part, linked), Assignment.RANDOM)
            for value in (together.model.fair(together.at)[who], alone.model.fair(alone.at)):
                row.append(rank_correlation(value, merit[who]))
        else:
            found.append(row)
    means = np.array(found).mean(axis=0).reshape(-1, 2)
    told = "; ".join(f"{size}: {one:.3f} or {each:.3f}" for size, (one, each) in zip(sizes, means, strict=True))
    print(f"\nOne model for three categories, or one each (40 × 3 of 9 judges), by size of category: {told}.")


def timing() -> None:
    rng = np.random.default_rng(0)
    for of in (Contest("", 40, 5, 8), Contest("", 10_000, 5, 200)):
        played, _, _ = play(of, rng)
        taken = []
        for _ in range(3 if of.nominees < 100 else 1):
            start = time.process_time()
            evaluate(played)
            taken.append(time.process_time() - start)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{of.nominees:,} nominees × {of.each} by {of.judges} judges: {min(taken) * 1000:,.0f} ms "
            f"of processor with draws and sensitivity; {peak:.0f} MB at most so far"
        )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.scoring", description=__doc__)
    parser.add_argument("--times", type=int, default=60, help="contests of each kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", help="kinds of contest whose name holds this text")
    asked = parser.parse_args()
    timing()
    print()
    table(tuple(of for of in CONTESTS if not asked.only or asked.only in of.name), asked.times, asked.seed)
    if not asked.only:
        categories(asked.times, asked.seed)
    return 0


if __name__ == "__main__":
    sys.exit(main())
