"""The states of a nomination, and the moves that are allowed between them."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"
    OUT_OF_CONTEST = "out_of_contest"


class Action(StrEnum):
    """What people do to a nomination: the nominator's five, then the organizer's three."""

    EDIT = "edit"
    SUBMIT = "submit"
    DISCARD = "discard"
    WITHDRAW = "withdraw"
    REVIVE = "revive"
    TAKE_OUT = "take_out"
    PUT_BACK = "put_back"
    MOVE_CATEGORY = "move_category"


class Reason(StrEnum):
    """Why a move is refused: the state the nomination is in, or the state that the move needs."""

    STILL_A_DRAFT = "still_a_draft"
    ALREADY_SUBMITTED = "already_submitted"
    IS_WITHDRAWN = "is_withdrawn"
    IS_OUT_OF_CONTEST = "is_out_of_contest"
    NOT_WITHDRAWN = "not_withdrawn"
    NOT_OUT_OF_CONTEST = "not_out_of_contest"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A move that is not allowed, and why: the page words the code."""

    reason: Reason


# A discarded draft is deleted, so it has no state afterwards: DISCARD leaves DRAFT as it is and the caller
# removes the row. Submitting a submitted nomination freezes a further submission.
MOVES: dict[tuple[State, Action], State] = {
    (State.DRAFT, Action.EDIT): State.DRAFT,
    (State.DRAFT, Action.SUBMIT): State.SUBMITTED,
    (State.DRAFT, Action.DISCARD): State.DRAFT,
    (State.SUBMITTED, Action.EDIT): State.SUBMITTED,
    (State.SUBMITTED, Action.SUBMIT): State.SUBMITTED,
    (State.SUBMITTED, Action.WITHDRAW): State.WITHDRAWN,
    (State.SUBMITTED, Action.TAKE_OUT): State.OUT_OF_CONTEST,
    (State.SUBMITTED, Action.MOVE_CATEGORY): State.SUBMITTED,
    (State.WITHDRAWN, Action.REVIVE): State.SUBMITTED,
    (State.OUT_OF_CONTEST, Action.PUT_BACK): State.SUBMITTED,
}

_BECAUSE_OF_STATE = {
    State.DRAFT: Reason.STILL_A_DRAFT,
    State.SUBMITTED: Reason.ALREADY_SUBMITTED,
    State.WITHDRAWN: Reason.IS_WITHDRAWN,
    State.OUT_OF_CONTEST: Reason.IS_OUT_OF_CONTEST,
}
_NEEDED = {Action.REVIVE: Reason.NOT_WITHDRAWN, Action.PUT_BACK: Reason.NOT_OUT_OF_CONTEST}


def move(state: State, action: Action) -> State | Refusal:
    """The state after `action`, or why the move is refused.

    Total: every pair of a state and an action has an answer; nothing is raised. Says nothing about who may
    act or in which phase: that is the policy's.
    """
    after = MOVES.get((state, action))
    if after is not None:
        return after
    return Refusal(_NEEDED.get(action, _BECAUSE_OF_STATE[state]))


def allowed_actions(state: State) -> frozenset[Action]:
    """The actions that `move` allows in this state."""
    return frozenset(action for at, action in MOVES if at is state)
