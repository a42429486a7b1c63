"""An organizer's page of conflicts: what was found, and what is decided about it."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response

from app.accounts.queries import user
from app.domain.errors import UserError
from app.judging.forms import conflicts as forms
from app.judging.queries import conflicts as reads
from app.judging.queries.conflicts import PairState
from app.judging.queries.declaring import declared
from app.judging.service import conflicts as service
from app.nominations.deps import ConflictToSettle, NominationAccess
from app.nominations.queries import by_public_ids, kept_from, without_organizer
from app.programs.deps import ProgramAccess, ProgramToAssign
from app.web.clock import Now
from app.web.flash import flash
from app.web.forms import Form, Submitted
from app.web.i18n import _, ngettext
from app.web.paging import Page
from app.web.session import DbSession
from app.web.templates import render, see_other

router = APIRouter()
SIZE = 20


def page_of(
    request: Request, session: DbSession, access: ProgramAccess, *, state: PairState = PairState.POSSIBLE, number: int = 1, person: int = 0,
    lost: bool = False, form: Form[Any] | None = None, at: tuple[int, int] | None = None, several: Form[Any] | None = None, status: int = 200,
) -> Response:  # fmt: skip
    """`person`: only this one's. `lost`: a judge has just lost a nomination. `form`: what was refused, of the pair `at`, which is
    then the first; `several`: of many pairs of the person."""
    program, viewer_id = access.program, access.user_id
    apart = kept_from(session, program.id, viewer_id)
    found = reads.pairs(session, program.id, apart, now=request.state.received_at)
    by_person = reads.hits(session, found.values())
    if person:
        found = {key: pair for key, pair in found.items() if key[1] == person}
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
    plain = [pair for pair in chosen if pair.is_plain] if person and person != viewer_id else []
    return render(
        request, "judging/conflicts.html", status_code=status, program=program, phase=access.facts.phase, state=state.value, counts=counts,
        rows=reads.shown(session, program.id, chosen[where.offset : where.offset + SIZE]), where=where, form=form, at=at,
        hits=by_person, person=person, plain=reads.shown(session, program.id, plain) if len(plain) > 1 else [], several=several,
        lost=lost, wanted=program.scores_wanted,
        viewer_id=viewer_id, hidden=len(apart), left_alone=without_organizer(session, program.id) if apart else 0, judges=declared(session, program.id),
    )  # fmt: skip


@router.get("/programs/{slug}/conflicts", name="judging.conflicts")
def conflicts(
    request: Request, access: ProgramToAssign, session: DbSession, state: PairState = PairState.POSSIBLE,
    page: int = Query(1, ge=1, le=100_000), person: int = Query(0, gt=-(2**31), lt=2**31), lost: bool = False,
) -> Response:  # fmt: skip
    return page_of(request, session, access, state=state, number=page, person=person, lost=lost)


def refused(
    request: Request, session: DbSession, access: NominationAccess, form: Form[Any], state: PairState
) -> Response:
    person = form.value("person")
    at = (access.nomination.id, _whole(person))
    program = ProgramAccess(access.program, access.facts.program, access.viewer)
    return page_of(request, session, program, state=state, form=form, at=at, status=422)  # fmt: skip


def _whole(typed: str) -> int:
    digits = typed.removeprefix("-")
    return int(typed) if digits.isascii() and digits.isdigit() and len(digits) < 10 else 0


@router.post("/nominations/{nomination_id}/conflict/settle", name="judging.settle")
def settle(request: Request, access: ConflictToSettle, submitted: Submitted, session: DbSession, now: Now) -> Response:
    """Confirms or dismisses a possible conflict, or asks the person."""
    form = Form.bind(forms.SettleConflictForm, submitted)
    if form.data is None:
        return refused(request, session, access, form, PairState.POSSIBLE)
    nomination, data = access.nomination, form.data
    pair = reads.pair_of(session, access.program.id, nomination.id, data.person, now)
    again = pair is not None and pair.state is PairState.DISMISSED and data.decision == "confirm"
    if pair is None or not (again or pair.state is PairState.POSSIBLE):
        flash(request, _("This was settled meanwhile, or what spoke for a conflict is gone."), "warning")
        return see_other(request, "judging.conflicts", slug=access.program.slug)
    by = user(session, access.user_id)
    person = service.person_of(session, pair, by=by, now=now)
    origin = request.app.state.settings.origin
    words = {"person": person.name or person.email, "reference": nomination.reference}
    assigned, lost = reads.is_to_judge(session, pair), False
    try:
        if data.decision == "confirm":
            service.confirm(session, nomination, pair, person, reason=data.reason, by=by, now=now, origin=origin)
            flash(request, _("Confirmed: %(person)s and %(reference)s don't meet any more.") % words)
            lost = assigned
        elif data.decision == "dismiss":
            service.dismiss(session, nomination, pair, person, reason=data.reason, by=by, now=now)
            flash(request, _("Dismissed. It comes back only if something new is found.") % words)
        else:
            service.ask(session, nomination, pair, person, question=data.reason, by=by, now=now, origin=origin)
            flash(request, _("%(person)s gets a mail, and the answer will be here.") % words)
    except UserError as refusal:
        return refused(request, session, access, form.refuse("reason", str(refusal)), PairState.POSSIBLE)
    answer = see_other(request, "judging.conflicts", slug=access.program.slug)
    answer.headers["location"] += "?lost=1" if lost else ""
    return answer


@router.post("/nominations/{nomination_id}/conflict/lift", name="judging.lift")
def lift(request: Request, access: ConflictToSettle, submitted: Submitted, session: DbSession, now: Now) -> Response:
    form = Form.bind(forms.LiftConflictForm, submitted)
    if form.data is None:
        return refused(request, session, access, form, PairState.CONFIRMED)
    pair = reads.pair_of(session, access.program.id, access.nomination.id, form.data.person, now)
    if pair is None or pair.state is not PairState.CONFIRMED:
        flash(request, _("There is no confirmed conflict between the two any more."), "warning")
        return see_other(request, "judging.conflicts", slug=access.program.slug)
    person, by = user(session, pair.person_id), user(session, access.user_id)
    service.lift(
        session, access.nomination, pair, person, reason=form.data.reason, give_back=form.data.give_back == "yes", by=by, now=now
    )  # fmt: skip
    flash(request, _("The conflict is lifted. The audit trail keeps your reason."))
    return see_other(request, "judging.conflicts", slug=access.program.slug)


@router.post("/programs/{slug}/conflicts/dismiss", name="judging.dismiss")
def dismiss(request: Request, access: ProgramToAssign, submitted: Submitted, session: DbSession, now: Now) -> Response:
    """Several possible conflicts of one person, with one reason; can be undone."""
    form = Form.bind(forms.DismissForm, submitted, lists=("pairs",))
    program, by = access.program, user(session, access.user_id)
    if form.data is None:
        return page_of(request, session, access, person=_whole(form.value("person")), several=form, status=422)
    apart = kept_from(session, program.id, by.id)
    found = reads.pairs(session, program.id, apart, now=now)
    nominations = by_public_ids(session, program.id, form.data.pairs)
    chosen = [(one, pair) for one in nominations if (pair := found.get((one.id, form.data.person)))]
    try:
        count = service.dismiss_several(session, chosen, reason=form.data.reason, by=by, now=now)
    except UserError as refusal:
        return page_of(request, session, access, several=form.refuse("reason", str(refusal)), person=form.data.person, status=422)  # fmt: skip
    if count:
        undo = request.app.url_path_for(
            "judging.undismiss", slug=program.slug, moment=str(round(now.timestamp() * 1_000_000))
        )
        said = ngettext("Dismissed one possible conflict.", "Dismissed %(num)s possible conflicts.", count)
        flash(request, said % {"num": count}, undo=str(undo))
    else:
        flash(request, _("These were settled meanwhile, or what spoke for a conflict is gone."), "warning")
    return see_other(request, "judging.conflicts", slug=program.slug)


@router.post("/programs/{slug}/conflicts/dismiss/{moment}/undo", name="judging.undismiss")
def undismiss(
    request: Request, access: ProgramToAssign, session: DbSession, now: Now, moment: Annotated[int, Path(ge=0, lt=2**53)],
) -> Response:  # fmt: skip
    at = datetime.fromtimestamp(0, UTC) + timedelta(microseconds=moment)
    by = user(session, access.user_id)
    count = service.take_back_dismissal(session, access.program.id, at=at, by=by, now=now)
    if count:
        flash(request, _("Taken back: they are among the possible ones again."))
    else:
        flash(request, _("There is nothing to take back: it was decided anew meanwhile."), "warning")
    return see_other(request, "judging.conflicts", slug=access.program.slug)
