"""Flags and open questions, what judges said about them, and how they were settled."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from app.accounts.models import User
from app.exports.tables.table import IDENTITY, SPLIT, Column, Kind, Source, Table
from app.flags.queries import flag_state, is_waiting, reasons_of, with_latest
from app.judging.models import Ruling, Verdict
from app.judging.queries.counted import still_assigned
from app.nominations.models import Assessment, Nomination, Settlement, Submission
from app.programs.models import Category

_By, _To = aliased(User), aliased(Category)


def _said(verdict: Verdict) -> Any:
    """How many judges, of those still assigned, ruled so."""
    return (
        select(func.count())
        .select_from(Ruling)
        .where(
            Ruling.assessment_id == Assessment.id,
            Ruling.verdict == verdict,
            still_assigned(Nomination.id, Ruling.judge_id),
        )
        .correlate(Nomination, Assessment)
        .scalar_subquery()
    )


def _statement(source: Source, columns: Any) -> Any:
    joined = with_latest(columns, source.program.id, source.kept_from)
    return joined.where(or_(is_waiting(source.program), Settlement.id.is_not(None)))


def _rows(source: Source) -> Iterator[tuple[Any, ...]]:
    columns = select(
        Nomination.reference, Category.name, Submission.nominee_name, Submission.nominee_company, flag_state(source.program),
        Assessment.role, Submission.headline_minor, Assessment.total_minor, Assessment.new_minor, Assessment.expansion_minor,
        Assessment.managed_minor, Assessment.undetermined_minor, Assessment.share, _said(Verdict.AGREE),
        _said(Verdict.DISAGREE), _said(Verdict.CANT_TELL), Settlement.decision, _To.name, Settlement.reason, _By.name,
        Settlement.created_at, Submission.content, Nomination.draft, Assessment.result,
    )  # fmt: skip
    statement = _statement(source, columns).outerjoin(_By, _By.id == Settlement.by_id)
    statement = statement.outerjoin(_To, _To.id == Settlement.to_category_id).order_by(Nomination.number)
    for row in source.stream(statement):
        content, draft, result = row[21] or {}, row[22] or {}, row[23]
        yield (*row[:21], str(draft.get("answer") or content.get("explanation") or ""), _reasons(result))


def _reasons(result: dict[str, Any] | None) -> str:
    """The remarks that raise the flag or ask the question, in words."""
    return " ".join(reason.text for reason in reasons_of(result).flag)


def _count(source: Source) -> int:
    return int(source.session.scalar(_statement(source, select(func.count()))) or 0)


FLAGS = Table(
    "flags",
    "Flags",
    "Flags and open questions with the judges' rulings, the explanation given, and how each was settled.",
    (
        *IDENTITY,
        Column("flag", "Flag", width=12),
        Column("role", "Role", width=16),
        Column("headline_revenue", "Headline revenue", Kind.MONEY, 18),
        *SPLIT,
        Column("judges_agree", "Judges who agree", Kind.INTEGER, 9),
        Column("judges_disagree", "Judges who disagree", Kind.INTEGER, 9),
        Column("judges_cannot_tell", "Judges who can't tell", Kind.INTEGER, 9),
        Column("settled", "Settled", width=10),
        Column("moved_to", "Moved to", width=30),
        Column("settled_because", "Because", width=40),
        Column("settled_by", "Settled by", width=24),
        Column("settled_at", "Settled at", Kind.MOMENT, 20),
        Column("explanation", "Nominator's explanation", width=40),
        Column("reasons", "Reasons", width=60),
    ),
    _rows,
    _count,
)
