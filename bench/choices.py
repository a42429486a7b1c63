"""`python -m bench.choices`: rounds of ranking and comparing with known strengths, to see whether the figures promise too much.

Of each kind of round, in percent: how often the 90 percent intervals hold the true share (`share`) and the true rank
(`rank`), and how often the leader's rank interval does (`top`); how often the leader is the best (`best`) and how often
that was promised (`said`); how often the tie zone holds the best (`zone`), and the interval's mean width in percent points
(`width`). `pooled`: how often intervals of the same model without tastes hold the true share.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from scipy.stats import spearmanr

from app.domain.ordering import pairs_asked
from app.domain.scoring.choices.choice import Choice, settled
from app.domain.scoring.choices.model import laplace
from app.domain.scoring.choices.next_pair import next_pair
from app.domain.scoring.choices.pair import Pair
from app.domain.scoring.choices.posterior import integrate
from app.domain.scoring.choices.preferring import share_of_others
from app.domain.scoring.choices.stages import stages
from app.domain.scoring.panel import Floats
from app.domain.scoring.ranks import places, rank_bounds, winning

Judge = Callable[[Floats, int, np.random.Generator], list[Choice]]
EVEN = 0.2
"""Within so many logits a judge calls two even: one of ten comparisons of equals."""


def pairs_of(u: Floats, judge: int, rng: np.random.Generator, asked: list[tuple[int, int]]) -> list[Choice]:
    return [_compared(u, judge, rng, a, b) for a, b in asked]


def _compared(u: Floats, judge: int, rng: np.random.Generator, a: int, b: int) -> Choice:
    felt = u[a] - u[b] + rng.logistic()
    first, second = (a, b) if felt > 0 else (b, a)
    even = bool(abs(felt) < EVEN)
    return Choice(judge, (first, second), even=even)


def all_pairs(u: Floats, judge: int, rng: np.random.Generator) -> list[Choice]:
    return pairs_of(u, judge, rng, list(combinations(range(len(u)), 2)))


def random_pairs(u: Floats, judge: int, rng: np.random.Generator) -> list[Choice]:
    every = list(combinations(range(len(u)), 2))
    drawn = rng.permutation(len(every))[: pairs_asked(len(u), None)]
    return pairs_of(u, judge, rng, [every[at] for at in drawn])


def telling_pairs(u: Floats, judge: int, rng: np.random.Generator) -> list[Choice]:
    return _one_by_one(u, judge, rng, next_pair)


def balanced_pairs(u: Floats, judge: int, rng: np.random.Generator) -> list[Choice]:
    """As they come next, but of those that are equally in turn any."""
    return _one_by_one(u, judge, rng, in_turn)


def in_turn(nominees: Sequence[int], done: Sequence[Pair], *, seed: int) -> tuple[int, int] | None:
    seen = Counter(one for pair in done for one in (pair.preferred, pair.other))
    met = {frozenset((pair.preferred, pair.other)) for pair in done}
    chance = np.random.default_rng([seed, len(done)])
    left = [pair for pair in combinations(nominees, 2) if frozenset(pair) not in met]
    return min(left, key=lambda pair: (*sorted(seen[one] for one in pair), chance.random()), default=None)


def _one_by_one(u: Floats, judge: int, rng: np.random.Generator, following: Callable[..., Any]) -> list[Choice]:
    made: list[Choice] = []
    done: list[Pair] = []
    seed = int(rng.integers(2**31))
    for _ in range(pairs_asked(len(u), None)):
        pair = following(range(len(u)), done, seed=seed)
        assert pair is not None
        made.append(_compared(u, judge, rng, *pair))
        done.append(Pair(*made[-1].best, made[-1].even))
    return made


def order(u: Floats, judge: int, rng: np.random.Generator, k: int | None = None) -> list[Choice]:
    """Luce's choices one after another are the order of worths with Gumbel errors."""
    ranked = [int(one) for one in np.argsort(-(u + rng.gumbel(size=len(u))))]
    return [Choice(judge, tuple(ranked[:k]), tuple(ranked[k:]) if k else ())]


def first_three(u: Floats, judge: int, rng: np.random.Generator) -> list[Choice]:
    return order(u, judge, rng, 3)


DESIGNS: dict[str, Judge] = {
    "all pairs": all_pairs, "3 each, random": random_pairs, "3 each, telling": telling_pairs, "order of all": order,
    "first three": first_three,
}  # fmt: skip


@dataclass(frozen=True)
class Kind:
    design: str
    nominees: int
    judges: int
    spread: float
    taste: float


def kinds() -> list[Kind]:
    return [
        Kind(design, nominees, judges, spread, taste)
        for design in DESIGNS
        for nominees, judges in ((5, 5), (8, 7), (12, 9))
        for spread, taste in ((1.0, 0.0), (1.0, 0.7), (1.0, 1.4), (2.0, 1.0))
    ]


def once(of: Kind, rng: np.random.Generator, seed: int) -> dict[str, float]:
    strength = rng.normal(0, of.spread, of.nominees)
    made = [
        choice
        for judge in range(of.judges)
        for choice in DESIGNS[of.design](strength + rng.normal(0, of.taste, of.nominees), judge, rng)
    ]
    told = stages(settled(made))
    who = np.array(told.nominees)  # with few random pairs somebody may have met nobody
    strength = strength[who]
    cell = np.zeros(len(who), np.intp)
    found = integrate(told, cell, np.random.default_rng(seed))
    pooled = integrate(told, cell, np.random.default_rng(seed), taste=0.0)
    truth = share_of_others(strength, np.full((1, 1), 2 * of.taste**2))
    true_rank = places(strength, cell, 1.0)
    rank = places(found.share, cell, 1.0)
    low, high = rank_bounds(found.draws, np.arange(len(who)), cell, rank)
    win, _top, tied = winning(found.draws, np.arange(len(who)), cell, found.share)
    lead, best = int(np.argmax(found.share)), int(np.argmax(strength))
    inside = (low <= true_rank) & (true_rank <= high)
    return {
        "share": ((found.low <= truth) & (truth <= found.high)).mean(), "rank": inside.mean(), "top": inside[lead],
        "best": lead == best, "said": win[lead], "zone": tied[best], "width": (found.high - found.low).mean() / 100,
        "pooled": ((pooled.low <= truth) & (truth <= pooled.high)).mean(),
    }  # fmt: skip


def pairs(times: int, seed: int) -> None:
    """Which pair next: how well strengths are found (by the same model, told the true spreads), as correlation of ranks with
    the truth, how often the best is, and the mean standard error of a difference in logits."""
    print(f"{'nominees':>8}{'judges':>7}{'s':>5}{'t':>5}  {'':10}{'ranks':>8}{'best':>8}{'error':>8}")
    for nominees, judges, spread, taste in ((8, 3, 1.5, 0.7), (8, 7, 1.5, 0.7), (12, 5, 1.5, 0.7), (12, 5, 3.0, 0.5)):
        for name, design in (("random", random_pairs), ("in turn", balanced_pairs), ("telling", telling_pairs)):
            rows = []
            for time in range(times):
                rng = np.random.default_rng([seed, time])
                strength = rng.normal(0, spread, nominees)
                made = [
                    choice
                    for judge in range(judges)
                    for choice in design(strength + rng.normal(0, taste, nominees), judge, rng)
                ]
                told = stages(settled(made))
                found = laplace(told, np.array([spread]), np.array([taste]))
                guess = np.zeros(nominees)
                who = np.array(told.nominees)
                guess[who] = found.mean[0]
                own = np.diag(found.covariance[0])
                error = np.sqrt((own[:, None] + own[None, :] - 2 * found.covariance[0])[np.triu_indices(len(who), 1)])
                rows.append((spearmanr(guess, strength)[0], 100 * (guess.argmax() == strength.argmax()), error.mean()))
            told_ = np.mean(rows, axis=0)
            print(
                f"{nominees:8}{judges:7}{spread:5.1f}{taste:5.1f}  {name:10}{told_[0]:8.3f}{told_[1]:8.1f}{told_[2]:8.3f}",
                flush=True,
            )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.choices", description=__doc__)
    parser.add_argument("--times", type=int, default=100, help="rounds of each kind")
    parser.add_argument("--only", choices=DESIGNS, nargs="+", default=list(DESIGNS))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pairs", action="store_true", help="compare ways to choose the next pair instead")
    asked = parser.parse_args()
    if asked.pairs:
        pairs(asked.times, asked.seed)
        return 0
    names = ("share", "rank", "top", "best", "said", "zone", "width", "pooled")
    print(f"{'design':16}{'nominees':>9}{'judges':>7}{'s':>5}{'t':>5}" + "".join(f"{name:>8}" for name in names))
    every: dict[str, list[list[float]]] = {}
    for place, of in enumerate(kinds()):
        if of.design not in asked.only:
            continue
        rng = np.random.default_rng([asked.seed, place % 12])  # designs are compared on the same strengths
        rows = [list(once(of, rng, time).values()) for time in range(asked.times)]
        every.setdefault(of.design, []).extend(rows)
        line = f"{of.design:16}{of.nominees:9}{of.judges:7}{of.spread:5.1f}{of.taste:5.1f}"
        print(line + "".join(f"{100 * value:8.1f}" for value in np.mean(rows, axis=0)), flush=True)
    for design, rows in every.items():
        print(f"{design + ', all':42}" + "".join(f"{100 * value:8.1f}" for value in np.mean(rows, axis=0)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
