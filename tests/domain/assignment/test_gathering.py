"""Where judges order or compare: nobody has a single nomination of a category, but where every plan leaves one."""

from collections import Counter
from dataclasses import replace
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.assignment import Assigned, Entry, Expert, Pair, Wishes, assign, weigh
from app.domain.assignment.wording import missing_text


def lone(asked: Wishes, pairs: object) -> int:
    """In a category of one nomination nobody can have more."""
    category = {one.key: one.category for one in asked.entries}
    sizes = Counter(category.values())
    counts = Counter((judge, category[key]) for judge, key in pairs)  # type: ignore[attr-defined]
    return sum(number == 1 and sizes[kind] > 1 for (_judge, kind), number in counts.items())


@st.composite
def contests(draw: st.DrawFn) -> Wishes:
    n, m = draw(st.integers(1, 5)), draw(st.integers(1, 3))
    entries = tuple(Entry(i, draw(st.sampled_from("xy"))) for i in range(n))
    barred = draw(st.sets(st.tuples(st.integers(0, m - 1), st.integers(0, n - 1)), max_size=4))
    experts = tuple(
        Expert(j, 0, draw(st.one_of(st.none(), st.integers(1, 4))), conflicts=frozenset(i for k, i in barred if k == j))
        for j in range(m)
    )
    pairs = st.lists(st.tuples(st.integers(0, m - 1), st.integers(0, n - 1)), max_size=2, unique=True)
    wanted = draw(st.integers(1, 2))
    return Wishes(
        entries,
        experts,
        wanted,
        draw(st.integers(wanted, 3)),
        keep=tuple(draw(pairs)),
        prefer=tuple(draw(pairs)),
        several=True,
    )


def penalty(asked: Wishes, pairs: frozenset[Pair]) -> int:
    held = Counter(key for _judge, key in pairs)
    lacking = [max(0, min(asked.least, len(asked.experts)) - held[one.key]) for one in asked.entries]
    return sum(number * (number + 1) // 2 for number in lacking)


def fewest_lone(asked: Wishes, shortage: int) -> int:
    """Over every plan within the bounds that lacks no more."""
    conflicts = {(one.key, key) for one in asked.experts for key in one.conflicts}
    kept = frozenset(set(asked.keep) - conflicts)
    open_to = [[one.key for one in asked.experts if (one.key, e.key) not in conflicts | kept] for e in asked.entries]
    ways = []
    for entry, judges in zip(asked.entries, open_to, strict=True):
        room = max(0, asked.most - sum(key == entry.key for _judge, key in kept))
        every = [[j for j, there in zip(judges, marks, strict=True) if there] for marks in product([0, 1], repeat=len(judges))]  # fmt: skip
        ways.append([chosen for chosen in every if len(chosen) <= room])
    best = 99
    for plan in product(*ways):
        pairs = kept | {(j, e.key) for e, chosen in zip(asked.entries, plan, strict=True) for j in chosen}
        loads, had = Counter(judge for judge, _ in pairs), Counter(judge for judge, _ in kept)
        fits = all(one.most is None or loads[one.key] <= max(one.most, had[one.key]) for one in asked.experts)
        if fits and penalty(asked, pairs) <= shortage:
            best = min(best, lone(asked, pairs))
    return best


@settings(deadline=None, max_examples=50)
@given(contests(), st.integers(0, 3))
def test_a_single_nomination_of_a_category_is_left_only_where_every_plan_leaves_one(asked: Wishes, seed: int) -> None:
    plan = assign(asked, seed=seed)
    shortage = penalty(asked, frozenset(plan.pairs))
    assert shortage == penalty(asked, frozenset(assign(replace(asked, several=False), seed=seed).pairs))
    assert lone(asked, plan.pairs) == fewest_lone(asked, shortage)
    named = [one for one in plan.missing if one.why == "lone" and one.possible > 1]
    assert len(named) == lone(asked, plan.pairs)
    assert assign(asked, seed=seed) == plan


def contest(n: int, m: int, kinds: int) -> Wishes:
    entries = tuple(Entry(f"n{i}", f"c{i % kinds}") for i in range(n))
    return Wishes(entries, tuple(Expert(f"j{j}") for j in range(m)), 3, 3, several=True)


def test_a_contest_of_many_categories_leaves_nobody_alone_and_all_connected_with_even_loads() -> None:
    for n, m, kinds in ((30, 10, 5), (40, 8, 8), (60, 12, 10)):
        asked = contest(n, m, kinds)
        plan = assign(asked, seed=1)
        assert (lone(asked, plan.pairs), plan.missing, plan.components) == (0, (), 1)
        assert max(plan.load.values()) - min(plan.load.values()) <= 3
        assert lone(asked, assign(replace(asked, several=False), seed=1).pairs) > 0


def test_a_plan_made_before_is_mended_with_few_moves() -> None:
    asked = contest(30, 10, 3)
    before = assign(asked, seed=1)
    judge = next(one for one, load in before.load.items() if load)
    own = [pair for pair in before.pairs if pair[0] == judge]
    other = {one.key: one.category for one in asked.entries}
    category = other[own[0][1]]
    kept = [pair for pair in before.pairs if pair[0] != judge or other[pair[1]] != category] + own[:1]
    after = assign(replace(asked, prefer=tuple(kept)), seed=1)
    assert lone(asked, after.pairs) == 0
    assert after.moved <= 3
    whole = assign(replace(asked, prefer=before.pairs), seed=2)
    assert (whole.moved, set(whole.pairs)) == (0, set(before.pairs))


def told(plan: Assigned) -> list[str]:
    return [missing_text(one) for one in plan.missing]


def test_a_category_of_one_nomination_is_told_once_and_a_change_by_hand_by_judge() -> None:
    entries = (Entry("n0", "Solo"), *(Entry(f"n{i}", "Duo") for i in (1, 2)))
    asked = Wishes(entries, (Expert("a"), Expert("b")), 2, 2, several=True)
    assert told(assign(asked, seed=1)) == [
        "Solo has a single nomination (n0), with nothing beside it to tell it from: no plan can mend that. It can be moved to "
        "another category."
    ]
    by_hand = weigh(replace(asked, least=0), [("a", "n1"), ("b", "n1"), ("b", "n2")])
    assert told(by_hand) == [
        "a: only one of Duo (n1), with nothing beside it to tell it from. Another one there, or none, would help; conflicts, "
        "panels, limits or work begun stand against it."
    ]
