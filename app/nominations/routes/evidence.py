"""The file behind revenue lines: taken back, discarded, downloaded."""

import structlog
from fastapi import APIRouter, Request
from starlette.responses import Response

from app.domain.errors import UserError
from app.files.folder import Damaged, Folder
from app.nominations.deps import CrmToUse, EvidenceToRead
from app.nominations.queries import submissions_of
from app.nominations.queries.crm import exports_behind
from app.nominations.service import crm as service
from app.web.clock import Now
from app.web.downloads import attachment
from app.web.errors import NotFound, Refused
from app.web.flash import flash
from app.web.i18n import _, ngettext
from app.web.session import DbSession, Transactions
from app.web.templates import see_other

router = APIRouter()
log = structlog.get_logger()


@router.post("/nominations/{nomination_id}/crm/{export_id}/take-back", name="nominations.take_back")
def take_back(request: Request, upload: CrmToUse, session: DbSession, now: Now) -> Response:
    nomination = upload.access.nomination
    try:
        gone = service.take_back(session, nomination, upload.export, by=upload.access.user_id, now=now)
    except UserError as error:
        raise Refused(str(error)) from None
    said = ngettext("One line was taken back.", "%(num)s lines were taken back.", gone).replace("%(num)s", str(gone))
    flash(request, said + " " + _("The rest is as it was before, and the file is still here."))
    return see_other(request, "nominations.revenue", nomination_id=nomination.public_id)


@router.post("/nominations/{nomination_id}/crm/{export_id}/discard", name="nominations.discard")
def discard(request: Request, upload: CrmToUse, session: DbSession, now: Now) -> Response:
    try:
        service.discard(session, upload.access.nomination, upload.export, by=upload.access.user_id, now=now)
    except UserError as error:
        raise Refused(str(error)) from None
    flash(request, _("The file was deleted."))
    return see_other(request, "nominations.crm", nomination_id=upload.access.nomination.public_id)


@router.post("/nominations/{nomination_id}/crm/{export_id}/download", name="nominations.download")
def download(
    request: Request, upload: EvidenceToRead, session: DbSession, transactions: Transactions, now: Now
) -> Response:
    """A POST, because it is noted who opened a file. Organizers reach what was submitted, and no draft."""
    access, stored = upload.access, upload.export.file
    sent = {found for each in submissions_of(session, access.nomination.id) for found in exports_behind(each.content)}
    if access.user_id != access.nomination.owner_id and upload.export.public_id not in sent:
        raise NotFound
    session.close()
    data = kept(request, stored.sha256)
    with transactions.writing() as writing:
        service.note_reading(writing, access.nomination, stored.sha256, by=access.user_id, now=now)
    return attachment(data, stored.name, stored.kind)


def kept(request: Request, sha256: str) -> bytes:
    try:
        return Folder(request.app.state.settings.files_dir).get(sha256)
    except Damaged:
        log.error("a stored file is missing or damaged", sha256=sha256)
        raise Refused(_("This file is missing or damaged on the server. Please tell the people who run it.")) from None
