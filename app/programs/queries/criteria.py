"""Reads about categories and the rubric."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, column, func, or_, select, table
from sqlalchemy.orm import Session

from app.programs.models import Category, CriterionOverride, Round, RoundMode
from app.programs.models import Criterion as Criterion  # for routes too
from app.programs.models import Rubric as Rubric
from app.programs.queries.rounds import current_rubric, is_judged, latest_rubric, round_or_current

# Foreign keys by table name may point up; these columns are all that programs need to know of nominations.
_nominations = table("nominations", column("id"), column("category_id"), column("program_id"), column("number"))
_settlements = table("settlements", column("from_category_id"), column("to_category_id"))
_scorecards = table("scorecards", column("category_id"), column("rubric_id"), column("assignment_id"))
_assignments = table("assignments", column("id"), column("round_id"))


def categories(session: Session, program_id: int) -> Sequence[Category]:
    return session.scalars(select(Category).where(Category.program_id == program_id).order_by(Category.position)).all()


def category(session: Session, program_id: int, category_id: int) -> Category | None:
    """One of this program's, by its id."""
    return session.scalar(select(Category).where(Category.id == category_id, Category.program_id == program_id))


def criteria(session: Session, program_id: int, rubric: Any = None) -> Sequence[Criterion]:
    """Of the rubric that counts now, or of another (its id)."""
    return session.scalars(select(Criterion).where(_of(program_id, rubric)).order_by(Criterion.position)).all()


def _of(program_id: int, rubric: Any) -> ColumnElement[bool]:
    found: ColumnElement[bool] = Criterion.rubric_id == (current_rubric(program_id) if rubric is None else rubric)
    return found


def latest_criteria(session: Session, program_id: int) -> Sequence[Criterion]:
    """Of the latest version in every round."""
    return session.scalars(
        select(Criterion)
        .join(Rubric, Rubric.id == Criterion.rubric_id)
        .where(
            Criterion.program_id == program_id, Rubric.id == latest_rubric(Rubric.round_id), is_judged(Rubric.round_id)
        )
        .order_by(Criterion.rubric_id, Criterion.position)
    ).all()


def scorecards_of(session: Session, rubric_id: int, *, calibration: bool = False) -> int:
    """How many scorecards were begun with a version of the rubric: those that may count, or those of the calibration."""
    counted = is_judged(_assignments.c.round_id)
    found = (
        select(func.count())
        .select_from(_scorecards.join(_assignments, _assignments.c.id == _scorecards.c.assignment_id))
        .where(_scorecards.c.rubric_id == rubric_id, ~counted if calibration else counted)
    )
    return session.scalar(found) or 0


def criterion(session: Session, program_id: int, criterion_id: int) -> tuple[Criterion, Rubric] | None:
    """One of this program's, and the version of the rubric that it is in; only of a round's latest version, and of none that a calibration keeps."""
    row = session.execute(
        select(Criterion, Rubric)
        .join(Rubric, Rubric.id == Criterion.rubric_id)
        .where(
            Criterion.id == criterion_id, Criterion.program_id == program_id, Rubric.id == latest_rubric(Rubric.round_id),
            is_judged(Rubric.round_id),
        )
    ).first()  # fmt: skip
    return None if row is None else (row[0], row[1])


def overrides(session: Session, program_id: int) -> dict[tuple[int, int], CriterionOverride]:
    """(criterion id, category id) → how the criterion differs there; of every version."""
    found = session.scalars(
        select(CriterionOverride)
        .join(Criterion, Criterion.id == CriterionOverride.criterion_id)
        .where(Criterion.program_id == program_id)
    )
    return {(one.criterion_id, one.category_id): one for one in found}


@dataclass(frozen=True, slots=True)
class Use:
    """How many nominations a category holds: all, and those that were submitted at some time."""

    nominations: int = 0
    submitted: int = 0


def use_of_categories(session: Session, program_id: int) -> dict[int, Use]:
    rows = session.execute(
        select(_nominations.c.category_id, func.count(), func.count(_nominations.c.number))
        .where(_nominations.c.program_id == program_id)
        .group_by(_nominations.c.category_id)
    )
    return {category_id: Use(total, submitted) for category_id, total, submitted in rows}


def is_remembered(session: Session, category_id: int) -> bool:
    """Whether a settlement or a scorecard names the category, though no nomination is in it any more."""
    settled = select(1).where(
        or_(_settlements.c.from_category_id == category_id, _settlements.c.to_category_id == category_id)
    )
    scored = select(1).where(_scorecards.c.category_id == category_id)
    return bool(session.scalar(select(or_(settled.exists(), scored.exists()))))


def stamp(*values: object) -> str:
    """Tells whether a row is still as it was when a form was opened."""
    return sha256(repr(values).encode()).hexdigest()[:16]


def category_stamp(row: Category) -> str:
    return stamp(row.name, row.description, row.for_role.value, row.winners)


def criterion_stamp(row: Criterion, differing: Sequence[CriterionOverride]) -> str:
    own = (row.name, row.guidance, sorted(row.anchors.items()), row.weight, row.scale_min, row.scale_max, row.step)
    there = [
        (one.category_id, one.weight, one.guidance, sorted((one.anchors or {}).items()))
        for one in sorted(differing, key=lambda one: one.category_id)
    ]
    return stamp(own, there)


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


def rubric(session: Session, program_id: int, category_id: int, version: Any = None) -> list[RubricLine]:
    """The criteria that are asked in a category (weight above 0), with its overrides applied; one query. `version`: as below."""
    rows = session.execute(
        select(Criterion, CriterionOverride)
        .outerjoin(
            CriterionOverride,
            (CriterionOverride.criterion_id == Criterion.id) & (CriterionOverride.category_id == category_id),
        )
        .where(_of(program_id, version))
        .order_by(Criterion.position)
    ).all()
    return [line for row, override in rows if (line := _line(row, override)).weight > 0]


def _line(row: Criterion, override: CriterionOverride | None) -> RubricLine:
    weight = row.weight if override is None or override.weight is None else override.weight
    guidance = override.guidance if override and override.guidance is not None else row.guidance
    anchors = override.anchors if override and override.anchors is not None else row.anchors
    ordered = {point: anchors[point] for point in sorted(anchors, key=float)}
    return RubricLine(row.id, row.name, guidance, ordered, weight, row.scale_min, row.scale_max, row.step)


def rubrics(
    session: Session, program_id: int, of: Sequence[Category], version: Any = None
) -> dict[int, list[RubricLine]]:
    """Category id → its rubric, for all of a program's categories; one query. `version`: the id of another rubric than the one
    that counts now."""
    rows = session.execute(
        select(Criterion, CriterionOverride)
        .outerjoin(CriterionOverride, CriterionOverride.criterion_id == Criterion.id)
        .where(_of(program_id, version))
        .order_by(Criterion.position)
    ).all()
    return _lines_by_category([(row[0], row[1]) for row in rows], of)


@dataclass(frozen=True, slots=True)
class Versions:
    """The rubric of a round in all its versions. `latest`: category id → what is asked; `earlier`: rubric id → the same, for
    versions that were in use before; `same`: criterion id → the criterion that it became in the latest version, or itself;
    `mode` and `minimum`: the round's, of judging and of scores."""

    latest: dict[int, list[RubricLine]]
    earlier: dict[int, dict[int, list[RubricLine]]]
    numbers: dict[int, int]
    same: dict[int, int]
    mode: RoundMode
    minimum: int


def versions(session: Session, program_id: int, of: Sequence[Category], round_id: int | None = None) -> Versions:
    """Of the round that counts now, or of another; one query."""
    wanted = round_or_current(round_id, program_id)
    rows = session.execute(
        select(Criterion, CriterionOverride, Rubric.id, Rubric.number, Round.mode, Round.minimum_scores)
        .select_from(Rubric)
        .join(Round, Round.id == Rubric.round_id)
        .outerjoin(Criterion, Criterion.rubric_id == Rubric.id)
        .outerjoin(CriterionOverride, CriterionOverride.criterion_id == Criterion.id)
        .where(Rubric.round_id == wanted)
        .order_by(Rubric.number, Criterion.position)
    ).all()
    numbers = {row[2]: row[3] for row in rows}
    last = max(numbers, key=lambda key: numbers[key])
    found = {}
    for version in numbers:
        own = [(row[0], row[1]) for row in rows if row[2] == version and row[0] is not None]
        found[version] = _lines_by_category(own, of)
    every = list(dict.fromkeys(row[0] for row in rows if row[0] is not None))
    became: dict[int, int] = {}
    for one in sorted(every, key=lambda one: -numbers[one.rubric_id]):
        became.setdefault(one.id, one.id)
        if one.source_id is not None:
            became[one.source_id] = became[one.id]
    latest = found.pop(last)
    return Versions(latest, found, numbers, {one.id: became[one.id] for one in every}, rows[0][4], rows[0][5])


def _lines_by_category(
    rows: Sequence[tuple[Criterion, CriterionOverride | None]], of: Sequence[Category]
) -> dict[int, list[RubricLine]]:
    lines = list(dict.fromkeys(row[0] for row in rows))
    differing = {(one.criterion_id, one.category_id): one for _row, one in rows if one is not None}
    return {
        one.id: [line for row in lines if (line := _line(row, differing.get((row.id, one.id)))).weight > 0]
        for one in of
    }
