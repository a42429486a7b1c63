"""Rounds of judging: their order, dates, judges and rubric, and a form for a new one or the one that is changed."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response

from app.accounts.queries import holders
from app.domain.rounds import RoundDates, standing_at
from app.policy import Role
from app.programs import queries, service
from app.programs.deps import ProgramAccess, ProgramToEdit
from app.programs.forms.rounds import RoundForm, offered, typed
from app.programs.queries.rounds import Round, RoundMode, sizes
from app.web.clock import Now
from app.web.errors import NotFound, Refused
from app.web.flash import flash
from app.web.forms import Form, Submitted, typed_text
from app.web.i18n import _
from app.web.session import DbSession
from app.web.templates import render, see_other

router = APIRouter()
RoundId = Annotated[int, Path(ge=1, le=2_147_483_647)]
MODES = tuple(RoundMode)


def page(
    request: Request, access: ProgramAccess, session: DbSession, now: Now, form: Form[Any], *, edit: Round | None = None,
    status_code: int = 200, **context: Any,
) -> Response:  # fmt: skip
    program = access.program
    rounds = queries.rounds_of(session, program.id)
    judges = [
        (str(one.user_id), one.name or one.email) for one in holders(session, program.id) if one.role is Role.JUDGE
    ]
    standing = {
        one.id: standing_at(RoundDates(one.position, one.opens_at, one.closes_at, one.begun_at is not None), now)
        for one in rounds
    }
    return render(
        request, "programs/rounds.html", status_code=status_code, program=program, facts=access.facts,
        phase=access.facts.phase, rounds=rounds, standing=standing, sizes=sizes(session, program.id), judges=judges,
        current=queries.counting(rounds), following=queries.following(rounds), form=form,
        edit=edit, fixed=edit is not None and service.has_opened(edit, now), modes=MODES, **context,
    )  # fmt: skip


def found(session: DbSession, access: ProgramAccess, round_id: int) -> Round:
    one = queries.one_round(session, access.program.id, round_id)
    if one is None:
        raise NotFound
    return one


@router.get("/programs/{slug}/rounds", name="programs.rounds")
def rounds(
    request: Request,
    access: ProgramToEdit,
    session: DbSession,
    now: Now,
    edit: Annotated[int | None, Query(ge=1, le=2_147_483_647)] = None,
    add: bool = False,
) -> Response:
    program = access.program
    if edit is not None:
        row = found(session, access, edit)
        form: Form[RoundForm] = Form.of(typed(row, program, queries.judges_of_round(session, row.id)))
        return page(request, access, session, now, form, edit=row, add=False)
    form = Form.of(offered(queries.rounds_of(session, program.id)[-1], program))
    return page(request, access, session, now, form, add=add)


def bound(
    access: ProgramAccess, session: DbSession, submitted: Submitted, row: Round | None = None
) -> tuple[Form[RoundForm], dict[str, Any]]:
    form: Form[RoundForm] = Form.bind(RoundForm, submitted, lists=["judges"])
    if form.data is None:
        return form, {}
    values, errors = form.data.columns(access.program.time_zone, row)
    if not set(form.data.judges) <= {
        one.user_id for one in holders(session, access.program.id) if one.role is Role.JUDGE
    }:
        errors["judges"] = _("Somebody chosen here is no longer a judge of the program. Please choose again.")
    return (Form(form.typed, errors) if errors else form), values


@router.post("/programs/{slug}/rounds", name="programs.rounds_post")
def rounds_post(
    request: Request, access: ProgramToEdit, submitted: Submitted, session: DbSession, now: Now
) -> Response:
    """Adds one."""
    form, values = bound(access, session, submitted)
    data = form.data
    if data is not None:
        try:
            service.add_round(
                session, access.program, values, data.judges, reason=data.reason, by=access.user_id, now=now
            )
        except service.ProgramProblem as problem:
            form = form.refuse(problem.field, problem.sentence)
        else:
            flash(request, _("“%(name)s” is there. Its rubric is a copy of the round before.") % {"name": data.name})
            return see_other(request, "programs.rounds", slug=access.program.slug)
    return page(request, access, session, now, form, add=True, status_code=422)


@router.post("/programs/{slug}/rounds/{round_id}", name="programs.round_post")
def round_post(
    request: Request, access: ProgramToEdit, round_id: RoundId, submitted: Submitted, session: DbSession, now: Now
) -> Response:
    """Changes one."""
    row = found(session, access, round_id)
    form, values = bound(access, session, submitted, row)
    data = form.data
    if data is not None:
        try:
            changed = service.update_round(
                session, access.program, row, values, data.judges, reason=data.reason, by=access.user_id, now=now
            )
        except service.ProgramProblem as problem:
            form = form.refuse(problem.field, problem.sentence)
        else:
            flash(request, _("Saved.") if changed else _("Nothing was changed."))
            return see_other(request, "programs.rounds", slug=access.program.slug)
    return page(request, access, session, now, form, edit=row, add=False, status_code=422)


@router.post("/programs/{slug}/rounds/{round_id}/move", name="programs.round_move")
def round_move(
    request: Request, access: ProgramToEdit, round_id: RoundId, submitted: Submitted, session: DbSession, now: Now
) -> Response:
    row, up = found(session, access, round_id), typed_text(submitted, "to") == "up"
    try:
        service.move_round(session, access.program, row, up=up, by=access.user_id, now=now)
    except service.ProgramProblem as problem:
        raise Refused(problem.sentence) from None
    return see_other(request, "programs.rounds", slug=access.program.slug)


@router.post("/programs/{slug}/rounds/{round_id}/remove", name="programs.round_remove")
def round_remove(request: Request, access: ProgramToEdit, round_id: RoundId, session: DbSession, now: Now) -> Response:
    row = found(session, access, round_id)
    name = row.name
    reason = _("The round “%(name)s” was removed.") % {"name": name}
    try:
        service.remove_round(session, access.program, row, reason=reason, by=access.user_id, now=now)
    except service.ProgramProblem as problem:
        raise Refused(problem.sentence) from None
    flash(request, _("“%(name)s” is removed.") % {"name": name})
    return see_other(request, "programs.rounds", slug=access.program.slug)
