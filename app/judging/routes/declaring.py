"""A judge's page about themselves: what they declare, what they are asked, and which nominations they step back from."""

from typing import Any

from fastapi import APIRouter, Request, Response

from app.accounts.queries import user
from app.judging.forms import conflicts as forms
from app.judging.queries import declaring as reads
from app.judging.queries.access import tasks_for
from app.judging.service import conflicts as service
from app.judging.service.recusal import recuse
from app.nominations.queries import by_public_id
from app.programs.deps import DeskToChange, ProgramAccess, ProgramDesk
from app.web.clock import Now
from app.web.errors import NotFound
from app.web.flash import flash
from app.web.forms import Form, Submitted
from app.web.i18n import _, ngettext
from app.web.session import DbSession
from app.web.templates import go, render, safe_next, see_other

router = APIRouter()


def page_of(
    request: Request, access: ProgramAccess, session: DbSession, *, form: Form[Any] | None = None, ticked: Form[Any] | None = None,
    answered: Form[Any] | None = None, then: str = "", status: int = 200,
) -> Response:  # fmt: skip
    program, judge = access.program, access.user_id
    said = reads.declaration_of(session, program.id, judge)
    stored = (
        {name: getattr(said, name) for name in service.FIELDS} if said else {"employer": user(session, judge).company}
    )
    hide = program.hide_nominee
    return render(
        request, "judging/declare.html", status_code=status, program=program, phase=access.facts.phase, said=said,
        then=safe_next(form.value("then") if form else then), form=form or Form.of(stored), ticked=ticked, answered=answered,
        asked=reads.asked_of(session, program.id, judge, hide_nominee=hide),
        titles=reads.titles_of(session, program.id, judge, hide_nominee=hide),
        stepped_back=reads.stepped_back(session, program.id, judge),
    )  # fmt: skip


@router.get("/programs/{slug}/declare", name="judging.declare")
def declare(request: Request, access: ProgramDesk, session: DbSession, then: str = "") -> Response:
    return page_of(request, access, session, then=then)


@router.post("/programs/{slug}/declare", name="judging.declare_post")
def declare_post(
    request: Request, access: DeskToChange, submitted: Submitted, session: DbSession, now: Now
) -> Response:
    form = Form.bind(forms.DeclarationForm, submitted)
    if form.data is None:
        return page_of(request, access, session, form=form, status=422)
    first = reads.declaration_of(session, access.program.id, access.user_id) is None
    service.declare(session, access.program, access.user_id, form.data.model_dump(exclude={"then"}), now=now)
    flash(request, _("Thank you. The organizers compare it with the nominations; you can change it at any time."))
    if (then := safe_next(form.data.then)) != "/":
        return go(request, then)
    # After the invitation: how many nominations they can take, and what they know.
    return see_other(request, "judging.wishes" if first else "judging.desk", slug=access.program.slug)


@router.post("/programs/{slug}/declare/titles", name="judging.titles")
def titles(request: Request, access: DeskToChange, submitted: Submitted, session: DbSession, now: Now) -> Response:
    """Steps back from what was ticked, as the page of one nomination would."""
    form = Form.bind(forms.TitlesForm, submitted, lists=("titles",))
    if form.data is None:
        return page_of(request, access, session, ticked=form, status=422)
    assert access.viewer is not None
    open_to = {
        title.public_id for title in reads.titles_of(session, access.program.id, access.user_id, hide_nominee=True)
    }
    chosen = [one for one in dict.fromkeys(form.data.titles) if one in open_to]
    found = tasks_for(session, chosen, access.user_id, now)
    for public_id in chosen:
        task, _facts = found[public_id]
        recuse(
            session, task, judge=access.viewer, reason=form.data.reason, now=now, origin=request.app.state.settings.origin
        )  # fmt: skip
    said = ngettext("You stepped back from one nomination.", "You stepped back from %(num)s nominations.", len(chosen))
    flash(request, said % {"num": len(chosen)})
    return see_other(request, "judging.declare", slug=access.program.slug)


@router.post("/programs/{slug}/declare/answer", name="judging.answer")
def answer(request: Request, access: DeskToChange, submitted: Submitted, session: DbSession, now: Now) -> Response:
    """A judge who was asked about a nomination says yes or no; of any other nomination there is nothing to answer."""
    form = Form.bind(forms.ConflictAnswerForm, submitted)
    asked = {one.public_id for one in reads.asked_of(session, access.program.id, access.user_id, hide_nominee=True)}
    nomination = by_public_id(session, form.value("nomination")) if form.value("nomination") in asked else None
    if nomination is None:
        raise NotFound
    if form.data is None:
        return page_of(request, access, session, answered=form, status=422)
    service.answer(
        session, nomination, user(session, access.user_id), conflicted=form.data.conflicted == "yes", words=form.data.words, now=now,
        origin=request.app.state.settings.origin,
    )  # fmt: skip
    if form.data.conflicted == "yes":
        flash(request, _("Thank you for saying so. You won't meet this nomination."))
    else:
        flash(request, _("Thank you. The organizers have your answer."))
    return see_other(request, "judging.declare", slug=access.program.slug)
