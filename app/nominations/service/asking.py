"""The question about the category goes to the nominator, with a date: at submission by itself, later by an organizer's click."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.audit.service import record
from app.domain.answering import answer_until, same_day
from app.domain.errors import UserError
from app.domain.revenue import Assessment as Outcome
from app.domain.revenue.wording import gentle_text
from app.domain.states import State
from app.mail.rendering import render_mail
from app.mail.service import queue
from app.nominations.models import AnswerKind, Assessment, Nomination, Question, Submission
from app.nominations.queries import clearing_of, due_of, owner_of, question_of
from app.programs.models import Program
from app.web.i18n import _

ASKED = ("mostly_managed", "needs_breakdown", "cannot_tell")
MAIL = "nominations/mail/question.txt"


class NotAskable(UserError):
    """Why this nominator can't be asked (again) now."""


def new_due(program: Program, now: datetime) -> datetime | None:
    """Until when somebody who is asked now may answer; None where judging has opened."""
    return answer_until(
        now, closes_at=program.closes_at, judging_opens_at=program.judging_opens_at, days=program.answer_days,
        zone=program.time_zone,
    )  # fmt: skip


def after_submission(
    session: Session, nomination: Nomination, earlier: Submission | None, submission: Submission, *, asked: bool, now: datetime
) -> Question | None:  # fmt: skip
    """What a submission means for the question: it raises it (`asked`: the receipt asks it), or it answers one.

    An explanation that came along answers it at once: nobody is pressed to say again what they have said.
    """
    question = question_of(session, nomination.id)
    if question is not None:
        kind = _kind(earlier.content if earlier else {}, submission.content)
        if kind is not None:
            note_answer(session, nomination.id, kind, submission.id, now)
        return question
    due = new_due(nomination.program, now)
    if not asked or nomination.on_behalf or due is None:
        return None
    question = Question(
        nomination_id=nomination.id, number=1, submission_id=submission.id, asked_at=now, due_at=due, mailed_at=now,
    )  # fmt: skip
    session.add(question)
    session.flush()
    if str(submission.content.get("explanation") or "").strip():
        note_answer(session, nomination.id, AnswerKind.EXPLAINED, submission.id, now)
    return question


def _kind(before: dict[str, Any], after: dict[str, Any]) -> AnswerKind | None:
    """Whether a new version answers: by other figures, or by another explanation."""
    if any(before.get(name) != after.get(name) for name in ("lines", "headline", "existing_share", "amounts_are")):
        return AnswerKind.FIGURES
    return AnswerKind.EXPLAINED if before.get("explanation") != after.get("explanation") else None


def note_answer(
    session: Session, nomination_id: int, kind: AnswerKind, submission_id: int | None, now: datetime
) -> None:
    """The latest question was answered; `submission_id`: the version that holds the answer, if there is a new one."""
    question = question_of(session, nomination_id)
    if question is not None:
        question.answered, question.answered_at = kind, now
        question.answer_id = submission_id or question.answer_id
        session.flush()


def reopen(session: Session, nomination_id: int) -> None:
    """An accepted move was taken back by its nominator: what they had answered before it counts again."""
    question = question_of(session, nomination_id)
    if question is not None and question.answered is AnswerKind.MOVED:
        question.answered = AnswerKind.FIGURES if question.answer_id else None
        question.answered_at = question.answered_at if question.answer_id else None
        session.flush()


def why_not_asked(nomination: Nomination, question: Question | None, now: datetime) -> str:
    """Why no mail can go to the nominator now; empty when it can."""
    program = nomination.program
    if nomination.on_behalf:
        return _(
            "It came from a sheet that named no nominator, so there is nobody to ask: you decide with what is there."
        )
    if nomination.state is not State.SUBMITTED:
        return _("It is not in the contest.")
    if new_due(program, now) is None:
        return _("Judging has begun, so it is too late to ask.")
    if question is not None and same_day(question.mailed_at, now, program.time_zone):
        return _("A mail about it went out today already. Another one can be sent tomorrow.")
    return ""


def ask(
    session: Session,
    nomination: Nomination,
    found: tuple[Submission, Assessment],
    *,
    by: int,
    now: datetime,
    origin: str,
    note: str = "",
) -> Question:
    """Ask, remind of what is unanswered, or (once answered) ask again. Whoever was asked and is reminded gets time to answer.

    Raises NotAskable. Program and category of the nomination are loaded; whether anything is open there the caller has seen.
    """
    question = question_of(session, nomination.id)
    if refused := why_not_asked(nomination, question, now):
        raise NotAskable(refused)
    due = new_due(nomination.program, now)
    assert due is not None
    reminded = question is not None and question.answered_at is None
    if question is None or not reminded:
        question = Question(
            nomination_id=nomination.id, number=question.number + 1 if question else 1, submission_id=found[0].id, asked_at=now,
            asked_by_id=by, due_at=due, mailed_at=now, note=note, reminders=0,
        )  # fmt: skip
        session.add(question)
    else:
        question.due_at = question.due_at if question.due_at > now else due
        question.mailed_at, question.reminders, question.note = now, question.reminders + 1, note or question.note
    session.flush()
    record(
        session, program_id=nomination.program_id, actor_id=by, action="nomination.remind" if reminded else "nomination.ask",
        about=("nomination", nomination.id), now=now, after={"answer_until": due_of(question, nomination.program).isoformat()},
    )  # fmt: skip
    owner = owner_of(session, nomination)
    queue(
        session, to=(owner.email, owner.name), template=MAIL, now=now, program_id=nomination.program_id, nomination_id=nomination.id,
        dedup_key=f"question:{question.id}:{question.reminders}", useless_after=due_of(question, nomination.program),
        **_words(nomination, found, owner.name, due_of(question, nomination.program), note, reminded, origin),
    )  # fmt: skip
    return question


def mail_preview(
    session: Session,
    nomination: Nomination,
    found: tuple[Submission, Assessment],
    *,
    now: datetime,
    origin: str,
    note: str,
) -> tuple[str, str]:
    """Subject and text of the mail that `ask` would send; nothing is written."""
    question = question_of(session, nomination.id)
    reminded = question is not None and question.answered_at is None
    due = new_due(nomination.program, now) or now
    if question is not None and reminded and question.due_at > now:
        due = due_of(question, nomination.program)
    name = owner_of(session, nomination).name
    return render_mail(MAIL, **_words(nomination, found, name, due, note, reminded, origin))


def _words(
    nomination: Nomination, found: tuple[Submission, Assessment], name: str, due: datetime, note: str, reminded: bool, origin: str
) -> dict[str, Any]:  # fmt: skip
    outcome = Outcome.from_dict(found[1].result)
    asked = [
        gentle_text(remark, outcome.currency, outcome.percent, _) for remark in outcome.remarks if remark.code in ASKED
    ]
    return {
        "nomination": nomination, "program": nomination.program, "nominee": found[0].nominee_name, "name": name, "due": due,
        "note": note, "reminded": reminded, "questions": [text for text in asked if text],
        "clearing": [one.text for one in clearing_of(outcome)],
        "url": f"{origin}/nominations/{nomination.public_id}/question",
    }  # fmt: skip


def set_due(
    session: Session, nomination: Nomination, question: Question, due: datetime, *, by: int, now: datetime
) -> None:
    """More time, or less; never past judging's opening. The page shows it at once; no mail goes out by itself."""
    program = nomination.program
    if due <= now:
        raise UserError(_("Please choose a day that has not passed."))
    if now >= program.judging_opens_at:
        raise UserError(_("Judging has begun, so it is too late to ask."))
    before, question.due_at = question.due_at, min(due, program.judging_opens_at)
    session.flush()
    record(
        session, program_id=nomination.program_id, actor_id=by, action="nomination.extend", about=("nomination", nomination.id),
        now=now, before={"answer_until": before.isoformat()}, after={"answer_until": question.due_at.isoformat()},
    )  # fmt: skip
