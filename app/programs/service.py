"""Writes about programs: each verb checks, changes, audits."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.audit.service import record
from app.domain import phases
from app.domain.rubrics import CATEGORIES, CRITERIA, CategoryDefault
from app.programs import queries
from app.programs.models import Category, Criterion, CriterionOverride, ForRole, Program


class ProgramProblem(Exception):
    """A refusal in words; `field` is where the form shows it."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field, self.sentence = field, sentence


def create_program(
    session: Session,
    values: Mapping[str, Any],
    *,
    by: int | None,
    now: datetime,
    categories: tuple[CategoryDefault, ...] = CATEGORIES,
) -> Program:
    """`values`: columns of Program. It starts with the default categories and a rubric that fits each."""
    _refuse_taken(session, values, None)
    program = Program(**values, created_at=now)
    session.add(program)
    session.flush()
    rows = [
        Category(
            program_id=program.id,
            position=place,
            name=item.name,
            description=item.description,
            for_role=ForRole(item.for_role),
        )
        for place, item in enumerate(categories, 1)
    ]
    criteria = [
        Criterion(
            program_id=program.id, position=place, name=item.name, guidance=item.guidance, anchors=item.anchors, weight=item.weight
        )
        for place, item in enumerate(CRITERIA, 1)
    ]  # fmt: skip
    session.add_all([*rows, *criteria])
    session.flush()
    for category in rows:
        _fit_rubric(session, category, criteria)
    record(
        session, program_id=program.id, actor_id=by, action="program.create", about=("program", program.id), now=now,
        after={"name": program.name, "slug": program.slug},
    )  # fmt: skip
    return program


def _fit_rubric(session: Session, category: Category, criteria: list[Criterion]) -> None:
    """The default weights and guidance for whom the category is for; other criteria stay as in the program."""
    defaults = {item.name: item for item in CRITERIA}
    for criterion in criteria:
        default = defaults.get(criterion.name)
        if default and category.for_role in default.weights:
            session.add(
                CriterionOverride(
                    criterion_id=criterion.id, category_id=category.id, weight=default.weights[category.for_role],
                    guidance=default.guidance_for.get(category.for_role),
                )
            )  # fmt: skip


def _refuse_taken(session: Session, values: Mapping[str, Any], own_id: int | None) -> None:
    taken = session.scalar(select(Program.id).where(Program.slug == values["slug"]))
    if taken not in (None, own_id):
        raise ProgramProblem("slug", "Another program has this address already. Please choose another one.")
    taken = session.scalar(
        select(Program.id).where(Program.reference_prefix == values["reference_prefix"], Program.id != (own_id or 0))
    )
    if taken is not None:
        raise ProgramProblem("reference_prefix", "Another program has these letters already. Please choose others.")


def update_program(session: Session, program: Program, values: Mapping[str, Any], *, by: int, now: datetime) -> None:
    """Changes the settings; the audit trail tells from what to what."""
    _refuse_taken(session, values, program.id)
    changed = {name: value for name, value in values.items() if getattr(program, name) != value}
    if not changed:
        return
    if (
        changed.keys() & {"reference_prefix", "currency", "blind"}
        and program.next_number > 1
        and "blind" not in changed
    ):
        raise ProgramProblem(
            next(iter(changed.keys() & {"reference_prefix", "currency"})),
            "This can't be changed any more: nominations have been submitted.",
        )
    before = {name: _plain(getattr(program, name)) for name in changed}
    for name, value in changed.items():
        setattr(program, name, value)
    program.version += 1
    record(
        session, program_id=program.id, actor_id=by, action="program.update", about=("program", program.id), now=now,
        before=before, after={name: _plain(value) for name, value in changed.items()},
    )  # fmt: skip


def turn_phase(session: Session, program: Program, turn: phases.Turn, *, reason: str, by: int, now: datetime) -> None:
    """Opens or closes by hand: writes the date, so that the dates stay the only truth."""
    dates = phases.turn_now(queries.dates_of(program), turn, now)
    if dates is None:
        raise ProgramProblem("turn", "The program is in another phase by now. Please look at the page again.")
    for problem in phases.problems(dates):
        if problem.code is phases.Problem.CLOSES_NOT_AFTER_OPENS:
            raise ProgramProblem("turn", "The planned close has passed already. Set a later one in the settings first.")
    names = ("opens_at", "closes_at", "judging_opens_at", "judging_closes_at", "archived_at", "published")
    changed = {name: getattr(dates, name) for name in names if getattr(dates, name) != getattr(program, name)}
    before = {name: _plain(getattr(program, name)) for name in changed}
    for name, value in changed.items():
        setattr(program, name, value)
    program.version += 1
    record(
        session, program_id=program.id, actor_id=by, action=f"program.{turn.value}", about=("program", program.id), now=now,
        before=before, after={name: _plain(value) for name, value in changed.items()}, reason=reason,
    )  # fmt: skip


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, (str, int, bool)) else str(value)


def add_category(session: Session, program: Program, values: Mapping[str, Any], *, by: int, now: datetime) -> Category:
    _refuse_same_name(session, program, values["name"], None)
    last = session.scalar(select(func.max(Category.position)).where(Category.program_id == program.id)) or 0
    category = Category(program_id=program.id, position=last + 1, **values)
    session.add(category)
    session.flush()
    criteria = session.scalars(select(Criterion).where(Criterion.program_id == program.id)).all()
    _fit_rubric(session, category, list(criteria))
    record(
        session, program_id=program.id, actor_id=by, action="category.add", about=("category", category.id), now=now,
        after={name: _plain(value) for name, value in values.items()},
    )  # fmt: skip
    return category


def update_category(
    session: Session, program: Program, category: Category, values: Mapping[str, Any], *, by: int, now: datetime
) -> None:
    _refuse_same_name(session, program, values["name"], category.id)
    changed = {name: value for name, value in values.items() if getattr(category, name) != value}
    if "for_role" in changed and program.rubric_locked_at is not None:
        raise ProgramProblem("for_role", "Whom the category is for can't be changed any more: judging has begun.")
    before = {name: _plain(getattr(category, name)) for name in changed}
    for name, value in changed.items():
        setattr(category, name, value)
    if changed:
        record(
            session, program_id=program.id, actor_id=by, action="category.update", about=("category", category.id), now=now,
            before=before, after={name: _plain(value) for name, value in changed.items()},
        )  # fmt: skip


def _refuse_same_name(session: Session, program: Program, name: str, own_id: int | None) -> None:
    statement = select(Category.id).where(
        Category.program_id == program.id, Category.name == name, Category.id != (own_id or 0)
    )
    if session.scalar(statement) is not None:
        raise ProgramProblem("name", "This program has a category of that name already.")
