"""From choices to an outcome: honest where little is known, the same whatever the order of rows and the numbers of people."""

import random
from fractions import Fraction
from itertools import combinations, permutations
from math import isfinite
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.scoring.choices.choice import Choice, among, grouped, settled, with_enough
from app.domain.scoring.choices.shares import counting, shares
from app.domain.scoring.choices.told import told


def outcome(choices: list[Choice], method: str = "fair", seed: int = 1) -> dict[str, Any]:
    return told(choices, category_id=7, method=method, seed=seed)


def lines(found: dict[str, Any]) -> dict[int, dict[str, Any]]:
    return {one["nomination_id"]: one for one in found["nominees"]}


def some(seed: int, judges: int = 4, size: int = 5) -> list[Choice]:
    chance = random.Random(seed)
    made = []
    for judge in range(1, judges + 1):
        own = chance.sample(range(8, 8 + size), size)  # 8, 9, 10 …: numbers that don't sort as they read
        if seed % 2:
            k = chance.randint(1, size)
            made.append(Choice(judge, tuple(own[:k]), tuple(own[k:])))
        else:
            made += [
                Choice(judge, (a, b), (), chance.random() < 0.2)
                for a, b in chance.sample(list(combinations(own, 2)), 6)
            ]
    return made


def test_shares_are_exact_and_each_judge_has_one() -> None:
    found = shares([Choice(1, (5, 6), (7, 8)), Choice(2, (6, 5)), Choice(2, (5, 7), (), True)])
    assert found[5] == {1: Fraction(1), 2: Fraction(1, 4)}
    assert found[7] == {1: Fraction(1, 6), 2: Fraction(1, 2)}
    assert sum(found[one][1] for one in (5, 6, 7, 8)) == 2


def test_who_has_too_few_judges_is_left_out_until_everybody_has_enough() -> None:
    made = [Choice(1, (1, 2)), Choice(2, (1, 2)), Choice(2, (3, 1)), Choice(1, (3, 4)), Choice(3, (4, 2))]
    kept = with_enough(settled(made), 2)
    assert {one for choice in kept for one in choice.nominees} == {1, 2, 3, 4}
    kept, told_shares = counting([*made[:3], Choice(1, (9, 1))], 2)
    assert kept == settled(made[:2])
    assert told_shares[9] == {1: Fraction(1)}
    assert told_shares[1] == {1: Fraction(1), 2: Fraction(1)}


def test_an_order_without_somebody_is_the_order_of_the_others() -> None:
    assert among([Choice(1, (3, 1), (2, 4))], {1, 2, 4}) == (Choice(1, (1,), (2, 4)),)
    assert among([Choice(1, (3,), (2, 4))], {2, 4}) == ()
    assert among([Choice(1, (3, 1), (), True)], {1, 2}) == ()


def test_groups_are_found_by_chains() -> None:
    assert grouped([Choice(1, (3, 4)), Choice(1, (5, 6)), Choice(2, (6, 7))]) == {3: 0, 4: 0, 5: 1, 6: 1, 7: 1}


@pytest.mark.parametrize("seed", range(4))
def test_rows_in_another_order_and_judges_with_other_numbers_change_nothing(seed: int) -> None:
    made = some(seed)
    expected = outcome(made)
    shuffled = random.Random(9).sample(made, len(made))
    assert outcome(shuffled) == expected
    other = [Choice(50 - one.judge, one.best, one.rest, one.even) for one in shuffled]
    assert outcome(other)["nominees"] == expected["nominees"]


def test_another_seed_changes_draws_and_no_share() -> None:
    one, other = outcome(some(1)), outcome(some(1), seed=2)
    assert [line["fair"] for line in one["nominees"]] == [line["fair"] for line in other["nominees"]]
    assert one != other


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 4), st.integers(2, 6))
def test_every_figure_is_finite_and_in_its_bounds(seed: int, judges: int, size: int) -> None:
    chance = random.Random(seed)
    every = list(permutations(range(size), 2))
    made = [
        Choice(judge, pair, (), chance.random() < 0.3)
        for judge in range(judges)
        for pair in chance.sample(every, chance.randint(1, len(every)))
        if pair[0] < pair[1] or chance.random() < 0.5
    ] or [Choice(1, (0, 1))]
    found = outcome(made)
    for line in found["nominees"]:
        assert 0 <= line["raw"] <= 100
        if line["fair"] is not None:
            assert 0 <= line["low"] <= line["fair"] <= line["high"] <= 100
            assert line["rank_low"] <= line["rank"] <= line["rank_high"]
            assert 0 <= line["p_win"] <= line["p_top3"] <= 1
        assert all(value is None or isinstance(value, bool | str) or isfinite(value) for value in line.values())


def test_one_judge_alone_is_refused_and_has_only_an_order() -> None:
    found = outcome([Choice(1, (3, 1), (2,))])
    assert found["status"] == "refused"
    assert "one judge" in found["reason"]
    assert [line["fair"] for line in found["nominees"]] == [None] * 3
    assert {key: line["rank"] for key, line in lines(found).items()} == {3: 1, 1: 2, 2: 3}


def test_groups_that_nobody_compared_have_ranks_of_their_own() -> None:
    made = [Choice(judge, pair) for judge in (1, 2, 3) for pair in ((1, 2), (3, 4), (4, 5))]
    found = outcome(made)
    assert found["status"] == "refused"
    assert "⟦n1⟧ and ⟦n2⟧" in found["reason"]
    assert found["n_components"] == 2
    assert {key: (line["component"], line["rank"]) for key, line in lines(found).items()} == {
        1: (1, 1), 2: (1, 2), 3: (2, 1), 4: (2, 2), 5: (2, 3)
    }  # fmt: skip


def test_two_judges_or_few_choices_are_provisional_and_name_a_second() -> None:
    for made in ([Choice(j, (1, 2, 3, 4, 5, 6)) for j in (1, 2)], [Choice(j, (1,), (2, 3, 4)) for j in (1, 2, 3)]):
        found = outcome(made)
        assert found["status"] == "provisional"
        assert sum(line["in_tie_zone"] for line in found["nominees"]) >= 2


def test_everything_even_separates_nobody() -> None:
    found = outcome([Choice(j, pair, (), True) for j in range(4) for pair in combinations((1, 2, 3), 2)])
    assert {(line["fair"], line["rank"], line["rank_high"], line["in_tie_zone"]) for line in found["nominees"]} == {
        (50.0, 1, 3, True)
    }
    assert any("don't separate" in warning for warning in found["warnings"])


def test_who_calls_every_comparison_too_close_to_tell_is_named_from_three_on() -> None:
    pairs = list(combinations((1, 2, 3), 2))
    made = [Choice(judge, pair) for judge in (1, 2, 3) for pair in pairs]
    found = outcome([*made, *(Choice(4, pair, (), True) for pair in pairs), Choice(5, (1, 2), (), True)])
    assert [one["judge_id"] for one in found["judges"] if one["flags"] == ["all_even"]] == [4]
    assert [one for one in found["warnings"] if "every comparison" in one] == [
        "⟦j4⟧ called every comparison too close to tell."
    ]


def test_who_alone_links_parts_of_the_nominees_is_named() -> None:
    made = [Choice(judge, pair) for judge in (1, 2) for pair in ((1, 2), (3, 4))]
    found = outcome([*made, Choice(3, (2, 3)), Choice(3, (1, 4))])
    assert found["n_components"] == 1
    assert any("hang on ⟦j3⟧ alone" in warning for warning in found["warnings"])


def test_who_won_everything_is_drawn_to_the_middle_as_far_as_few_choices_leave_it_open() -> None:
    few = lines(outcome([Choice(j, (1, 2, 3)) for j in range(3)]))
    many = lines(outcome([Choice(j, (1, 2, 3)) for j in range(12)]))
    assert few[1]["raw"] == many[1]["raw"] == 100.0
    assert 50 < few[1]["fair"] < many[1]["fair"] < 100
    assert many[1]["low"] > few[1]["low"]


def test_nominees_alike_have_equal_shares_and_share_a_rank() -> None:
    made = [Choice(1, (1, 2, 3)), Choice(2, (2, 1, 3)), Choice(3, (1, 2, 3)), Choice(4, (2, 1, 3))]
    found = lines(outcome(made))
    assert found[1]["fair"] == pytest.approx(found[2]["fair"], abs=1e-9)
    assert found[1]["rank"] == found[2]["rank"] == 1
    assert found[3]["rank"] == 3


def test_one_judge_with_many_choices_does_not_outvote_the_others() -> None:
    """A hundred choices of one judge against one each of five: pooled, the one would win by far."""
    loud = [Choice(1, (1, 2)) for _ in range(100)]
    quiet = [Choice(judge, (2, 1)) for judge in range(2, 7)]
    found = lines(outcome(loud + quiet))
    assert found[2]["fair"] > 50 > found[1]["fair"]
    assert found[2]["raw"] == pytest.approx(500 / 6)


@pytest.mark.parametrize(("method", "used"), [("mean", "mean"), ("trimmed", "trimmed"), ("additive", "fair")])
def test_other_methods(method: str, used: str) -> None:
    found = outcome(some(1), method)
    assert found["method"] == used
    if method in ("mean", "trimmed"):
        key = "raw" if method == "mean" else "trimmed"
        assert all(line["fair"] == line[key] for line in found["nominees"])
    else:
        assert any("no severity" in warning for warning in found["warnings"])


def test_nobody_s_choices_are_an_error() -> None:
    with pytest.raises(ValueError, match="nobody"):
        outcome([Choice(1, (1,))])


def test_sensitivity_names_who_is_first_without_each_judge() -> None:
    made = [Choice(j, (1, 2, 3)) for j in (1, 2)] + [Choice(j, (2, 1, 3)) for j in (3, 4)] + [Choice(5, (1, 2, 3))]
    without = dict(outcome(made)["sensitivity"]["without"])
    assert without[3] == [1]
    assert set(without[5]) == {1, 2}
