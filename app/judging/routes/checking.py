"""An organizer checks a list of names against the nominations, before anybody is invited."""

from typing import Any

from fastapi import APIRouter, Request, Response

from app.domain.conflicts import find
from app.domain.errors import UserError
from app.judging.forms import conflicts as forms
from app.judging.queries.checking import Checked, checked, people_in
from app.judging.queries.finding import entries
from app.nominations.queries import kept_from
from app.policy import Action, decide
from app.programs.deps import ProgramToAssign
from app.web.forms import Form, Submitted
from app.web.session import DbSession
from app.web.templates import render

router = APIRouter()


@router.get("/programs/{slug}/conflicts/check", name="judging.check")
def check(request: Request, access: ProgramToAssign) -> Response:
    return check_page(request, access, Form.of({}))


def check_page(
    request: Request, access: ProgramToAssign, form: Form[Any], rows: list[Checked] | None = None, hidden: int = 0, status: int = 200
) -> Response:  # fmt: skip
    return render(
        request, "judging/check.html", status_code=status, program=access.program, phase=access.facts.phase, form=form, rows=rows,
        hidden=hidden, may_invite=bool(decide(access.viewer, Action.PROGRAM_PEOPLE, access.facts)),
    )  # fmt: skip


@router.post("/programs/{slug}/conflicts/check/preview", name="judging.check_preview")
def check_preview(request: Request, access: ProgramToAssign, submitted: Submitted, session: DbSession) -> Response:
    """Who of a list would be too close to which nomination; nothing is saved."""
    form = Form.bind(forms.CheckForm, submitted)
    if form.data is None:
        return check_page(request, access, form, status=422)
    try:
        people = people_in(form.data.people)
    except UserError as refusal:
        return check_page(request, access, form.refuse("people", str(refusal)), status=422)
    apart = kept_from(session, access.program.id, access.user_id)
    found = find(people, [entry for entry in entries(session, access.program.id) if entry.id not in apart])
    return check_page(request, access, form, checked(session, people, found), len(apart))
