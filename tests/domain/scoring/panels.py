"""Panels of scores for the tests of scoring."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from app.domain.scoring.panel import Panel, Score, panel

SHROUT_FLEISS = ((9, 2, 5, 8), (6, 1, 3, 2), (8, 4, 6, 8), (7, 1, 2, 6), (10, 5, 6, 9), (6, 2, 4, 7))
"""Six targets by four judges: Shrout & Fleiss, Psychological Bulletin 86 (1979), table 2."""


def from_table(rows: Sequence[Sequence[float | None]], names: str = "ABCDEFGHIJKLMNOP") -> Panel:
    """A panel from nominees × judges (None: no score)."""
    return panel(
        Score(f"judge {j + 1}", names[i], float(value))
        for i, row in enumerate(rows)
        for j, value in enumerate(row)
        if value is not None
    )


def simulated(
    nominees: int,
    each: int,
    judges: int,
    seed: int = 1,
    sds: tuple[float, float, float] = (1.0, 0.6, 0.8),
    categories: Mapping[str, int] | None = None,
) -> list[Score]:
    """Scores by known standard deviations of nominees, judges and errors; every nominee by `each` judges at random."""
    rng = np.random.default_rng(seed)
    merit, lenient = rng.normal(0, sds[0], nominees), rng.normal(0, sds[1], judges)
    names = [category for category, size in (categories or {"": nominees}).items() for _ in range(size)]
    return [
        Score(f"J{j}", f"N{i:03}", round(float(6 + merit[i] + lenient[j] + rng.normal(0, sds[2])), 3), names[i])
        for i in range(nominees)
        for j in rng.choice(judges, each, replace=False)
    ]
