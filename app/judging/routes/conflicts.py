"""An organizer's pages of conflicts: what was found, what was decided, and a list of names checked before inviting."""

from collections import Counter
from typing import Any

from fastapi import APIRouter, Query, Request, Response

from app.accounts.queries import user
from app.domain.conflicts import find
from app.domain.errors import UserError
from app.judging.forms import conflicts as forms
from app.judging.queries import conflicts as reads
from app.judging.queries.checking import Checked, checked, people_in
from app.judging.queries.conflicts import PairState
from app.judging.queries.declaring import declared
from app.judging.queries.finding import entries
from app.judging.service import conflicts as service
from app.nominations.deps import ConflictToSettle, NominationAccess
from app.nominations.queries import kept_from
from app.policy import Action, decide
from app.programs.deps import ProgramAccess, ProgramToAssign
from app.web.clock import Now
from app.web.flash import flash
from app.web.forms import Form, Submitted
from app.web.i18n import _
from app.web.paging import Page
from app.web.session import DbSession
from app.web.templates import render, see_other

router = APIRouter()
SIZE = 20


def page_of(
    request: Request, session: DbSession, access: ProgramAccess, *, state: PairState = PairState.POSSIBLE, number: int = 1, form: Form[Any] | None = None,
    at: tuple[int, int] | None = None, status: int = 200,
) -> Response:  # fmt: skip
    """`form`: what was refused, of the pair `at`, which is then the first."""
    program, viewer_id = access.program, access.user_id
    apart = kept_from(session, program.id, viewer_id)
    found = reads.pairs(session, program.id, apart)
    counts = Counter(pair.state for pair in found.values())
    chosen = sorted(
        (pair for pair in found.values() if pair.state is state),
        key=lambda pair: (
            (pair.nomination_id, pair.person_id) != at,
            not pair.is_fresh,
            pair.nomination_id,
            pair.person_id,
        ),
    )
    where = Page.of(number, len(chosen), SIZE)
    return render(
        request, "judging/conflicts.html", status_code=status, program=program, phase=access.facts.phase, state=state.value, counts=counts,
        rows=reads.shown(session, program.id, chosen[where.offset : where.offset + SIZE]), where=where, form=form, at=at,
        viewer_id=viewer_id, hidden=len(apart), judges=declared(session, program.id),
    )  # fmt: skip


@router.get("/programs/{slug}/conflicts", name="judging.conflicts")
def conflicts(
    request: Request, access: ProgramToAssign, session: DbSession, state: PairState = PairState.POSSIBLE,
    page: int = Query(1, ge=1, le=100_000),
) -> Response:  # fmt: skip
    return page_of(request, session, access, state=state, number=page)


def refused(
    request: Request, session: DbSession, access: NominationAccess, form: Form[Any], state: PairState
) -> Response:
    person = form.value("person")
    at = (access.nomination.id, int(person) if person.isascii() and person.isdigit() and len(person) < 10 else 0)
    program = ProgramAccess(access.program, access.facts.program, access.viewer)
    return page_of(request, session, program, state=state, form=form, at=at, status=422)  # fmt: skip


@router.post("/nominations/{nomination_id}/conflict/settle", name="judging.settle")
def settle(request: Request, access: ConflictToSettle, submitted: Submitted, session: DbSession, now: Now) -> Response:
    """Confirms or dismisses a possible conflict, or asks the person."""
    form = Form.bind(forms.SettleConflictForm, submitted)
    if form.data is None:
        return refused(request, session, access, form, PairState.POSSIBLE)
    nomination, data = access.nomination, form.data
    pair = reads.pair_of(session, access.program.id, nomination.id, data.person)
    again = pair is not None and pair.state is PairState.DISMISSED and data.decision == "confirm"
    if pair is None or not (again or pair.state is PairState.POSSIBLE):
        flash(request, _("This was settled meanwhile, or what spoke for a conflict is gone."), "warning")
        return see_other(request, "judging.conflicts", slug=access.program.slug)
    person, by = user(session, pair.person_id), user(session, access.user_id)
    origin = request.app.state.settings.origin
    words = {"person": person.name or person.email, "reference": nomination.reference}
    try:
        if data.decision == "confirm":
            service.confirm(session, nomination, pair, person, reason=data.reason, by=by, now=now, origin=origin)
            flash(request, _("Confirmed: %(person)s and %(reference)s don't meet any more.") % words)
        elif data.decision == "dismiss":
            service.dismiss(session, nomination, pair, person, reason=data.reason, by=by, now=now)
            flash(request, _("Dismissed. It comes back only if something new is found.") % words)
        else:
            service.ask(session, nomination, pair, person, question=data.reason, by=by, now=now, origin=origin)
            flash(request, _("%(person)s gets a mail, and the answer will be here.") % words)
    except UserError as refusal:
        return refused(request, session, access, form.refuse("reason", str(refusal)), PairState.POSSIBLE)
    return see_other(request, "judging.conflicts", slug=access.program.slug)


@router.post("/nominations/{nomination_id}/conflict/lift", name="judging.lift")
def lift(request: Request, access: ConflictToSettle, submitted: Submitted, session: DbSession, now: Now) -> Response:
    form = Form.bind(forms.LiftConflictForm, submitted)
    if form.data is None:
        return refused(request, session, access, form, PairState.CONFIRMED)
    pair = reads.pair_of(session, access.program.id, access.nomination.id, form.data.person)
    if pair is None or pair.state is not PairState.CONFIRMED:
        flash(request, _("There is no confirmed conflict between the two any more."), "warning")
        return see_other(request, "judging.conflicts", slug=access.program.slug)
    person, by = user(session, pair.person_id), user(session, access.user_id)
    service.lift(
        session, access.nomination, pair, person, reason=form.data.reason, give_back=form.data.give_back == "yes", by=by, now=now
    )  # fmt: skip
    flash(request, _("The conflict is lifted. The audit trail keeps your reason."))
    return see_other(request, "judging.conflicts", slug=access.program.slug)


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
