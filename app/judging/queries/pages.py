"""What a judge reads about one nomination: the latest submission with its assessment and revenue lines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.domain.masking import NOBODY, Crowd, Veil
from app.judging.queries.access import Task
from app.nominations.forms import referees_of
from app.nominations.models import Assessment, Nomination, Question, RevenueLine, Settlement, Submission
from app.nominations.queries import by_public_id
from app.nominations.queries.crm import Evidence, evidence_of
from app.programs.models import Category, Program
from app.redaction.models import Redaction
from app.redaction.queries.crowds import crowd_of
from app.redaction.queries.veils import DECIDED, Decided, veil_for


@dataclass(frozen=True, slots=True)
class Reading:
    """The submission as frozen, and what was assessed of it. Amounts: minor units; share: millionths."""

    content: dict[str, Any]
    nominee_name: str
    nominee_title: str
    nominee_company: str
    owner: tuple[str, str, str]  # name, e-mail, company of the nominator
    headline_minor: int | None
    role: str
    share: int | None
    flag: bool
    question: bool
    split: dict[str, int]
    result: dict[str, Any]
    settled: str | None
    received_at: datetime
    answered: bool  # a question about the category
    lines: Sequence[
        Any
    ]  # rows: name, revenue_minor, prior_minor, origin, kind, relationship_started, incumbent_displaced
    decided: Decided  # who is hidden from judges, and what an organizer decided about the texts
    others: Crowd = field(default=NOBODY, repr=False)  # everybody whom the program hides

    @property
    def veil(self) -> Veil:
        """What its judges may read: every text for them goes through it."""
        return veil_for(
            (self.nominee_name, self.nominee_company), self.owner, self.decided, self.others, referees_of(self.content)
        )


@cache
def _submission() -> Any:
    return (
        select(
            Submission.nomination_id, Submission.id, Submission.content, Submission.nominee_name, Submission.nominee_title, Submission.nominee_company,
            User.name, User.email, User.company, Submission.headline_minor, Assessment.role, Assessment.share, Assessment.flag, Assessment.question,
            Assessment.total_minor, Assessment.new_minor, Assessment.expansion_minor, Assessment.managed_minor,
            Assessment.undetermined_minor, Assessment.result, Settlement.decision, Submission.received_at,
            exists().where(Question.nomination_id == Submission.nomination_id, Question.answered_at.is_not(None)), *DECIDED, Program.id,
        )
        .join(Assessment, Assessment.submission_id == Submission.id)
        .join(Nomination, Nomination.id == Submission.nomination_id)
        .join(User, User.id == Nomination.owner_id)
        .join(Program, Program.id == Nomination.program_id)
        .outerjoin(Redaction, Redaction.nomination_id == Nomination.id)
        .outerjoin(Settlement, Settlement.assessment_id == Assessment.id)
        .where(
            Submission.nomination_id.in_(bindparam("nominations", expanding=True)),
            Submission.superseded_at.is_(None),
            Assessment.superseded_at.is_(None),
        )
    )  # fmt: skip


@cache
def _lines() -> Any:
    return (
        select(
            RevenueLine.submission_id, RevenueLine.name, RevenueLine.revenue_minor, RevenueLine.prior_minor, RevenueLine.origin, RevenueLine.kind,
            RevenueLine.relationship_started, RevenueLine.incumbent_displaced, RevenueLine.customers, RevenueLine.term_years,
        )
        .where(RevenueLine.submission_id.in_(bindparam("submissions", expanding=True)))
        .order_by(RevenueLine.position)
    )  # fmt: skip


def reading_of(session: Session, nomination_id: int) -> Reading:
    """Two queries."""
    return readings_of(session, [nomination_id])[nomination_id]


def readings_of(session: Session, nomination_ids: Sequence[int]) -> dict[int, Reading]:
    """Nomination id → what is read of it; two queries, however many, and one for each program that hides somebody."""
    rows = session.execute(_submission(), {"nominations": list(nomination_ids)}).all()
    lines: dict[int, list[Any]] = {row[1]: [] for row in rows}
    for line in session.execute(_lines(), {"submissions": list(lines)}):
        lines[line[0]].append(line)
    hiding = {row[-1] for row in rows if Decided(*row[23:-1]).hides}
    others = {program_id: crowd_of(session, program_id) for program_id in hiding}
    return {row[0]: _reading(row[1:-1], lines[row[1]], others.get(row[-1], NOBODY)) for row in rows}


def _reading(row: Any, lines: Sequence[Any], others: Crowd) -> Reading:
    content, name, title, company, owner_name, owner_email, owner_company, headline, role, share, flag, question = row[
        1:13
    ]
    parts = ("total", "new", "expansion", "managed", "undetermined")
    return Reading(
        content, name, title, company, (owner_name, owner_email, owner_company), headline, role, share, flag, question,
        split=dict(zip(parts, row[13:18], strict=True)), result=row[18], settled=row[19], received_at=row[20], answered=bool(row[21]), lines=lines,
        decided=Decided(*row[22:]), others=others,
    )  # fmt: skip


def other_categories(session: Session, task: Task) -> list[tuple[int, str]]:
    """Where else the nomination could belong: ids and names."""
    rows = session.execute(_categories(), {"program": task.program.id, "category": task.category.id})
    return [(row[0], row[1]) for row in rows]


@cache
def _categories() -> Any:
    return (
        select(Category.id, Category.name)
        .where(Category.program_id == bindparam("program"), Category.id != bindparam("category"))
        .order_by(Category.position)
    )


def evidence_for(session: Session, task: Task, content: Mapping[str, Any] | None = None) -> list[Evidence]:
    """The files behind the latest submission; `content`: it, where it was read already."""
    if content is None:
        content = reading_of(session, task.nomination_id).content
    return evidence_of(session, task.nomination_id, task.reference, [content])


def nomination_of(session: Session, public_id: str) -> Nomination | None:
    return by_public_id(session, public_id)
