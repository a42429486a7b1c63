"""From a CRM export to revenue lines: upload, say what is what, look at what would be taken over, take it over."""

from typing import Any

import structlog
from fastapi import APIRouter, Request
from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response

from app.domain.crm import Export, open_export
from app.domain.crm import Mapping as Decisions
from app.domain.errors import UserError
from app.files.folder import Damaged, Folder
from app.files.service import LARGEST, keep_file, plain_name
from app.nominations.deps import (
    CrmAccess,
    CrmToSee,
    CrmToUse,
    NominationAccess,
    NominationForCrm,
    OwnNomination,
    again,
    crm_again,
)
from app.nominations.forms import crm as forms
from app.nominations.queries.crm import exports_of, remembered_for
from app.nominations.routes.steps import version_of
from app.nominations.service import crm as service
from app.nominations.service.crm_reading import Understood, headings_key, understand
from app.web.clock import Now
from app.web.forms import Form, Submitted
from app.web.i18n import _
from app.web.session import DbSession, OwnTransactions, Transactions
from app.web.templates import render, see_other

router = APIRouter()
log = structlog.get_logger()
CHANGED = _(
    "Another tab decided something else about this file meanwhile. What you chose is still here: compare, and save again."
)


@router.get("/nominations/{nomination_id}/crm", name="nominations.crm")
def crm(request: Request, access: OwnNomination, session: DbSession) -> Response:
    return crm_page(request, access, session, Form.of())


def crm_page(
    request: Request, access: NominationAccess, session: DbSession, form: Form[Any], status: int = 200
) -> Response:
    return render(
        request, "nominations/crm.html", status_code=status, program=access.program, nomination=access.nomination,
        facts=access.facts, form=form, exports=exports_of(session, access.nomination.id), largest=LARGEST // 1_000_000,
    )  # fmt: skip


@router.post("/nominations/{nomination_id}/crm", name="nominations.crm_post")
def crm_post(
    request: Request, access: NominationForCrm, submitted: Submitted, session: DbSession, transactions: Transactions, now: Now
) -> Response:  # fmt: skip
    """The file is read before the writers' lock is taken, which may take seconds; it is kept from then on."""
    nomination, program = access.nomination, access.program
    session.close()  # its connection goes back before another one is taken
    name = ""
    try:
        name, data = _uploaded(submitted)
        export = open_export(name, data)
        read = understand(export, program, nomination.draft)
        with transactions.reading() as reading:
            known = remembered_for(reading, program.id, headings_key(read.found["labels"]), access.user_id)
            remembered = Decisions.from_json(known.mapping) if known else None
        if remembered is not None:
            read = understand(export, program, nomination.draft, remembered=remembered)
        digest = folder_of(request).put(data)
        with transactions.writing() as writing:
            here = again(writing, access, now).nomination
            stored = keep_file(
                writing, digest, len(data), name=name, kind=export.kind, program_id=program.id, nomination_id=here.id,
                owner_id=access.user_id, now=now,
            )  # fmt: skip
            export_id = service.keep_export(writing, here, stored, read, by=access.user_id, now=now).public_id
    except UserError as error:
        said = f"“{name}”: {error}" if name else str(error)
        return crm_page(request, access, session, Form.of().refuse("file", said), 422)
    return onward(request, nomination.public_id, export_id, read)


def _uploaded(submitted: FormData) -> tuple[str, bytes]:
    upload = submitted.get("file")
    if not isinstance(upload, UploadFile) or not upload.filename:
        raise UserError(_("Please choose a file: a CSV, XLSX, XLS or ODS."))
    return plain_name(upload.filename), upload.file.read()


def folder_of(request: Request) -> Folder:
    return Folder(request.app.state.settings.files_dir)


def onward(request: Request, nomination_id: str, export_id: str, read: Understood) -> Response:
    """To the preview, or to what must be said before there can be one."""
    page = "columns" if read.open else "deals"
    return see_other(request, f"nominations.{page}", nomination_id=nomination_id, export_id=export_id)


@router.get("/nominations/{nomination_id}/crm/{export_id}/columns", name="nominations.columns")
def columns(request: Request, upload: CrmToSee) -> Response:
    decided = Decisions.from_json(upload.export.mapping)
    return columns_page(request, upload, Form.of(forms.as_fields(decided, upload.export.found)))


def columns_page(
    request: Request, upload: CrmAccess, form: Form[Any], *, status: int = 200, changed: str = ""
) -> Response:
    found, decided = upload.export.found, Decisions.from_json(upload.export.mapping)
    currencies = sorted({*found["currencies"], *([decided.currency] if decided.currency else [])})
    return render(
        request, "nominations/columns.html", status_code=status, program=upload.access.program, facts=upload.access.facts,
        nomination=upload.access.nomination, export=upload.export, found=found, form=form, changed=changed, decided=decided,
        questions=upload.export.outcome["questions"], headings=list(zip(found["headings"], found["labels"], strict=False)),
        currencies=[(code, code) for code in currencies], words=forms,
    )  # fmt: skip


@router.post("/nominations/{nomination_id}/crm/{export_id}/columns", name="nominations.columns_post")
def columns_post(
    request: Request, upload: CrmToUse, submitted: Submitted, session: DbSession, transactions: Transactions, now: Now
) -> Response:  # fmt: skip
    before = Decisions.from_json(upload.export.mapping)
    decided, errors = forms.read_decisions(submitted, before, upload.export.found)
    typed = {name: [value for value in submitted.getlist(name) if isinstance(value, str)] for name in submitted}
    form: Form[Any] = Form(typed, errors)
    if errors:
        return columns_page(request, upload, form, status=422)
    session.close()
    try:
        read = read_again(request, upload, decided)
    except UserError as error:
        return columns_page(request, upload, form.refuse("form", str(error)), status=422)
    if not keep(transactions, upload, read, submitted, now):
        return columns_page(request, upload, form, status=409, changed=CHANGED)
    return onward(request, upload.access.nomination.public_id, upload.export.public_id, read)


def read_again(request: Request, upload: CrmAccess, decided: Decisions) -> Understood:
    return understand(opened(request, upload), upload.access.program, upload.access.nomination.draft, decided=decided)


def opened(request: Request, upload: CrmAccess) -> Export:
    stored = upload.export.file
    try:
        return open_export(stored.name, folder_of(request).get(stored.sha256))
    except Damaged:
        log.error("a stored file is missing or damaged", sha256=stored.sha256)
        raise UserError(_("This file can't be read any more on the server. Please upload it again.")) from None


def keep(transactions: OwnTransactions, upload: CrmAccess, read: Understood, submitted: FormData, now: Now) -> bool:
    with transactions.writing() as writing:
        export = crm_again(writing, upload, now).export
        return service.decide_export(writing, export, read, version=version_of(submitted) or 0)
