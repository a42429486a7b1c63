"""Reads about the question that a nominator was asked: until when, whether it was answered, and what the answer changed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.nominations.forms import ADDED, FIGURES
from app.nominations.models import AnswerKind, Assessment, Question, Submission
from app.programs.models import Program


def question_of(session: Session, nomination_id: int) -> Question | None:
    """The latest one."""
    return session.scalar(
        select(Question).where(Question.nomination_id == nomination_id).order_by(Question.number.desc()).limit(1)
    )


def questions_of(session: Session, nomination_ids: Collection[int]) -> dict[int, Question]:
    """Nomination id → the latest question; one query."""
    asked = select(Question).where(Question.nomination_id.in_(list(nomination_ids))).order_by(Question.number)
    rows = session.scalars(asked)
    return {row.nomination_id: row for row in rows}


def due_of(question: Question, program: Program) -> datetime:
    """Judging may have been moved to an earlier day since it was asked."""
    return min(question.due_at, program.judging_opens_at)


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """A customer as first sent and as answered: the fields that differ, as typed; `before` is empty for a row that was added."""

    name: str
    before: Mapping[str, str]
    after: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Answered:
    """What was said first and what was answered. Shares: 0 to 1; None where there was none."""

    asked_at: datetime
    answered_at: datetime
    kind: AnswerKind
    first: str
    explanation: str
    rows: tuple[ChangedRow, ...]
    share_before: float | None
    share_after: float | None
    first_sent: datetime

    @property
    def explained_anew(self) -> bool:
        return self.explanation != self.first


def answered_of(session: Session, nomination_id: int) -> Answered | None:
    """The latest answer beside what stood there when it was asked; None where nothing was answered. Two queries at most."""
    question = session.scalar(
        select(Question)
        .where(Question.nomination_id == nomination_id, Question.answered_at.is_not(None))
        .order_by(Question.number.desc())
        .limit(1)
    )
    if question is None or question.answered_at is None or question.answered is None:
        return None
    rows: dict[int, tuple[dict[str, Any], int | None, datetime]] = {
        row[0]: (row[1], row[2], row[3])
        for row in session.execute(
            select(Submission.id, Submission.content, Assessment.share, Submission.received_at)
            .join(Assessment, Assessment.submission_id == Submission.id)
            .where(Submission.id.in_([question.submission_id, question.answer_id or 0]))
            .order_by(Assessment.number)  # the latest assessment of each wins
        )
    }
    before, share_before, sent = rows[question.submission_id]
    after, share_after, _sent = rows.get(question.answer_id or 0, (before, share_before, sent))
    return Answered(
        asked_at=question.asked_at, answered_at=question.answered_at, kind=question.answered,
        first=str(before.get("explanation") or ""), explanation=str(after.get("explanation") or ""),
        rows=changed_rows(before, after), share_before=_share(share_before), share_after=_share(share_after), first_sent=sent,
    )  # fmt: skip


def _share(millionths: int | None) -> float | None:
    return None if millionths is None else millionths / 1_000_000


def changed_rows(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[ChangedRow, ...]:
    """The customers of whom something differs, rows that came, and rows that are gone (`after` is empty). A row is the same
    as one that was sent if it bears its name."""
    left = list(before.get("lines") or [])
    found = []
    for row in after.get("lines") or []:
        was: Mapping[str, Any] = next((one for one in left if one.get("name") == row.get("name")), {})
        if was:
            left.remove(was)
        names = [name for name in dict.fromkeys((*ADDED, *FIGURES)) if _said(was, name) != _said(row, name)]
        if names:
            told = {name: str(was.get(name) or "") for name in names} if was else {}
            found.append(
                ChangedRow(str(row.get("name") or "?"), told, {name: str(row.get(name) or "") for name in names})
            )
    gone = [
        ChangedRow(str(row.get("name") or "?"), {name: str(row.get(name) or "") for name in ADDED if row.get(name)}, {})
        for row in left
    ]
    return tuple(found + gone)


def _said(row: Mapping[str, Any], name: str) -> str:
    text = str(row.get(name) or "")
    return "" if name == "origin" and text == "unknown" else text
