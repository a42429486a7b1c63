"""What a plan of who judges what is made from, and what comes out."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Key = int | str
Pair = tuple[Key, Key]  # (judge, nomination)


@dataclass(frozen=True, slots=True)
class Entry:
    """A nomination; `topics`: what one should know something about to judge it (its category counts as one)."""

    key: Key
    category: Key | None = None
    topics: frozenset[Key] = frozenset()


@dataclass(frozen=True, slots=True)
class Expert:
    """A judge: how many nominations at least and at most in all (None = as many as there are), topics that
    he or she ticked, nominations that he or she must not judge, and bids on nominations (-1 rather not,
    +1 gladly)."""

    key: Key
    least: int = 0
    most: int | None = None
    topics: frozenset[Key] = frozenset()
    conflicts: frozenset[Key] = frozenset()
    bids: Mapping[Key, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wishes:
    """`least`, `most`: judges per nomination. `keep`: pairs that stay (work begun, or wished for by hand),
    unless a conflict forbids them. `prefer`: pairs that stay if nothing better speaks against it (a plan
    that is made anew moves as little as possible). `apart`: judges who must not judge the same nomination;
    `together`: judges who should have at least one nomination in common. `several`: of each category a judge shall have none or
    at least two, wherever that can be: a single one can't be ordered or compared.
    """

    entries: tuple[Entry, ...]
    experts: tuple[Expert, ...]
    least: int
    most: int
    keep: tuple[Pair, ...] = ()
    prefer: tuple[Pair, ...] = ()
    apart: tuple[tuple[Key, Key], ...] = ()
    together: tuple[tuple[Key, Key], ...] = ()
    several: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.least <= self.most:
            raise ValueError("a nomination needs at least 0 judges, and at most not fewer than at least")
        if len({one.key for one in self.entries}) != len(self.entries):
            raise ValueError("a nomination is listed twice")
        if len({one.key for one in self.experts}) != len(self.experts):
            raise ValueError("a judge is listed twice")
        for one in self.experts:
            if one.least < 0 or (one.most is not None and one.most < one.least):
                raise ValueError(f"judge {one.key} takes at least {one.least} and at most {one.most}")


@dataclass(frozen=True, slots=True)
class Missing:
    """A wish that can't be met. `nominations` need `wanted` scores, and `possible` can be had; `fewest`: the highest
    number of scores each that could be had, `more_judges` would help. `why` is "nobody" (there are no judges),
    "conflicts" (too few judges may judge them and take any; `wanted` and `possible` are each), "capacity" (the
    `judges` who may are full; `wanted` and `possible` are together), "judge" (a judge gets fewer than the least
    asked for), "apart" (two who should not meet do), "together" (two who should have a nomination in common have
    none), "lone" (where a judge shall have several of a category, some have one: of `nominations`, in `possible` so many that the
    category has), "barred" (a pair to keep has a conflict), "keeps" and "kept" (a judge, a nomination keeps more than the
    limit); of a plan changed by hand also "short" (fewer scores than wanted), "many" (more than wanted) and "over" (a
    judge gets more than he or she takes)."""

    why: str
    nominations: tuple[Key, ...] = ()
    judges: tuple[Key, ...] = ()
    categories: tuple[Key, ...] = ()
    wanted: int = 0
    possible: int = 0
    fewest: int = 0
    more_judges: int = 0


@dataclass(frozen=True, slots=True)
class Assigned:
    """`pairs`: all of them, kept ones included, sorted. `load`, `coverage`: nominations per judge, judges per
    nomination. `expertise`: the mean match of all pairs, 0 to 1 (a bid of -1 counts -1); `best_expertise`:
    before anything was exchanged for connection. `gap`: how far the objective can be from the best possible
    one, as a share of it: 0 unless exchanges for connection cost something. `components`: connected parts of
    the judge-nomination graph (1 = all can be compared). `mixing`: 0 (unconnected) to 1 (as if everybody
    judged everything): 1 - the second largest eigenvalue of the judges' random walk over shared nominations.
    `min_overlap`: the fewest nominations that a judge shares with another judge, over the judges who have
    any."""

    pairs: tuple[Pair, ...]
    load: dict[Key, int]
    coverage: dict[Key, int]
    expertise: float
    best_expertise: float
    gap: float
    components: int
    mixing: float
    min_overlap: int
    missing: tuple[Missing, ...]
    moved: int = 0
