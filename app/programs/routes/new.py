"""A new program, by an administrator, with the person who will look after it."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.datastructures import FormData

from app.accounts import service as accounts
from app.domain.errors import UserError
from app.domain.reference import suggest_prefix
from app.policy import Role, Viewer
from app.programs import service
from app.programs.deps import ProgramMaker
from app.programs.forms.program import MOMENTS, ZONES, NewForm
from app.web.clock import Now
from app.web.flash import flash
from app.web.forms import Form, Submitted, typed_text
from app.web.i18n import _
from app.web.session import DbSession
from app.web.templates import render, see_other

router = APIRouter()


def defaults(today: date) -> dict[str, Any]:
    """Nominations for six weeks from the first of next month, a week of checking, three weeks of judging; the last full year."""
    opens = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    closes = opens + timedelta(days=42)
    judging = closes + timedelta(days=7)
    year = today.year if today.month > 9 else today.year - 1
    moments = {
        "opens_at": (opens, time(9)), "closes_at": (closes, time(17)), "judging_opens_at": (judging, time(9)),
        "judging_closes_at": (judging + timedelta(days=21), time(17)),
    }  # fmt: skip
    return {
        "currency": "USD", "time_zone": "America/New_York", "period_from": date(year, 1, 1), "period_to": date(year, 12, 31),
        **{name: datetime.combine(*moment).isoformat(timespec="minutes") for name, moment in moments.items()},
    }  # fmt: skip


def suggest_slug(name: str) -> str:
    """ "Central Mass Sales Awards 2027" → "central-mass-sales-awards-2027"; empty where the name has no such letters."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")


def filled_in(submitted: FormData) -> FormData:
    """Address and letters that were left empty follow from the name."""
    name = typed_text(submitted, "name")
    suggested = {"slug": suggest_slug(name), "reference_prefix": suggest_prefix(name)}
    kept = [(key, value) for key, value in submitted.multi_items() if key not in suggested or str(value).strip()]
    return FormData([*((key, value) for key, value in suggested.items() if key not in dict(kept)), *kept])


@router.get("/programs/new", name="programs.new")
def new(request: Request, viewer: ProgramMaker, now: Now) -> Response:
    return render(request, "programs/new.html", form=Form.of(defaults(now.date())), zones=ZONES)


@router.post("/programs/new", name="programs.new_post")
def new_post(request: Request, viewer: ProgramMaker, submitted: Submitted, session: DbSession, now: Now) -> Response:
    form: Form[NewForm] = Form.bind(NewForm, filled_in(submitted))
    if form.data is not None:
        moments, errors = form.data.moments()
        form = Form(form.typed, errors) if errors else form
    data = form.data
    if data is not None:
        values = data.model_dump(exclude={"organizer_email", "organizer_name", *MOMENTS})
        try:
            program = service.create_program(session, {**values, **moments}, by=viewer.user_id, now=now)
        except service.ProgramProblem as problem:
            form = form.refuse(problem.field, problem.sentence)
        else:
            _appoint(request, session, program.id, data, viewer, now)
            return see_other(request, "programs.show", slug=program.slug)
    return render(request, "programs/new.html", status_code=422, form=form, zones=ZONES)


def _appoint(
    request: Request, session: DbSession, program_id: int, data: NewForm, viewer: Viewer, now: datetime
) -> None:
    if data.organizer_email is None or data.organizer_email.lower() == viewer.email.lower():
        accounts.grant_role(
            session, user_id=viewer.user_id, program_id=program_id, role=Role.ORGANIZER, by=viewer.user_id, now=now
        )
        flash(request, _("The program is there, and you organize it. Only its people see it until you publish it."))
        return
    try:
        accounts.invite(
            session, program_id=program_id, role=Role.ORGANIZER, email=data.organizer_email, name=data.organizer_name,
            by=viewer.user_id, now=now, origin=request.app.state.settings.origin,
        )  # fmt: skip
    except UserError as refusal:  # the program is made all the same: its page for people can invite again
        flash(request, str(refusal), "warning")
        return
    flash(
        request,
        _("The program is there. An invitation to organize it is on its way to %(email)s.")
        % {"email": data.organizer_email},
    )
