"""Tie rules: only equal scores, one rule after the other, each with its figures."""

from fractions import Fraction

import pytest

from app.domain.decisions import Contender, TieRule, break_ties


def who(key: int, score: float, heaviest: int | None = None, **given: int) -> Contender:
    return Contender(
        key,
        score,
        None if heaviest is None else Fraction(heaviest),
        {int(j[1:]): Fraction(v) for j, v in given.items()},
    )


def test_scores_that_differ_by_a_hundredth_are_no_tie_and_no_rule_is_asked() -> None:
    found = break_ties([who(1, 7.50, 1), who(2, 7.51, 9)], [TieRule.HEAVIEST])
    assert found.groups == ((2,), (1,))
    assert found.steps == ()
    assert break_ties([who(1, 7.51, 1), who(2, 7.50, 9)], [TieRule.HEAVIEST]).groups == ((1,), (2,))


def test_equal_scores_are_put_in_order_by_the_heaviest_criterion() -> None:
    found = break_ties([who(1, 7.501, 6), who(2, 7.499, 8)], [TieRule.HEAVIEST])
    assert found.groups == ((2,), (1,))
    assert found.steps[0].figures == {1: 6, 2: 8}


def test_a_rule_that_does_not_separate_them_is_shown_and_leaves_it_to_the_next() -> None:
    tied = [who(1, 7, 8, j1=7, j2=8), who(2, 7, 8, j1=6, j2=9), who(3, 7, 5, j1=9, j2=5)]
    found = break_ties(tied, [TieRule.HEAVIEST, TieRule.FIRST_PLACES])
    assert [step.rule for step in found.steps] == [TieRule.HEAVIEST, TieRule.FIRST_PLACES]
    assert found.steps[0].groups == ((1, 2), (3,))
    assert found.steps[1].figures == {1: 1, 2: 1}, "among the two that are left, each is first once"
    assert found.groups == ((1, 2), (3,)), "still tied when all rules were applied"


def test_duels_are_decided_by_the_judges_in_common() -> None:
    tied = [who(1, 7, j1=8, j2=6, j3=8), who(2, 7, j1=7, j2=7, j3=7), who(3, 7, j9=10)]
    found = break_ties(tied, [TieRule.HEAD_TO_HEAD])
    assert found.steps[0].figures == {1: Fraction(3, 2), 2: Fraction(1, 2), 3: 1}
    assert found.groups == ((1,), (3,), (2,))


def test_a_missing_figure_separates_nobody() -> None:
    assert break_ties([who(1, 7, 9), who(2, 7)], [TieRule.HEAVIEST]).groups == ((1, 2),)


def test_a_judge_of_only_one_of_them_gives_no_first_place() -> None:
    found = break_ties([who(1, 7, j1=9), who(2, 7, j2=5, j3=5), who(3, 7, j3=4)], [TieRule.FIRST_PLACES])
    assert found.steps[0].figures == {1: 0, 2: 1, 3: 0}


def test_the_order_of_rows_does_not_matter() -> None:
    tied = [who(1, 7, 8, j1=7), who(2, 7, 8, j1=6), who(3, 7, 5, j1=9), who(4, 9)]
    rules = list(TieRule)
    assert break_ties(tied, rules).groups == break_ties(tied[::-1], rules).groups == ((4,), (1,), (2,), (3,))


def test_a_rule_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        break_ties([], [TieRule.HEAVIEST, TieRule.HEAVIEST])


def test_a_vote_separates_those_it_was_about_and_the_first_one_counts() -> None:
    tied = [who(1, 7), who(2, 7), who(3, 8)]
    found = break_ties(tied, [TieRule.VOTE], [{1: 1, 2: 2, 3: 0}, {1: 5, 2: 0}])
    assert found.groups == ((3,), (2,), (1,))
    assert found.steps[0].figures == {1: 1, 2: 2}


@pytest.mark.parametrize("votes", [[], [{1: 3}], [{1: 0, 2: 0}], [{1: 2, 2: 2}]])
def test_without_a_vote_about_all_of_them_or_with_as_many_votes_they_stay_tied(votes: list[dict[int, int]]) -> None:
    assert break_ties([who(1, 7), who(2, 7)], [TieRule.VOTE], votes).groups == ((1, 2),)
