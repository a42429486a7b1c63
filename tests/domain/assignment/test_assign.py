"""Plans for wishes: bounds and conflicts always hold, small plans are the best there are, and everybody can be compared."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.assignment import Assigned, Entry, Expert, Wishes, assign
from app.domain.assignment.mixing import by_lot, parts_of
from app.domain.assignment.optimum import best_pairs, objective_of
from app.domain.assignment.table import table_of
from app.domain.assignment.wording import missing_text

TOPICS = st.frozensets(st.sampled_from("abc"), max_size=2)


@st.composite
def wishes(draw: st.DrawFn, most_entries: int = 12, most_experts: int = 6) -> Wishes:
    n, m = draw(st.integers(0, most_entries)), draw(st.integers(0, most_experts))
    entries = tuple(Entry(i, draw(st.sampled_from(["x", "y", None])), draw(TOPICS)) for i in range(n))
    keys = st.frozensets(st.integers(0, max(n - 1, 0)), max_size=4) if n else st.just(frozenset())
    experts = []
    for j in range(m):
        least = draw(st.integers(0, 3))
        most = draw(st.one_of(st.none(), st.integers(least, 9)))
        bids = dict.fromkeys(draw(keys), draw(st.integers(-1, 1)))
        experts.append(Expert(f"j{j}", least, most, draw(TOPICS), draw(keys), bids))
    pairs = st.lists(st.tuples(st.sampled_from([f"j{j}" for j in range(m)]), st.integers(0, n - 1)), max_size=3)
    kept = tuple(draw(pairs)) if n and m else ()
    least = draw(st.integers(0, 3))
    return Wishes(entries, tuple(experts), least, draw(st.integers(least, 4)), keep=kept)


@settings(deadline=None, max_examples=50)
@given(wishes(), st.integers(0, 3))
def test_no_conflict_is_assigned_and_every_bound_is_kept_or_named(asked: Wishes, seed: int) -> None:
    plan = assign(asked, seed=seed)
    conflicts = {(one.key, key) for one in asked.experts for key in one.conflicts}
    assert not conflicts & set(plan.pairs)
    assert len(set(plan.pairs)) == len(plan.pairs)
    kept = set(asked.keep) - conflicts
    assert kept <= set(plan.pairs)
    for expert in asked.experts:
        own_kept = sum(judge == expert.key for judge, _ in kept)
        most = len(asked.entries) if expert.most is None else expert.most
        assert plan.load[expert.key] <= max(most, own_kept)
        if plan.load[expert.key] < expert.least:
            assert any(one.why == "judge" and one.judges == (expert.key,) for one in plan.missing)
    named = {key for one in plan.missing for key in one.nominations}
    for entry in asked.entries:
        own_kept = sum(key == entry.key for _, key in kept)
        assert plan.coverage[entry.key] <= max(asked.most, own_kept)
        if plan.coverage[entry.key] < asked.least and asked.experts:
            assert entry.key in named
    assert all(missing_text(one) for one in plan.missing)


@settings(deadline=None, max_examples=40)
@given(wishes(most_entries=3, most_experts=3))
def test_no_other_plan_of_a_small_contest_is_better(asked: Wishes) -> None:
    table = table_of(asked, 1)
    if not table.entries or not table.experts:
        return
    new, reached, lost = best_pairs(table, asked.least, asked.most, 1)
    places = np.argwhere(table.allowed & ~table.kept)
    best = -np.inf
    for chosen in itertools.product([False, True], repeat=len(places)):
        other = np.zeros_like(new)
        for place, there in zip(places, chosen, strict=True):
            other[tuple(place)] = there
        held = table.kept | other
        rows, columns = held.sum(1), held.sum(0)
        if (rows > np.maximum(asked.most, table.kept.sum(1))).any():
            continue
        if (columns > np.maximum(table.most, table.kept.sum(0))).any():
            continue
        best = max(best, objective_of(table, asked.least, other))
    assert objective_of(table, asked.least, new) == pytest.approx(best, abs=1e-3)
    assert reached == pytest.approx(best, abs=1e-3)
    assert lost <= 1e-3


def contest(n: int, m: int, each: int, *, apart: tuple[tuple[str, str], ...] = ()) -> Wishes:
    """Two worlds: half of the nominations and judges know only "north", the others only "south"."""
    side = ["north", "south"]
    entries = tuple(Entry(f"n{i}", side[i % 2], frozenset({side[i % 2]})) for i in range(n))
    experts = tuple(Expert(f"j{j}", topics=frozenset({side[j % 2]})) for j in range(m))
    return Wishes(entries, experts, each, each, apart=apart)


def test_two_worlds_are_connected_and_mixed_and_what_that_costs_is_told() -> None:
    asked = contest(40, 8, 3)
    table = table_of(asked, 1)
    best, _, _ = best_pairs(table, 3, 3, 1)
    assert parts_of(best)[0] == 2  # the best matches alone would keep them apart
    plan = assign(asked, seed=1)
    assert plan.components == 1
    assert plan.best_expertise == 1.0
    assert 0.9 < plan.expertise < 1.0
    assert 0 < plan.gap < 0.1
    assert plan.min_overlap == 15
    assert set(plan.load.values()) == {15}


@pytest.mark.parametrize(("n", "m", "each"), [(12, 4, 2), (30, 10, 2), (60, 20, 3), (100, 10, 2)])
def test_a_plan_without_expertise_is_even_connected_and_half_as_mixed_as_by_lot(n: int, m: int, each: int) -> None:
    entries = tuple(Entry(i) for i in range(n))
    for seed in range(4):
        plan = assign(Wishes(entries, tuple(Expert(j) for j in range(m)), each, each), seed=seed)
        assert max(plan.load.values()) - min(plan.load.values()) <= 1
        assert plan.components == 1
        assert plan.gap < 1e-5
        held = np.zeros((n, m), dtype=bool)
        for judge, nomination in plan.pairs:
            held[int(nomination), int(judge)] = True
        assert plan.mixing >= 0.5 * by_lot(held) - 1e-6


def test_the_same_wishes_in_any_order_and_the_same_seed_give_the_same_plan() -> None:
    asked = contest(30, 7, 3)
    turned = Wishes(asked.entries[::-1], asked.experts[::-1], 3, 3)
    assert assign(asked, seed=5) == assign(turned, seed=5) == assign(asked, seed=5)
    assert assign(asked, seed=6).pairs != assign(asked, seed=5).pairs


def test_judges_kept_apart_never_meet() -> None:
    plan = assign(contest(30, 8, 3, apart=(("j0", "j2"), ("j1", "j3"))), seed=2)
    judges: dict[object, set[object]] = {}
    for judge, nomination in plan.pairs:
        judges.setdefault(nomination, set()).add(judge)
    assert not any({"j0", "j2"} <= each or {"j1", "j3"} <= each for each in judges.values())
    assert plan.missing == ()


def test_a_plan_made_anew_after_a_judge_dropped_out_moves_only_what_was_his() -> None:
    asked = contest(40, 8, 3)
    before = assign(asked, seed=1)
    rest = Wishes(asked.entries, asked.experts[:-1], 3, 3, prefer=before.pairs)
    after = assign(rest, seed=1)
    gone = {pair for pair in before.pairs if pair[0] == "j7"}
    assert len(set(before.pairs) - gone - set(after.pairs)) == after.moved
    assert after.moved <= 2  # exchanges for connection
    assert len(after.pairs) == 120


@pytest.mark.parametrize("each", [2, 3])
def test_a_plan_that_needs_no_mending_is_left_as_it_is(each: int) -> None:
    entries, experts = tuple(Entry(i) for i in range(24)), tuple(Expert(j) for j in range(8))
    # Two judges after the other: connected, but far from well mixed.
    chain = tuple((j, i) for i in range(24) for j in {(i // 3 + step) % 8 for step in range(each)})
    after = assign(Wishes(entries, experts, each, each, prefer=chain), seed=3)
    assert (after.moved, after.components) == (0, 1)
    assert set(after.pairs) == set(chain)


def told(plan: Assigned) -> list[str]:
    return [missing_text(one) for one in plan.missing]


def test_what_cannot_be_met_says_where_and_what_would_help() -> None:
    entries = tuple(Entry(f"n{i}", "Manufacturing") for i in range(10))
    plan = assign(Wishes(entries, tuple(Expert(f"j{j}", most=8) for j in range(4)), 4, 4), seed=1)
    assert len(plan.pairs) == 32
    assert set(plan.coverage.values()) == {3, 4}  # shortage is shared
    assert told(plan) == [
        "8 of 40 scores can't be given in Manufacturing: whoever may still judge n0, n1, n2, n3, n4 … (10 nominations) is "
        "full (4 judges). 1 more judge for Manufacturing would help, or a higher limit for those who are there, or 3 scores "
        "instead of 4."
    ]


def test_too_many_conflicts_are_told_by_nomination() -> None:
    experts = tuple(Expert(f"j{j}", conflicts=frozenset({"n1"}) if j else frozenset()) for j in range(3))
    plan = assign(Wishes((Entry("n1", "SaaS"), Entry("n2", "SaaS")), experts, 3, 3), seed=1)
    assert told(plan) == [
        "n1 in SaaS gets 1 of 3 judges: nobody else may judge it, or takes any. 2 more judges for SaaS would help, or 1 score "
        "instead of 3."
    ]


def test_nominations_short_for_the_same_reason_are_told_together_and_judges_who_take_none_do_not_count() -> None:
    entries = tuple(Entry(f"n{i}", "SaaS") for i in range(3))
    idle = assign(Wishes(entries, (Expert("a", most=0), Expert("b")), 2, 2), seed=1)
    assert told(idle) == [
        "3 nominations in SaaS (n0, n1, n2) get 1 of 2 judges each: nobody else may judge them, or takes any. 1 more judge for "
        "SaaS would help, or 1 score instead of 2."
    ]
    assert told(assign(Wishes(entries, (), 2, 2), seed=1)) == [
        "There are no judges, so none of 6 scores can be given. Judges first."
    ]


def test_one_judge_who_is_full_is_told_once_for_all_nominations_that_wait_for_him() -> None:
    entries = tuple(Entry(f"n{i}", "SaaS") for i in range(6))
    plan = assign(Wishes(entries, (Expert("a", most=1), *(Expert(j) for j in range(3))), 4, 4), seed=1)
    assert told(plan) == [
        "5 of 24 scores can't be given in SaaS: whoever may still judge n0, n1, n2, n3, n4 … (6 nominations) is full (1 judge). "
        "5 more judges for SaaS would help, or a higher limit for those who are there, or 3 scores instead of 4."
    ]


def test_what_cannot_be_kept_and_what_is_kept_beyond_a_limit_is_told() -> None:
    experts = (Expert("a", conflicts=frozenset({"n1"})), Expert("b", most=1), Expert("c"))
    keep = (("a", "n1"), ("b", "n1"), ("b", "n2"), ("c", "n2"))
    plan = assign(Wishes((Entry("n1"), Entry("n2")), experts, 1, 1, keep=keep), seed=1)
    assert set(plan.pairs) == set(keep[1:])
    assert told(plan) == [
        "a can't keep n1: a conflict forbids it.",
        "b keeps 2 nominations and takes 1 at most: what is to be kept stays.",
        "n2 keeps 2 judges, 1 at most are wanted: what is to be kept stays.",
    ]


def test_a_million_judges_wished_for_each_nomination_are_as_many_as_there_are() -> None:
    plan = assign(Wishes((Entry("n1"),), (Expert("a"), Expert("b")), 1_000_000, 1_000_000), seed=1)
    assert plan.coverage == {"n1": 2}


def test_a_judge_who_wants_more_than_there_is_is_named() -> None:
    plan = assign(Wishes((Entry("n1"),), (Expert("j1", least=2),), 1, 1), seed=1)
    assert told(plan) == [
        "Judge j1 gets 1 nomination and wants at least 2: there are no more to give within the limit of judges per nomination. "
        "A higher limit would help, or fewer for this judge."
    ]


@pytest.mark.parametrize(
    "wrong", [{"least": 2, "most": 1}, {"entries": (Entry(1), Entry(1))}, {"experts": (Expert(1), Expert(1))}]
)
def test_wishes_that_contradict_themselves_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"judges|twice"):
        Wishes(**{"entries": (), "experts": (), "least": 1, "most": 1, **wrong})  # type: ignore[arg-type]
