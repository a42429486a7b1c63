"""A calibration: organizers set it up and see how the panel read it; judges see their own scores beside the panel's."""

from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request, Response

from app.judging.deps import DeskToReadAfterwards
from app.judging.forms.calibrating import CalibrationForm, offered, typed
from app.judging.queries.calibrated import own_calibration
from app.judging.queries.calibrating import held as held_now
from app.judging.queries.entries import entries, sitting_out, suggested
from app.judging.service import calibrating as service
from app.nominations.queries import kept_from
from app.panels.queries import jury
from app.programs.deps import ProgramAccess, ProgramToAssign
from app.programs.queries import calibrated_with, calibration_of
from app.programs.service import ProgramProblem
from app.web.clock import Now
from app.web.errors import NotFound, Refused
from app.web.flash import flash
from app.web.forms import Form, Submitted
from app.web.i18n import _, ngettext
from app.web.session import DbSession
from app.web.templates import render, see_other

router = APIRouter()
LISTED = 200  # beyond that references are typed


def page(
    request: Request, access: ProgramAccess, session: DbSession, now: datetime, form: Form[Any] | None = None, status: int = 200
) -> Response:  # fmt: skip
    program = access.program
    apart = kept_from(session, program.id, access.user_id)
    judges = jury(session, program.id, whole=True)
    held = held_now(session, program, judges, access.user_id, apart)
    every = entries(session, program.id, apart)
    out = held.out if held else sitting_out(session, program.id, judges)
    proposed = [] if held else suggested(every, out)
    round_ = calibrated_with(session, program.id)
    shown: Form[Any] = form or Form.of(typed(held, program.time_zone) if held else offered(program, proposed, now))
    return render(
        request, "judging/calibration.html", status_code=status, program=program, phase=access.facts.phase, held=held, form=shown,
        listed=[(one.reference, f"{one.reference} · {one.nominee} · {one.category}") for one in every] if len(every) <= LISTED else [],
        nominations=len(every), judges=judges, out=out, proposed=proposed, with_rubric=round_,
        too_late="" if now < program.judging_opens_at else service.opened(program),
    )  # fmt: skip


@router.get("/programs/{slug}/calibration", name="judging.calibration")
def calibration(request: Request, access: ProgramToAssign, session: DbSession, now: Now) -> Response:
    return page(request, access, session, now)


@router.post("/programs/{slug}/calibration", name="judging.calibration_post")
def calibration_post(
    request: Request, access: ProgramToAssign, submitted: Submitted, session: DbSession, now: Now
) -> Response:
    """Sets it up, or changes it while nobody has begun."""
    program, origin = access.program, request.app.state.settings.origin
    form: Form[CalibrationForm] = Form.bind(CalibrationForm, submitted)
    if form.data is None:
        return page(request, access, session, now, form, 422)
    apart = kept_from(session, program.id, access.user_id)
    there = calibration_of(session, program.id)
    kept = [one for one in entries(session, program.id, (), there) if one.id in apart] if there else []
    wanted, errors = form.data.wanted(program, entries(session, program.id, apart), kept, there)
    if wanted is None:
        return page(request, access, session, now, Form(form.typed, errors), 422)
    try:
        if there is None:
            service.set_up(session, program, wanted, by=access.user_id, now=now, origin=origin)
            flash(request, _("The calibration is set up. The judges are told by mail."))
        elif service.change(session, program, wanted, by=access.user_id, now=now, origin=origin):
            flash(request, _("Saved. The judges are told by mail."))
        else:
            flash(request, _("Nothing was changed."))
    except ProgramProblem as problem:
        return page(request, access, session, now, form.refuse(problem.field, problem.sentence), 422)
    return see_other(request, "judging.calibration", slug=program.slug)


@router.post("/programs/{slug}/calibration/undo", name="judging.calibration_undo")
def calibration_undo(request: Request, access: ProgramToAssign, session: DbSession, now: Now) -> Response:
    """Takes it back while nobody has begun."""
    try:
        service.take_back(session, access.program, by=access.user_id, now=now)
    except ProgramProblem as problem:
        raise Refused(problem.sentence) from None
    flash(request, _("The calibration is taken back. The judges are told by mail."))
    return see_other(request, "judging.calibration", slug=access.program.slug)


@router.post("/programs/{slug}/calibration/newcomers", name="judging.calibration_newcomers")
def calibration_newcomers(request: Request, access: ProgramToAssign, session: DbSession, now: Now) -> Response:
    """Judges who came since get the entries too."""
    origin = request.app.state.settings.origin
    try:
        count = service.seat_newcomers(session, access.program, by=access.user_id, now=now, origin=origin)
    except ProgramProblem as problem:
        raise Refused(problem.sentence) from None
    told = ngettext("One more judge has the entries now.", "%(num)s more judges have the entries now.", count)
    flash(request, told % {"num": count})
    return see_other(request, "judging.calibration", slug=access.program.slug)


@router.get("/programs/{slug}/desk/calibrated", name="judging.calibrated")
def calibrated(request: Request, access: DeskToReadAfterwards, session: DbSession, now: Now) -> Response:
    """Own scores beside the panel's, entry by entry, as soon as each is submitted."""
    own = own_calibration(session, access.program, access.user_id)
    if own is None:
        raise NotFound
    return render(
        request, "judging/calibrated.html", program=access.program, phase=access.facts.phase, own=own,
        is_open=access.own.is_calibrating(access.program, now),
    )  # fmt: skip
