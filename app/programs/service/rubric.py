"""Writes about the rubric: criteria, and how each differs in a category. Once a judge has scored with it, a change makes a new
version; scorecards keep the version that they were made with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from app.audit.service import record
from app.domain.rubrics import CRITERIA
from app.programs.models import Category, Criterion, CriterionOverride, ForRole, Program, Round, Rubric
from app.programs.queries import criteria as reads
from app.programs.queries import latest_rubric
from app.programs.service.first_round import copy_rubric, leave_to_calibration
from app.programs.service.named import move_by_one, record_named
from app.programs.service.problems import ChangedMeanwhile, ProgramProblem
from app.web.i18n import _

MOST_CRITERIA = 30


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
    for criterion in reads.latest_criteria(session, category.program_id):
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


@dataclass(frozen=True, slots=True)
class Opened:
    """The version that may be changed. `copies`: criterion → its copy, where this version was made just now."""

    rubric: Rubric
    copies: Mapping[int, Criterion]

    def own(self, criterion: Criterion) -> Criterion:
        return self.copies.get(criterion.id, criterion)


def open_rubric(session: Session, program: Program, rubric: Rubric, *, reason: str, by: int, now: datetime) -> Opened:
    """Holds the program. Refuses a version that is no longer the latest, and a new one without a reason."""
    session.refresh(program, with_for_update=True)
    session.refresh(rubric)
    round_ = session.get_one(Round, rubric.round_id)
    if round_.calibration or session.scalar(select(latest_rubric(round_.id))) != rubric.id:
        raise ProgramProblem("form", _("There is a newer version of this rubric. Please look at the page again."))
    if not reads.scorecards_of(session, rubric.id):
        if not reads.scorecards_of(session, rubric.id, calibration=True):
            return Opened(rubric, {})
        return _opened(session, program, leave_to_calibration(session, rubric, round_, now=now))
    if not reason:
        raise ProgramProblem(
            "reason",
            _(
                "Judges have begun to score with this rubric, so a change makes a new version of it. Please say in a sentence why."
            ),
        )
    made = copy_rubric(session, round_, round_, now=now, reason=reason)
    record(
        session, program_id=program.id, actor_id=by, action="round.version", about=("round", round_.id), now=now,
        before={"name": round_.name, "version": rubric.number}, after={"name": round_.name, "version": made.number}, reason=reason,
    )  # fmt: skip
    return _opened(session, program, made)


def _opened(session: Session, program: Program, made: Rubric) -> Opened:
    copies = {one.source_id: one for one in reads.criteria(session, program.id, made.id) if one.source_id is not None}
    return Opened(made, copies)


def _keep_scale(session: Session, criterion: Criterion, rubric: Rubric, values: Mapping[str, Any]) -> None:
    """Scores of two versions stand side by side in a result, so they are on one scale."""
    changes = any(values[name] != getattr(criterion, name) for name in ("scale_min", "scale_max", "step"))
    if changes and reads.scorecards_of(session, rubric.id):
        raise ProgramProblem(
            "scale_max", _("The scale stays as it is: scores were given on it, and are compared with new ones.")
        )


def add_criterion(
    session: Session,
    program: Program,
    rubric: Rubric,
    values: Mapping[str, Any],
    there: Mapping[int, Mapping[str, Any]],
    *,
    reason: str = "",
    by: int,
    now: datetime,
) -> Criterion:
    """`there`: category id → weight, guidance, anchors of its own."""
    _refuse_same_name(session, rubric, values["name"], None)
    last, number = session.execute(
        select(func.max(Criterion.position), func.count()).where(Criterion.rubric_id == rubric.id)
    ).one()
    if number >= MOST_CRITERIA:
        raise ProgramProblem("form", _("A rubric can have thirty criteria at most. Fewer are read more carefully."))
    rubric = open_rubric(session, program, rubric, reason=reason, by=by, now=now).rubric
    criterion = Criterion(program_id=program.id, rubric_id=rubric.id, position=(last or 0) + 1, **values)
    session.add(criterion)
    session.flush()
    changed = _write_overrides(session, criterion, there, {})
    record_named(session, criterion, "add", by, now, None, {**values, **changed[1]})
    return criterion


def update_criterion(
    session: Session,
    program: Program,
    criterion: Criterion,
    rubric: Rubric,
    values: Mapping[str, Any],
    there: Mapping[int, Mapping[str, Any]],
    *,
    was: str,
    reason: str = "",
    by: int,
    now: datetime,
) -> bool:
    """`was`: the criterion's stamp when the form was opened. Says whether anything changed."""
    session.refresh(program, with_for_update=True)
    session.refresh(criterion)
    differing = {key[1]: row for key, row in reads.overrides(session, program.id).items() if key[0] == criterion.id}
    changed = {name: value for name, value in values.items() if getattr(criterion, name) != value}
    if not changed and not _differences(there, differing):
        return False
    if was != reads.criterion_stamp(criterion, list(differing.values())):
        raise ChangedMeanwhile
    _keep_scale(session, criterion, rubric, values)
    _refuse_same_name(session, rubric, values["name"], criterion.id)
    opened = open_rubric(session, program, rubric, reason=reason, by=by, now=now)
    criterion = opened.own(criterion)
    differing = {key[1]: row for key, row in reads.overrides(session, program.id).items() if key[0] == criterion.id}
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


def remove_criterion(
    session: Session,
    program: Program,
    criterion: Criterion,
    rubric: Rubric,
    *,
    reason: str = "",
    by: int,
    now: datetime,
) -> None:
    """Where scores name it, it stays in the version that they were made with."""
    criterion = open_rubric(session, program, rubric, reason=reason, by=by, now=now).own(criterion)
    names = ("name", "guidance", "anchors", "weight", "scale_min", "scale_max", "step")
    record_named(session, criterion, "remove", by, now, {name: getattr(criterion, name) for name in names}, None)
    session.execute(delete(CriterionOverride).where(CriterionOverride.criterion_id == criterion.id))
    session.execute(update(Criterion).where(Criterion.source_id == criterion.id).values(source_id=None))
    session.delete(criterion)
    session.flush()


def move_criterion(
    session: Session, program: Program, criterion: Criterion, rubric: Rubric, *, up: bool, by: int, now: datetime
) -> None:
    """Changes places with its neighbor; at the end of the list there is nothing to do. The order says nothing about scores, so
    it makes no version."""
    session.refresh(program, with_for_update=True)
    move_by_one(session, reads.criteria(session, program.id, rubric.id), criterion, up=up, by=by, now=now)


def _refuse_same_name(session: Session, rubric: Rubric, name: str, own_id: int | None) -> None:
    same = select(Criterion.id).where(
        Criterion.rubric_id == rubric.id, Criterion.name == name, Criterion.id != (own_id or 0)
    )
    if session.scalar(same) is not None:
        raise ProgramProblem("name", _("The rubric has a criterion of that name already."))
