"""From results to winners: how far each category is, tie rules, the moment of publication."""

from typing import Any

from fastapi import APIRouter, Request, Response

from app.programs.deps import ProgramAccess, ProgramResults, ProgramToDecide, ProgramToEdit
from app.programs.queries import rules_are_fixed
from app.results import service
from app.results.forms import PublicationForm, TiesForm
from app.results.queries.awards import is_public, publication_of
from app.results.queries.deciding import decisions_now, unreleased
from app.results.queries.outstanding import outstanding
from app.results.routes.carrying import carried_out
from app.web.clock import Now
from app.web.errors import Refused
from app.web.forms import Form, Submitted
from app.web.i18n import _
from app.web.session import DbSession
from app.web.templates import render, see_other

router = APIRouter()


@router.get("/programs/{slug}/decisions", name="results.decisions")
def decisions(request: Request, access: ProgramResults, session: DbSession, now: Now) -> Response:
    return _page(request, access, session, now)


@router.post("/programs/{slug}/decisions/ties", name="results.ties")
def ties(request: Request, access: ProgramToEdit, session: DbSession, submitted: Submitted, now: Now) -> Response:
    form = Form.bind(TiesForm, submitted)
    if form.data is None:
        raise Refused(_("Please choose the rules from the lists."))
    data = form.data
    return carried_out(
        request, _("Saved."),
        lambda: service.set_tie_rules(session, access.program, data.rules, by=access.user_id, now=now),
        to=_here(request, access),
    )  # fmt: skip


@router.post("/programs/{slug}/publication", name="results.publication")
def publication(
    request: Request, access: ProgramToDecide, session: DbSession, submitted: Submitted, now: Now
) -> Response:
    form = Form.bind(PublicationForm, submitted)
    moment = form.data.moment(access.program.time_zone) if form.data else None
    if form.data and moment is None:
        form = form.refuse("publish_at", _("Clocks are changed at this time. Please choose another hour."))
    if moment is None:
        return _page(request, access, session, now, form)
    at = moment
    return carried_out(
        request, _("Set. Nothing is public before it is approved and the moment has come."),
        lambda: service.schedule_publication(session, access.program, at, by=access.user_id, now=now),
        to=_here(request, access),
    )  # fmt: skip


@router.post("/programs/{slug}/publication/approve", name="results.approve_publication")
def approve_publication(request: Request, access: ProgramToDecide, session: DbSession, now: Now) -> Response:
    found = decisions_now(session, access.program, access.user_id, now)
    return carried_out(
        request, _("Approved. The winners become public at the moment that was set."),
        lambda: service.approve_publication(
            session, access.program, found, by=access.user_id, now=now, origin=request.app.state.settings.origin
        ),
        to=_here(request, access),
    )  # fmt: skip


@router.post("/programs/{slug}/publication/withdraw", name="results.withdraw_publication")
def withdraw_publication(request: Request, access: ProgramToDecide, session: DbSession, now: Now) -> Response:
    return carried_out(
        request, _("Taken back. Nothing becomes public."),
        lambda: service.withdraw_publication(session, access.program, by=access.user_id, now=now),
        to=_here(request, access),
    )  # fmt: skip


def _here(request: Request, access: ProgramAccess) -> Response:
    return see_other(request, "results.decisions", slug=access.program.slug)


def _page(
    request: Request, access: ProgramAccess, session: DbSession, now: Now, form: Form[Any] | None = None,
) -> Response:  # fmt: skip
    """`form`: the publication's, where something is wrong with it."""
    found = decisions_now(session, access.program, access.user_id, now)
    publication = publication_of(session, access.program.id)
    return render(
        request, "results/decisions.html", status_code=422 if form else 200, program=access.program,
        phase=access.facts.phase, facts=access.facts, found=found, form=form, publication=publication,
        public=is_public(publication, now), fixed=rules_are_fixed(access.program, now), me=access.user_id,
        later=unreleased(found, publication),
        open=outstanding(session, access.program, access.user_id, now),
    )  # fmt: skip
