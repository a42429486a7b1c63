"""The page that asks a nominator about the category, with a date, and takes the answer."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from app.nominations import queries, service
from app.nominations.deps import NominationAccess, NominationToAnswer, OwnNomination
from app.nominations.forms import FIGURES, MOST_ADDED, ORIGINS, content_of, read_rows
from app.nominations.routes.pages import submitted_context
from app.nominations.service import Answer, AnswerProblem
from app.programs.queries import categories
from app.web.clock import Now
from app.web.flash import flash
from app.web.forms import Form, Submitted, typed_text
from app.web.i18n import _
from app.web.session import DbSession
from app.web.templates import render, see_other

router = APIRouter()
BLANK_ROWS = 4


@router.get("/nominations/{nomination_id}/question", name="nominations.question")
def question(request: Request, access: OwnNomination, session: DbSession) -> Response:
    return render(request, "nominations/question.html", **question_context(access, session))


@router.post("/nominations/{nomination_id}/question", name="nominations.question_post")
def question_post(
    request: Request, access: NominationToAnswer, submitted: Submitted, session: DbSession, now: Now
) -> Response:
    """Move it, explain it and add figures, or leave it as it is."""
    try:
        answer = _answer(access, session, submitted)
        assessment = service.answer_question(session, access.nomination, answer, by=access.user_id, now=now)
    except AnswerProblem as refusal:
        typed = {name: [str(value)] for name, value in submitted.multi_items() if isinstance(value, str)}
        context = question_context(access, session, Form(typed, refusal.problems))
        return render(request, "nominations/question.html", status_code=422, **context)
    flash(request, _thanks(answer, open_still=assessment is None or assessment.flag or assessment.question))
    return see_other(request, "nominations.show", nomination_id=access.nomination.public_id)


def _thanks(answer: Answer, *, open_still: bool) -> str:
    if answer.accept is not None:
        return _("Thank you. It is in %s now, and the question is closed.") % answer.accept.name
    if answer.leave:
        return _("Thank you. It stays as it is, and the organizers decide.")
    if not open_still:
        return _("Thank you. These figures answer the question: it is closed.")
    return _("Thank you. Judges and organizers will read your answer beside the figures.")


def _answer(access: NominationAccess, session: DbSession, submitted: FormData) -> Answer:
    chosen = typed_text(submitted, "answer")
    if chosen == "leave":
        return Answer(leave=True)
    if chosen == "move":
        wanted = typed_text(submitted, "category")
        accept = next((c for c in categories(session, access.program.id) if str(c.id) == wanted), None)
        if accept is None:
            raise AnswerProblem({"category": _("Please choose the category to move it to.")})
        return Answer(accept=accept)
    if chosen != "keep":
        raise AnswerProblem({"answer": _("Please choose one of the answers.")})
    found = queries.latest(session, access.nomination.id)
    sent = len(content_of(found[0].content)["lines"]) if found else 0
    rows, added = read_rows(submitted.multi_items(), sent)
    return Answer(explanation=typed_text(submitted, "explanation"), rows=rows, added=added)


def question_context(access: NominationAccess, session: DbSession, form: Form[Any] | None = None) -> dict[str, Any]:
    context = submitted_context(access, session, judge=False)
    content, outcome = content_of(context["submission"].content), context["outcome"]
    lines = content["lines"]
    wanted = queries.rows_to_complete(content, outcome)
    added = range(len(lines), len(lines) + BLANK_ROWS) if queries.rows_may_be_added(outcome) else range(0)
    if form and added:
        typed = [place for place in range(len(lines), len(lines) + MOST_ADDED) if form.value(f"lines-{place}-name")]
        added = range(len(lines), max([place + 1 for place in typed] + [added.stop]))
    return {
        **context, "form": form or Form(_typed(lines, content["explanation"])), "categories": categories(session, access.program.id),
        "wanted": wanted, "others": [place for place in range(len(lines)) if place not in wanted], "lines": lines,
        "others_fields": [f"lines-{place}-{name}" for place in range(len(lines)) if place not in wanted for name in FIGURES],
        "added": added, "origins": ORIGINS, "percent": content["amounts_are"] == "percent",
    }  # fmt: skip


def _typed(lines: list[dict[str, str]], explanation: str) -> dict[str, list[str]]:
    """What was sent, as the values of the fields."""
    cells = {
        f"lines-{place}-{name}": [line.get(name, "")]
        for place, line in enumerate(lines)
        for name in FIGURES
        if line.get(name)
    }
    return {"explanation": [explanation], **cells}
