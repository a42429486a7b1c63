"""What of a blind program an organizer has still to look through, and what still names somebody."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.domain.masking import Crowd
from app.domain.states import State
from app.nominations.models import Assessment, Nomination, Submission
from app.nominations.queries.crm import exports_behind
from app.programs.models import Category, Program
from app.redaction.models import Redaction
from app.redaction.queries.crowds import crowd_of
from app.redaction.queries.looking import hides_itself, read_by, veil_over, written
from app.web.paging import Page

SHOWN = ("all", "unread", "names")
SIZE = 25
_READ = Redaction.read_submission_id == Submission.id
_UNREAD = Redaction.id.is_(None) | Redaction.read_submission_id.is_distinct_from(Submission.id)


@dataclass(frozen=True, slots=True)
class ListRow:
    """`state`: unread | changed | read. `hidden`: places that judges don't read; `offered`: places that were only pointed out;
    `remaining`: places that name somebody and were left readable; `files`: held back, of which `copies` as a neutral copy."""

    public_id: str
    reference: str
    nominee: str
    company: str
    category: str
    state: str
    hidden: int
    offered: int
    remaining: int
    files: int
    copies: int
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class Counts:
    all: int
    read: int
    names: int  # read, with names left readable

    @property
    def unread(self) -> int:
        return self.all - self.read


def _held(statement: Any, program: Program, kept_from: Collection[int]) -> Any:
    return (
        statement.select_from(Nomination)
        .join(Submission, (Submission.nomination_id == Nomination.id) & Submission.superseded_at.is_(None))
        .outerjoin(Redaction, Redaction.nomination_id == Nomination.id)
        .where(
            Nomination.program_id == program.id, Nomination.state == State.SUBMITTED, Nomination.id.not_in(kept_from),
        )
    )  # fmt: skip


def counts(session: Session, program: Program, kept_from: Collection[int]) -> Counts:
    """One query."""
    read = func.sum(case((_READ, 1), else_=0))
    names = func.sum(case((Redaction.remaining > 0, 1), else_=0))
    row = session.execute(_held(select(func.count(), read, names), program, kept_from)).one()
    return Counts(row[0], int(row[1] or 0), int(row[2] or 0))


def rows(session: Session, program: Program, kept_from: Collection[int], shown: str, page: Page) -> Sequence[ListRow]:
    """Unread ones first, then by reference. Two queries, however many."""
    columns = select(Nomination, Submission, Assessment, Redaction, Category.name, User.name, User.email, User.company)
    statement = (
        _held(columns, program, kept_from)
        .join(Category, Category.id == Nomination.category_id)
        .join(User, User.id == Nomination.owner_id)
        .join(Assessment, (Assessment.submission_id == Submission.id) & Assessment.superseded_at.is_(None))
        .order_by(case((_READ, 1), else_=0), Nomination.number)
    )
    if shown == "unread":
        statement = statement.where(_UNREAD)
    elif shown == "names":
        statement = statement.where(Redaction.remaining > 0)
    everybody = crowd_of(session, program.id)
    return [_row(program, row, everybody) for row in session.execute(statement.limit(page.size).offset(page.offset))]


def _row(program: Program, row: Any, everybody: Crowd) -> ListRow:
    nomination, submission, assessment, stored, category, *owner = row
    veil = veil_over(submission, (owner[0], owner[1], owner[2]), program, stored, everybody)
    texts = [
        read_by(veil, about, text, frozenset())
        for about, text in dict.fromkeys(written(submission, assessment))
        if text.strip()
    ]
    marks = [mark for text in texts for mark in text.marks]
    read_id = stored.read_submission_id if stored else None
    return ListRow(
        nomination.public_id, nomination.reference or "", submission.nominee_name, submission.nominee_company, category,
        state="read" if read_id == submission.id else "changed" if read_id else "unread",
        hidden=sum(mark.hidden for mark in marks), offered=sum(not mark.hidden and not hides_itself(mark) for mark in marks),
        remaining=stored.remaining if stored else 0, files=len(exports_behind(submission.content)),
        copies=len(stored.copies) if stored else 0, read_at=stored.updated_at if stored and read_id else None,
    )  # fmt: skip


def next_unread(session: Session, program: Program, kept_from: Collection[int], after: int) -> str | None:
    """The public id of the next one nobody has looked through: by number, from the start again after the last."""
    found: str | None = session.scalar(
        _held(select(Nomination.public_id), program, kept_from)
        .where(_UNREAD)
        .order_by(case((Nomination.number > after, 0), else_=1), Nomination.number)
        .limit(1)
    )
    return found
