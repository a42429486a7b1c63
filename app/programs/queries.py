"""Reads about programs, their categories and their rubric."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.phases import Dates, Phase, phase_at
from app.policy import ProgramFacts
from app.programs.models import Category, Criterion, CriterionOverride, Program
from app.web.filters import when


def by_slug(session: Session, slug: str) -> Program | None:
    return session.scalar(select(Program).where(Program.slug == slug))


def dates_of(program: Program) -> Dates:
    return Dates(
        opens_at=program.opens_at,
        closes_at=program.closes_at,
        judging_opens_at=program.judging_opens_at,
        judging_closes_at=program.judging_closes_at,
        archived_at=program.archived_at,
        published=program.published,
    )


def phase_of(program: Program, now: datetime) -> Phase:
    return phase_at(dates_of(program), now)


def facts_of(program: Program, now: datetime) -> ProgramFacts:
    """What the policy needs to know of a program at a moment."""
    zone = program.time_zone
    return ProgramFacts(
        program_id=program.id,
        phase=phase_of(program, now),
        published=program.published,
        rubric_locked=program.rubric_locked_at is not None,
        closes=when(program.closes_at, zone),
        judging_opens=when(program.judging_opens_at, zone),
        judging_closes=when(program.judging_closes_at, zone),
    )


def categories(session: Session, program_id: int) -> Sequence[Category]:
    return session.scalars(select(Category).where(Category.program_id == program_id).order_by(Category.position)).all()


@dataclass(frozen=True, slots=True)
class RubricLine:
    """A criterion as it holds in one category. Scale, step: thousandths."""

    criterion_id: int
    name: str
    guidance: str
    anchors: dict[str, str]
    weight: int
    scale_min: int
    scale_max: int
    step: int


def rubric(session: Session, program_id: int, category_id: int) -> list[RubricLine]:
    """The criteria that are asked in a category (weight above 0), with its overrides applied; one query."""
    rows = session.execute(
        select(Criterion, CriterionOverride)
        .outerjoin(
            CriterionOverride,
            (CriterionOverride.criterion_id == Criterion.id) & (CriterionOverride.category_id == category_id),
        )
        .where(Criterion.program_id == program_id)
        .order_by(Criterion.position)
    ).all()
    lines = []
    for criterion, override in rows:
        weight = criterion.weight if override is None or override.weight is None else override.weight
        if weight > 0:
            guidance = override.guidance if override and override.guidance is not None else criterion.guidance
            anchors = override.anchors if override and override.anchors is not None else criterion.anchors
            lines.append(
                RubricLine(
                    criterion.id, criterion.name, guidance, dict(anchors), weight,
                    criterion.scale_min, criterion.scale_max, criterion.step,
                )
            )  # fmt: skip
    return lines
