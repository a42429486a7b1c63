"""The exports page, and the files that it offers."""

import tempfile
from collections.abc import Iterator
from typing import IO, Annotated

from fastapi import APIRouter, Query, Request, Response
from starlette.responses import StreamingResponse

from app.domain.errors import UserError
from app.exports.forms import ExportForm
from app.exports.pdf.printed import read_printed
from app.exports.service import FORMATS, PRINTED, Export, record_export, write_export
from app.exports.tables import TABLES, Source
from app.nominations.queries import kept_from
from app.programs.deps import ProgramToExport
from app.programs.queries import by_slug, round_choice
from app.results.queries.decision_file import decision_file as make_decision_file
from app.web.clock import Now
from app.web.errors import NotFound, Refused
from app.web.forms import Form, Submitted
from app.web.session import DbSession, Transactions, database_of
from app.web.templates import render

router = APIRouter()
CHUNK = 256 * 1024


@router.get("/programs/{slug}/exports", name="exports.index")
def index(
    request: Request, access: ProgramToExport, session: DbSession,
    round: Annotated[int | None, Query(ge=1, le=2_147_483_647)] = None,
) -> Response:  # fmt: skip
    """`round`: whose scores and results the tables hold; the one that counts now, if none is named."""
    return _page(request, access, session, Form({}), 200, round)


@router.post("/programs/{slug}/exports/download", name="exports.download")
def download(
    request: Request,
    access: ProgramToExport,
    submitted: Submitted,
    session: DbSession,
    transactions: Transactions,
    now: Now,
) -> Response:
    """A POST, because every export is recorded. The file is made from a snapshot of its own, before anything is sent; no
    writer waits for it, and only one database connection is held at a time."""
    form = Form.bind(ExportForm, submitted)
    if form.data is None:
        return _page(request, access, session, form, 422)
    export, hidden = form.data.export, kept_from(session, access.program.id, access.user_id)
    session.close()
    file = tempfile.TemporaryFile()  # noqa: SIM115 closed when it has been sent
    with database_of(request).snapshot() as snapshot:
        program = by_slug(snapshot, access.program.slug)
        if program is None:
            raise NotFound
        try:
            source = Source.about(snapshot, program, hidden, export.round)
            printed = read_printed(export.what, source, now) if export.what in PRINTED else None
        except UserError as error:
            raise Refused(str(error)) from None
        rows = printed.number if printed else write_export(file, source, export, now=now)
    if printed:
        file.write(printed.printed())
    with transactions.writing() as writing:
        record_export(
            writing, program, export, by=access.user_id, now=now, rows=rows, left_out=len(hidden), of=source.of
        )
    headers = {
        "Content-Disposition": f'attachment; filename="{export.file_name(program, now, source.of)}"',
        "Content-Length": str(file.seek(0, 2)),
    }
    return StreamingResponse(_sent(file), media_type=FORMATS[export.format], headers=headers)


@router.post("/programs/{slug}/exports/decision-file", name="exports.decision_file")
def decision_file(
    request: Request, access: ProgramToExport, session: DbSession, transactions: Transactions, now: Now
) -> Response:
    """The official file is of everything: whoever must not see a nomination can't have it."""
    if kept_from(session, access.program.id, access.user_id):
        return _page(request, access, session, Form({}), 409)
    session.close()
    with database_of(request).snapshot() as snapshot:
        program = by_slug(snapshot, access.program.slug)
        if program is None:
            raise NotFound
        made = make_decision_file(snapshot, program, now)
    export = Export("decision-file", "zip")
    with transactions.writing() as writing:
        record_export(
            writing, program, export, by=access.user_id, now=now, rows=made.cards, left_out=0, sha256=made.seal
        )
    headers = {"Content-Disposition": f'attachment; filename="{export.file_name(program, now)}"'}
    return Response(made.data, media_type="application/zip", headers=headers)


def _sent(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while chunk := file.read(CHUNK):
            yield chunk


def _page(
    request: Request, access: ProgramToExport, session: DbSession, form: Form[ExportForm], status: int, round: int | None = None
) -> Response:  # fmt: skip
    of = round_choice(session, access.program.id, round)
    if of is None:
        raise NotFound
    left_out = len(kept_from(session, access.program.id, access.user_id))
    return render(
        request, "exports/index.html", status_code=status, program=access.program, phase=access.facts.phase,
        facts=access.facts, tables=TABLES.values(), left_out=left_out, form=form, of=of,
    )  # fmt: skip
