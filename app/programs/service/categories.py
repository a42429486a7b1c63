"""Writes about a program's categories."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.programs.models import Category, CriterionOverride, Program
from app.programs.queries import criteria as reads
from app.programs.service.named import move_by_one, record_named, refuse_same_name
from app.programs.service.problems import ChangedMeanwhile, ProgramProblem
from app.programs.service.rubric import fit_rubric, refit_rubric
from app.web.i18n import _

MOST_CATEGORIES = 60
SAME_NAME = _("This program has a category of that name already.")


def add_category(session: Session, program: Program, values: Mapping[str, Any], *, by: int, now: datetime) -> Category:
    session.refresh(program, with_for_update=True)
    refuse_same_name(session, Category, program.id, values["name"], None, SAME_NAME)
    last, number = session.execute(
        select(func.max(Category.position), func.count()).where(Category.program_id == program.id)
    ).one()
    if number >= MOST_CATEGORIES:
        raise ProgramProblem("form", _("A program can have sixty categories at most."))
    category = Category(program_id=program.id, position=(last or 0) + 1, **values)
    session.add(category)
    session.flush()
    fit_rubric(session, category, reads.latest_criteria(session, program.id))
    record_named(session, category, "add", by, now, None, values)
    return category


def update_category(
    session: Session,
    program: Program,
    category: Category,
    values: Mapping[str, Any],
    *,
    was: str | None = None,
    by: int,
    now: datetime,
) -> bool:
    """`was`: the category's stamp when the form was opened. Says whether anything changed."""
    session.refresh(program, with_for_update=True)
    session.refresh(category)
    changed = {name: value for name, value in values.items() if getattr(category, name) != value}
    if not changed:
        return False
    if was is not None and was != reads.category_stamp(category):
        raise ChangedMeanwhile
    refuse_same_name(session, Category, program.id, values["name"], category.id, SAME_NAME)
    if "for_role" in changed:
        _refuse_other_people(session, program, category)
    before = {name: getattr(category, name) for name in changed}
    former = category.for_role
    for name, value in changed.items():
        setattr(category, name, value)
    if "for_role" in changed:
        refit_rubric(session, category, former)
    record_named(session, category, "update", by, now, before, changed)
    return True


def _refuse_other_people(session: Session, program: Program, category: Category) -> None:
    if program.rubric_locked_at is not None:
        raise ProgramProblem(
            "for_role", _("Whom the category is for can't be changed any more: a judge has already scored.")
        )
    if reads.use_of_categories(session, program.id).get(category.id, reads.Use()).submitted:
        raise ProgramProblem(
            "for_role",
            _(
                "Whom the category is for can't be changed any more: nominations were submitted to it and compared with it."
            ),
        )


def remove_category(session: Session, program: Program, category: Category, *, by: int, now: datetime) -> None:
    """Only when nothing is in it and nothing remembers it, and never the last one."""
    session.refresh(program, with_for_update=True)
    use = reads.use_of_categories(session, program.id).get(category.id)
    if use:
        raise ProgramProblem(
            "form", _("There are nominations in this category, some perhaps still drafts, so it stays.")
        )
    if reads.is_remembered(session, category.id):
        raise ProgramProblem("form", _("A nomination was moved out of or scored in this category, so it stays."))
    if len(reads.categories(session, program.id)) == 1:
        raise ProgramProblem("form", _("A program needs a category. Add another one before you remove this one."))
    before = {name: getattr(category, name) for name in ("name", "description", "for_role", "winners")}
    record_named(session, category, "remove", by, now, before, None)
    session.execute(delete(CriterionOverride).where(CriterionOverride.category_id == category.id))
    session.delete(category)
    session.flush()


def move_category(session: Session, program: Program, category: Category, *, up: bool, by: int, now: datetime) -> None:
    """Changes places with its neighbor; at the end of the list there is nothing to do."""
    session.refresh(program, with_for_update=True)
    move_by_one(session, reads.categories(session, program.id), category, up=up, by=by, now=now)
