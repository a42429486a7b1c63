"""Nominators are asked about the category, or reminded, after a look at the mail; and the date of one question is changed."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.domain.answering import end_of_day
from app.domain.errors import UserError
from app.flags import queries, service
from app.flags.forms import AskForm, DateForm
from app.nominations.deps import FlagToSettle
from app.nominations.queries import kept_from, question_of
from app.nominations.service import mail_preview, set_due
from app.programs.deps import ProgramAccess, ProgramFlags, ProgramToAsk
from app.web.clock import Now
from app.web.errors import Refused
from app.web.filters import when
from app.web.flash import flash
from app.web.forms import Form, Submitted
from app.web.i18n import _, ngettext
from app.web.session import DbSession
from app.web.templates import render, see_other

router = APIRouter()


@router.get("/programs/{slug}/questions", name="flags.questions")
def questions(
    request: Request,
    access: ProgramFlags,
    session: DbSession,
    now: Now,
    only: str = "",
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
) -> Response:
    form: Form[AskForm] = Form({"nominations": [only]} if only else {})
    return _page(request, access, session, now, form, 200, page=page)


@router.post("/programs/{slug}/questions/preview", name="flags.questions_preview")
def questions_preview(
    request: Request, access: ProgramToAsk, session: DbSession, submitted: Submitted, now: Now
) -> Response:
    """Who would get a mail, and what it would say; nothing is sent."""
    form = Form.bind(AskForm, submitted, lists=("nominations",))
    if form.data is None:
        return _page(request, access, session, now, form, 422)
    rows = _chosen(access, session, now, form.data)
    able = [row for row in rows if not row.why_not]
    if not able:
        return _page(request, access, session, now, form.refuse("nominations", _nobody(rows)), 422)
    first, origin = able[0], request.app.state.settings.origin
    mail = mail_preview(
        session, first.nomination, (first.submission, first.assessment), now=now, origin=origin, note=form.data.note
    )
    return _page(
        request, access, session, now, form, 200, recipients=able, mail=mail, left=[r for r in rows if r.why_not]
    )


@router.post("/programs/{slug}/questions", name="flags.questions_post")
def questions_post(
    request: Request, access: ProgramToAsk, session: DbSession, submitted: Submitted, now: Now
) -> Response:
    form = Form.bind(AskForm, submitted, lists=("nominations",))
    if form.data is None:
        return _page(request, access, session, now, form, 422)
    rows = _chosen(access, session, now, form.data)
    done = service.ask_many(
        session, rows, note=form.data.note, by=access.user_id, now=now, origin=request.app.state.settings.origin
    )
    if not done.asked:
        return _page(request, access, session, now, form.refuse("nominations", _nobody(rows)), 422)
    flash(
        request,
        ngettext("One mail is on its way.", "%(num)s mails are on their way.", done.asked) % {"num": done.asked},
    )
    for reference, reason in done.left_out[:3]:
        flash(request, f"{reference}: {reason}", "info")
    return see_other(request, "flags.questions", slug=access.program.slug)


@router.post("/nominations/{nomination_id}/flag/date", name="flags.date")
def date(request: Request, access: FlagToSettle, session: DbSession, submitted: Submitted, now: Now) -> Response:
    """More time to answer, or less."""
    asked = question_of(session, access.nomination.id)
    if asked is None:
        raise Refused(_("The nominator was not asked yet. Ask first: the mail names the date."))
    form = Form.bind(DateForm, submitted)
    if form.data is None:
        raise Refused(_("Please write a date as year-month-day, such as 2027-03-05."))
    zone = access.program.time_zone
    try:
        set_due(session, access.nomination, asked, end_of_day(form.data.day, zone), by=access.user_id, now=now)
    except UserError as refusal:
        raise Refused(str(refusal)) from None
    text = _("The nominator may answer until %s. No mail was sent: a reminder would name the new date.")
    flash(request, text % when(asked.due_at, zone))
    return see_other(request, "flags.flag", nomination_id=access.nomination.public_id)


def _chosen(access: ProgramAccess, session: DbSession, now: Now, data: AskForm) -> list[queries.Askable]:
    hidden = kept_from(session, access.program.id, access.user_id)
    return queries.askable(session, access.program, hidden, now, only=data.nominations, size=len(data.nominations))[0]


def _nobody(rows: list[queries.Askable]) -> str:
    if rows:
        return rows[0].why_not
    return _("None of these waits for an answer any more. Please look at the list again.")


def _page(
    request: Request,
    access: ProgramAccess,
    session: DbSession,
    now: Now,
    form: Form[AskForm],
    status: int,
    *,
    page: int = 1,
    recipients: list[queries.Askable] | None = None,
    mail: tuple[str, str] | None = None,
    left: list[queries.Askable] | None = None,
) -> Response:
    hidden = kept_from(session, access.program.id, access.user_id)
    rows, pages = queries.askable(session, access.program, hidden, now, page=page)
    return render(
        request, "flags/questions.html", status_code=status, program=access.program, phase=access.facts.phase, facts=access.facts,
        form=form, rows=rows, pages=pages, recipients=recipients or [], mail=mail, left=left or [],
    )  # fmt: skip
