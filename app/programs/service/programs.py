"""Writes about a program itself: begin it, change its settings, open and close by hand."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.service import record
from app.domain import phases
from app.domain.rubrics import CATEGORIES, CRITERIA, CategoryDefault
from app.programs import queries
from app.programs.models import Category, Criterion, ForRole, Program
from app.programs.service.first_round import begin_rounds, follow_program
from app.programs.service.problems import ChangedMeanwhile, ProgramProblem, plain
from app.programs.service.rubric import fit_rubric
from app.web.i18n import _

MOMENTS = ("opens_at", "closes_at", "judging_opens_at", "judging_closes_at")
# What people outside rely on once the program is published: changing it wants a reason.
RELIED_ON = frozenset({*MOMENTS, "time_zone", "hide_nominator", "hide_nominee", "published", "result_method"})
# Written into reference numbers and amounts that exist.
FIXED_BY_NOMINATIONS = ("reference_prefix", "currency")
# How results are computed: nobody may choose once scores could be known.
FIXED_BY_JUDGING = ("result_method", "result_seed", "minimum_scores", "disagreement_bound")
# What judges may know: some would have read what others must not.
HIDDEN_FROM_JUDGES = ("hide_nominator", "hide_nominee")


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
            program_id=program.id, position=place, name=item.name, description=item.description,
            for_role=ForRole(item.for_role),
        )
        for place, item in enumerate(categories, 1)
    ]  # fmt: skip
    rubric = begin_rounds(session, program, now=now)
    criteria = [
        Criterion(
            program_id=program.id, rubric_id=rubric.id, position=place, name=item.name, guidance=item.guidance, anchors=item.anchors,
            weight=item.weight,
        )
        for place, item in enumerate(CRITERIA, 1)
    ]  # fmt: skip
    session.add_all([*rows, *criteria])
    session.flush()
    for category in rows:
        fit_rubric(session, category, criteria)
    record(
        session, program_id=program.id, actor_id=by, action="program.create", about=("program", program.id), now=now,
        after={name: plain(value) for name, value in values.items()},
    )  # fmt: skip
    return program


def _refuse_taken(session: Session, values: Mapping[str, Any], own_id: int | None) -> None:
    taken = session.scalar(select(Program.id).where(Program.slug == values["slug"]))
    if taken not in (None, own_id):
        raise ProgramProblem("slug", _("Another program has this address already. Please choose another one."))
    taken = session.scalar(
        select(Program.id).where(Program.reference_prefix == values["reference_prefix"], Program.id != (own_id or 0))
    )
    if taken is not None:
        raise ProgramProblem("reference_prefix", _("Another program has these letters already. Please choose others."))


def update_program(
    session: Session,
    program: Program,
    values: Mapping[str, Any],
    *,
    version: int | None = None,
    reason: str = "",
    by: int,
    now: datetime,
) -> bool:
    """Changes the settings, and says whether anything changed; the audit trail tells from what to what. `version`: the one
    that the form was opened with. Saving what is stored already is never a conflict."""
    session.refresh(program, with_for_update=True)
    changed = {name: value for name, value in values.items() if getattr(program, name) != value}
    if not changed:
        return False
    if version is not None and version != program.version:
        raise ChangedMeanwhile
    if changed.keys() & {"slug", "reference_prefix"}:
        _refuse_taken(session, values, program.id)
    for name in FIXED_BY_NOMINATIONS:
        if name in changed and program.next_number > 1:
            raise ProgramProblem(name, _("This can't be changed any more: nominations have been submitted."))
    for name in FIXED_BY_JUDGING:
        if name in changed and queries.rules_are_fixed(program, now):
            raise ProgramProblem(
                name,
                _(
                    "How results are computed is fixed since judging opened, so that nobody can choose it by who would "
                    "win. Please leave it as it is."
                ),
            )
    for name in HIDDEN_FROM_JUDGES:
        if name in changed and queries.rules_are_fixed(program, now):
            raise ProgramProblem(
                name,
                _("What judges see is fixed since judging opened, so that all of them know the same. Please leave it."),
            )
    if program.published and changed.keys() & RELIED_ON and not reason:
        raise ProgramProblem(
            "reason",
            _(
                "The program is public, and people rely on its dates and rules. Please say in a sentence why they change."
            ),
        )
    _write(session, program, changed, action="program.update", reason=reason, by=by, now=now)
    return True


def turn_phase(session: Session, program: Program, turn: phases.Turn, *, reason: str, by: int, now: datetime) -> None:
    """Opens or closes by hand: writes the date, so that the dates stay the only truth."""
    session.refresh(program, with_for_update=True)
    dates = phases.turn_now(queries.dates_of(program), turn, now)
    if dates is None:
        raise ProgramProblem("turn", _("The program is in another phase by now. Please look at the page again."))
    for problem in phases.problems(dates):
        if problem.code is phases.Problem.CLOSES_NOT_AFTER_OPENS:
            raise ProgramProblem(
                "turn", _("The planned close has passed already. Set a later one in the settings first.")
            )
    names = (*MOMENTS, "archived_at", "published")
    changed = {name: getattr(dates, name) for name in names if getattr(dates, name) != getattr(program, name)}
    _write(session, program, changed, action=f"program.{turn.value}", reason=reason, by=by, now=now)


def take_back_turn(session: Session, program: Program, *, by: int, now: datetime) -> None:
    """Undoes the last opening or closing by hand, as long as nothing of what it wrote was changed since."""
    session.refresh(program, with_for_update=True)
    last = queries.last_turn(session, program.id)
    if last is None or any(getattr(program, name) != value for name, value in last.after.items()):
        raise ProgramProblem("turn", _("There is nothing to take back: the dates were changed since."))
    _write(session, program, last.before, action="program.take_back", reason="", by=by, now=now)


def _write(
    session: Session, program: Program, changed: Mapping[str, Any], *, action: str, reason: str, by: int, now: datetime
) -> None:
    before = {name: plain(getattr(program, name)) for name in changed}
    for name, value in changed.items():
        setattr(program, name, value)
    program.version += 1
    follow_program(session, program)
    record(
        session, program_id=program.id, actor_id=by, action=action, about=("program", program.id), now=now,
        before=before, after={name: plain(value) for name, value in changed.items()}, reason=reason,
    )  # fmt: skip
