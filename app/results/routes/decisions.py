"""From results to winners: tie rules, proposals and their approval, the moment of publication."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request, Response

from app.domain.errors import UserError
from app.programs.deps import ProgramAccess, ProgramResults, ProgramToDecide, ProgramToEdit
from app.programs.queries import rules_are_fixed
from app.results import service
from app.results.forms import AwardForm, DropForm, ProposeForm, PublicationForm, TiesForm
from app.results.queries.awards import AwardKind, is_public, publication_of
from app.results.queries.deciding import Deciding, Decisions, decisions_now, nomination_by_reference, unreleased
from app.web.clock import Now
from app.web.errors import NotFound, Refused
from app.web.flash import flash
from app.web.forms import Form, Submitted
from app.web.i18n import _
from app.web.session import DbSession
from app.web.templates import render, see_other

router = APIRouter()
OFFERED = 50  # nominees in the list of a category; others by their reference


@router.get("/programs/{slug}/decisions", name="results.decisions")
def decisions(request: Request, access: ProgramResults, session: DbSession, now: Now) -> Response:
    return _page(request, access, session, now, decisions_now(session, access.program, access.user_id))


@router.post("/programs/{slug}/decisions/ties", name="results.ties")
def ties(request: Request, access: ProgramToEdit, session: DbSession, submitted: Submitted, now: Now) -> Response:
    form = Form.bind(TiesForm, submitted)
    if form.data is None:
        raise Refused(_("Please choose the rules from the lists."))
    data = form.data
    return _do(
        request, access, _("Saved."),
        lambda: service.set_tie_rules(session, access.program, data.rules, by=access.user_id, now=now),
    )  # fmt: skip


@router.post("/programs/{slug}/decisions/{category_id}/award", name="results.award")
def award(
    request: Request, access: ProgramToDecide, session: DbSession, submitted: Submitted, now: Now, category_id: int
) -> Response:
    """What was typed is kept where something is wrong with it."""
    found, one = _category(access, session, category_id)
    form = Form.bind(AwardForm, submitted)
    if form.data is None:
        return _page(request, access, session, now, found, form, category_id, 422)
    try:
        _add(session, access, one, found, form.data, now)
    except UserError as refusal:
        form = form.refuse("nomination_id", str(refusal))
        return _page(request, access, session, now, found, form, category_id, 422)
    flash(request, _("Added. Nobody else is told before publication."))
    return see_other(request, "results.decisions", slug=access.program.slug)


def _add(session: DbSession, access: ProgramAccess, one: Deciding, found: Decisions, data: AwardForm, now: Now) -> None:
    nomination = None
    if data.kind is not AwardKind.NOBODY:
        reference = data.reference
        if not reference and one.board is not None:
            reference = found.references.get(data.nomination_id or 0, "")
        nomination = nomination_by_reference(session, access.program.id, reference) if reference else None
        if nomination is not None and nomination.id not in found.nominees:
            nomination = None  # kept from this organizer: as if there were none
        if nomination is None and data.reference:
            raise UserError(_("There is no nomination in the contest with this reference."))
    service.add_award(
        session, access.program, one, data.kind, nomination, title=data.title, citation=data.citation,
        by=access.user_id, now=now,
    )  # fmt: skip


@router.post("/programs/{slug}/decisions/{category_id}/drop", name="results.drop")
def drop(
    request: Request, access: ProgramToDecide, session: DbSession, submitted: Submitted, now: Now, category_id: int
) -> Response:
    _all, one = _category(access, session, category_id)
    form = Form.bind(DropForm, submitted)
    if form.data is None:
        raise Refused(_("Please say which award to take off."))
    award_id = form.data.award_id
    return _do(
        request, access, _("Taken off."),
        lambda: service.drop_award(session, access.program, one, award_id, by=access.user_id, now=now),
    )  # fmt: skip


@router.post("/programs/{slug}/decisions/{category_id}/propose", name="results.propose")
def propose(
    request: Request, access: ProgramToDecide, session: DbSession, submitted: Submitted, now: Now, category_id: int
) -> Response:
    found, one = _category(access, session, category_id)
    form = Form.bind(ProposeForm, submitted)
    if form.data is not None:
        try:
            service.keep_results(session, access.program.id, found.fresh, now=now)
            service.propose(session, access.program, one, form.data.reason, by=access.user_id, now=now)
        except UserError as refusal:
            form = form.refuse("reason", str(refusal))
        else:
            flash(request, _("Proposed. Now it is to be approved."))
            return see_other(request, "results.decisions", slug=access.program.slug)
    return _page(request, access, session, now, found, form, category_id, 422)


@router.post("/programs/{slug}/decisions/{category_id}/approve", name="results.approve")
def approve(request: Request, access: ProgramToDecide, session: DbSession, now: Now, category_id: int) -> Response:
    found, one = _category(access, session, category_id)
    return _do(
        request, access, _("Approved."),
        lambda: service.approve(session, access.program, one, found, by=access.user_id, now=now),
    )  # fmt: skip


@router.post("/programs/{slug}/decisions/{category_id}/withdraw", name="results.withdraw")
def withdraw(request: Request, access: ProgramToDecide, session: DbSession, now: Now, category_id: int) -> Response:
    _all, one = _category(access, session, category_id)
    return _do(
        request, access, _("Taken back. It can be changed again."),
        lambda: service.withdraw(session, access.program, one, by=access.user_id, now=now),
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
        found = decisions_now(session, access.program, access.user_id)
        return _page(request, access, session, now, found, form, None, 422)
    at = moment
    return _do(
        request, access, _("Set. Nothing is public before it is approved and the moment has come."),
        lambda: service.schedule_publication(session, access.program, at, by=access.user_id, now=now),
    )  # fmt: skip


@router.post("/programs/{slug}/publication/approve", name="results.approve_publication")
def approve_publication(request: Request, access: ProgramToDecide, session: DbSession, now: Now) -> Response:
    found = decisions_now(session, access.program, access.user_id)
    return _do(
        request, access, _("Approved. The winners become public at the moment that was set."),
        lambda: service.approve_publication(
            session, access.program, found, by=access.user_id, now=now, origin=request.app.state.settings.origin
        ),
    )  # fmt: skip


@router.post("/programs/{slug}/publication/withdraw", name="results.withdraw_publication")
def withdraw_publication(request: Request, access: ProgramToDecide, session: DbSession, now: Now) -> Response:
    return _do(
        request, access, _("Taken back. Nothing becomes public."),
        lambda: service.withdraw_publication(session, access.program, by=access.user_id, now=now),
    )  # fmt: skip


def _do(request: Request, access: ProgramAccess, done: str, act: Callable[[], None]) -> Response:
    try:
        act()
    except UserError as refusal:
        raise Refused(str(refusal)) from None
    flash(request, done)
    return see_other(request, "results.decisions", slug=access.program.slug)


def _category(access: ProgramAccess, session: DbSession, category_id: int) -> tuple[Decisions, Deciding]:
    found = decisions_now(session, access.program, access.user_id)
    one = next((each for each in found.categories if each.category.id == category_id), None)
    if one is None:
        raise NotFound
    return found, one


def _page(
    request: Request, access: ProgramAccess, session: DbSession, now: Now, found: Decisions,
    form: Form[Any] | None = None, wrong: int | None = None, status: int = 200,
) -> Response:  # fmt: skip
    """`wrong`: the category whose form is shown again."""
    publication = publication_of(session, access.program.id)
    return render(
        request, "results/decisions.html", status_code=status, program=access.program, phase=access.facts.phase,
        facts=access.facts, found=found, form=form, wrong=wrong, publication=publication, public=is_public(publication, now),
        fixed=rules_are_fixed(access.program, now), offered=OFFERED, me=access.user_id,
        later=unreleased(found, publication),
    )  # fmt: skip
