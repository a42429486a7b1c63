""" "I'm done", coming back, and afterwards how own scores compare."""

from fastapi import APIRouter, Request, Response

from app.judging.deps import Desk, DeskToCompare, DeskToFinish
from app.judging.queries import compared as comparisons
from app.judging.queries import desk
from app.judging.queries.own_choices import own_fields
from app.judging.service import finishing as service
from app.web.clock import Now
from app.web.flash import flash
from app.web.i18n import _
from app.web.session import DbSession
from app.web.templates import render, see_other

router = APIRouter()


@router.get("/programs/{slug}/desk/done", name="judging.done")
def done(request: Request, access: Desk, session: DbSession) -> Response:
    """What is still open, and the button."""
    program = access.program
    counts = desk.counts(session, program.id, access.user_id)
    fields = own_fields(session, program.id, access.user_id, access.own.round)
    return render(
        request, "judging/done.html", program=program, phase=access.facts.phase, facts=access.facts, counts=counts,
        unfinished=[one for one in fields if not one.is_done], choosing=bool(fields), own=access.own,
    )  # fmt: skip


@router.post("/programs/{slug}/desk/done", name="judging.done_post")
def done_post(request: Request, access: DeskToFinish, session: DbSession, now: Now) -> Response:
    program = access.program
    counts = desk.counts(session, program.id, access.user_id)
    fields = own_fields(session, program.id, access.user_id, access.own.round)
    left = sum(one.work.asked - one.work.done for one in fields) if fields else counts.left
    if service.say_done(session, program.id, left=left, by=access.user_id, now=now):
        undo = str(request.app.url_path_for("judging.come_back", slug=program.slug))
        flash(request, _("Thank you. The organizers see that you are done."), undo=undo)
    return see_other(request, "judging.desk", slug=program.slug)


@router.post("/programs/{slug}/desk/done/undo", name="judging.come_back")
def come_back(request: Request, access: DeskToFinish, session: DbSession, now: Now) -> Response:
    if service.come_back(session, access.program.id, by=access.user_id, now=now):
        flash(request, _("Welcome back. Say “I'm done” again when you are."))
    return see_other(request, "judging.desk", slug=access.program.slug)


@router.get("/programs/{slug}/desk/compared", name="judging.compared")
def compared(request: Request, access: DeskToCompare, session: DbSession) -> Response:
    rows = comparisons.compared(session, access.program.id, access.user_id)
    return render(request, "judging/compared.html", program=access.program, phase=access.facts.phase, rows=rows)
