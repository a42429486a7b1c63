"""Text is kept for its owner at any time; whether it is sent is decided apart from that."""

import pytest

from app.policy import Action, NominationFacts, ProgramFacts, Role, Viewer, decide

OWNER = Viewer(1, "Olive", "olive@firm.example")
PHASES = ("draft", "open", "closed", "judging", "tallying", "archived")


def facts(phase: str, state: str) -> NominationFacts:
    return NominationFacts(ProgramFacts(7, phase, closes="Friday"), owner_id=1, state=state, has_submission=True)


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("state", ["draft", "submitted", "withdrawn", "out_of_contest"])
def test_only_the_owner_keeps_text_and_at_any_time(phase: str, state: str) -> None:
    others = [None, Viewer(2, "", "", True), Viewer(3, "", "", roles={7: frozenset({Role.ORGANIZER, Role.JUDGE})})]
    assert decide(OWNER, Action.NOMINATION_SAVE, facts(phase, state))
    assert [who for who in others if decide(who, Action.NOMINATION_SAVE, facts(phase, state))] == []


@pytest.mark.parametrize("phase", PHASES)
def test_it_is_sent_only_while_nominations_are_open(phase: str) -> None:
    assert bool(decide(OWNER, Action.NOMINATION_SUBMIT, facts(phase, "submitted"))) is (phase == "open")
