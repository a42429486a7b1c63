"""Writes about the rubric: criteria, and how each differs in a category. Closed once a judge has scored."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.domain.rubrics import CRITERIA
from app.programs.models import Category, Criterion, CriterionOverride, ForRole, Program
from app.programs.queries import criteria as reads
from app.programs.queries import current_rubric
from app.programs.service.named import move_by_one, record_named, refuse_same_name
from app.programs.service.problems import ChangedMeanwhile, ProgramProblem
from app.web.i18n import _

MOST_CRITERIA = 30
SAME_NAME = _("The rubric has a criterion of that name already.")


def fit_rubric(session: Session, category: Category, criteria: Sequence[Criterion]) -> None:
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


def refit_rubric(session: Session, category: Category, was: ForRole) -> None:
    """After a category was given to other people: what stood at the defaults for the former is set to those for the new;
    what somebody wrote by hand stays."""
    defaults = {item.name: item for item in CRITERIA}
    differing = reads.overrides(session, category.program_id)
    for criterion in reads.criteria(session, category.program_id):
        default, override = defaults.get(criterion.name), differing.get((criterion.id, category.id))
        if default is None:
            continue
        standard = (default.weights.get(was), default.guidance_for.get(was), None)
        now_there = (override.weight, override.guidance, override.anchors) if override else (None, None, None)
        if now_there != standard:
            continue
        if override:
            session.delete(override)
        new = default.weights.get(category.for_role)
        if new is not None:
            session.flush()
            session.add(
                CriterionOverride(
                    criterion_id=criterion.id, category_id=category.id, weight=new,
                    guidance=default.guidance_for.get(category.for_role),
                )
            )  # fmt: skip


def open_rubric(session: Session, program: Program) -> None:
    """Holds the program, and refuses if a judge has scored since the page was opened."""
    session.refresh(program, with_for_update=True)
    if program.rubric_locked_at is not None:
        raise ProgramProblem("form", _("A judge has just begun to score, so the rubric can't be changed any more."))


def add_criterion(
    session: Session,
    program: Program,
    values: Mapping[str, Any],
    there: Mapping[int, Mapping[str, Any]],
    *,
    by: int,
    now: datetime,
) -> Criterion:
    """`there`: category id → weight, guidance, anchors of its own."""
    open_rubric(session, program)
    refuse_same_name(session, Criterion, program.id, values["name"], None, SAME_NAME)
    last, number = session.execute(
        select(func.max(Criterion.position), func.count()).where(Criterion.rubric_id == current_rubric(program.id))
    ).one()
    if number >= MOST_CRITERIA:
        raise ProgramProblem("form", _("A rubric can have thirty criteria at most. Fewer are read more carefully."))
    criterion = Criterion(
        program_id=program.id, rubric_id=session.scalar(select(current_rubric(program.id))), position=(last or 0) + 1, **values
    )  # fmt: skip
    session.add(criterion)
    session.flush()
    changed = _write_overrides(session, criterion, there, {})
    record_named(session, criterion, "add", by, now, None, {**values, **changed[1]})
    return criterion


def update_criterion(
    session: Session,
    program: Program,
    criterion: Criterion,
    values: Mapping[str, Any],
    there: Mapping[int, Mapping[str, Any]],
    *,
    was: str,
    by: int,
    now: datetime,
) -> bool:
    """`was`: the criterion's stamp when the form was opened. Says whether anything changed."""
    open_rubric(session, program)
    session.refresh(criterion)
    differing = {key[1]: row for key, row in reads.overrides(session, program.id).items() if key[0] == criterion.id}
    changed = {name: value for name, value in values.items() if getattr(criterion, name) != value}
    if not changed and not _differences(there, differing):
        return False
    if was != reads.criterion_stamp(criterion, list(differing.values())):
        raise ChangedMeanwhile
    refuse_same_name(session, Criterion, program.id, values["name"], criterion.id, SAME_NAME)
    before = {name: getattr(criterion, name) for name in changed}
    for name, value in changed.items():
        setattr(criterion, name, value)
    from_, to = _write_overrides(session, criterion, there, differing)
    record_named(session, criterion, "update", by, now, {**before, **from_}, {**changed, **to})
    return True


NOTHING: Mapping[str, Any] = {"weight": None, "guidance": None, "anchors": None}


def _now_there(row: CriterionOverride | None) -> Mapping[str, Any]:
    return NOTHING if row is None else {"weight": row.weight, "guidance": row.guidance, "anchors": row.anchors}


def _differences(
    there: Mapping[int, Mapping[str, Any]], differing: Mapping[int, CriterionOverride]
) -> dict[int, Mapping[str, Any]]:
    return {key: values for key, values in there.items() if _now_there(differing.get(key)) != values}


def _write_overrides(
    session: Session,
    criterion: Criterion,
    there: Mapping[int, Mapping[str, Any]],
    differing: Mapping[int, CriterionOverride],
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What changed, from and to, named for people ("weight in Salesperson of the Year")."""
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    names = {row.id: row.name for row in reads.categories(session, criterion.program_id)}
    for category_id, values in _differences(there, differing).items():
        row = differing.get(category_id)
        old = _now_there(row)
        for name in (name for name in NOTHING if old[name] != values[name]):
            before[f"{name} in {names[category_id]}"] = old[name]
            after[f"{name} in {names[category_id]}"] = values[name]
        if row is None:
            session.add(CriterionOverride(criterion_id=criterion.id, category_id=category_id, **values))
        elif dict(values) == NOTHING:
            session.delete(row)
        else:
            row.weight, row.guidance, row.anchors = values["weight"], values["guidance"], values["anchors"]
    return before, after


def remove_criterion(session: Session, program: Program, criterion: Criterion, *, by: int, now: datetime) -> None:
    """Only while the rubric is open: then no score can name it."""
    open_rubric(session, program)
    names = ("name", "guidance", "anchors", "weight", "scale_min", "scale_max", "step")
    record_named(session, criterion, "remove", by, now, {name: getattr(criterion, name) for name in names}, None)
    session.execute(delete(CriterionOverride).where(CriterionOverride.criterion_id == criterion.id))
    session.delete(criterion)
    session.flush()


def move_criterion(
    session: Session, program: Program, criterion: Criterion, *, up: bool, by: int, now: datetime
) -> None:
    """Changes places with its neighbor; at the end of the list there is nothing to do."""
    open_rubric(session, program)
    move_by_one(session, reads.criteria(session, program.id), criterion, up=up, by=by, now=now)
