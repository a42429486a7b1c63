"""What somebody may want to do, by name; and which of it only looks."""

from enum import StrEnum


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
    PROGRAM_WRITE = "program_write"  # mail the judges
    PROGRAM_FLAGS = "program_flags"
    PROGRAM_ASK = "program_ask"  # mail nominators a question about the category, or remind them
    PROGRAM_RESULTS = "program_results"
    PROGRAM_DECIDE = "program_decide"  # propose and approve winners, and when they become public
    PROGRAM_EXPORT = "program_export"
    PROGRAM_DESK = "program_desk"
    PROGRAM_DESK_PRINT = "program_desk_print"  # take own nominations along on paper; it is noted
    PROGRAM_DESK_CHANGE = "program_desk_change"  # a judge's own choices: reminders, what is put aside, "I'm done"
    DESK_READ = "desk_read"  # several own nominations at once: side by side, in pictures, on paper
    DESK_FINISH = "desk_finish"  # a judge says "I'm done", or comes back
    DESK_COMPARE = "desk_compare"  # a judge sees how own scores compare with the panel's
    PROGRAM_VOTE = "program_vote"  # vote as a judge, once judging has closed

    NOMINATION_SEE = "nomination_see"
    NOMINATION_OWN = "nomination_own"  # the nominator's own pages, in any state
    NOMINATION_SAVE = "nomination_save"  # keep text in the working copy, also late: nobody loses text to a deadline
    NOMINATION_EDIT = "nomination_edit"
    NOMINATION_SUBMIT = "nomination_submit"
    NOMINATION_WITHDRAW = "nomination_withdraw"
    NOMINATION_REVIVE = "nomination_revive"
    NOMINATION_DELETE = "nomination_delete"
    NOMINATION_ANSWER = "nomination_answer"  # the nominator accepts or refuses the offered category
    NOMINATION_CRM = "nomination_crm"  # upload a CRM export and take revenue lines from it
    CERTIFICATE_TAKE = "certificate_take"  # the nominator's own, once it is public; it is noted
    NOMINATION_CONSENT = "nomination_consent"  # may the split of a winner be published in percent?
    EVIDENCE_READ = "evidence_read"  # download a file behind the figures; it is noted who did
    EVIDENCE_JUDGE = "evidence_judge"  # the same for a judge, under a name that tells nothing
    NOMINATION_TAKE_OUT = "nomination_take_out"
    NOMINATION_REDACT = "nomination_redact"  # decide what judges of a blind program must not read of it
    NOMINATION_SCORES = "nomination_scores"  # read what judges gave it
    FLAG_SETTLE = "flag_settle"
    CONFLICT_RECORD = "conflict_record"
    CONFLICT_SETTLE = "conflict_settle"  # confirm, dismiss, ask about, lift

    NOMINATION_JUDGE = "nomination_judge"  # open the scoring page
    SCORE_SAVE = "score_save"
    SCORE_RECUSE = "score_recuse"
    SCORE_REOPEN = "score_reopen"


# Actions that change something; a route with an unsafe method must name one of these (or PUBLIC/ACCOUNT, see the route table).
READS = frozenset(
    {
        Action.PROGRAM_SEE, Action.PROGRAM_OVERVIEW, Action.PROGRAM_AUDIT, Action.PROGRAM_NOMINATIONS, Action.PROGRAM_PROGRESS,
        Action.PROGRAM_FLAGS, Action.PROGRAM_RESULTS, Action.PROGRAM_DESK, Action.DESK_READ, Action.DESK_COMPARE, Action.NOMINATION_SEE, Action.NOMINATION_OWN,
        Action.NOMINATION_JUDGE, Action.NOMINATION_SCORES,
    }
)  # fmt: skip
