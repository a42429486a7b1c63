"""A judge's pages about one nomination: read, score, rule, finish, step back."""

from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.datastructures import FormData
from starlette.responses import JSONResponse

from app.judging import forms
from app.judging.deps import JudgingAccess, NominationToJudge, NominationToLeave, ScorecardToDoubt, ScorecardToSave
from app.judging.queries import cards, pace, pages, turns
from app.judging.queries.answers import answer_for_judge
from app.judging.queries.cards import Card
from app.judging.queries.carrying import Carried, carry
from app.judging.queries.sheet import sheet_of
from app.judging.service import recusal, scoring
from app.judging.service.pairing import leave_choice
from app.web.clock import Now
from app.web.errors import Forbidden, Refused, wants_json
from app.web.filters import clock
from app.web.flash import flash
from app.web.forms import Form, Submitted
from app.web.i18n import _
from app.web.session import DbSession
from app.web.templates import render, see_other

router = APIRouter()
AS_IT_IS = "In a calibration everybody scores the entry as it is. You can doubt the category once judging opens."
FINAL = "Your scorecard is final. If something in it is wrong, ask an organizer to reopen it."
NO_SCORES = "This round asks for no scores: nominations are put in order, or compared two at a time. You find that on your desk."
CHANGED = (
    "You saved something else in another tab. What you typed here is kept: choose below which of the two is to stand."
)
RUBRIC_CHANGED = (
    "The rubric has changed since you opened this page. Press “Save”: what you typed goes along where it still fits."
)


def page(
    request: Request,
    access: JudgingAccess,
    session: DbSession,
    card: Card,
    form: Form[Any],
    *,
    status: int = 200,
    theirs: Card | None = None,
    carried: Carried | None = None,
) -> Response:
    """The scoring page; `theirs` is what another tab saved, shown beside what was typed here; `carried`: it was typed
    on a page of another version of the rubric."""
    task = access.task
    reading = pages.reading_of(session, task.nomination_id)
    return render(
        request, "judging/score.html", status_code=status, access=access, task=task, program=task.program, card=card, form=form,
        nomination=sheet_of(task, reading), answered=answer_for_judge(session, task, reading),
        changed_at=reading.received_at if card.updated_at and reading.received_at > card.updated_at else None,
        evidence=pages.evidence_for(session, task, reading.content), copies=reading.decided.copies or [],
        categories=pages.other_categories(session, task), theirs=forms.shown(theirs) if theirs else None,
        fields=forms.named(card) if theirs else [], carried=carried,
    )  # fmt: skip


@router.get("/nominations/{nomination_id}/score", name="judging.score")
def score(request: Request, access: NominationToJudge, session: DbSession) -> Response:
    if is_first_look(access):
        return see_other(request, "judging.screen", nomination_id=access.task.public_id)
    card = cards.card_of(session, access.task)
    return page(request, access, session, card, forms.shown(card))


def is_first_look(access: JudgingAccess) -> bool:
    """In such a round there are no scores to give."""
    return access.task.round is not None and access.task.round.mode == "screen"


class Refusal(Exception):
    """What was sent was not saved; `response` says why and gives it back."""

    def __init__(self, response: Response) -> None:
        super().__init__()
        self.response = response


def take(
    request: Request, access: JudgingAccess, session: DbSession, submitted: FormData, now: datetime
) -> tuple[Card, Form[Any]]:
    """Saves what was sent: the card as it is now. Raises Refusal, before anything was written, with the answer to give."""
    task = access.task
    if is_first_look(access):
        raise Refused(_("This round is a quick first look: please answer yes, no or wrong category."))
    if task.choosing and any(name.startswith("score-") for name in submitted):
        raise Refused(_(NO_SCORES))
    card = cards.card_to_save(session, task)
    json = wants_json(request)
    last = {name: value for name, value in submitted.multi_items() if isinstance(value, str)}
    carried = carry(session, task, card, last)
    if carried is not None:
        raise Refusal(anew(request, access, session, card, carried))
    form, data = forms.read(submitted, card, ruling_asked=task.ruling_asked and not task.calibration)
    if data is None:
        if json:
            raise Refusal(JSONResponse({"errors": form.errors, "message": next(iter(form.errors.values()))}, 422))
        raise Refusal(page(request, access, session, card, form, status=422))
    try:
        return scoring.save_scorecard(session, task, card, data, by=access.judge_id, now=now), form
    except scoring.CardIsFinal as error:
        raise Forbidden(_(FINAL)) from error
    except scoring.CardChanged as error:
        stored = forms.shown(error.card)
        if json:
            raise Refusal(
                JSONResponse(
                    {"message": _(CHANGED), "version": card.stamp, "stored": {k: v[-1] for k, v in stored.typed.items()}}, 409
                )
            ) from error  # fmt: skip
        form.typed = {**form.typed, "version": [str(card.stamp)]}
        raise Refusal(page(request, access, session, card, form, status=409, theirs=error.card)) from error


def anew(request: Request, access: JudgingAccess, session: DbSession, card: Card, carried: Carried) -> Response:
    """The page in the present version of the rubric, with what was typed in another; nothing is saved before the judge looks."""
    if wants_json(request):
        return JSONResponse({"message": _(RUBRIC_CHANGED), "errors": {}}, 422)
    known = str(card.stamp)
    theirs = card if card.begun and carried.typed.get("version", [known]) != [known] else None
    form: Form[Any] = Form({**forms.shown(card).typed, **carried.typed, "version": [known]}, {})
    return page(request, access, session, card, form, status=409 if theirs else 422, theirs=theirs, carried=carried)


@router.post("/nominations/{nomination_id}/score", name="judging.score_post")
def score_post(
    request: Request, access: ScorecardToSave, submitted: Submitted, session: DbSession, now: Now
) -> Response:
    try:
        card, _form = take(request, access, session, submitted, now)
    except Refusal as refusal:
        return refusal.response
    if wants_json(request):
        return JSONResponse({"version": card.stamp, "saved_at": clock(now, access.task.program.time_zone)})
    flash(request, _("Saved at %s.") % clock(now, access.task.program.time_zone))
    return see_other(request, "judging.score", nomination_id=access.task.public_id)


@router.post("/nominations/{nomination_id}/final", name="judging.final")
def final(request: Request, access: ScorecardToSave, submitted: Submitted, session: DbSession, now: Now) -> Response:
    """Saves first, so that nothing is lost when something is still missing."""
    if access.task.choosing:
        raise Refused(_(NO_SCORES))
    try:
        card, form = take(request, access, session, submitted, now)
    except Refusal as refusal:
        return refusal.response
    if card.final_at is not None:  # sent twice: answered as the first time
        return onward(request, access, session, now)
    errors = forms.unfinished(card)
    if errors:
        unfinished: Form[Any] = Form({**form.typed, "version": [str(card.stamp)]}, errors)
        return page(request, access, session, card, unfinished, status=422)
    scoring.finish_scorecard(session, access.task, card, by=access.judge_id, now=now)
    return onward(request, access, session, now, _("Scorecard for %s submitted. Thank you.") % access.task.reference)


def onward(
    request: Request, access: JudgingAccess, session: DbSession, now: datetime, message: str = "", *, undo: str | None = None
) -> Response:  # fmt: skip
    """To the next nomination, else to the desk; from the last of a calibration to how the panel read it."""
    if message:
        flash(request, message, undo=undo)
    if access.task.choosing:
        return to_choice(request, access)
    program, judge = access.task.program.id, access.judge_id
    finals = pace.finished(session, program, judge)
    following = turns.next_for(session, program, judge, finals, but=access.task.public_id, now=now)
    if access.task.calibration and following is None:
        return see_other(request, "judging.calibrated", slug=access.task.program.slug)
    if following is None or following.later:  # what was put aside is taken up when the judge says so
        return see_other(request, "judging.desk", slug=access.task.program.slug)
    name = "judging.screen" if is_first_look(access) else "judging.score"
    return see_other(request, name, nomination_id=following.public_id)


def to_choice(request: Request, access: JudgingAccess) -> Response:
    """To the order, or the pairs, that the nomination is in."""
    task = access.task
    name = "judging.order" if task.round is not None and task.round.mode == "rank" else "judging.pair"
    return see_other(request, name, slug=task.program.slug, category_id=task.category.id)


@router.post("/nominations/{nomination_id}/doubt", name="judging.doubt")
def doubt(request: Request, access: ScorecardToDoubt, submitted: Submitted, session: DbSession, now: Now) -> Response:
    """ "Wrong category". What else was typed is saved with it."""
    if access.task.calibration:
        raise Refused(_(AS_IT_IS))
    asked = Form.bind(forms.DoubtForm, submitted)
    if asked.data is None:
        card = cards.card_of(session, access.task)
        kept, _data = forms.read(submitted, card, ruling_asked=access.task.ruling_asked)
        return page(request, access, session, card, Form(kept.typed, {**kept.errors, **asked.errors}), status=422)
    try:
        card, _form = take(request, access, session, submitted, now)
    except Refusal as refusal:
        return refusal.response
    others = dict(pages.other_categories(session, access.task))
    if access.task.choosing:
        card = leave_choice(session, card, now=now)
    suggested = asked.data.doubt_category if asked.data.doubt_category in others else None
    scoring.doubt_category(
        session, access.task, card, suggested=suggested, reason=asked.data.doubt_reason, by=access.judge_id, now=now
    )
    said = _("%s is marked as in the wrong category. It counts as done.") % access.task.reference
    return onward(request, access, session, now, said)


@router.post("/nominations/{nomination_id}/fits", name="judging.fits")
def fits(request: Request, access: ScorecardToDoubt, session: DbSession, now: Now) -> Response:
    """Takes "wrong category" back."""
    scoring.drop_doubt(session, access.task, cards.card_to_save(session, access.task), by=access.judge_id, now=now)
    flash(
        request,
        _("The category fits: it is among yours again.")
        if access.task.choosing
        else _("The category fits: you can score this nomination."),
    )
    return see_other(request, "judging.score", nomination_id=access.task.public_id)


@router.get("/nominations/{nomination_id}/recuse", name="judging.recuse")
def recuse(request: Request, access: NominationToLeave) -> Response:
    form: Form[forms.RecusalForm] = Form.of()
    return render(request, "judging/recuse.html", task=access.task, program=access.task.program, form=form)


@router.post("/nominations/{nomination_id}/recuse", name="judging.recuse_post")
def recuse_post(
    request: Request, access: NominationToLeave, submitted: Submitted, session: DbSession, now: Now
) -> Response:
    form = Form.bind(forms.RecusalForm, submitted)
    if form.data is None:
        return render(
            request, "judging/recuse.html", status_code=422, task=access.task, program=access.task.program, form=form
        )
    origin, reason = request.app.state.settings.origin, form.data.reason
    recusal.recuse(session, access.task, judge=access.viewer, reason=reason, now=now, origin=origin)
    flash(request, _("%s has left your desk. The organizers have been told.") % access.task.reference, "info")
    return see_other(request, "judging.desk", slug=access.task.program.slug)
