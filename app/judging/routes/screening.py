"""A quick first look at one nomination: yes, no, or wrong category, and on to the next."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request, Response
from pydantic import Field

from app.judging.deps import JudgingAccess, NominationToJudge, ScorecardToSave
from app.judging.queries import cards, pages
from app.judging.queries.answers import answer_for_judge
from app.judging.queries.screening import own_answer
from app.judging.queries.sheet import sheet_of
from app.judging.routes.judge import is_first_look, onward
from app.judging.service.screening import screen as answer
from app.judging.service.screening import screen_out
from app.web.clock import Now
from app.web.errors import Refused
from app.web.forms import Form, FormModel, Submitted
from app.web.i18n import _
from app.web.session import DbSession
from app.web.templates import render, see_other

router = APIRouter()


class ScreenForm(FormModel):
    answer: Literal["yes", "no", "wrong_category"]
    reason: Annotated[str, Field(max_length=2000)] = ""


def page(
    request: Request, access: JudgingAccess, session: DbSession, form: Form[Any] | None = None, status: int = 200
) -> Response:
    task = access.task
    card = cards.card_of(session, task)
    given = own_answer(session, card)
    stored = "wrong_category" if card.doubted else "" if given is None else "yes" if given.yes else "no"
    shown: Form[Any] = form or Form.of({"reason": card.doubt_reason if card.doubted else given.reason if given else ""})
    reading = pages.reading_of(session, task.nomination_id)
    return render(
        request, "judging/screen.html", status_code=status, access=access, task=task, program=task.program,
        nomination=sheet_of(task, reading), answered=answer_for_judge(session, task, reading), form=shown, stored=stored, card=card,
    )  # fmt: skip


@router.get("/nominations/{nomination_id}/screen", name="judging.screen")
def screen(request: Request, access: NominationToJudge, session: DbSession) -> Response:
    if not is_first_look(access):
        return see_other(request, "judging.score", nomination_id=access.task.public_id)
    return page(request, access, session)


@router.post("/nominations/{nomination_id}/screen", name="judging.screen_post")
def screen_post(
    request: Request, access: ScorecardToSave, submitted: Submitted, session: DbSession, now: Now
) -> Response:
    if not is_first_look(access):
        raise Refused(_("This round asks for scores. Please open the nomination from your desk."))
    form = Form.bind(ScreenForm, submitted)
    if form.data is None:
        return page(request, access, session, form, 422)
    card, data, words = cards.card_to_save(session, access.task), form.data, access.task.reference
    if data.answer == "wrong_category":
        screen_out(session, access.task, card, reason=data.reason, by=access.judge_id, now=now)
        return onward(
            request, access, session, now, _("%s is marked as in the wrong category. It counts as done.") % words
        )
    answer(session, access.task, card, yes=data.answer == "yes", reason=data.reason, by=access.judge_id, now=now)
    said = _("You said yes to %s.") if data.answer == "yes" else _("You said no to %s.")
    return onward(request, access, session, now, said % words)
