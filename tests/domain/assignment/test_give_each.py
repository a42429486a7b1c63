"""Plans compared with an independent maximum flow, all load vectors and all plans of small cases."""

from collections.abc import Iterable
from itertools import combinations, product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.assignment import Judge, Nomination, Plan, Shortage, give_each
from app.domain.assignment.board import Board
from app.domain.assignment.connect import connect, count_components

Pair = tuple[int, int]


class Case:
    """A small contest: n nominations, caps of m judges, wanted, forbidden and existing pairs."""

    def __init__(self, n: int, caps: list[int | None], wanted: int, forbidden: set[Pair], existing: set[Pair]) -> None:
        self.n, self.caps, self.wanted, self.forbidden, self.existing = n, caps, wanted, forbidden, existing
        self.kept = existing - forbidden

    def __repr__(self) -> str:
        return f"Case({self.n}, {self.caps}, {self.wanted}, {self.forbidden}, {self.existing})"

    def plan(self, seed: int = 0) -> Plan:
        nominations = [Nomination(i, i % 2) for i in range(self.n)]
        judges = [Judge(j, cap) for j, cap in enumerate(self.caps)]
        return give_each(self.wanted, nominations, judges, forbidden=self.forbidden, existing=self.existing, seed=seed)

    def judges_of(self, i: int) -> set[int]:
        return {j for k, j in self.kept if k == i}

    def open_to(self, i: int) -> list[int]:
        return [j for j in range(len(self.caps)) if (i, j) not in self.forbidden | self.kept]

    def room(self) -> list[int]:
        held = [sum(1 for _, k in self.kept if k == j) for j in range(len(self.caps))]
        return [max(0, (99 if cap is None else cap) - have) for cap, have in zip(self.caps, held, strict=True)]


@st.composite
def cases(draw: st.DrawFn, most_n: int = 6, most_m: int = 5) -> Case:
    n, m = draw(st.integers(0, most_n)), draw(st.integers(0, most_m))
    every = [(i, j) for i in range(n) for j in range(m)]
    pairs = st.sets(st.sampled_from(every)) if every else st.just(set())
    few = st.sets(st.sampled_from(every), max_size=3) if every else st.just(set())
    caps = draw(st.lists(st.one_of(st.none(), st.integers(0, 4)), min_size=m, max_size=m))
    return Case(n, caps, draw(st.integers(0, 4)), draw(pairs), draw(few))


def max_flow(case: Case, rounds: int) -> int:
    """How many new pairs are possible when each nomination wants up to `rounds`, by Ford and Fulkerson."""
    given_: set[Pair] = set()
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


def load_vectors(case: Case) -> set[tuple[int, ...]]:
    """All loads that any plan can give, by going through the nominations one by one."""
    start = tuple(sum(1 for _, k in case.kept if k == j) for j in range(len(case.caps)))
    vectors = {start}
    room = case.room()
    for i in range(case.n):
        need = max(0, case.wanted - len(case.judges_of(i)))
        choices = [c for size in range(need + 1) for c in combinations(case.open_to(i), size)]
        vectors = {
            tuple(load + (j in choice) for j, load in enumerate(vector)) for vector in vectors for choice in choices
        }
        vectors = {v for v in vectors if all(v[j] - start[j] <= room[j] for j in range(len(v)))}
    return vectors


def parts(pairs: Iterable[Pair]) -> int:
    """Connected parts of a graph given by its pairs."""
    groups: list[set[tuple[str, int]]] = []
    for i, j in pairs:
        joined = {("n", i), ("j", j)}
        groups, touching = [g for g in groups if not g & joined], [g for g in groups if g & joined]
        groups.append(joined.union(*touching))
    return len(groups)


def fewest_parts(case: Case, total: int, squares: int) -> int:
    """The fewest parts of any plan of that size and evenness, by trying them all."""
    needs = [max(0, case.wanted - len(case.judges_of(i))) for i in range(case.n)]
    choices = [[c for size in range(needs[i] + 1) for c in combinations(case.open_to(i), size)] for i in range(case.n)]
    best = 99
    for plan in product(*choices):
        pairs = {(i, j) for i, choice in enumerate(plan) for j in choice} | case.kept
        loads = [sum(1 for _, k in pairs if k == j) for j in range(len(case.caps))]
        if len(pairs) == total and sum(load * load for load in loads) == squares:
            best = min(best, parts(pairs))
    return best


@given(cases())
def test_no_pair_is_forbidden_doubled_existing_or_over_a_cap(case: Case) -> None:
    plan = case.plan()
    assert not set(plan.pairs) & (case.forbidden | case.kept)
    assert len(set(plan.pairs)) == len(plan.pairs)
    room = case.room()
    for j in range(len(case.caps)):
        assert sum(1 for _, k in plan.pairs if k == j) <= room[j]
    for i in range(case.n):
        held = len(case.judges_of(i))
        assert held + sum(1 for k, _ in plan.pairs if k == i) <= max(case.wanted, held)


@given(cases())
def test_as_many_pairs_are_made_as_an_independent_maximum_flow_finds(case: Case) -> None:
    assert len(case.plan().pairs) == max_flow(case, case.wanted)


@given(cases())
def test_shortage_is_shared_so_that_each_round_is_as_full_as_it_can_be(case: Case) -> None:
    plan = case.plan()
    for rounds in range(case.wanted + 1):
        new = 0
        for i in range(case.n):
            got = sum(1 for k, _ in plan.pairs if k == i)
            new += min(got, max(0, rounds - len(case.judges_of(i))))
        assert new == max_flow(case, rounds)


@given(cases(5, 4))
@settings(deadline=None)
def test_loads_are_as_even_as_any_plan_of_that_size_could_make_them(case: Case) -> None:
    plan = case.plan()
    loads = [plan.loads[j] for j in range(len(case.caps))]
    rivals = [v for v in load_vectors(case) if sum(v) == sum(loads)]
    assert sum(load * load for load in loads) == min(sum(load * load for load in v) for v in rivals)
    assert max(loads, default=0) - min(loads, default=0) == min((max(v) - min(v) for v in rivals if v), default=0)


@given(cases())
def test_loads_and_unmet_needs_tell_the_truth(case: Case) -> None:
    plan = case.plan()
    for j in range(len(case.caps)):
        assert plan.loads[j] == sum(1 for _, k in set(plan.pairs) | case.kept if k == j)
    got = {i: len(case.judges_of(i)) + sum(1 for k, _ in plan.pairs if k == i) for i in range(case.n)}
    assert {u.nomination: u.got for u in plan.unmet} == {i: g for i, g in got.items() if g < case.wanted}
    assert all(u.wanted == case.wanted for u in plan.unmet)
    for unmet in plan.unmet:
        may = len(case.open_to(int(unmet.nomination))) + len(case.judges_of(int(unmet.nomination)))
        if len(case.caps) < case.wanted:
            assert unmet.why is Shortage.TOO_FEW_JUDGES
        else:
            assert unmet.why is (Shortage.CONFLICTS if may < case.wanted else Shortage.CAPS)


@given(cases())
def test_the_number_of_parts_is_counted_right(case: Case) -> None:
    plan = case.plan()
    pairs = set(plan.pairs) | case.kept
    assert plan.components == parts(pairs)
    for category, count in plan.category_parts.items():
        assert count == parts(pair for pair in pairs if pair[0] % 2 == category)


@given(cases(), st.integers(), st.randoms())
def test_the_same_seed_gives_the_same_plan_whatever_the_order_of_the_input(
    case: Case, seed: int, shuffler: Random
) -> None:
    def mixed(things: Iterable[object]) -> list:  # type: ignore[type-arg]
        listed = list(things)
        shuffler.shuffle(listed)
        return listed

    again = give_each(
        case.wanted,
        mixed(Nomination(i, i % 2) for i in range(case.n)),
        mixed(Judge(j, cap) for j, cap in enumerate(case.caps)),
        forbidden=mixed(case.forbidden),
        existing=mixed(case.existing),
        seed=seed,
    )
    assert again == case.plan(seed)


def test_another_seed_gives_another_plan() -> None:
    case = Case(12, [None] * 6, 3, set(), set())
    assert len({case.plan(seed).pairs for seed in range(10)}) > 1


def test_a_plan_drawn_once_is_drawn_again_by_later_versions() -> None:
    plan = Case(4, [None] * 4, 2, {(0, 0)}, {(1, 1)}).plan(seed=2027)
    assert plan.pairs == PINNED


PINNED = ((0, 1), (0, 3), (1, 0), (2, 2), (2, 3), (3, 0), (3, 2))


@pytest.mark.parametrize("n", range(1, 9))
@pytest.mark.parametrize("m", range(1, 7))
@pytest.mark.parametrize("wanted", [1, 2, 3])
def test_without_conflicts_the_graph_is_connected_where_pairs_suffice(n: int, m: int, wanted: int) -> None:
    for seed in range(5):
        plan = Case(n, [None] * m, wanted, set(), set()).plan(seed)
        nodes = n + sum(1 for load in plan.loads.values() if load)
        assert plan.components == max(1, nodes - len(plan.pairs))


def test_with_conflicts_small_graphs_are_connected_wherever_trying_every_plan_connects_them() -> None:
    for seed in range(120):
        random = Random(seed)
        n, m = random.randint(2, 5), random.randint(2, 4)
        forbidden = {(i, j) for i in range(n) for j in range(m) if random.random() < 0.3}
        existing = {(random.randrange(n), random.randrange(m))} if seed % 3 == 0 else set()
        case = Case(n, [None] * m, 2, forbidden, existing)
        plan = case.plan(seed)
        pairs = set(plan.pairs) | case.kept
        squares = sum(load * load for load in plan.loads.values())
        assert plan.components == fewest_parts(case, len(pairs), squares), case


def test_two_blocs_that_may_meet_are_joined_without_changing_loads() -> None:
    blocs = {(i, j) for i in range(20) for j in range(8) if (i < 10) != (j < 4)}
    meeting = {(0, 5), (11, 2)}
    plan = Case(20, [None] * 8, 2, blocs - meeting, set()).plan()
    assert plan.components == 1
    assert set(plan.loads.values()) == {5}
    assert meeting <= set(plan.pairs)
    assert Case(20, [None] * 8, 2, blocs, set()).plan().components == 2


def test_many_blocs_are_joined_one_by_one_without_luck_and_without_changing_loads() -> None:
    board = Board(range(3000), dict.fromkeys(range(200)), forbidden=(), existing=(), seed=1)
    for i in range(3000):
        bloc = i % 100
        board.add(i, bloc)
        board.add(i, 100 + bloc)
    assert count_components(board, range(3000)) == 100
    connect(board)
    assert count_components(board, range(3000)) == 1
    assert set(board.load) == {30}
    assert all(mask.bit_count() == 2 for mask in board.new)


def test_loads_are_evened_along_chains_of_judges() -> None:
    for seed in range(20):
        # Judge 0 may judge all, judge j only nominations j and j + 1: relief has to travel along the chain.
        may = {(i, j) for i in range(8) for j in range(8) if j == 0 or i in (j, j + 1)}
        case = Case(8, [None] * 8, 1, {(i, j) for i in range(8) for j in range(8)} - may, set())
        assert set(case.plan(seed).loads.values()) == {1}


def test_a_big_contest_with_conflicts_is_even_complete_and_connected() -> None:
    random = Random(7)
    forbidden = {(i, j) for i in range(1000) for j in range(100) if random.random() < 0.2}
    plan = Case(1000, [None] * 100, 3, forbidden, set()).plan()
    assert len(plan.pairs) == 3000
    assert set(plan.loads.values()) == {30}
    assert (plan.components, plan.unmet) == (1, ())


def test_new_nominations_go_to_the_judges_with_least_so_far() -> None:
    plan = Case(6, [None] * 3, 1, set(), {(0, 0), (1, 0), (2, 0)}).plan()
    assert plan.loads == {0: 3, 1: 2, 2: 1} or plan.loads == {0: 3, 1: 1, 2: 2}


def test_unknown_keys_are_ignored_and_doubled_ones_refused() -> None:
    plan = give_each(1, [Nomination("a")], [Judge("x")], forbidden=[("b", "x")], existing=[("a", "z")], seed=1)
    assert plan.pairs == (("a", "x"),)
    with pytest.raises(ValueError, match="twice"):
        give_each(1, [Nomination(1), Nomination(1)], [Judge(1)], seed=1)
    with pytest.raises(ValueError, match="twice"):
        give_each(1, [Nomination(1)], [Judge(1), Judge(1)], seed=1)
    with pytest.raises(ValueError, match="negative"):
        give_each(-1, [], [], seed=1)
    with pytest.raises(ValueError, match="negative"):
        give_each(1, [], [Judge(1, -1)], seed=1)
