"""The revenue step: rows added and removed also without a script, a paste previewed, the split computed as one types."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from app.domain.amounts import decide_style
from app.domain.errors import UserError
from app.domain.paste import MEANINGS, PastedRow, PastedTable, read_pasted
from app.nominations.deps import NominationAccess, NominationToSave, OwnNomination
from app.nominations.forms import BANDS, KINDS, MEASURES, MOST_LINES, ORIGINS, content_of, read_step
from app.nominations.queries.crm import FromRows, exports_of, origin_of_line
from app.nominations.routes.pasting import read_rows, refusal_of
from app.nominations.routes.showing import outlook
from app.nominations.routes.steps import save, step_context
from app.web.clock import Now
from app.web.forms import Submitted, typed_text
from app.web.i18n import _
from app.web.session import DbSession
from app.web.templates import render, see_other

router = APIRouter()
BLANK_ROWS = 3
MOST_UNFOLDED = 12  # with more rows, the rarely needed fields of a row come when asked for: 150 rows would be 800 kB


@router.get("/nominations/{nomination_id}/revenue", name="nominations.revenue")
def revenue(request: Request, access: OwnNomination, session: DbSession) -> Response:
    return render(request, "nominations/revenue.html", **revenue_context(request, access, session))


@router.post("/nominations/{nomination_id}/revenue", name="nominations.revenue_post")
def revenue_post(
    request: Request, access: NominationToSave, submitted: Submitted, session: DbSession, now: Now
) -> Response:
    typed = read_step("revenue", submitted.multi_items())
    go = typed_text(submitted, "go")
    if go.startswith("remove-"):
        typed["lines"] = read_step("revenue", _without(submitted, go.removeprefix("remove-")))["lines"]
    elif go == "others":
        typed["lines"].append({"name": _("All others"), "customers": ""})
    elif go == "take":
        pasted, refusal = read_paste(submitted)
        if pasted is None or refusal:
            context = revenue_context(request, access, session, typed=typed, pasted=pasted, refusal=refusal)
            return render(request, "nominations/revenue.html", status_code=422, **context)
        typed = {**typed, **taken_over(pasted, typed)}
    response = save(request, access, submitted, session, now, "revenue", typed, told=revenue_context)
    if response.status_code == 303 and (go in ("add", "others", "take") or go.startswith("remove-")):
        rows = len(typed["lines"])
        response.headers["location"] += f"?rows={rows + BLANK_ROWS if go == 'add' else rows}#rows"
    if response.status_code == 303 and go.startswith("more-"):
        place = _place(submitted, go.removeprefix("more-"))
        response.headers["location"] += f"?rows={max(len(typed['lines']), place + 1)}&more={place}#f-lines-{place}-kind"
    if response.status_code == 303 and go == "crm":  # what was typed is kept first
        return see_other(request, "nominations.crm", nomination_id=access.nomination.public_id)
    return response


@router.post("/nominations/{nomination_id}/revenue/split", name="nominations.split")
def split(request: Request, access: OwnNomination, submitted: Submitted, session: DbSession) -> Response:
    draft = {**access.nomination.draft, **read_step("revenue", submitted.multi_items())}
    return render(request, "nominations/_split.html", **outlook(session, access, content_of(draft)))


@router.post("/nominations/{nomination_id}/revenue/preview", name="nominations.preview")
def preview(request: Request, access: OwnNomination, submitted: Submitted, session: DbSession) -> Response:
    """What was understood of pasted rows; nothing is kept until they are taken over."""
    pasted, refusal = read_paste(submitted)
    status = 422 if refusal else 200
    typed = read_step("revenue", submitted.multi_items())
    if "hx-request" in request.headers:
        context = paste_context(pasted, refusal, _text(submitted), access.program.currency) | {"fragment": True}
        return render(request, "nominations/_preview.html", status_code=status, program=access.program, **context)
    context = revenue_context(
        request, access, session, typed=typed, pasted=pasted, refusal=refusal, text=_text(submitted)
    )
    return render(request, "nominations/revenue.html", status_code=status, **context)


def revenue_context(
    request: Request,
    access: NominationAccess,
    session: DbSession,
    *,
    typed: Mapping[str, Any] | None = None,
    pasted: PastedTable | None = None,
    refusal: str = "",
    text: str = "",
    stale: bool = False,
) -> dict[str, Any]:
    context = step_context(request, access, session, "revenue", typed=typed, stale=stale)
    wanted = request.query_params.get("rows", "")
    filled = len(context["draft"].get("lines") or [])
    asked = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 4 else 0
    rows = min(max(filled, asked, BLANK_ROWS if not filled else 0), MOST_LINES + 10)
    more = request.query_params.get("more", "")
    opened = int(more) if more.isascii() and more.isdigit() and len(more) < 4 else -1
    choices = {"measures": MEASURES, "bands": BANDS, "origins": ORIGINS, "kinds": KINDS}
    return {
        **context, **choices, "rows": rows, "opened": opened, "most_unfolded": MOST_UNFOLDED, "sources": sources_of(session, access, context["draft"]),
        **outlook(session, access, content_of(context["draft"])),
        **paste_context(pasted, refusal, text, access.program.currency),
    }  # fmt: skip


def sources_of(session: DbSession, access: NominationAccess, draft: Mapping[str, Any]) -> dict[int, FromRows]:
    """Place of a line → the rows of the export that it was taken from."""
    lines = draft.get("lines") or []
    if not any(line.get("source") for line in lines):
        return {}
    exports = {export.public_id: export for export in exports_of(session, access.nomination.id)}
    found = {place: origin_of_line(line, exports) for place, line in enumerate(lines)}
    return {place: origin for place, origin in found.items() if origin}


def paste_context(pasted: PastedTable | None, refusal: str, text: str, currency: str) -> dict[str, Any]:
    return {
        "pasted": pasted, "pasted_rows": read_rows(pasted, currency, 30) if pasted else [], "refusal": refusal, "paste": text, "fragment": False, "meanings": _meanings(), "most_shown": 30,
    }  # fmt: skip


def _meanings() -> list[tuple[str, str]]:
    words = {
        "name": _("Customer"), "revenue": _("Revenue in the period"), "prior_revenue": _("Revenue the year before"),
        "origin": _("How it came"), "relationship_started": _("First bought"), "kind": _("Kind of business"),
        "incumbent_displaced": _("Supplier before"), "term_years": _("Years of contract"), "customers": _("Number of customers"),
        "from_earlier_buyers": _("Of it from earlier buyers"), "ignore": _("Leave out"),
    }  # fmt: skip
    return [(meaning, words[meaning]) for meaning in MEANINGS]


def _text(submitted: FormData) -> str:
    return typed_text(submitted, "text") or typed_text(submitted, "paste")


def read_paste(submitted: FormData) -> tuple[PastedTable | None, str]:
    """The pasted rows as understood, or why they can't be taken."""
    again = not typed_text(submitted, "fresh")  # the columns and the style that were chosen in the preview
    columns = [value for value in submitted.getlist("column") if isinstance(value, str) and value in MEANINGS and again]
    style = typed_text(submitted, "style") if again else ""
    try:
        pasted = read_pasted(
            _text(submitted),
            columns=columns or None,  # type: ignore[arg-type]
            style=style if style in ("point", "comma") else None,  # type: ignore[arg-type]
        )
    except UserError as error:
        return None, str(error)
    if len(pasted.rows) > MOST_LINES:
        text = _(
            "These are %(count)s rows. Please take the largest customers and one row for all others: %(most)s rows at most."
        )
        return pasted, text % {"count": len(pasted.rows), "most": MOST_LINES}
    return pasted, refusal_of(pasted)


def taken_over(pasted: PastedTable, typed: Mapping[str, Any]) -> dict[str, Any]:
    """The typed rows with the pasted ones after them, amounts written in the style of the rows that are there."""
    amounts = [str(row.get(name) or "") for row in typed["lines"] for name in ("revenue", "prior")]
    style = decide_style([str(typed.get("headline") or ""), *amounts])[0]
    found: dict[str, Any] = {"lines": [*typed["lines"], *(_row(row, style) for row in pasted.rows)]}
    if pasted.percent and not typed["lines"]:
        found["amounts_are"] = "percent"
    return found


def _row(row: PastedRow, style: str) -> dict[str, str]:
    unread = dict(row.unread)  # taken over as it stands, where the form says what is wrong with it
    values = {
        "name": row.name, "revenue": _amount(row.revenue, style), "prior": _amount(row.prior_revenue, style),
        "origin": row.origin or "unknown", "started": row.relationship_started or unread.get("relationship_started", ""), "kind": row.kind or "unknown",
        "supplier_before": row.incumbent_displaced or "", "term_years": str(row.term_years or unread.get("term_years", "")),
        "customers": str(row.customers or unread.get("customers", "")), "from_earlier_buyers": _amount(row.from_earlier_buyers, style),
    }  # fmt: skip
    return {name: text for name, text in values.items() if text}


def _amount(value: Decimal | None, style: str) -> str:
    if value is None:
        return ""
    rounded = round(value, 2)
    text = f"{rounded:.0f}" if rounded == rounded.to_integral_value() else f"{rounded:.2f}"
    return text.replace(".", ",") if style == "comma" else text


def _without(submitted: FormData, number: str) -> list[tuple[str, Any]]:
    return [(name, value) for name, value in submitted.multi_items() if not name.startswith(f"lines-{number}-")]


def _place(submitted: FormData, number: str) -> int:
    """Where a row of the form stands among those that are kept."""
    last = int(number) if number.isascii() and number.isdigit() and len(number) < 4 else 0
    earlier = {f"lines-{n}" for n in range(last)}
    kept = [(name, value) for name, value in submitted.multi_items() if name.rpartition("-")[0] in earlier]
    return len(read_step("revenue", kept)["lines"])
