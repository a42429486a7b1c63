"""Who may do what, and why not. Pure, and the only place that decides it: pages, lists and buttons all ask `decide`."""

from collections.abc import Mapping

from app.policy import judging, nominations, programs
from app.policy.actions import READS, Action, Role
from app.policy.facts import ALLOWED, HIDDEN, Decision, Facts, NominationFacts, ProgramFacts, Rule, Viewer, no

__all__ = [
    "ALLOWED", "HIDDEN", "READS", "RULES", "Action", "Decision", "Facts", "NominationFacts", "ProgramFacts", "Role", "Rule",
    "Viewer", "decide", "no",
]  # fmt: skip


def decide(viewer: Viewer | None, action: Action, facts: Facts = None) -> Decision:
    """Whether `viewer` may do `action` to what `facts` describe; None as viewer is somebody not signed in."""
    return RULES[action](viewer, facts)


RULES: Mapping[Action, Rule] = {
    Action.PUBLIC: programs.public,
    Action.ACCOUNT: programs.signed_in,
    Action.ADMINISTER: programs.administrator,
    Action.PROGRAM_CREATE: programs.administrator,
    Action.PROGRAM_SEE: programs.see_program,
    Action.PROGRAM_NOMINATE: programs.nominate,
    Action.PROGRAM_OVERVIEW: programs.organizer,
    Action.PROGRAM_EDIT: programs.organizer,
    Action.PROGRAM_RUBRIC_EDIT: programs.rubric,
    Action.PROGRAM_PHASE: programs.organizer,
    Action.PROGRAM_PEOPLE: programs.people,
    Action.PROGRAM_AUDIT: programs.organizer,
    Action.PROGRAM_MAIL: programs.organizer,
    Action.PROGRAM_NOMINATIONS: programs.organizer,
    Action.PROGRAM_IMPORT: programs.organizer,
    Action.PROGRAM_ASSIGN: programs.organizer,
    Action.PROGRAM_PROGRESS: programs.organizer,
    Action.PROGRAM_WRITE: programs.organizer,
    Action.PROGRAM_FLAGS: programs.organizer,
    Action.PROGRAM_ASK: programs.organizer,
    Action.PROGRAM_RESULTS: programs.organizer,
    Action.PROGRAM_DECIDE: programs.deciding,
    Action.PROGRAM_EXPORT: programs.organizer,
    Action.PROGRAM_DESK: programs.desk,
    Action.PROGRAM_DESK_PRINT: programs.read_desk,
    Action.PROGRAM_DESK_CHANGE: programs.desk,
    Action.DESK_READ: programs.read_desk,
    Action.DESK_FINISH: programs.finish_desk,
    Action.DESK_COMPARE: programs.compare_desk,
    Action.PROGRAM_VOTE: programs.vote,
    Action.NOMINATION_SEE: nominations.see_nomination,
    Action.NOMINATION_OWN: nominations.owner,
    Action.NOMINATION_SAVE: nominations.owner,
    Action.NOMINATION_EDIT: nominations.while_open(
        "draft",
        "submitted",
        otherwise="This nomination was withdrawn. Revive it first, then you can change it.",
    ),
    Action.NOMINATION_SUBMIT: nominations.while_open(
        "draft", "submitted", otherwise="This nomination was withdrawn. Revive it first."
    ),
    Action.NOMINATION_WITHDRAW: nominations.while_open(
        "submitted", otherwise="Only a submitted nomination can be withdrawn."
    ),
    Action.NOMINATION_REVIVE: nominations.while_open(
        "withdrawn", otherwise="Only a withdrawn nomination can be revived."
    ),
    Action.NOMINATION_DELETE: nominations.delete,
    Action.NOMINATION_ANSWER: nominations.answer,
    Action.NOMINATION_CRM: nominations.crm,
    Action.CERTIFICATE_TAKE: nominations.owner,
    Action.NOMINATION_CONSENT: nominations.consent,
    Action.EVIDENCE_READ: nominations.see_nomination,
    Action.EVIDENCE_JUDGE: judging.evidence,
    Action.NOMINATION_TAKE_OUT: nominations.organize_nomination,
    Action.NOMINATION_REDACT: nominations.organize_nomination,
    Action.NOMINATION_SCORES: nominations.organize_nomination,
    Action.FLAG_SETTLE: nominations.organize_nomination,
    Action.CONFLICT_RECORD: nominations.record_conflict,
    Action.CONFLICT_SETTLE: nominations.organize_nomination,
    Action.NOMINATION_JUDGE: judging.read,
    Action.SCORE_SAVE: judging.score,
    Action.SCORE_RECUSE: judging.recuse,
    Action.SCORE_REOPEN: nominations.organize_nomination,
}
