"""Certificates: how they look, for organizers; each one to download, for organizers and, once public, for the nominator."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.datastructures import UploadFile

from app.domain.errors import UserError
from app.exports import service
from app.exports.deps import CertificateToTake
from app.exports.forms import CertificatesForm, DesignForm, designed
from app.exports.pdf.certificates import Certificates, kind_of, read_certificates
from app.exports.queries import awards_to_fetch, awards_to_print, design_of
from app.files.folder import Damaged, Folder
from app.files.pictures import png_of
from app.nominations.deps import NominationAccess, OwnNomination
from app.nominations.queries import by_public_id
from app.programs.deps import ProgramAccess, ProgramToEdit, ProgramToExport
from app.results.queries.awards import Awarded, is_public, publication_of
from app.results.queries.basis import held_back
from app.web.clock import Now
from app.web.downloads import attachment
from app.web.errors import NotFound, Refused
from app.web.flash import flash
from app.web.forms import Form, Submitted
from app.web.i18n import _
from app.web.session import DbSession, Transactions, database_of
from app.web.templates import render, see_other

router = APIRouter()


@router.get("/programs/{slug}/certificates", name="exports.certificates")
def certificates(request: Request, access: ProgramToExport, session: DbSession, now: Now) -> Response:
    return _page(request, access, session, now, Form.of(designed(design_of(session, access.program.id))))


@router.post("/programs/{slug}/certificates", name="exports.certificates_post")
def certificates_post(
    request: Request, access: ProgramToEdit, submitted: Submitted, session: DbSession, now: Now
) -> Response:
    form = Form.bind(DesignForm, submitted)
    if form.data is None:
        return _page(request, access, session, now, form, 422)
    changed = service.save_design(
        session, access.program, signers=form.data.signers, dated_on=form.data.dated_on, by=access.user_id, now=now
    )
    flash(request, _("Saved.") if changed else _("Nothing was changed."))
    return see_other(request, "exports.certificates", slug=access.program.slug)


@router.post("/programs/{slug}/certificates/logo", name="exports.logo")
def logo(
    request: Request, access: ProgramToEdit, submitted: Submitted, session: DbSession, transactions: Transactions, now: Now
) -> Response:  # fmt: skip
    """Drawn anew before the writers' lock is taken. Without a file: the logo goes."""
    upload, program, by = submitted.get("file"), access.program, access.user_id
    session.close()
    try:
        if submitted.get("remove"):
            with transactions.writing() as writing:
                service.remove_logo(writing, program, by=by, now=now)
            flash(request, _("The logo is off."))
        else:
            if not isinstance(upload, UploadFile) or not upload.filename:
                raise UserError(_("Please choose a picture."))
            picture = png_of(upload.file.read())
            digest = Folder(request.app.state.settings.files_dir).put(picture)
            with transactions.writing() as writing:
                service.keep_logo(writing, program, digest, len(picture), name=upload.filename, by=by, now=now)
            flash(request, _("The logo is on the certificates."))
    except UserError as error:
        with transactions.reading() as reading:
            form: Form[Any] = Form.of(designed(design_of(reading, program.id))).refuse("file", str(error))
            return _page(request, access, reading, now, form, 422)
    return see_other(request, "exports.certificates", slug=program.slug)


@router.post("/programs/{slug}/certificates/download", name="exports.download_certificates")
def download_certificates(
    request: Request, access: ProgramToExport, submitted: Submitted, session: DbSession, transactions: Transactions, now: Now
) -> Response:  # fmt: skip
    form = Form.bind(CertificatesForm, submitted)
    if form.data is None:
        return _page(request, access, session, now, form, 422)
    asked = form.data
    session.close()
    with database_of(request).snapshot() as snapshot:
        awards = awards_to_print(snapshot, access.program, access.user_id, now)
        chosen = [one for one in awards if asked.award_id in (None, one.award.id)]
        if not chosen:
            raise Refused(_("There is no certificate to print yet: an award needs to be decided and approved first."))
        made = _made(request, snapshot, access, chosen, now)
    data = made.zipped() if asked.format == "zip" else made.printed()
    export = service.Export(
        "certificates" if asked.award_id is None else f"certificate-{made.names[0][3:]}", asked.format
    )
    with transactions.writing() as writing:
        service.record_export(writing, access.program, export, by=access.user_id, now=now, rows=len(chosen), left_out=0)
    return attachment(data, export.file_name(access.program, now), asked.format)


@router.get("/nominations/{nomination_id}/certificate", name="exports.certificate")
def certificate(request: Request, access: OwnNomination, session: DbSession, now: Now) -> Response:
    """Before publication there is no such page, whatever was decided."""
    awards = awards_to_fetch(session, access.nomination, now)
    if not awards:
        raise NotFound
    return render(
        request, "exports/certificate.html", nomination=access.nomination, program=access.program, facts=access.facts,
        awards=[(one, kind_of(one)) for one in awards],
    )  # fmt: skip


@router.post("/nominations/{nomination_id}/certificate/download", name="exports.take_certificate")
def take_certificate(
    request: Request, access: CertificateToTake, session: DbSession, transactions: Transactions, now: Now
) -> Response:
    nomination, program, by = access.nomination, access.program, access.user_id
    session.close()
    with database_of(request).snapshot() as snapshot:
        here = by_public_id(snapshot, nomination.public_id)
        awards = awards_to_fetch(snapshot, here, now) if here else ()
        if not awards:
            raise NotFound
        made = _made(request, snapshot, access, awards, now)
    data = made.printed()
    with transactions.writing() as writing:
        service.note_taking(writing, nomination, by=by, now=now)
    return attachment(data, f"{program.slug}-certificate-{nomination.reference}.pdf", "pdf")


def _made(
    request: Request, session: DbSession, access: ProgramAccess | NominationAccess, awards: Sequence[Awarded], now: datetime
) -> Certificates:  # fmt: skip
    try:
        return read_certificates(session, Folder(request.app.state.settings.files_dir), access.program, awards, now)
    except Damaged:
        text = _("The logo is missing or damaged on the server. Please upload it again, or take it off.")
        raise Refused(text) from None


def _page(
    request: Request, access: ProgramAccess, session: DbSession, now: datetime, form: Form[Any], status: int = 200
) -> Response:
    awards = awards_to_print(session, access.program, access.user_id, now)
    publication = publication_of(session, access.program.id)
    held = held_back(session, access.program, list({one.decision.id: one.decision for one in awards}.values()), now)
    return render(
        request, "exports/certificates.html", status_code=status, program=access.program, phase=access.facts.phase,
        facts=access.facts, form=form, design=design_of(session, access.program.id), awards=[(one, kind_of(one)) for one in awards],
        publication=publication, public=is_public(publication, now), held=held,
    )  # fmt: skip
