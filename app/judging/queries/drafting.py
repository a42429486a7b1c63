"""A plan of who judges what before it is saved: what it adds and takes, from what, and what is to be said of it."""

from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from threading import Lock
from typing import Any

from app.domain.assignment import Assigned, Entry, Expert, Wishes, assign, weigh
from app.judging.models import PlanKind
from app.judging.queries.ground import Ground, Pair
from app.panels.models import Meeting
from app.panels.queries import Load
from app.programs.models import CHOOSING


@dataclass(frozen=True, slots=True)
class Change:
    """One pair added, or taken away, by hand."""

    nomination: int
    judge: int
    add: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What an organizer wants of a plan. `least`, `most`: judges for each nomination. `relieved`: judges who shall have no more
    than what they have begun."""

    kind: PlanKind
    least: int
    most: int
    seed: int
    changes: tuple[Change, ...] = ()
    relieved: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Draft:
    """`pairs`: all that would be assigned, as far as the plan looks after it. `refused`: changes by hand that can't be."""

    asked: Asked
    pairs: frozenset[Pair]
    added: frozenset[Pair]
    taken: frozenset[Pair]
    by_hand: frozenset[Pair]
    refused: tuple[tuple[Change, str], ...]
    told: Assigned
    best: Assigned

    @cached_property
    def digest(self) -> str:
        """Tells whether the plan that is saved is the one that was seen."""
        return sha256(repr((sorted(self.added), sorted(self.taken))).encode()).hexdigest()[:16]

    @cached_property
    def judges_of(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for nomination, judge in sorted(self.pairs | self.taken):
            found.setdefault(nomination, []).append(judge)
        return found

    def change_of(self, pair: Pair) -> str:
        """new | goes | stays"""
        return "new" if pair in self.added else "goes" if pair in self.taken else "stays"


def draft_of(ground: Ground, asked: Asked) -> Draft:
    """The same ground and the same wishes give the same draft."""
    wishes = wishes_for(ground, asked)
    best = _made(wishes, asked.seed)
    planned = frozenset(_pair(one) for one in best.pairs)
    pairs, by_hand, refused = _changed(ground, planned, asked)
    told = weigh(wishes, [_key(*pair) for pair in pairs]) if pairs != planned else best
    movable = (
        frozenset() if asked.kind is PlanKind.ADD else frozenset(p for p, h in ground.active.items() if not h.begun)
    )
    taken_by_hand = frozenset(pair for pair in planned - pairs if pair in ground.active)
    return Draft(
        asked, pairs, pairs - ground.active.keys(), (movable - pairs) | taken_by_hand, by_hand, tuple(refused), told, best
    )  # fmt: skip


def wishes_for(ground: Ground, asked: Asked) -> Wishes:
    """In the planner's words. Nominations are "n1", judges "j1", categories "c1", topics "t1"."""
    keep, prefer = _standing(ground, asked.kind)
    return Wishes(
        tuple(_entry(ground, one.id, one.category_id) for one in ground.entries),
        _experts(ground, keep | prefer, keep, asked.relieved),
        asked.least,
        max(asked.most, asked.least),
        keep=tuple(_key(*pair) for pair in sorted(keep)),
        prefer=tuple(_key(*pair) for pair in sorted(prefer)),
        apart=_couples(ground, Meeting.APART),
        together=_couples(ground, Meeting.TOGETHER),
        several=ground.mode in CHOOSING,
    )


def _standing(ground: Ground, kind: PlanKind) -> tuple[frozenset[Pair], frozenset[Pair]]:
    """Pairs that stay, and pairs that stay if they can. Of judges who left, what is final counts and the rest doesn't."""
    keep, prefer = set(), set()
    for pair, held in ground.active.items():
        if pair[1] in ground.departed:
            if held.final:
                keep.add(pair)
        elif held.begun or kind is PlanKind.ADD:
            keep.add(pair)
        elif kind is PlanKind.MEND and pair not in ground.forbidden:
            prefer.add(pair)
    return frozenset(keep), frozenset(prefer)


def _entry(ground: Ground, nomination_id: int, category_id: int) -> Entry:
    topics = ground.subjects.get(nomination_id, {})
    return Entry(f"n{nomination_id}", f"c{category_id}", frozenset(f"t{topic}" for topic in topics))


def _experts(
    ground: Ground, standing: frozenset[Pair], keep: frozenset[Pair], relieved: frozenset[int]
) -> tuple[Expert, ...]:
    barred: dict[int, set[str]] = {judge.id: set() for judge in ground.judges}
    for nomination, judge in ground.forbidden - standing:
        if judge in barred:
            barred[judge].add(f"n{nomination}")
    bids: dict[int, dict[Any, int]] = {judge.id: {} for judge in ground.judges}
    wished = {**ground.wishes.bids, **dict.fromkeys(ground.possible, -1)}
    for (nomination, judge), value in wished.items():
        if judge in bids:
            bids[judge][f"n{nomination}"] = value
    found = []
    for one in ground.judges:
        load = Load(0, 0) if one.id in relieved else ground.wishes.load(one.id)
        topics = {f"t{topic}" for topic in ground.wishes.ticked_topics.get(one.id, ())}
        topics |= {f"c{category}" for category in ground.wishes.ticked_categories.get(one.id, ())}
        found.append(
            Expert(f"j{one.id}", load.least, load.most, frozenset(topics), frozenset(barred[one.id]), bids[one.id])
        )  # fmt: skip
    everything = {f"n{entry.id}" for entry in ground.entries}
    for left in sorted({judge for _nomination, judge in keep} & ground.departed):
        own = {f"n{nomination}" for nomination, judge in keep if judge == left}
        found.append(Expert(f"j{left}", 0, 0, conflicts=frozenset(everything - own)))
    return tuple(found)


def _couples(ground: Ground, kind: Meeting) -> tuple[tuple[str, str], ...]:
    return tuple((f"j{one.first}", f"j{one.second}") for one in ground.wishes.couples if one.kind is kind)


def _key(nomination: int, judge: int) -> tuple[str, str]:
    return f"j{judge}", f"n{nomination}"


def _pair(one: tuple[Any, Any]) -> Pair:
    return int(one[1][1:]), int(one[0][1:])


def _changed(
    ground: Ground, planned: frozenset[Pair], asked: Asked
) -> tuple[frozenset[Pair], frozenset[Pair], list[tuple[Change, str]]]:
    """The changes by hand, one after the other: the last one about a pair stands."""
    pairs, by_hand, refused = set(planned), set(), []
    for change in asked.changes:
        pair = (change.nomination, change.judge)
        entry, judge = ground.by_id.get(change.nomination), ground.judge_by_id.get(change.judge)
        held = ground.active.get(pair)
        if change.add:
            why = ground.why_not(entry, judge) if entry and judge else "gone"
        else:
            why = "begun" if held and held.begun else None
        if why is not None:
            refused.append((change, why))
        elif change.add:
            pairs.add(pair)
            by_hand.add(pair)
        else:
            pairs.discard(pair)
            by_hand.discard(pair)
    return frozenset(pairs), frozenset(by_hand - planned), refused


# The last few plans: whoever looks at one, changes it by hand and saves it, asks for the same again and again.
_KEPT = 6
_plans: OrderedDict[Any, Assigned] = OrderedDict()
_lock = Lock()


def _made(wishes: Wishes, seed: int) -> Assigned:
    experts = tuple(
        (one.key, one.least, one.most, one.topics, one.conflicts, tuple(sorted(one.bids.items())))
        for one in wishes.experts
    )
    bounds = (wishes.least, wishes.most, wishes.keep, wishes.prefer, wishes.apart, wishes.together, wishes.several)
    key = (wishes.entries, experts, bounds, seed)
    with _lock:
        known = _plans.get(key)
    if known is not None:
        return known
    made = assign(wishes, seed=seed)
    with _lock:
        _plans[key] = made
        while len(_plans) > _KEPT:
            _plans.popitem(last=False)
    return made
