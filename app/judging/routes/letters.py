"""Organizers write to judges: chosen, previewed, sent; and judges say that they want no reminders."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from itsdangerous import BadSignature, URLSafeSerializer

from app.accounts.deps import Anybody
from app.judging.forms import LetterForm
from app.judging.queries.at_work import AtWork, judges_at_work, terms_of
from app.judging.service import letters as service
from app.judging.service.letters import Kind, Letter, Links
from app.judging.service.terms import set_reminders
from app.nominations.queries import kept_from
from app.programs.deps import DeskToChange, ProgramAccess, ProgramProgress, ProgramToWrite
from app.programs.queries import by_id, round_now
from app.redaction.forms import Wording, looked_over
from app.redaction.queries.crowds import to_judges
from app.web.clock import Now
from app.web.errors import NotFound
from app.web.flash import flash
from app.web.forms import Form, Submitted
from app.web.i18n import _, ngettext
from app.web.session import DbSession
from app.web.templates import render, see_other

router = APIRouter()
Token = Annotated[str, Path(max_length=200)]


def _stops(request: Request) -> URLSafeSerializer:
    return URLSafeSerializer(request.app.state.secret, salt="reminders")


def links_for(request: Request, access: ProgramAccess, judge_id: int) -> Links:
    origin, path = request.app.state.settings.origin, request.app.url_path_for
    token = _stops(request).dumps([access.program.id, judge_id])
    desk = path("judging.desk", slug=access.program.slug)
    return Links(f"{origin}{desk}", f"{origin}{path('judging.reminders', token=token)}")


def _judges(access: ProgramAccess, session: DbSession, now: Now) -> list[AtWork]:
    return judges_at_work(session, access.program, now, kept_from(session, access.program.id, access.user_id))


@router.get("/programs/{slug}/letters", name="judging.letters")
def letters(
    request: Request, access: ProgramProgress, session: DbSession, now: Now, kind: Kind = Kind.REMINDER,
    to: Annotated[str, Query(max_length=20)] = "",
) -> Response:  # fmt: skip
    """`to`: one judge, by id; else a reminder goes to those who are behind, and everything else to all."""
    judges = _judges(access, session, now)
    subject, text = service.first_words(kind, access.program, round_now(session, access.program.id).mode)
    chosen = [one for one in judges if to == str(one.person.id) or (not to and (one.lags or kind is not Kind.REMINDER))]
    able = [one for one in chosen if not service.why_not(kind, one, now, access.program.time_zone)]
    form: Form[LetterForm] = Form.of(
        {"kind": kind.value, "subject": subject, "text": text, "judges": [one.person.id for one in able]}
    )
    return _page(request, access, judges, kind, form, now)


@router.post("/programs/{slug}/letters/preview", name="judging.letters_preview")
def letters_preview(
    request: Request, access: ProgramToWrite, session: DbSession, submitted: Submitted, now: Now
) -> Response:
    """Who would get the mail, and what it would say; nothing is sent."""
    return _preview(request, access, session, _looked_over(access, session, submitted), now)


def _looked_over(access: ProgramAccess, session: DbSession, submitted: Submitted) -> Wording:
    unknown = kept_from(session, access.program.id, access.user_id)
    return looked_over(submitted, ("subject", "text"), to_judges(session, access.program, unknown=unknown))


def _preview(
    request: Request, access: ProgramAccess, session: DbSession, wording: Wording, now: Now, status: int = 200
) -> Response:
    judges = _judges(access, session, now)
    form = Form.bind(LetterForm, wording.submitted, lists=("judges",))
    if form.data is None:
        return _page(request, access, judges, _kind(form), form, now, status=422)
    able, left = _sorted_out(form.data, judges, access, now)
    if not able:
        return _page(request, access, judges, form.data.kind, form.refuse("judges", _nobody(left)), now, status=422)
    letter, first = Letter(form.data.kind, form.data.subject, form.data.text), able[0]
    mail = service.preview(access.program, letter, first, links_for(request, access, first.person.id))
    return _page(
        request, access, judges, form.data.kind, form, now, able=able, left=left, mail=mail, named=wording.named, status=status
    )  # fmt: skip


@router.post("/programs/{slug}/letters", name="judging.letters_post")
def letters_post(
    request: Request, access: ProgramToWrite, session: DbSession, submitted: Submitted, now: Now
) -> Response:
    wording = _looked_over(access, session, submitted)
    if wording.waits:
        return _preview(request, access, session, wording, now, 422 if wording.named else 200)
    judges = _judges(access, session, now)
    form = Form.bind(LetterForm, submitted, lists=("judges",))
    if form.data is None:
        return _page(request, access, judges, _kind(form), form, now, status=422)
    able, left = _sorted_out(form.data, judges, access, now)
    letter = Letter(form.data.kind, form.data.subject, form.data.text)
    to = [(one, links_for(request, access, one.person.id)) for one in able]
    sent = service.send(session, access.program, letter, to, by=access.user_id, now=now)
    if not sent:
        return _page(request, access, judges, form.data.kind, form.refuse("judges", _nobody(left)), now, status=422)
    flash(
        request,
        ngettext("One mail is on its way.", "%(num)s mails are on their way.", len(sent)) % {"num": len(sent)},
    )
    return see_other(request, "judging.progress", slug=access.program.slug)


def _kind(form: Form[LetterForm]) -> Kind:
    typed = form.value("kind")
    return Kind(typed) if typed in set(Kind) else Kind.MESSAGE


def _sorted_out(
    data: LetterForm, judges: list[AtWork], access: ProgramAccess, now: Now
) -> tuple[list[AtWork], list[tuple[AtWork, str]]]:
    """Those who get the mail, and those who don't, each with the reason."""
    chosen = [one for one in judges if one.person.id in data.judges]
    reasons = [(one, service.why_not(data.kind, one, now, access.program.time_zone)) for one in chosen]
    return [one for one, reason in reasons if not reason], [pair for pair in reasons if pair[1]]


def _nobody(left: list[tuple[AtWork, str]]) -> str:
    if not left:
        return _("Please choose judges of this program.")
    return _("Nobody would get this mail: %(judge)s %(reason)s.") % {
        "judge": left[0][0].person.name, "reason": left[0][1],
    }  # fmt: skip


def _page(
    request: Request, access: ProgramAccess, judges: list[AtWork], kind: Kind, form: Form[LetterForm], now: Now, *,
    status: int = 200, able: list[AtWork] | None = None, left: list[tuple[AtWork, str]] | None = None,
    mail: tuple[str, str] | None = None, named: dict[str, str] | None = None,
) -> Response:  # fmt: skip
    zone = access.program.time_zone
    return render(
        request, "judging/letters.html", status_code=status, program=access.program, phase=access.facts.phase, form=form,
        kind=kind.value, rows=[(one, service.why_not(kind, one, now, zone)) for one in judges], able=able or [],
        left=left or [], mail=mail, named=named or {},
    )  # fmt: skip


@router.post("/programs/{slug}/desk/reminders", name="judging.own_reminders")
def own_reminders(
    request: Request, access: DeskToChange, session: DbSession, submitted: Submitted, now: Now
) -> Response:
    """The judge's own choice, on the desk."""
    wanted = submitted.get("wanted") == "yes"
    set_reminders(session, access.program.id, access.user_id, wanted=wanted, now=now)
    flash(request, _("You get reminders from this program.") if wanted else _("You get no reminders from this program any more."))  # fmt: skip
    return see_other(request, "judging.desk", slug=access.program.slug)


def _named(request: Request, session: DbSession, token: str) -> tuple[Any, int]:
    try:
        program_id, judge_id = _stops(request).loads(token)
        program = by_id(session, int(program_id))
    except (BadSignature, TypeError, ValueError):
        raise NotFound from None
    if program is None:
        raise NotFound
    return program, int(judge_id)


@router.get("/reminders/{token}", name="judging.reminders")
def reminders(request: Request, _viewer: Anybody, token: Token, session: DbSession) -> Response:
    """The page that a mail's link leads to: looking changes nothing, since mail scanners look too."""
    program, judge_id = _named(request, session, token)
    terms = terms_of(session, program.id, judge_id).get(judge_id)
    return render(
        request, "judging/reminders.html", program=program, token=token, off=bool(terms and terms.no_reminders)
    )


@router.post("/reminders/{token}", name="judging.reminders_post")
def reminders_post(
    request: Request, _viewer: Anybody, token: Token, submitted: Submitted, session: DbSession, now: Now
) -> Response:
    program, judge_id = _named(request, session, token)
    set_reminders(session, program.id, judge_id, wanted=submitted.get("wanted") == "yes", now=now)
    return see_other(request, "judging.reminders", token=token)
