"""The outcome of a category of orders or pairs as plain figures that can be stored, in the form that scores have too: people
stand as numbers, and in sentences as ⟦n12⟧ and ⟦j5⟧. Percent instead of points."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from app.domain.scoring.agreement import ICC, LEVELS, kendall_w
from app.domain.scoring.choices.choice import Choice, grouped, settled
from app.domain.scoring.choices.model import laplace
from app.domain.scoring.choices.posterior import Posterior, integrate
from app.domain.scoring.choices.shares import shares
from app.domain.scoring.choices.stages import stages
from app.domain.scoring.choices.verdict import Verdict, judge, undecided, warnings
from app.domain.scoring.fit import correlations
from app.domain.scoring.outcome import Method, Status
from app.domain.scoring.panel import Floats, Panel, Score, Whole, panel
from app.domain.scoring.ranks import places, rank_bounds, seconds, winning
from app.domain.scoring.sensitivity import winners
from app.domain.scoring.tokens import key_of, token

PERCENT = "percent"
CHANCE = float(np.pi**2 / 3)
"""The variance of one choice in logits."""


def told(choices: Iterable[Choice], *, category_id: int, method: str, seed: int) -> dict[str, Any]:
    """The outcome of one category; `method` is a word of `Method`. Raises ValueError where nobody chose anything.

    `fair`: percent of the other nominees that a judge is expected to put the nominee above (fair), or the plain or trimmed
    mean of these shares over judges. Intervals, ranks and chances are the model's (see `model.py`), within each group of
    nominees that choices connect. Same choices and seed, same figures, in whatever order they come.
    """
    found = _Category(settled(choices), category_id, Method(method), seed)
    value, verdict = found.value, found.verdict
    w, p = found.concordance
    return {
        "unit": PERCENT, "status": verdict.status.value, "reason": verdict.reason, "method": found.used.value,
        "assignment": "auto", "seed": seed, "warnings": list(found.warnings), "scores": sum(one.made for one in found.choices),
        "n_components": int(found.cell.max()) + 1, "mu": 50.0 if verdict.can_adjust else None,
        "var_nominee": found.known and found.known.spreads[0], "var_taste": found.known and found.known.spreads[1], "chance": CHANCE,
        "var_judge": None, "var_resid": None, "assignment_z": None, "spare": verdict.spare,
        "icc": dict.fromkeys(ICC), "alpha": dict.fromkeys(LEVELS), "kendall_w": w, "kendall_p": p,
        "can_adjust": verdict.can_adjust, "nominees": found.lines(value), "judges": found.judge_lines(),
        "sensitivity": found.sensitivity(),
    }  # fmt: skip


class _Category:
    """What is found out about a category on the way to its outcome."""

    def __init__(self, choices: Sequence[Choice], category_id: int, method: Method, seed: int) -> None:
        if not choices:
            raise ValueError("nobody chose anything")
        self.choices, self.category_id = choices, category_id
        self.used = Method.FAIR if method is Method.ADDITIVE else method
        self.panel = self._panel(choices)
        self.nominees = [key_of(name) for name in self.panel.nominees]
        group = grouped(choices)
        self.cell: Whole = np.array([group[one] for one in self.nominees], np.intp)
        self.verdict: Verdict = judge(choices, group, method)
        self.warnings = tuple(warnings(choices, group, self.verdict, method, int(self.panel.counts.min())))
        self.known: Posterior | None = None
        if len({one.judge for one in choices}) > 1:
            self.known = integrate(stages(choices), self.cell, np.random.default_rng(seed))

    def _panel(self, choices: Sequence[Choice]) -> Panel:
        """Shares as if they were scores, for means and correlations."""
        return panel(
            Score(token("j", one), token("n", nominee), float(100 * share))
            for nominee, own in shares(choices).items()
            for one, share in own.items()
        )

    @property
    def value(self) -> Floats:
        """Percent by the method."""
        if self.used is Method.TRIMMED:
            return self.panel.trimmed
        if self.used is Method.MEAN or self.known is None:
            return self.panel.raw
        return np.full(len(self.nominees), 50.0) if self.verdict.even else self.known.share

    @property
    def concordance(self) -> tuple[float | None, float | None]:
        """Kendall's W, where every judge compared everybody with everybody."""
        every = len(self.nominees) * (len(self.nominees) - 1) // 2
        met: dict[int, set[frozenset[int]]] = {}
        for one in self.choices:
            who = one.nominees
            met.setdefault(one.judge, set()).update(frozenset((a, b)) for i, a in enumerate(who) for b in who[:i])
        if any(len(own) < every for own in met.values()):
            return None, None
        return kendall_w(self.panel.matrix())

    def lines(self, value: Floats) -> list[dict[str, Any]]:
        many, known, verdict = len(value), self.known if self.verdict.can_adjust else None, self.verdict
        rank = places(value, self.cell, 1.0)
        low, high, win, top, tied = rank, rank, np.zeros(many), np.zeros(many), np.zeros(many, bool)
        if known is not None and verdict.even:
            size = np.bincount(self.cell)[self.cell]
            low, high, win, top, tied = rank, size, 1 / size, np.minimum(1.0, 3 / size), np.ones(many, bool)
        elif known is not None:
            low, high = rank_bounds(known.draws, np.arange(many), self.cell, rank)
            win, top, tied = winning(known.draws, np.arange(many), self.cell, value)
        if verdict.status is Status.PROVISIONAL:
            tied = tied | seconds(rank, tied, self.cell)
        return [
            self._line(i, float(value[i]), (int(rank[i]), int(low[i]), int(high[i])), (float(win[i]), float(top[i])), bool(tied[i]), known)
            for i in range(many)
        ]  # fmt: skip

    def _line(
        self, i: int, value: float, rank: tuple[int, int, int], chance: tuple[float, float], tied: bool, known: Posterior | None
    ) -> dict[str, Any]:  # fmt: skip
        plain = self.used in (Method.MEAN, Method.TRIMMED)
        official = self.verdict.can_adjust  # always where `plain`
        return {
            "nomination_id": self.nominees[i], "category_id": self.category_id, "raw": float(self.panel.raw[i]),
            "trimmed": float(self.panel.trimmed[i]), "fair": value if official else None,
            "se": None if known is None else float(known.se[i]),
            "low": None if known is None else min(value, float(known.low[i])),
            "high": None if known is None else max(value, float(known.high[i])),
            "rank": rank[0], "rank_low": None if known is None else rank[1], "rank_high": None if known is None else rank[2],
            "p_win": None if known is None else chance[0], "p_top3": None if known is None else chance[1],
            "n": int(self.panel.counts[i]), "component": int(self.cell[i]) + 1, "judges_severity": None,
            "shrinkage": value - float(self.panel.raw[i]) if official and not plain else None, "in_tie_zone": tied,
        }  # fmt: skip

    def judge_lines(self) -> list[dict[str, Any]]:
        """Choices hold no severity. `n`: nominees that the judge chose among; `correlation` of shares with the others' mean."""
        rows, even = [], undecided(self.choices)
        for name, correlation in sorted(zip(self.panel.judges, correlations(self.panel), strict=True)):
            one, own = key_of(name), self.panel.y[self.panel.judge == self.panel.judges.index(name)]
            made = next(choice for choice in self.choices if choice.judge == one)
            first = self.nominees.index(made.nominees[0])
            rows.append(
                {
                    "judge_id": one, "component": int(self.cell[first]) + 1, "severity": None, "se": None, "n": len(own),
                    "mean": float(own.mean()), "spread": float(own.std(ddof=1)) if len(own) > 1 else None,
                    "flags": ["all_even"] if one in even else [],
                    "mean_square": None, "p": None, "correlation": correlation, "constant": None, "surprises": [],
                }
            )  # fmt: skip
        return rows

    def sensitivity(self) -> dict[str, Any]:
        judges = sorted({one.judge for one in self.choices})
        return {
            "raw": self._first(self.panel.raw), "trimmed": self._first(self.panel.trimmed), "additive": None,
            "without": [[one, self._without(one)] for one in judges],
        }  # fmt: skip

    def _first(self, value: Floats) -> list[int]:
        return [key_of(name) for name in winners(self.panel, value, self.cell)]

    def _without(self, leaving: int) -> list[int] | None:
        """Who is first without a judge, the spreads kept; None where no order can be defended then."""
        left = [one for one in self.choices if one.judge != leaving]
        group = grouped(left)
        if len({one.judge for one in left}) < 2 or len(set(group.values())) > int(self.cell.max()) + 1:
            return None
        fewer = self._panel(left)
        cell: Whole = np.array([group[key_of(name)] for name in fewer.nominees], np.intp)
        if self.known is None or self.used is not Method.FAIR:
            value = fewer.trimmed if self.used is Method.TRIMMED else fewer.raw
        else:
            of = stages(left)
            strength = dict(zip(of.nominees, _strengths(of, self.known.at), strict=True))
            value = np.array([strength[key_of(name)] for name in fewer.nominees])
        scaled = Panel(
            fewer.nominees, fewer.judges, fewer.categories, fewer.y / (fewer.y.std() or 1.0), fewer.nominee, fewer.judge,
            fewer.category,
        )  # fmt: skip
        return [key_of(name) for name in winners(scaled, value, cell)]


def _strengths(of: Any, at: tuple[float, float]) -> Floats:
    return np.asarray(laplace(of, np.array([at[0]]), np.array([at[1]])).mean[0], float)
