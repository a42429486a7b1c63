"""Mails about the results: read before they go out, given a word of one's own, and released when the winners are public."""

from typing import Any

from fastapi import APIRouter, Request, Response

from app.domain.errors import UserError
from app.domain.masking import NOBODY
from app.mail.rendering import render_mail
from app.nominations.queries import kept_from
from app.programs.deps import ProgramAccess, ProgramResults, ProgramToDecide
from app.programs.queries.shielded import shut_categories
from app.redaction.forms import Wording, looked_over
from app.redaction.queries.crowds import to_judges
from app.results import service
from app.results.forms import WordsForm
from app.results.queries.announcing import TEMPLATES, Audience, Letter, announcements_of, letters, sent_counts
from app.results.queries.awards import is_public, publication_of
from app.web.clock import Now
from app.web.errors import Refused
from app.web.flash import flash
from app.web.forms import Form, Submitted
from app.web.i18n import _, ngettext
from app.web.session import DbSession
from app.web.templates import render, see_other

router = APIRouter()


@router.get("/programs/{slug}/announcements", name="results.announcements")
def announcements(request: Request, access: ProgramResults, session: DbSession, now: Now) -> Response:
    return _page(request, access, session, now)


@router.post("/programs/{slug}/announcements", name="results.announcements_post")
def announcements_post(
    request: Request, access: ProgramToDecide, session: DbSession, submitted: Submitted, now: Now
) -> Response:
    wording = _looked_over(access, session, submitted, now)
    form = Form.bind(WordsForm, wording.submitted)
    if form.data is None or wording.waits:
        status = 422 if form.data is None or wording.named else 200
        return _page(request, access, session, now, form, status, named=wording.named)
    service.word_announcement(
        session, access.program, form.data.audience, form.data.intro, by=access.user_id, now=now,
        origin=request.app.state.settings.origin,
    )  # fmt: skip
    flash(request, _("Saved. This is how the mails begin."))
    page = "results.comments" if form.data.audience is Audience.FEEDBACK else "results.announcements"
    return see_other(request, page, slug=access.program.slug)


def _looked_over(access: ProgramAccess, session: DbSession, submitted: Submitted, now: Now) -> Wording:
    """Winners are public when the mails go out; who else was nominated, judges of a blind program don't learn then either."""
    everybody = NOBODY
    if submitted.get("audience") == Audience.JUDGES.value and access.program.blind:
        publication = publication_of(session, access.program.id)
        told = letters(session, access.program, publication, Audience.NOMINATORS, now)
        public = {one.nomination_id for letter in told for one in letter.fared if one.awards}
        unknown = kept_from(session, access.program.id, access.user_id)
        everybody = to_judges(session, access.program, unknown=unknown, but=public)
    return looked_over(submitted, ("intro",), everybody)


@router.post("/programs/{slug}/announcements/release", name="results.release")
def release(request: Request, access: ProgramToDecide, session: DbSession, now: Now) -> Response:
    origin = request.app.state.settings.origin
    try:
        count = service.release_announcement(session, access.program, by=access.user_id, origin=origin, now=now)
    except UserError as refusal:
        raise Refused(str(refusal)) from None
    flash(request, ngettext("One mail goes out.", "%(num)s mails go out.", count) % {"num": count})
    return see_other(request, "results.announcements", slug=access.program.slug)


def _page(
    request: Request, access: ProgramAccess, session: DbSession, now: Now, form: Form[Any] | None = None, status: int = 200,
    *, named: dict[str, str] | None = None,
) -> Response:  # fmt: skip
    program, publication = access.program, publication_of(session, access.program.id)
    shut = frozenset(session.scalars(shut_categories(program.id, access.user_id)))
    words, origin = announcements_of(session, program.id), request.app.state.settings.origin
    found = {one: letters(session, program, publication, one, now) for one in (Audience.NOMINATORS, Audience.JUDGES)}

    def shown(letter: Letter) -> tuple[str, str, str]:
        intro = words[letter.audience].intro if letter.audience in words else ""
        subject, body = render_mail(TEMPLATES[letter.audience], **letter.context(program, intro, origin))
        return letter.to[0], subject, body

    previews = {one: [shown(letter) for letter in _examples(found[one], shut)] for one in found}
    return render(
        request, "results/announcements.html", status_code=status, program=program, phase=access.facts.phase,
        facts=access.facts, publication=publication, public=is_public(publication, now), words=words, form=form,
        counts={one: len(found[one]) for one in found}, sent=sent_counts(session, program.id), previews=previews, named=named or {},
    )  # fmt: skip


def _examples(found: list[Letter], shut: frozenset[int]) -> list[Letter]:
    """One of each kind, of those that this organizer may read."""
    readable = [one for one in found if not {each.category_id for each in one.fared} & shut]
    kinds = {(one.has_won, any(each.nobody for each in one.fared)): one for one in reversed(readable)}
    return [kinds[key] for key in sorted(kinds, reverse=True)]
