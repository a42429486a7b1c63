"""What a nominator does with a nomination: submit, withdraw, revive, delete, choose a category."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.domain.errors import UserError
from app.nominations import service
from app.nominations.deps import (
    NominationAccess,
    NominationToDelete,
    NominationToEdit,
    NominationToRevive,
    NominationToSave,
    NominationToWithdraw,
)
from app.nominations.forms import read_step
from app.nominations.routes.consent import keep_consent
from app.nominations.routes.pages import review_context
from app.nominations.routes.steps import autosave_answer, onward, step_context, version_of
from app.nominations.service import Incomplete, Stale
from app.policy import Action, decide
from app.programs.queries import categories
from app.web.clock import Now
from app.web.flash import flash
from app.web.forms import Submitted, typed_text
from app.web.i18n import _
from app.web.session import DbSession
from app.web.templates import render, see_other

router = APIRouter()


@router.post("/nominations/{nomination_id}/review", name="nominations.review_post")
def review_post(
    request: Request, access: NominationToSave, submitted: Submitted, session: DbSession, now: Now
) -> Response:
    typed = read_step("review", submitted.multi_items())
    keep_consent(session, access, submitted, now)
    outcome = service.save_step(
        session, access.nomination, "review", typed, version=version_of(submitted), by=access.user_id, now=now
    )
    if "x-autosave" in request.headers:
        return autosave_answer(access, outcome, now)
    if isinstance(outcome, Stale):
        return _stale(request, access, session, typed)
    return onward(request, access, "review", typed_text(submitted, "go"))


def _stale(request: Request, access: NominationAccess, session: DbSession, typed: dict[str, str]) -> Response:
    context = review_context(request, access, session)
    context |= step_context(request, access, session, "review", typed=typed, stale=True)
    return render(request, "nominations/review.html", status_code=409, **context)


@router.post("/nominations/{nomination_id}/submit", name="nominations.submit")
def submit(request: Request, access: NominationToSave, submitted: Submitted, session: DbSession, now: Now) -> Response:
    """The explanation typed beside the button is kept first, so that a late nominator loses nothing; then the policy decides."""
    typed = read_step("review", submitted.multi_items())
    keep_consent(session, access, submitted, now)
    if typed and isinstance(
        service.save_step(
            session, access.nomination, "review", typed, version=version_of(submitted), by=access.user_id, now=now
        ),
        Stale,
    ):
        return _stale(request, access, session, typed)
    decision = decide(access.viewer, Action.NOMINATION_SUBMIT, access.facts)
    if not decision:
        return _refused(request, access, session, decision.reason, 403)
    origin = request.app.state.settings.origin
    try:
        service.submit_nomination(session, access.nomination, by=access.user_id, now=now, origin=origin)
    except Incomplete as refusal:
        return _refused(request, access, session, str(refusal), 422)
    return see_other(request, "nominations.receipt", nomination_id=access.nomination.public_id)


def _refused(request: Request, access: NominationAccess, session: DbSession, reason: str, status: int) -> Response:
    context = review_context(request, access, session)
    return render(request, "nominations/review.html", status_code=status, refusal=reason, **context)


@router.post("/nominations/{nomination_id}/withdraw", name="nominations.withdraw")
def withdraw(request: Request, access: NominationToWithdraw, session: DbSession, now: Now) -> Response:
    service.withdraw(session, access.nomination, by=access.user_id, now=now)
    undo = str(request.app.url_path_for("nominations.revive", nomination_id=access.nomination.public_id))
    flash(request, _("Withdrawn. Judges won't see it; you can revive it until nominations close."), undo=undo)
    return see_other(request, "nominations.show", nomination_id=access.nomination.public_id)


@router.post("/nominations/{nomination_id}/revive", name="nominations.revive")
def revive(request: Request, access: NominationToRevive, session: DbSession, now: Now) -> Response:
    service.revive(session, access.nomination, by=access.user_id, now=now)
    flash(request, _("Revived: it is in the contest again, as you submitted it last."))
    return see_other(request, "nominations.show", nomination_id=access.nomination.public_id)


@router.post("/nominations/{nomination_id}/delete", name="nominations.delete")
def delete(request: Request, access: NominationToDelete, session: DbSession, now: Now) -> Response:
    service.delete_draft(session, access.nomination, by=access.user_id, now=now)
    flash(request, _("The draft was deleted."))
    return see_other(request, "nominations.index")


@router.post("/nominations/{nomination_id}/category", name="nominations.category")
def category(
    request: Request, access: NominationToEdit, submitted: Submitted, session: DbSession, now: Now
) -> Response:
    """The one click of the offer, a choice of one's own, or (from the notice's undo) the way back. An explanation that was
    typed beside the button is kept first."""
    typed = read_step("review", submitted.multi_items())
    keep_consent(session, access, submitted, now)
    if typed and isinstance(
        service.save_step(
            session, access.nomination, "review", typed, version=version_of(submitted), by=access.user_id, now=now
        ),
        Stale,
    ):
        return _stale(request, access, session, typed)
    back = request.query_params.get("back", "")
    chosen = _chosen(access, session, back or typed_text(submitted, "category"))
    before = access.nomination.category
    if chosen is None:
        flash(request, _("Please choose one of the categories."), "warning")
        return see_other(request, "nominations.review", nomination_id=access.nomination.public_id)
    try:
        service.choose_category(session, access.nomination, chosen, by=access.user_id, now=now)
        path = request.app.url_path_for("nominations.category", nomination_id=access.nomination.public_id)
        undo = f"{path}?back={before.id}" if before.id != chosen.id and not back else None
        flash(request, _("It is in %s now. Everything you typed is kept.") % chosen.name, undo=undo)
    except UserError as refusal:
        flash(request, str(refusal), "warning")
    return see_other(request, "nominations.review", nomination_id=access.nomination.public_id)


def _chosen(access: NominationAccess, session: DbSession, text: str) -> Any:
    return next((c for c in categories(session, access.program.id) if str(c.id) == text), None)
