"""Feedback: organizers read the judges' comments before anybody else does; nominators read what was released."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from app.domain.errors import UserError
from app.mail.rendering import render_mail
from app.nominations.deps import OwnNomination
from app.nominations.queries import kept_from
from app.nominations.queries.feedback import feedback_is_open
from app.programs.deps import ProgramAccess, ProgramResults, ProgramToDecide
from app.results import service
from app.results.forms import ReviewForm
from app.results.queries.announcing import TEMPLATES, Audience, announcements_of, letters, sent_counts
from app.results.queries.awards import is_public, publication_of
from app.results.queries.feedback import comments_to_read, feedback_of
from app.web.clock import Now
from app.web.errors import NotFound, Refused
from app.web.flash import flash
from app.web.forms import Form, Submitted
from app.web.i18n import _, ngettext
from app.web.paging import Page
from app.web.session import DbSession
from app.web.templates import render, see_other

router = APIRouter()
SIZE = 25


@router.get("/nominations/{nomination_id}/feedback", name="results.feedback")
def feedback(request: Request, access: OwnNomination, session: DbSession) -> Response:
    """Before it is released there is no such page."""
    if not feedback_is_open(session, access.nomination):
        raise NotFound
    return render(
        request, "results/feedback.html", program=access.program, nomination=access.nomination, facts=access.facts,
        found=feedback_of(session, access.program, access.nomination),
    )  # fmt: skip


@router.get("/programs/{slug}/comments", name="results.comments")
def comments(
    request: Request, access: ProgramResults, session: DbSession, now: Now,
    number: Annotated[int, Query(alias="page", ge=1, le=1_000_000)] = 1,
) -> Response:  # fmt: skip
    return _page(request, access, session, now, number=number)


@router.post("/programs/{slug}/comments/{scorecard_id}/review", name="results.review_comment")
def review_comment(
    request: Request, access: ProgramToDecide, session: DbSession, submitted: Submitted, now: Now, scorecard_id: int
) -> Response:
    """What was typed is kept where a reason is missing."""
    hidden = kept_from(session, access.program.id, access.user_id)
    found = {one.scorecard_id: one for one in comments_to_read(session, access.program.id, hidden)}
    if scorecard_id not in found:
        raise NotFound
    form = Form.bind(ReviewForm, submitted)
    if form.data is not None:
        text = "" if form.data.go == "leave_out" else form.data.text
        try:
            service.review_comment(
                session, access.program, found[scorecard_id], text, form.data.reason, by=access.user_id, now=now
            )
        except UserError as refusal:
            form = form.refuse("reason", str(refusal))
        else:
            flash(request, _("Saved. The judge's own words are kept."))
            return see_other(request, "results.comments", slug=access.program.slug)
    return _page(request, access, session, now, form, scorecard_id, 422)


@router.post("/programs/{slug}/comments/release", name="results.release_feedback")
def release_feedback(request: Request, access: ProgramToDecide, session: DbSession, now: Now) -> Response:
    origin = request.app.state.settings.origin
    try:
        count = service.release_feedback(session, access.program, by=access.user_id, origin=origin, now=now)
    except UserError as refusal:
        raise Refused(str(refusal)) from None
    flash(request, ngettext("One nominator is told.", "%(num)s nominators are told.", count) % {"num": count})
    return see_other(request, "results.comments", slug=access.program.slug)


def _page(
    request: Request, access: ProgramAccess, session: DbSession, now: Now, form: Form[Any] | None = None,
    wrong: int | None = None, status: int = 200, number: int = 1,
) -> Response:  # fmt: skip
    """`wrong`: the comment whose form is shown again."""
    program, publication = access.program, publication_of(session, access.program.id)
    waiting = letters(session, program, publication, Audience.FEEDBACK, now)
    found = comments_to_read(session, program.id, kept_from(session, program.id, access.user_id))
    place = next((place for place, one in enumerate(found) if one.scorecard_id == wrong), None)
    page = Page.of(number if place is None else place // SIZE + 1, len(found), SIZE)
    words, preview = announcements_of(session, program.id).get(Audience.FEEDBACK), None
    if waiting:
        origin, intro = request.app.state.settings.origin, words.intro if words else ""
        preview = render_mail(TEMPLATES[Audience.FEEDBACK], **waiting[0].context(program, intro, origin))
    return render(
        request, "results/comments.html", status_code=status, program=program, phase=access.facts.phase,
        facts=access.facts, publication=publication, public=is_public(publication, now), form=form, wrong=wrong,
        comments=found[page.offset : page.offset + page.size], page=page, unread=sum(one.review is None for one in found),
        waiting=len(waiting), sent=sent_counts(session, program.id)[Audience.FEEDBACK], words=words, preview=preview,
    )  # fmt: skip
