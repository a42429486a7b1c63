"""Around one nomination: coming back to it later, the ones beside it, and how the judge changed their own scores."""

from fastapi import APIRouter, Request, Response

from app.judging.deps import JudgingAccess, NominationToJudge, ScorecardToDoubt
from app.judging.queries import history as histories
from app.judging.queries import turns
from app.judging.routes.judge import Refusal, onward, take
from app.judging.service import memos
from app.web.clock import Now
from app.web.flash import flash
from app.web.forms import Submitted
from app.web.i18n import _
from app.web.session import DbSession
from app.web.templates import render, see_other

router = APIRouter()


@router.post("/nominations/{nomination_id}/score/later", name="judging.later")
def later(request: Request, access: ScorecardToDoubt, submitted: Submitted, session: DbSession, now: Now) -> Response:
    """Saves what was typed, puts the nomination on the pile to come back to, and goes on to the next; or takes it up again."""
    try:
        take(request, access, session, submitted, now)
    except Refusal as refusal:
        return refusal.response
    task = access.task
    if submitted.get("later") == "no":
        return later_undo(request, access, session)
    memos.put_aside(session, task.nomination_id, access.judge_id, now=now)
    undo = str(request.app.url_path_for("judging.later_undo", nomination_id=task.public_id))
    return onward(
        request, access, session, now, _("%s waits on your come-back-later pile.") % task.reference, undo=undo
    )


@router.post("/nominations/{nomination_id}/score/later/undo", name="judging.later_undo")
def later_undo(request: Request, access: ScorecardToDoubt, session: DbSession) -> Response:
    memos.take_up(session, access.task.nomination_id, access.judge_id)
    flash(request, _("%s is among those to do again.") % access.task.reference)
    return see_other(request, "judging.score", nomination_id=access.task.public_id)


@router.get("/nominations/{nomination_id}/score/before", name="judging.before")
def before(access: NominationToJudge, request: Request, session: DbSession, now: Now) -> Response:
    """To the judge's nomination before this one on their desk. An address of its own: the page need not know it."""
    return _to(
        request, access, turns.beside(session, access.task.program.id, access.judge_id, access.task.public_id, now)[0]
    )


@router.get("/nominations/{nomination_id}/score/after", name="judging.after")
def after(access: NominationToJudge, request: Request, session: DbSession, now: Now) -> Response:
    return _to(
        request, access, turns.beside(session, access.task.program.id, access.judge_id, access.task.public_id, now)[1]
    )


def _to(request: Request, access: JudgingAccess, public_id: str | None) -> Response:
    if public_id is None:
        flash(request, _("That was the end of your nominations."), "info")
        return see_other(request, "judging.desk", slug=access.task.program.slug)
    return see_other(request, "judging.score", nomination_id=public_id)


@router.get("/nominations/{nomination_id}/score/history", name="judging.history")
def history(request: Request, access: NominationToJudge, session: DbSession) -> Response:
    """How the judge changed their own scores here."""
    rows = histories.own_changes(session, access.task, access.judge_id)
    return render(request, "judging/history.html", task=access.task, program=access.task.program, rows=rows)
