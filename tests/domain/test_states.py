"""The moves of a nomination: every pair of a state and an action has its expected answer written out here."""

import pytest

from app.domain.states import Action, Refusal, State, allowed_actions, move

DRAFT, SUBMITTED, WITHDRAWN, OUT = "draft", "submitted", "withdrawn", "out_of_contest"

#        action           draft              submitted          withdrawn          out of contest
TABLE = """
edit           draft              submitted          !is_withdrawn      !is_out_of_contest
submit         submitted          submitted          !is_withdrawn      !is_out_of_contest
discard        draft              !already_submitted !is_withdrawn      !is_out_of_contest
withdraw       !still_a_draft     withdrawn          !is_withdrawn      !is_out_of_contest
revive         !not_withdrawn     !not_withdrawn     submitted          !not_withdrawn
take_out       !still_a_draft     out_of_contest     !is_withdrawn      !is_out_of_contest
put_back       !not_out_of_contest !not_out_of_contest !not_out_of_contest submitted
move_category  !still_a_draft     submitted          !is_withdrawn      !is_out_of_contest
"""
ROWS = [line.split() for line in TABLE.strip().splitlines()]
PAIRS = [
    (State(state), Action(row[0]), row[column])
    for row in ROWS
    for column, state in enumerate((DRAFT, SUBMITTED, WITHDRAWN, OUT), start=1)
]


@pytest.mark.parametrize(("state", "action", "expected"), PAIRS)
def test_each_move_gives_the_state_or_the_reason_in_the_table(state: State, action: Action, expected: str) -> None:
    answer = move(state, action)
    said = f"!{answer.reason}" if isinstance(answer, Refusal) else str(answer)
    assert said == expected


def test_the_table_covers_every_pair_once() -> None:
    assert len({(state, action) for state, action, _ in PAIRS}) == len(State) * len(Action) == len(PAIRS)


@pytest.mark.parametrize("state", State)
def test_allowed_actions_are_exactly_those_that_are_not_refused(state: State) -> None:
    assert allowed_actions(state) == {a for a in Action if not isinstance(move(state, a), Refusal)}


def test_no_state_but_a_draft_is_a_dead_end_or_unreachable() -> None:
    reached = {move(state, action) for state in State for action in Action}
    assert set(State) <= reached
    assert all(any(move(s, a) not in (s,) and not isinstance(move(s, a), Refusal) for a in Action) for s in State)
