"""For organizers of blind programs: what still names somebody, and the texts of one nomination, looked through for judges."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response

from app.domain.crm import Mapping, neutral_copy, open_export
from app.domain.errors import UserError
from app.domain.masking import Veil, Who
from app.nominations.deps import NominationAccess
from app.nominations.queries import kept_from
from app.nominations.queries.crm import Evidence
from app.nominations.routes.evidence import kept
from app.programs.deps import ProgramNominations
from app.redaction import service
from app.redaction.deps import NominationToRedact
from app.redaction.forms import LISTS, RedactForm, bound
from app.redaction.queries import listing, looking
from app.redaction.queries.own_texts import naming_texts
from app.web.clock import Now
from app.web.downloads import attachment
from app.web.errors import NotFound, Refused
from app.web.flash import flash
from app.web.forms import Form, Submitted
from app.web.i18n import _
from app.web.paging import Page
from app.web.session import DbSession
from app.web.templates import render, see_other

router = APIRouter()


@router.get("/programs/{slug}/redaction", name="redaction.index")
def index(
    request: Request,
    access: ProgramNominations,
    session: DbSession,
    shown: Literal["all", "unread", "names"] = "all",
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
) -> Response:
    program = access.program
    hidden = kept_from(session, program.id, access.user_id)
    counts = listing.counts(session, program, hidden)
    where = Page.of(page, {"all": counts.all, "unread": counts.unread, "names": counts.names}[shown], listing.SIZE)
    return render(
        request, "redaction/index.html", program=program, phase=access.facts.phase, counts=counts, shown=shown, where=where,
        rows=listing.rows(session, program, hidden, shown, where) if program.blind else [], left_out=len(hidden),
        following=listing.next_unread(session, program, hidden, 0), naming=naming_texts(session, program, hidden),
    )  # fmt: skip


def page(
    request: Request, access: NominationAccess, session: DbSession, form: Form[Any], status: int = 200, *, changed: bool = False
) -> Response:  # fmt: skip
    found = looking.look(session, access.nomination)
    if found is None:
        raise NotFound
    evidence, labels = looking.evidence_for(session, access.nomination), found.veil.labels
    phrases = found.stored.phrases if found.stored else []
    return render(
        request, "redaction/redact.html", status_code=status, program=access.program, nomination=access.nomination,
        facts=access.facts, phase=access.facts.program.phase, found=found, form=form, changed=changed, evidence=evidence,
        file_choices=[(one.export.file.sha256, one.neutral) for one in evidence],
        whom=[(who.value, labels[who]) for who in (Who.REMOVED, Who.NOMINEE, Who.COMPANY, Who.NOMINATOR)],
        phrase_choices=[(f"{whom}:{words}", f"{words} → {labels[Who(whom)]}") for words, whom in phrases],
    )  # fmt: skip


@router.get("/nominations/{nomination_id}/redact", name="redaction.redact")
def redact(request: Request, access: NominationToRedact, session: DbSession) -> Response:
    return page(request, access, session, Form.of())


@router.post("/nominations/{nomination_id}/redact", name="redaction.redact_post")
def redact_post(
    request: Request, access: NominationToRedact, submitted: Submitted, session: DbSession, now: Now
) -> Response:
    form = bound(submitted)
    if form.data is None:
        return page(request, access, session, form, 422)
    if form.data.go == "add" and not form.data.phrase:
        return page(request, access, session, form.refuse("phrase", _("Please write the words to hide.")), 422)
    nomination = access.nomination
    try:
        saved = service.redact(session, nomination, _chosen(form.data), by=access.user_id, now=now)
    except service.ChangedMeanwhile:
        return page(request, access, session, form, 409, changed=True)
    except UserError as error:
        raise Refused(str(error)) from None
    undo = request.app.url_path_for("redaction.undo", nomination_id=nomination.public_id)
    flash(request, _said(saved, form.data, nomination.reference or ""), undo=undo if saved.changed else None)
    following = None
    if form.data.go == "next":
        hidden = kept_from(session, access.program.id, access.user_id)
        following = listing.next_unread(session, access.program, hidden, nomination.number or 0)
        if following is None:
            return see_other(request, "redaction.index", slug=access.program.slug)
    return see_other(request, "redaction.redact", nomination_id=following or nomination.public_id)


def _chosen(data: RedactForm) -> service.Chosen:
    lists = {name: frozenset(getattr(data, name)) for name in LISTS}
    adds = data.go == "add"
    return service.Chosen(
        version=data.version, reads=not adds, phrase=data.phrase if adds else "", whom=data.whom.value, **lists
    )


def _said(saved: service.Saved, data: RedactForm, reference: str) -> str:
    if data.go == "add":
        return _("“%(words)s” is hidden from judges wherever it stands in %(reference)s.") % {
            "words": data.phrase, "reference": reference,
        }  # fmt: skip
    if not saved.is_read:
        return (
            _(
                "Saved. Not all that judges read now was on your page, so please look at %s once more: what is new is marked."
            )
            % reference
        )
    return (_("Saved: %s was looked through.") if saved.changed else _("Nothing was changed in %s.")) % reference


@router.post("/nominations/{nomination_id}/redact/undo", name="redaction.undo")
def undo(request: Request, access: NominationToRedact, session: DbSession, now: Now) -> Response:
    try:
        service.take_back(session, access.nomination, by=access.user_id, now=now)
    except UserError as error:
        raise Refused(str(error)) from None
    flash(request, _("It is as it was before."))
    return see_other(request, "redaction.redact", nomination_id=access.nomination.public_id)


@router.post("/nominations/{nomination_id}/redact/copy/{number}", name="redaction.copy")
def copy(request: Request, access: NominationToRedact, number: int, session: DbSession) -> Response:
    """What judges would get of a file: to be looked at before they may open it."""
    found = looking.look(session, access.nomination)
    evidence = looking.evidence_for(session, access.nomination)
    one = next((one for one in evidence if one.number == number), None)
    if found is None or not found.veil.hides:
        raise Refused(_("Nothing is hidden from the judges of this program: they get the file as it is."))
    if one is None:
        raise NotFound
    session.close()
    return neutral(request, one, found.veil)


def neutral(request: Request, one: Evidence, veil: Veil) -> Response:
    """The copy of a file that judges get where somebody is hidden from them."""
    stored = one.export.file
    try:
        export = open_export(stored.name, kept(request, stored.sha256))
        made = neutral_copy(export, Mapping.from_json(one.export.mapping), veil)
    except UserError as error:
        raise Refused(str(error)) from None
    return attachment(made, f"{one.neutral}.csv", "csv")
