"""Scores as arrays: who judged whom, in an order that depends on neither the rows' order nor the judges' names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from app.domain.errors import UserError

Floats = NDArray[np.float64]
Whole = NDArray[np.intp]
Flags = NDArray[np.bool_]

MOST_JUDGES = 2000
"""The algebra is dense on the judges' side; beyond this it would take minutes and gigabytes."""


@dataclass(frozen=True, slots=True)
class Score:
    """One judge's composite score of one nominee, in points. `category` may be empty: all compete together."""

    judge: str
    nominee: str
    value: float
    category: str = ""


@dataclass(frozen=True)
class Panel:
    """All scores of a round. `nominees` and `categories` are in order of name, `judges` in an order made from what
    they scored (so that a new name changes nothing); `y` (points), `nominee`, `judge` have one entry per score,
    sorted by nominee and judge; `category` one per nominee."""

    nominees: tuple[str, ...]
    judges: tuple[str, ...]
    categories: tuple[str, ...]
    y: Floats
    nominee: Whole
    judge: Whole
    category: Whole

    @cached_property
    def counts(self) -> Floats:
        """How many scores each nominee has."""
        return np.bincount(self.nominee, minlength=len(self.nominees)).astype(float)

    @cached_property
    def judge_counts(self) -> Floats:
        """How many nominees each judge scored."""
        return np.bincount(self.judge, minlength=len(self.judges)).astype(float)

    @cached_property
    def incidence(self) -> csr_matrix:
        """nominees × judges, 1 where there is a score."""
        shape = (len(self.nominees), len(self.judges))
        return csr_matrix((np.ones(len(self.y)), (self.nominee, self.judge)), shape=shape)

    @property
    def is_complete(self) -> bool:
        """Whether every judge scored every nominee."""
        return len(self.y) == len(self.nominees) * len(self.judges)

    @cached_property
    def raw(self) -> Floats:
        """The mean of each nominee's scores."""
        return np.bincount(self.nominee, self.y, len(self.nominees)) / self.counts

    @cached_property
    def trimmed(self) -> Floats:
        """The mean without one highest and one lowest score; below three scores the plain mean."""
        starts = np.searchsorted(self.nominee, np.arange(len(self.nominees)))
        ends = np.maximum.reduceat(self.y, starts) + np.minimum.reduceat(self.y, starts)
        with np.errstate(divide="ignore", invalid="ignore"):
            short = (self.raw * self.counts - ends) / (self.counts - 2)
        return np.where(self.counts >= 3, short, self.raw)

    def without(self, judge: int) -> Panel:
        """The panel without one judge; nominees that nobody else scored are gone too."""
        stays = self.judge != judge
        nominees = np.unique(self.nominee[stays])
        return Panel(
            tuple(self.nominees[i] for i in nominees),
            self.judges[:judge] + self.judges[judge + 1 :],
            self.categories,
            self.y[stays],
            np.searchsorted(nominees, self.nominee[stays]),
            self.judge[stays] - (self.judge[stays] > judge),
            self.category[nominees],
        )

    def matrix(self) -> Floats:
        """nominees × judges, NaN where there is no score."""
        table = np.full((len(self.nominees), len(self.judges)), np.nan)
        table[self.nominee, self.judge] = self.y
        return table


def panel(scores: Iterable[Score]) -> Panel:
    """Arrays from scores. Raises UserError for none, for a doubled (judge, nominee), a score that is not finite,
    a nominee in two categories, and more than MOST_JUDGES judges."""
    rows = list(scores)
    if not rows:
        raise UserError("There are no scores.")
    category: dict[str, str] = {}
    by_judge: dict[str, dict[str, float]] = defaultdict(dict)
    for row in rows:
        if row.nominee in by_judge[row.judge]:
            raise UserError(f"{row.judge} scored {row.nominee} twice.")
        if not np.isfinite(row.value):
            raise UserError(f"{row.judge}'s score of {row.nominee} is not a finite number.")
        if category.setdefault(row.nominee, row.category) != row.category:
            raise UserError(f"{row.nominee} is in two categories.")
        by_judge[row.judge][row.nominee] = row.value
    if len(by_judge) > MOST_JUDGES:
        raise UserError(f"There are {len(by_judge):,} judges; at most {MOST_JUDGES:,} can be compared.")
    nominees = tuple(sorted(category))
    place = {name: i for i, name in enumerate(nominees)}
    marks = {judge: sorted((place[name], value) for name, value in given.items()) for judge, given in by_judge.items()}
    judges = tuple(sorted(by_judge, key=lambda judge: (marks[judge], judge)))
    flat = sorted((i, j, value) for j, judge in enumerate(judges) for i, value in marks[judge])
    categories = tuple(sorted(set(category.values())))
    return Panel(
        nominees,
        judges,
        categories,
        np.array([value for _, _, value in flat], float),
        np.array([i for i, _, _ in flat], np.intp),
        np.array([j for _, j, _ in flat], np.intp),
        np.array([categories.index(category[name]) for name in nominees], np.intp),
    )
