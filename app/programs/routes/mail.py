"""A program's outbox: what was mailed to whom, what waits, and why something could not be sent."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response

from app.programs import service
from app.programs.deps import ProgramAccess, ProgramMail
from app.programs.queries import outbox
from app.settings import Mode
from app.web.clock import Now
from app.web.errors import NotFound, Refused
from app.web.flash import flash
from app.web.forms import Form
from app.web.i18n import _
from app.web.session import DbSession
from app.web.templates import render, see_other

router = APIRouter()
MailId = Annotated[int, Path(ge=1, le=2_147_483_647)]


@router.get("/programs/{slug}/mail", name="programs.mail")
def mail(
    request: Request,
    access: ProgramMail,
    session: DbSession,
    state: str = "",
    number: Annotated[int, Query(alias="page", ge=1, le=1_000_000)] = 1,
) -> Response:
    program, settings = access.program, request.app.state.settings
    state = state if state in outbox.STATES else ""
    found, page = outbox.mails(session, program.id, access.user_id, state=state, number=number)
    return render(
        request, "programs/mail.html", program=program, facts=access.facts, phase=access.facts.phase, mails=found, page=page,
        state=state, state_of=outbox.state_of, form=Form.of({"state": state}), base=f"?state={state}&page=",
        on_console=not settings.smtp_host and settings.mode is not Mode.PRODUCTION,
    )  # fmt: skip


def found_mail(session: DbSession, access: ProgramAccess, mail_id: int) -> Any:
    found = outbox.mail(session, access.program.id, access.user_id, mail_id)
    if found is None:
        raise NotFound
    return found


@router.post("/programs/{slug}/mail/{mail_id}/retry", name="programs.mail_retry")
def mail_retry(request: Request, access: ProgramMail, mail_id: MailId, session: DbSession, now: Now) -> Response:
    try:
        service.retry_mail(session, access.program, found_mail(session, access, mail_id), by=access.user_id, now=now)
    except service.ProgramProblem as problem:
        raise Refused(problem.sentence) from None
    flash(request, _("It is sent as soon as the mail server takes it."))
    return see_other(request, "programs.mail", slug=access.program.slug)


@router.post("/programs/{slug}/mail/{mail_id}/cancel", name="programs.mail_cancel")
def mail_cancel(request: Request, access: ProgramMail, mail_id: MailId, session: DbSession, now: Now) -> Response:
    mail = found_mail(session, access, mail_id)
    try:
        service.cancel_mail(session, access.program, mail, by=access.user_id, now=now)
    except service.ProgramProblem as problem:
        raise Refused(problem.sentence) from None
    undo = request.app.url_path_for("programs.mail_retry", slug=access.program.slug, mail_id=mail.id)
    flash(request, _("The mail is stopped."), undo=undo)
    return see_other(request, "programs.mail", slug=access.program.slug)
