"""From the spreadsheet: upload, say what each column holds, look at the rows with role, share and question; then stop there with
a download, or take them into the program."""

import io
import re
from collections import Counter
from typing import Any

from fastapi import APIRouter, Request
from starlette.datastructures import UploadFile
from starlette.responses import Response

from app.domain.errors import UserError
from app.domain.sheets import Table, answered_rows, csv_lines, is_meaning, read_sheet, text_of, write_xlsx
from app.files.service import plain_name
from app.nominations.deps import SheetAccess, SheetToImport
from app.nominations.forms.mapping import DECIMALS, SheetMappingForm, meaning_options
from app.nominations.queries.sheets import known_already, sheet_of, sheets_of, table_of
from app.nominations.service import importing
from app.nominations.service.rows import reading_of, rows_of
from app.programs.deps import ProgramAccess, ProgramToImport
from app.programs.queries import by_slug, categories
from app.web.clock import Now
from app.web.errors import Conflict, NotFound
from app.web.flash import flash
from app.web.forms import Form, Submitted, typed_text
from app.web.i18n import _, ngettext
from app.web.paging import Page
from app.web.session import DbSession, Transactions
from app.web.templates import render, see_other

router = APIRouter()
_EXAMPLES = 3
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("/programs/{slug}/spreadsheet", name="nominations.spreadsheet")
def spreadsheet(request: Request, access: ProgramToImport, session: DbSession, now: Now) -> Response:
    return upload_page(request, access, session, now, Form.of())


def upload_page(
    request: Request, access: ProgramAccess, session: DbSession, now: Now, form: Form[Any], status: int = 200
) -> Response:
    return render(
        request, "nominations/spreadsheet.html", status_code=status, program=access.program, facts=access.facts,
        phase=access.facts.phase, form=form, sheets=sheets_of(session, access.program.id, access.user_id, now),
        most_rows=importing.MOST_ROWS,
    )  # fmt: skip


@router.post("/programs/{slug}/spreadsheet", name="nominations.spreadsheet_post")
def spreadsheet_post(
    request: Request,
    access: ProgramToImport,
    submitted: Submitted,
    session: DbSession,
    transactions: Transactions,
    now: Now,
) -> Response:
    """The sheet is read before the writers' lock is taken: parsing may take seconds."""
    choices = categories(session, access.program.id)
    try:
        filename, table = _uploaded(submitted)
        if not choices:
            raise UserError(_("This program has no category yet. Add one first, then nominations can come in."))
    except UserError as error:
        return upload_page(request, access, session, now, Form.of().refuse("sheet", str(error)), 422)
    program_id, category_id = access.program.id, choices[0].id
    session.close()  # its connection goes back before another one is taken
    with transactions.writing() as writing:
        kept = importing.keep_sheet(
            writing, program_id, table, filename=filename, category_id=category_id, by=access.user_id, now=now
        )
        public_id = kept.public_id
    return see_other(request, "nominations.mapping", slug=access.program.slug, sheet_id=public_id)


def _uploaded(submitted: Submitted) -> tuple[str, Table]:
    upload = submitted.get("sheet")
    if not isinstance(upload, UploadFile) or not upload.filename:
        raise UserError(_("Please choose a file: a CSV, XLSX, XLS or ODS."))
    table = read_sheet(upload.file.read())
    if len(table.rows) > importing.MOST_ROWS:
        text = _(
            "This sheet has %(rows)s rows; a page takes %(most)s. Split it, or run “uphill assess” on it, which takes 20,000."
        )
        raise UserError(text % {"rows": f"{len(table.rows):,}", "most": f"{importing.MOST_ROWS:,}"})
    return plain_name(upload.filename), table


@router.get("/programs/{slug}/spreadsheet/{sheet_id}/mapping", name="nominations.mapping")
def mapping(request: Request, access: SheetToImport, session: DbSession) -> Response:
    kept = access.kept.mapping
    typed = {f"column-{place}": meaning for place, meaning in enumerate(kept["columns"])}
    form: Form[Any] = Form.of({**typed, "decimal": kept["decimal"], "category": kept["category_id"]})
    return mapping_page(request, access, session, form)


def mapping_page(
    request: Request, access: SheetAccess, session: DbSession, form: Form[Any], status: int = 200
) -> Response:
    table, columns = table_of(access.kept), access.kept.mapping["columns"]
    shown = [
        {"place": place, "heading": heading, "examples": _examples(table, place), "guess": columns[place]}
        for place, heading in enumerate(table.header)
        if heading or _examples(table, place)
    ]
    return render(
        request, "nominations/mapping.html", status_code=status, program=access.program, facts=access.facts,
        phase=access.facts.phase, kept=access.kept, form=form, said=table.said, rows=len(table.rows), columns=shown,
        meanings=meaning_options(columns), decimals=DECIMALS, questions=reading_of(access.kept, access.program).questions,
        categories=[(category.id, category.name) for category in categories(session, access.program.id)],
    )  # fmt: skip


def _examples(table: Table, place: int) -> list[str]:
    found = dict.fromkeys(text for cell in table.column(place) if (text := text_of(cell)))
    return [text if len(text) <= 80 else text[:79] + "…" for text in list(found)[:_EXAMPLES]]


@router.post("/programs/{slug}/spreadsheet/{sheet_id}/mapping", name="nominations.mapping_post")
def mapping_post(
    request: Request, access: SheetToImport, submitted: Submitted, session: DbSession, now: Now
) -> Response:
    form: Form[SheetMappingForm] = Form.bind(SheetMappingForm, submitted)
    columns, errors = _columns(submitted, access.kept.mapping["columns"])
    if form.data is not None and form.data.category not in [c.id for c in categories(session, access.program.id)]:
        errors["category"] = _("Please choose one of this program's categories.")
    if form.data is None or errors:
        return mapping_page(request, access, session, Form(form.typed, {**form.errors, **errors}), 422)
    importing.map_sheet(
        session, access.kept, columns, decimal=form.data.decimal, category_id=form.data.category, by=access.user_id, now=now
    )  # fmt: skip
    return see_other(request, "nominations.rows", slug=access.program.slug, sheet_id=access.kept.public_id)


def _columns(submitted: Submitted, stored: list[str]) -> tuple[list[str], dict[str, str]]:
    """The meaning chosen for each column; one that was not sent (a column without a heading) stays as it was."""
    columns, errors = [], {}
    for place, meaning in enumerate(stored):
        chosen = typed_text(submitted, f"column-{place}") or meaning
        if not is_meaning(chosen):
            errors[f"column-{place}"] = _("Please choose one of the offered meanings.")
        columns.append(chosen)
    single = [m for m in columns if m not in ("ignore", "narrative", "nominee")]
    for place, meaning in enumerate(columns):
        if meaning in single and single.count(meaning) > 1:
            errors[f"column-{place}"] = _(
                "Two columns can't hold the same. Choose one of them, and “not used” for the other."
            )
    if (
        not errors
        and not {"narrative", "headline", "existing", "existing_share"} & set(columns)
        and not any(m.startswith("customer.") for m in columns)
    ):
        errors["form"] = _(
            "Choose at least one column with revenue or a story: without one there is nothing to assess."
        )
    return columns, errors


@router.get("/programs/{slug}/spreadsheet/{sheet_id}/rows", name="nominations.rows")
def rows(request: Request, access: SheetToImport, session: DbSession) -> Response:
    return rows_page(request, access, session)


def rows_page(
    request: Request, access: SheetAccess, session: DbSession, error: str = "", status: int = 200
) -> Response:
    reading = reading_of(access.kept, access.program)
    found = rows_of(access.kept, access.program, categories(session, access.program.id), reading)
    known = known_already(session, access.program.id, [row.content["nominee_name"] for row in found if row.content])
    reasons = [(row, row.left_out or known.reason(row.entry.texts.get("id", ""), row.content or {})) for row in found]
    stays = [(row.entry.number, reason) for row, reason in reasons if reason]
    out = {number for number, _reason in stays}
    nominations = [row for row in found if row.content is not None]
    asked = request.query_params.get("page", "")
    pages = Page.of(int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 8 else 1, len(nominations))
    return render(
        request, "nominations/rows.html", status_code=status, program=access.program, facts=access.facts, phase=access.facts.phase,
        kept=access.kept, rows=nominations[pages.offset : pages.offset + pages.size], pages=pages, stays=stays, error=error,
        counts=Counter(row.question for row in nominations), total=len(nominations), questions=reading.questions,
        taking=[row for row in nominations if row.entry.number not in out], at_once=importing.MOST_AT_ONCE,
        ownerless=sum(1 for row in nominations if row.entry.number not in out and importing.nominator_email(row.entry.texts) is None),
    )  # fmt: skip


@router.get("/programs/{slug}/spreadsheet/{sheet_id}/answers.{format}", name="nominations.answers")
def answers(access: SheetToImport, session: DbSession, format: str) -> Response:
    """The same rows with role, share, question and reasons; nothing is stored."""
    if format not in ("xlsx", "csv"):
        raise NotFound
    table = table_of(access.kept)
    found = rows_of(access.kept, access.program, categories(session, access.program.id))
    cells = answered_rows(table, [row.answered for row in found])
    stem = re.sub(r"[^A-Za-z0-9._-]+", "-", access.kept.filename.rsplit(".", 1)[0]).strip("-.")[:80] or "sheet"
    headers = {"Content-Disposition": f'attachment; filename="{stem}-with-shares.{format}"'}
    if format == "csv":
        return Response(
            "".join(csv_lines(table, cells)).encode("utf-8-sig"), media_type="text/csv; charset=utf-8", headers=headers
        )
    sink = io.BytesIO()
    write_xlsx(sink, table, cells)
    return Response(sink.getvalue(), media_type=_XLSX, headers=headers)


@router.post("/programs/{slug}/spreadsheet/{sheet_id}/take", name="nominations.take_post")
def take_post(
    request: Request, access: SheetToImport, session: DbSession, transactions: Transactions, now: Now
) -> Response:
    """The rows are read and assessed before the writers' lock is taken."""
    slug, sheet_id = access.program.slug, access.kept.public_id
    found = rows_of(access.kept, access.program, categories(session, access.program.id))
    session.close()  # its connection goes back before another one is taken
    try:
        with transactions.writing() as writing:
            program, kept = by_slug(writing, slug), sheet_of(writing, access.program.id, sheet_id, access.user_id, now)
            if program is None or kept is None or kept.mapping != access.kept.mapping:
                raise Conflict(_("The columns of this sheet were changed meanwhile. Please look at its rows again."))
            choices = categories(writing, program.id)
            taken = importing.take_sheet(writing, program, kept, found, choices, by=access.user_id, now=now)
    except UserError as error:
        return rows_page(request, access, session, str(error), 422)
    flash(
        request,
        ngettext("One nomination was taken.", "%(num)s nominations were taken.", taken.count).replace(
            "%(num)s", str(taken.count)
        ),
    )
    return see_other(request, "nominations.rows", slug=slug, sheet_id=sheet_id)


@router.post("/programs/{slug}/spreadsheet/{sheet_id}/undo", name="nominations.undo_post")
def undo_post(request: Request, access: SheetToImport, session: DbSession, now: Now) -> Response:
    try:
        gone, left = importing.undo_taking(session, access.kept, by=access.user_id, now=now)
    except UserError as error:
        return rows_page(request, access, session, str(error), 422)
    text = _("%(gone)s withdrawn.") % {"gone": gone}
    if left:
        text += " " + _("%(left)s were changed or given to judges since, and stay.") % {"left": left}
    flash(request, text)
    return see_other(request, "nominations.rows", slug=access.program.slug, sheet_id=access.kept.public_id)


@router.post("/programs/{slug}/spreadsheet/{sheet_id}/forget", name="nominations.forget_post")
def forget_post(request: Request, access: SheetToImport, session: DbSession, now: Now) -> Response:
    importing.forget_sheet(session, access.kept, by=access.user_id, now=now)
    flash(request, _("The sheet was deleted here. Nominations that were taken from it stay."))
    return see_other(request, "nominations.spreadsheet", slug=access.program.slug)
