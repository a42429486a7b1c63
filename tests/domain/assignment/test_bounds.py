"""Plans compared with an independent maximum flow and, for small cases, with every plan there is."""

from collections.abc import Iterable
from itertools import combinations, product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.assignment import Assigned, Entry, Expert, Pair, Wishes, assign, weigh
from app.domain.assignment.optimum import best_pairs
from app.domain.assignment.table import table_of
from app.domain.assignment.wording import missing_text

Place = tuple[int, int]  # nomination, judge


class Case:
    """A small contest: n nominations, what each judge takes, judges wanted, forbidden and existing places."""

    def __init__(
        self, n: int, most: list[int | None], wanted: int, forbidden: set[Place], existing: set[Place]
    ) -> None:
        self.n, self.most, self.wanted, self.forbidden = n, most, wanted, forbidden
        self.kept = existing - forbidden

    def __repr__(self) -> str:
        return f"Case({self.n}, {self.most}, {self.wanted}, {self.forbidden}, {self.kept})"

    def wishes(self) -> Wishes:
        experts = tuple(
            Expert(j, most=most, conflicts=frozenset(i for i, k in self.forbidden if k == j))
            for j, most in enumerate(self.most)
        )
        return Wishes(
            tuple(Entry(i) for i in range(self.n)), experts, self.wanted, self.wanted, keep=tuple((j, i) for i, j in self.kept)
        )  # fmt: skip

    def plan(self, seed: int = 0) -> Assigned:
        return assign(self.wishes(), seed=seed)

    def judges_of(self, i: int) -> set[int]:
        return {j for k, j in self.kept if k == i}

    def open_to(self, i: int) -> list[int]:
        return [j for j in range(len(self.most)) if (i, j) not in self.forbidden | self.kept]

    def room(self) -> list[int]:
        held = [sum(1 for _, k in self.kept if k == j) for j in range(len(self.most))]
        return [max(0, (99 if most is None else most) - have) for most, have in zip(self.most, held, strict=True)]


@st.composite
def cases(draw: st.DrawFn, most_n: int = 6, most_m: int = 5) -> Case:
    n, m = draw(st.integers(1, most_n)), draw(st.integers(1, most_m))
    every = [(i, j) for i in range(n) for j in range(m)]
    takes = draw(st.lists(st.one_of(st.none(), st.integers(0, 4)), min_size=m, max_size=m))
    forbidden, existing = draw(st.sets(st.sampled_from(every))), draw(st.sets(st.sampled_from(every), max_size=3))
    return Case(n, takes, draw(st.integers(0, 4)), forbidden, existing)


def max_flow(case: Case, rounds: int) -> int:
    """How many new places are possible when each nomination wants up to `rounds`, by Ford and Fulkerson."""
    given_: set[Place] = set()
    need = [max(0, rounds - len(case.judges_of(i))) for i in range(case.n)]
    room = case.room()

    def search(i: int, seen: set[int]) -> bool:
        for j in case.open_to(i):
            if j in seen or (i, j) in given_:
                continue
            seen.add(j)
            if room[j] > 0:
                room[j] -= 1
                given_.add((i, j))
                return True
            for k in [k for k, other in given_ if other == j]:
                given_.remove((k, j))
                if search(k, seen):
                    given_.add((i, j))
                    return True
                given_.add((k, j))
        return False

    return sum(search(i, set()) for i in range(case.n) for _ in range(need[i]))


def parts(pairs: Iterable[Pair]) -> int:
    """Connected parts of a graph given by its pairs (judge, nomination)."""
    groups: list[set[tuple[str, object]]] = []
    for j, i in pairs:
        joined: set[tuple[str, object]] = {("n", i), ("j", j)}
        groups, touching = [g for g in groups if not g & joined], [g for g in groups if g & joined]
        groups.append(joined.union(*touching))
    return len(groups)


def every_plan(case: Case, coverage: list[int]) -> Iterable[tuple[list[int], int]]:
    """Of every plan with this coverage: each judge's load, and the number of parts."""
    new = [coverage[i] - len(case.judges_of(i)) for i in range(case.n)]
    for plan in product(*(combinations(case.open_to(i), new[i]) for i in range(case.n))):
        pairs = {(j, i) for i, choice in enumerate(plan) for j in choice} | {(j, i) for i, j in case.kept}
        loads = [sum(1 for k, _ in pairs if k == j) for j in range(len(case.most))]
        have = zip(loads, case.most, case.room(), strict=True)
        if all(most is None or load <= max(most, load - room) for load, most, room in have):
            yield loads, parts(pairs)


def fewest_parts(case: Case, plan: Assigned) -> int:
    """The fewest of any plan with the same coverage whose loads are these in some order, or within those that planning
    before connecting chose, give or take one, with nobody left without; by trying every plan."""
    loads = list(plan.load.values())
    asked = case.wishes()
    table = table_of(asked, 0)
    best, _objective, _lost = best_pairs(table, asked.least, asked.most, 0)
    by_key = dict(zip((int(one.key) for one in table.experts), (table.kept | best).sum(0).tolist(), strict=True))
    before = [int(by_key[j]) for j in range(len(case.most))]
    least, most = max(min([load for load in before if load], default=1) - 1, 1), max(before, default=0) + 1
    found = 99
    for other, count in every_plan(case, [plan.coverage[i] for i in range(case.n)]):
        near = all(load <= most and (load >= least or not was) for load, was in zip(other, before, strict=True))
        if near or sorted(other) == sorted(loads):
            found = min(found, count)
    return found


@settings(deadline=None, max_examples=50)
@given(cases())
def test_shortage_is_shared_so_that_each_round_is_as_full_as_an_independent_maximum_flow_finds(case: Case) -> None:
    plan = case.plan()
    new = [plan.coverage[i] - len(case.judges_of(i)) for i in range(case.n)]
    for rounds in range(case.wanted + 1):
        got = sum(min(new[i], max(0, rounds - len(case.judges_of(i)))) for i in range(case.n))
        assert got == max_flow(case, rounds), rounds


@settings(deadline=None, max_examples=50)
@given(cases(), st.integers(0, 99))
def test_what_is_told_of_a_plan_is_true_of_its_pairs(case: Case, seed: int) -> None:
    plan = case.plan(seed)
    assert plan.components == parts(plan.pairs)
    for j in range(len(case.most)):
        assert plan.load[j] == sum(1 for k, _ in plan.pairs if k == j)
    short = {i for i in range(case.n) if plan.coverage[i] < case.wanted}
    named = {i for one in plan.missing if one.why in ("conflicts", "capacity") for i in one.nominations}
    assert short <= named
    again = weigh(case.wishes(), plan.pairs)
    assert (again.pairs, again.load, again.components) == (plan.pairs, plan.load, plan.components)


@settings(deadline=None, max_examples=30)
@given(cases(), st.integers(0, 99), st.randoms())
def test_the_same_seed_gives_the_same_plan_whatever_the_order(case: Case, seed: int, shuffler: Random) -> None:
    asked = case.wishes()
    entries, experts, keep = list(asked.entries), list(asked.experts), list(asked.keep)
    for some in (entries, experts, keep):
        shuffler.shuffle(some)
    turned = Wishes(tuple(entries), tuple(experts), asked.least, asked.most, keep=tuple(keep))
    assert assign(turned, seed=seed) == case.plan(seed)


@pytest.mark.parametrize("wanted", [1, 2, 3])
def test_without_conflicts_the_graph_is_connected_where_pairs_suffice(wanted: int) -> None:
    for n, m in product(range(1, 9, 2), range(1, 7)):
        plan = Case(n, [None] * m, wanted, set(), set()).plan(n + m)
        nodes = n + sum(1 for load in plan.load.values() if load)
        assert plan.components == max(1, nodes - len(plan.pairs)), (n, m)


@pytest.mark.parametrize("kind", ["free", "capped"])
def test_with_conflicts_every_small_graph_is_as_connected_as_trying_every_plan_can_make_it(kind: str) -> None:
    for seed in range(120):
        random = Random(seed)
        n, m, wanted = random.randint(2, 5), random.randint(2, 4), 2
        forbidden = {(i, j) for i in range(n) for j in range(m) if random.random() < 0.3}
        existing = {(random.randrange(n), random.randrange(m))} if seed % 3 == 0 else set()
        takes: list[int | None] = [random.choice([None, 1, 2, 3, 4]) if kind == "capped" else None for _ in range(m)]
        case = Case(n, takes, wanted, forbidden, existing)
        plan = case.plan()
        assert plan.components == fewest_parts(case, plan), (seed, case)


@settings(deadline=None, max_examples=50)
@given(cases(most_n=4, most_m=4))
def test_no_plan_within_the_bounds_has_fewer_parts(case: Case) -> None:
    plan = case.plan()
    assert plan.components == fewest_parts(case, plan) or not plan.pairs


def test_two_blocs_that_may_meet_are_joined_without_changing_loads() -> None:
    blocs = {(i, j) for i in range(20) for j in range(8) if (i < 10) != (j < 4)}
    meeting = {(0, 5), (11, 2)}
    plan = Case(20, [None] * 8, 2, blocs - meeting, set()).plan()
    assert plan.components == 1
    assert set(plan.load.values()) == {5}
    assert Case(20, [None] * 8, 2, blocs, set()).plan().components == 2


@pytest.mark.parametrize("n", [40, 400])
def test_blocs_of_full_judges_are_joined_along_chains_longer_than_an_exchange(n: int) -> None:
    """Judge 0 may judge one nomination of the other bloc, judge 7 one of this: both are full, so that others of their
    own bloc must take over what they give up."""
    m = n // 10 if n > 40 else 8
    may = {0: {1}, 7: {26}}
    blocs = {(i, j) for i in range(n) for j in range(m) if i % 2 != j % 2 and i not in may.get(j, set())}
    plan = Case(n, [2 * n // m] * m, 2, blocs, set()).plan()
    assert plan.components == 1
    assert set(plan.load.values()) == {2 * n // m}


def test_nobody_judges_all_so_that_all_are_connected() -> None:
    """One judge with all six would connect them; two scores each would too, but one was wished for."""
    plan = Case(6, [None] * 3, 1, set(), set()).plan()
    assert (plan.components, set(plan.load.values())) == (3, {2})


def test_scores_beyond_the_least_connect_but_are_never_given_for_expertise() -> None:
    entries = tuple(Entry(i, "x") for i in range(6))
    alike = tuple(Expert(j, topics=frozenset({"x"})) for j in range(3))
    assert set(assign(Wishes(entries, alike, 2, 3), seed=1).coverage.values()) == {2}
    plan = assign(Wishes(entries, alike, 1, 2), seed=1)
    assert (plan.components, sum(plan.coverage.values())) == (1, 8)  # three judges are joined by two more scores


def test_a_plan_in_two_parts_is_connected_by_moving_one_pair() -> None:
    """Judges 0 and 1 share nominations, as do 2 and 3; one nomination more is enough to compare them."""
    entries, experts = tuple(Entry(i) for i in range(12)), tuple(Expert(j) for j in range(4))
    before = tuple((j, i) for i in range(12) for j in ((0, 1) if i < 6 else (2, 3)))
    after = assign(Wishes(entries, experts, 2, 2, prefer=before), seed=3)
    assert (after.components, after.moved) == (1, 1)


def test_loads_are_evened_along_chains_of_judges() -> None:
    for seed in range(5):
        # Judge 0 may judge all, judge j only nominations j and j + 1: relief has to travel along the chain.
        may = {(i, j) for i in range(8) for j in range(8) if j == 0 or i in (j, j + 1)}
        case = Case(8, [None] * 8, 1, {(i, j) for i in range(8) for j in range(8)} - may, set())
        assert set(case.plan(seed).load.values()) == {1}


def test_a_plan_changed_by_hand_is_told_by_the_bounds_that_it_does_not_keep() -> None:
    asked = Wishes(
        tuple(Entry(f"n{i}") for i in range(3)), (Expert("a", most=1), Expert("b", least=1), Expert("c")), 1, 1,
        apart=(("a", "c"),), together=(("b", "c"),),
    )  # fmt: skip
    told = weigh(asked, [("a", "n0"), ("a", "n1"), ("c", "n0"), ("nobody", "n1")])
    assert {missing_text(one) for one in told.missing} == {
        "n2: 0 of 1 judges.",
        "n0: 2 judges, 1 at most are wanted.",
        "a gets 2 nominations and takes 1 at most.",
        "Judge b gets 0 nominations and wants at least 1: there are no more to give within the limit of judges per nomination. "
        "A higher limit would help, or fewer for this judge.",
        "a, c should not judge the same nomination, but both have n0. Another judge who may judge it would help.",
        "b, c should have a nomination in common, but have none: no exchange allows it.",
    }


@settings(deadline=None, max_examples=25)
@given(st.integers(4, 12), st.integers(4, 6), st.integers(0, 50))
def test_judges_who_should_meet_do_and_those_who_must_not_do_not(n: int, m: int, seed: int) -> None:
    entries, experts = tuple(Entry(i) for i in range(n)), tuple(Expert(j) for j in range(m))
    plan = assign(Wishes(entries, experts, 2, 2, apart=((0, 1),), together=((2, 3),)), seed=seed)
    of = {j: {i for k, i in plan.pairs if k == j} for j in range(m)}
    assert not of[0] & of[1] or any(one.why == "apart" for one in plan.missing)
    assert of[2] & of[3] or any(one.why == "together" for one in plan.missing)
    assert max(plan.load.values()) - min(plan.load.values()) <= 1
