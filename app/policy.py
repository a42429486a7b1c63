"""Who may do what, and why not. Pure, and the only place that decides it: pages, lists and buttons all ask `decide`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    ORGANIZER = "organizer"
    JUDGE = "judge"


class Action(StrEnum):
    PUBLIC = "public"  # anybody, signed in or not
    ACCOUNT = "account"  # anybody signed in, about themselves
    ADMINISTER = "administer"
    PROGRAM_CREATE = "program_create"

    PROGRAM_SEE = "program_see"
    PROGRAM_NOMINATE = "program_nominate"
    PROGRAM_OVERVIEW = "program_overview"
    PROGRAM_EDIT = "program_edit"
    PROGRAM_RUBRIC_EDIT = "program_rubric_edit"
    PROGRAM_PHASE = "program_phase"
    PROGRAM_PEOPLE = "program_people"
    PROGRAM_AUDIT = "program_audit"
    PROGRAM_MAIL = "program_mail"
    PROGRAM_NOMINATIONS = "program_nominations"
    PROGRAM_IMPORT = "program_import"
    PROGRAM_ASSIGN = "program_assign"
    PROGRAM_PROGRESS = "program_progress"
    PROGRAM_FLAGS = "program_flags"
    PROGRAM_RESULTS = "program_results"
    PROGRAM_EXPORT = "program_export"
    PROGRAM_DESK = "program_desk"

    NOMINATION_SEE = "nomination_see"
    NOMINATION_OWN = "nomination_own"  # the nominator's own pages, in any state
    NOMINATION_SAVE = "nomination_save"  # keep text in the working copy, also late: nobody loses text to a deadline
    NOMINATION_EDIT = "nomination_edit"
    NOMINATION_SUBMIT = "nomination_submit"
    NOMINATION_WITHDRAW = "nomination_withdraw"
    NOMINATION_REVIVE = "nomination_revive"
    NOMINATION_DELETE = "nomination_delete"
    NOMINATION_ANSWER = "nomination_answer"  # the nominator accepts or refuses the offered category
    NOMINATION_TAKE_OUT = "nomination_take_out"
    NOMINATION_SCORES = "nomination_scores"  # read what judges gave it
    FLAG_SETTLE = "flag_settle"
    CONFLICT_RECORD = "conflict_record"

    NOMINATION_JUDGE = "nomination_judge"  # open the scoring page
    SCORE_SAVE = "score_save"
    SCORE_RECUSE = "score_recuse"
    SCORE_REOPEN = "score_reopen"


# Actions that change something; a route with an unsafe method must name one of these (or PUBLIC/ACCOUNT, see the route table).
READS = frozenset(
    {
        Action.PROGRAM_SEE, Action.PROGRAM_OVERVIEW, Action.PROGRAM_AUDIT, Action.PROGRAM_NOMINATIONS, Action.PROGRAM_PROGRESS,
        Action.PROGRAM_FLAGS, Action.PROGRAM_RESULTS, Action.PROGRAM_DESK, Action.NOMINATION_SEE, Action.NOMINATION_OWN,
        Action.NOMINATION_JUDGE, Action.NOMINATION_SCORES,
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Decision:
    """`reason` says why not, for people; `hidden`: the viewer must not learn that the thing exists (404, not 403)."""

    allowed: bool
    reason: str = ""
    hidden: bool = False

    def __bool__(self) -> bool:
        return self.allowed


ALLOWED = Decision(True)
HIDDEN = Decision(False, "There is no such page, or it is not yours to see.", hidden=True)


def no(reason: str) -> Decision:
    return Decision(False, reason)


@dataclass(frozen=True, slots=True)
class Viewer:
    user_id: int
    name: str
    email: str
    is_administrator: bool = False
    roles: Mapping[int, frozenset[Role]] = field(default_factory=lambda: MappingProxyType({}))

    def is_organizer(self, program_id: int) -> bool:
        return Role.ORGANIZER in self.roles.get(program_id, ())

    def is_judge(self, program_id: int) -> bool:
        return Role.JUDGE in self.roles.get(program_id, ())


@dataclass(frozen=True, slots=True)
class ProgramFacts:
    program_id: int
    phase: str  # app.domain.phases.Phase
    published: bool = True
    rubric_locked: bool = False
    closes: str = ""  # the deadline in words, for reasons
    judging_opens: str = ""
    judging_closes: str = ""


@dataclass(frozen=True, slots=True)
class NominationFacts:
    program: ProgramFacts
    owner_id: int
    state: str  # app.domain.states.State
    conflicted: bool = False  # the viewer has a confirmed conflict with it
    assigned: bool = False  # the viewer judges it (an active assignment)
    final: bool = False  # the viewer's scorecard is final
    has_submission: bool = False
    settled: bool = False
    on_behalf: bool = False  # taken in from a sheet: its owner did not make it
    question_open: bool = False  # a question about the category waits for an answer


Facts = ProgramFacts | NominationFacts | None
Rule = Callable[[Viewer | None, Facts], Decision]


def decide(viewer: Viewer | None, action: Action, facts: Facts = None) -> Decision:
    """Whether `viewer` may do `action` to what `facts` describe; None as viewer is somebody not signed in."""
    return RULES[action](viewer, facts)


def _public(viewer: Viewer | None, facts: Facts) -> Decision:
    return ALLOWED


def _signed_in(viewer: Viewer | None, facts: Facts) -> Decision:
    return ALLOWED if viewer else no("Please sign in first.")


def _administrator(viewer: Viewer | None, facts: Facts) -> Decision:
    return ALLOWED if viewer and viewer.is_administrator else HIDDEN


def _see_program(viewer: Viewer | None, facts: Facts) -> Decision:
    assert isinstance(facts, ProgramFacts)
    if facts.published or (viewer and (viewer.is_administrator or facts.program_id in viewer.roles)):
        return ALLOWED
    return HIDDEN


def _organizer(viewer: Viewer | None, facts: Facts) -> Decision:
    assert isinstance(facts, ProgramFacts)
    return ALLOWED if viewer and viewer.is_organizer(facts.program_id) else HIDDEN


def _people(viewer: Viewer | None, facts: Facts) -> Decision:
    """Administrators appoint organizers; organizers invite both kinds."""
    return ALLOWED if viewer and viewer.is_administrator else _organizer(viewer, facts)


def _rubric(viewer: Viewer | None, facts: Facts) -> Decision:
    assert isinstance(facts, ProgramFacts)
    decision = _organizer(viewer, facts)
    if decision and facts.rubric_locked:
        return no(
            "The rubric is locked, because a judge has already scored with it. Every nominee must meet the same rubric."
        )
    return decision


def _nominate(viewer: Viewer | None, facts: Facts) -> Decision:
    assert isinstance(facts, ProgramFacts)
    if not facts.published:
        return HIDDEN
    if facts.phase == "draft":
        return no("Nominations are not open yet.")
    if facts.phase != "open":
        return no(f"Nominations closed on {facts.closes}.")
    return _signed_in(viewer, facts)


def _desk(viewer: Viewer | None, facts: Facts) -> Decision:
    assert isinstance(facts, ProgramFacts)
    return ALLOWED if viewer and viewer.is_judge(facts.program_id) else HIDDEN


def _owner(viewer: Viewer | None, facts: Facts) -> Decision:
    assert isinstance(facts, NominationFacts)
    return ALLOWED if viewer and viewer.user_id == facts.owner_id else HIDDEN


def _see_nomination(viewer: Viewer | None, facts: Facts) -> Decision:
    """The owner, and the program's organizers once it was submitted; drafts are private, and a conflict removes rights."""
    assert isinstance(facts, NominationFacts)
    if viewer and viewer.user_id == facts.owner_id:
        return ALLOWED
    if viewer and viewer.is_organizer(facts.program.program_id) and facts.has_submission:
        if facts.conflicted:
            return no("You have a conflict of interest with this nomination, so another organizer looks after it.")
        return ALLOWED
    return HIDDEN


def _while_open(*states: str, otherwise: str) -> Rule:
    def rule(viewer: Viewer | None, facts: Facts) -> Decision:
        assert isinstance(facts, NominationFacts)
        decision = _owner(viewer, facts)
        if not decision:
            seen = _see_nomination(viewer, facts)
            return no("Only its nominator can change a nomination.") if seen else decision
        if facts.program.phase == "draft":
            return no("Nominations are not open yet.")
        if facts.program.phase != "open":
            return no(
                f"Nominations closed on {facts.program.closes}. Your text is kept, and you can still read it here."
            )
        if facts.state not in states:
            return no(otherwise)
        return ALLOWED

    return rule


def _delete(viewer: Viewer | None, facts: Facts) -> Decision:
    assert isinstance(facts, NominationFacts)
    decision = _owner(viewer, facts)
    if decision and (facts.state != "draft" or facts.has_submission):
        return no("A nomination that was submitted can be withdrawn, but not deleted.")
    return decision


def _answer(viewer: Viewer | None, facts: Facts) -> Decision:
    assert isinstance(facts, NominationFacts)
    decision = _owner(viewer, facts)
    if decision and not facts.question_open:
        return no("There is no open question about the category of this nomination.")
    if decision and facts.program.phase not in ("open", "closed"):
        return no("Judging has begun, so the category can be changed by the organizers only.")
    return decision


def _organize_nomination(viewer: Viewer | None, facts: Facts) -> Decision:
    assert isinstance(facts, NominationFacts)
    if not (viewer and viewer.is_organizer(facts.program.program_id) and facts.has_submission):
        return HIDDEN
    if facts.conflicted:
        return no("You have a conflict of interest with this nomination, so another organizer looks after it.")
    if facts.owner_id == viewer.user_id and not facts.on_behalf:
        return no("You made this nomination yourself, so another organizer looks after it.")
    return ALLOWED


def _record_conflict(viewer: Viewer | None, facts: Facts) -> Decision:
    assert isinstance(facts, NominationFacts)
    if viewer and viewer.is_organizer(facts.program.program_id) and facts.has_submission:
        return ALLOWED
    return HIDDEN


def _judge(viewer: Viewer | None, facts: Facts) -> Decision:
    """Assigned, without a conflict, not their own; and only a nomination that is in the contest, once judging has opened."""
    assert isinstance(facts, NominationFacts)
    if not viewer or not viewer.is_judge(facts.program.program_id) or not facts.assigned or facts.conflicted:
        return HIDDEN
    if facts.owner_id == viewer.user_id or facts.state != "submitted":
        return HIDDEN
    if facts.program.phase in ("draft", "open", "closed"):
        return no(f"Judging opens on {facts.program.judging_opens}.")
    return ALLOWED


def _score(viewer: Viewer | None, facts: Facts) -> Decision:
    assert isinstance(facts, NominationFacts)
    decision = _judge(viewer, facts)
    if decision and facts.program.phase != "judging":
        return no(f"Judging closed on {facts.program.judging_closes}. What you saved before that is kept.")
    if decision and facts.final:
        return no("Your scorecard is final. If something in it is wrong, ask an organizer to reopen it.")
    return decision


def _recuse(viewer: Viewer | None, facts: Facts) -> Decision:
    """Always reachable for an assigned judge: a conflict may be found at any time."""
    return _judge(viewer, facts)


RULES: Mapping[Action, Rule] = {
    Action.PUBLIC: _public,
    Action.ACCOUNT: _signed_in,
    Action.ADMINISTER: _administrator,
    Action.PROGRAM_CREATE: _administrator,
    Action.PROGRAM_SEE: _see_program,
    Action.PROGRAM_NOMINATE: _nominate,
    Action.PROGRAM_OVERVIEW: _organizer,
    Action.PROGRAM_EDIT: _organizer,
    Action.PROGRAM_RUBRIC_EDIT: _rubric,
    Action.PROGRAM_PHASE: _organizer,
    Action.PROGRAM_PEOPLE: _people,
    Action.PROGRAM_AUDIT: _organizer,
    Action.PROGRAM_MAIL: _organizer,
    Action.PROGRAM_NOMINATIONS: _organizer,
    Action.PROGRAM_IMPORT: _organizer,
    Action.PROGRAM_ASSIGN: _organizer,
    Action.PROGRAM_PROGRESS: _organizer,
    Action.PROGRAM_FLAGS: _organizer,
    Action.PROGRAM_RESULTS: _organizer,
    Action.PROGRAM_EXPORT: _organizer,
    Action.PROGRAM_DESK: _desk,
    Action.NOMINATION_SEE: _see_nomination,
    Action.NOMINATION_OWN: _owner,
    Action.NOMINATION_SAVE: _owner,
    Action.NOMINATION_EDIT: _while_open(
        "draft",
        "submitted",
        otherwise="This nomination was withdrawn. Revive it first, then you can change it.",
    ),
    Action.NOMINATION_SUBMIT: _while_open(
        "draft", "submitted", otherwise="This nomination was withdrawn. Revive it first."
    ),
    Action.NOMINATION_WITHDRAW: _while_open("submitted", otherwise="Only a submitted nomination can be withdrawn."),
    Action.NOMINATION_REVIVE: _while_open("withdrawn", otherwise="Only a withdrawn nomination can be revived."),
    Action.NOMINATION_DELETE: _delete,
    Action.NOMINATION_ANSWER: _answer,
    Action.NOMINATION_TAKE_OUT: _organize_nomination,
    Action.NOMINATION_SCORES: _organize_nomination,
    Action.FLAG_SETTLE: _organize_nomination,
    Action.CONFLICT_RECORD: _record_conflict,
    Action.NOMINATION_JUDGE: _judge,
    Action.SCORE_SAVE: _score,
    Action.SCORE_RECUSE: _recuse,
    Action.SCORE_REOPEN: _organize_nomination,
}
