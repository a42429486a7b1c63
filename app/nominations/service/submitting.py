"""A working copy becomes an immutable submission with its revenue lines and assessment; withdrawn and revived."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.service import record
from app.domain.errors import UserError
from app.domain.reference import Reference
from app.domain.states import Action, Refusal, State, move
from app.mail.service import queue
from app.nominations.forms import Problem, check, content_of, hash_of, read_figures
from app.nominations.models import Assessment, Nomination, Question, Submission
from app.nominations.queries import due_of, latest, owner_of
from app.nominations.service.asking import after_submission
from app.nominations.service.assessing import assess_submission, lines_from, minor, summary
from app.nominations.service.drafts import lock
from app.programs.queries import asks
from app.web.i18n import _

AT_MOST_STORED = 500  # a name or company longer than that was refused before, or came in by an import


class Incomplete(UserError):
    """Something is missing or can't be read: what, and on which step it is mended."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(_("Something is missing before this can be submitted. Nothing you typed is lost."))
        self.problems = problems


def submit_nomination(
    session: Session,
    nomination: Nomination,
    *,
    by: int,
    now: datetime,
    origin: str | None = None,
    complete: bool = True,
) -> tuple[Submission, Assessment]:
    """Freeze the working copy. The same content again gives the same submission, so a double press does nothing.

    `now`: when the request arrived. `origin`: address for the link in the receipt by mail (None: no mail).
    `complete=False` (imports): takes what there is. Raises Incomplete before anything is written.
    """
    lock(session, nomination)
    content = content_of(nomination.draft)
    digest = hash_of(content)
    found = latest(session, nomination.id)
    if found and nomination.state == State.SUBMITTED and found[0].content_hash == digest:
        return found
    after = move(nomination.state, Action.SUBMIT)
    if isinstance(after, Refusal):
        raise UserError(_("This nomination was withdrawn or taken out of the contest. Please look at it again."))
    if problems := (check(content) if complete else []):
        raise Incomplete(problems)
    before = {"state": nomination.state.value, "submission": found[0].number if found else None}
    _number(session, nomination)
    nomination.state, nomination.updated_at = after, now
    submission, assessment = freeze(session, nomination, content, digest, now)
    asked = (assessment.flag or assessment.question) and asks(nomination.program, nomination.category)
    question = after_submission(
        session, nomination, found[0] if found else None, submission, asked=asked and origin is not None, now=now
    )
    record(
        session, program_id=nomination.program_id, actor_id=by, action="nomination.submit", about=("nomination", nomination.id),
        now=now, before=before, after={
            "state": after.value, "submission": submission.number, "reference": nomination.reference, "content_hash": digest,
            "assessment": summary(assessment),
        } | ({"answer_until": question.due_at.isoformat()} if asked and question else {}),
    )  # fmt: skip
    if origin is not None:
        _send_receipt(session, nomination, submission, now, origin, question=question if asked else None)
    return submission, assessment


def _number(session: Session, nomination: Nomination) -> None:
    """The reference, given once: the year is that of the program's close in its own zone."""
    if nomination.number is not None:
        return
    program = nomination.program
    session.refresh(program, attribute_names=("next_number",), with_for_update=True)
    year = program.closes_at.astimezone(ZoneInfo(program.time_zone)).year
    number = program.next_number
    while True:  # another program may bear the same prefix
        reference = str(Reference(program.reference_prefix, year, number))
        if session.scalar(select(Nomination.id).where(Nomination.reference == reference)) is None:
            break
        number += 1
    nomination.number, nomination.reference, program.next_number = number, reference, number + 1


def freeze(
    session: Session, nomination: Nomination, content: dict[str, Any], digest: str, now: datetime
) -> tuple[Submission, Assessment]:
    """A new version of what judges read, with its lines and assessment; the one before stays as it was."""
    found = latest(session, nomination.id)
    if found:
        found[0].superseded_at = now
    figures = read_figures(content)
    currency = nomination.program.currency
    submission = Submission(
        nomination_id=nomination.id, number=found[0].number + 1 if found else 1, received_at=now, content=content,
        content_hash=digest, nominee_name=content["nominee_name"][:AT_MOST_STORED],
        nominee_title=content["nominee_title"][:AT_MOST_STORED], nominee_company=content["nominee_company"][:AT_MOST_STORED],
        headline_minor=minor(figures.headline, currency),
    )  # fmt: skip
    session.add(submission)
    session.flush()
    session.add_all(lines_from(figures, submission.id, currency))
    assessment = assess_submission(session, nomination, submission, number=1, now=now)
    return submission, assessment


def _send_receipt(
    session: Session,
    nomination: Nomination,
    submission: Submission,
    now: datetime,
    origin: str,
    *,
    question: Question | None,
) -> None:
    """`question`: it is open, so the mail leads to the page that answers it, and says until when."""
    owner = owner_of(session, nomination)
    queue(
        session, to=(owner.email, owner.name), template="nominations/mail/receipt.txt", now=now,
        dedup_key=f"receipt:{submission.id}", program_id=nomination.program_id, nomination_id=nomination.id, nomination=nomination,
        program=nomination.program, submission=submission, name=owner.name, url=f"{origin}/nominations/{nomination.public_id}",
        question_url=f"{origin}/nominations/{nomination.public_id}/question" if question else "",
        due=due_of(question, nomination.program) if question else None, explained=bool(question and question.answered_at),
    )  # fmt: skip


def withdraw(session: Session, nomination: Nomination, *, by: int, now: datetime) -> None:
    _turn(session, nomination, Action.WITHDRAW, by=by, now=now)


def revive(session: Session, nomination: Nomination, *, by: int, now: datetime) -> None:
    """Back into the contest as it was submitted last."""
    _turn(session, nomination, Action.REVIVE, by=by, now=now)


def _turn(session: Session, nomination: Nomination, action: Action, *, by: int, now: datetime) -> None:
    lock(session, nomination)
    after = move(nomination.state, action)
    if isinstance(after, Refusal):
        raise UserError(_("This nomination was changed meanwhile. Please look at it again."))
    before, nomination.state, nomination.updated_at = nomination.state, after, now
    session.flush()
    record(
        session, program_id=nomination.program_id, actor_id=by, action=f"nomination.{action.value}",
        about=("nomination", nomination.id), now=now, before={"state": before.value}, after={"state": after.value},
    )  # fmt: skip
