"""The table of rights in docs/security.md is what `decide` answers, row by row."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from app.policy import Action, NominationFacts, ProgramFacts, Role, Viewer, decide

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "security.md").read_text()
PROGRAM, OTHER = 1, 2
OWNER, SOMEBODY = 10, 20
NOBODY_SIGNED_IN = "not signed in"
VIEWERS = {
    NOBODY_SIGNED_IN: None,
    "signed in": Viewer(SOMEBODY, "", ""),
    "nominator": Viewer(OWNER, "", ""),
    "judge": Viewer(SOMEBODY, "", "", roles={PROGRAM: frozenset({Role.JUDGE})}),
    "judge, not assigned": Viewer(SOMEBODY, "", "", roles={PROGRAM: frozenset({Role.JUDGE})}),
    "organizer": Viewer(SOMEBODY, "", "", roles={PROGRAM: frozenset({Role.ORGANIZER})}),
    "organizer in conflict": Viewer(SOMEBODY, "", "", roles={PROGRAM: frozenset({Role.ORGANIZER})}),
    "organizer elsewhere": Viewer(SOMEBODY, "", "", roles={OTHER: frozenset({Role.ORGANIZER})}),
    "administrator": Viewer(SOMEBODY, "", "", is_administrator=True),
}
SUBMITTED = NominationFacts(ProgramFacts(PROGRAM, "open"), OWNER, "submitted", has_submission=True, question_open=True)
# Each action is asked where it has its place; everything else about the nomination stays the same.
PLACES: dict[Action, NominationFacts] = {
    Action.NOMINATION_REVIVE: replace(SUBMITTED, state="withdrawn"),
    Action.NOMINATION_DELETE: replace(SUBMITTED, state="draft", has_submission=False),
    Action.PROGRAM_RUBRIC_EDIT: SUBMITTED,
}
PLACES[Action.PROGRAM_DECIDE] = PLACES[Action.PROGRAM_VOTE] = replace(
    SUBMITTED, program=replace(SUBMITTED.program, phase="tallying")
)
PLACES[Action.DESK_COMPARE] = replace(
    SUBMITTED, program=replace(SUBMITTED.program, phase="tallying", judges_compare=True)
)
JUDGING = replace(SUBMITTED, program=replace(SUBMITTED.program, phase="judging"))
PLACES |= dict.fromkeys(
    (Action.DESK_FINISH, Action.NOMINATION_JUDGE, Action.EVIDENCE_JUDGE, Action.SCORE_SAVE, Action.SCORE_RECUSE),
    JUDGING,
)
NOT_IN_THE_TABLE = {Action.PUBLIC, Action.ACCOUNT}


def answer(column: str, action: Action) -> str:
    """yes; no: told why; –: as if there were nothing."""
    facts = PLACES.get(action, SUBMITTED)
    viewer = VIEWERS[column]
    if viewer is not None and Role.JUDGE in viewer.roles.get(PROGRAM, ()):
        facts = replace(facts, assigned=column == "judge")
    facts = replace(facts, conflicted=column == "organizer in conflict")
    about = (
        facts.program
        if action.value.startswith(("program_", "desk_")) and action is not Action.PROGRAM_CREATE
        else facts
    )
    decision = decide(viewer, action, about)
    return "yes" if decision else "–" if decision.hidden else "no"


def rows() -> list[list[str]]:
    part = PAGE.split("## Who may do what", 1)[1].split("\n## ", 1)[0]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in part.splitlines() if line.startswith("|")]


def actions_of(cell: str) -> list[Action]:
    return [Action(name) for name in re.findall(r"`(\w+)`", cell)]


def test_every_action_has_a_row() -> None:
    written = [action for row in rows()[2:] for action in actions_of(row[0])]
    assert sorted(written) == sorted(set(Action) - NOT_IN_THE_TABLE)


def test_the_columns_are_the_people_that_are_asked_about() -> None:
    assert rows()[0][1:] == list(VIEWERS)


@pytest.mark.parametrize("row", rows()[2:], ids=lambda row: row[0][:40])
def test_the_table_says_what_the_policy_decides(row: list[str]) -> None:
    for action in actions_of(row[0]):
        assert row[1:] == [answer(column, action) for column in VIEWERS], action


def test_an_unpublished_program_is_there_for_its_people_only() -> None:
    facts = ProgramFacts(PROGRAM, "draft", published=False)
    seen = [column for column, viewer in VIEWERS.items() if decide(viewer, Action.PROGRAM_SEE, facts)]
    assert seen == ["judge", "judge, not assigned", "organizer", "organizer in conflict", "administrator"]


def test_nobody_organizes_what_they_nominated() -> None:
    both = Viewer(OWNER, "", "", roles={PROGRAM: frozenset({Role.ORGANIZER})})
    for action in (Action.FLAG_SETTLE, Action.NOMINATION_SCORES, Action.SCORE_REOPEN, Action.NOMINATION_TAKE_OUT):
        assert not decide(both, action, SUBMITTED), action
