"""The organizer's list of nominations, and taking one out of the contest or putting it back."""

from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.domain.errors import UserError
from app.domain.states import State
from app.nominations import queries, service
from app.nominations.deps import NominationAccess, NominationToTakeOut
from app.nominations.queries import NominationFilter
from app.nominations.routes.pages import beside_it, submitted_context
from app.programs.deps import ProgramNominations
from app.programs.queries import categories
from app.web.clock import Now
from app.web.flash import flash
from app.web.forms import Form, Submitted, typed_text
from app.web.i18n import _
from app.web.session import DbSession
from app.web.templates import render, see_other

router = APIRouter()
COLUMNS = (
    ("number", _("Reference")), ("nominee", _("Nominee")), ("category", _("Category")), ("revenue", _("Revenue")),
    ("share", _("Role")), ("received", _("Received")),
)  # fmt: skip


@router.get("/programs/{slug}/nominations", name="nominations.nominations")
def nominations(request: Request, access: ProgramNominations, session: DbSession) -> Response:
    assert access.viewer is not None
    asked, page = asked_for(request)
    rows, pages = queries.listed(session, access.program, access.viewer, asked, page)
    return render(
        request, "nominations/nominations.html", program=access.program, phase=access.facts.phase, facts=access.facts, rows=rows,
        pages=pages, asked=asked, categories=categories(session, access.program.id), states=[s.value for s in State if s is not State.DRAFT],
        splits={row.nomination.id: queries.split_of(row.assessment) for row in rows}, columns=columns(asked), base=link(asked) + "&page=",
        hidden=queries.hidden_by_conflict(session, access.program.id, access.viewer),
        form=Form.of({"category": asked.category_id, "state": asked.state, "flag": asked.flag, "search": asked.search}),
    )  # fmt: skip


def asked_for(request: Request) -> tuple[NominationFilter, int]:
    """The filter in the address; what can't be read is no filter."""
    params = request.query_params
    category, page = params.get("category", ""), params.get("page", "")
    asked = NominationFilter(
        category_id=int(category) if _is_number(category) else None, state=params.get("state", ""), flag=params.get("flag", ""),
        search=params.get("search", ""), sort=params.get("sort", "number"),
    )  # fmt: skip
    return asked, int(page) if _is_number(page) else 1


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def link(asked: NominationFilter, **changed: str) -> str:
    values = {
        "category": asked.category_id or "", "state": asked.state, "flag": asked.flag, "search": asked.search, "sort": asked.sort,
    } | changed  # fmt: skip
    return "?" + urlencode({name: value for name, value in values.items() if value})


def columns(asked: NominationFilter) -> list[dict[str, object]]:
    """Headers that sort: a second press turns the order round."""
    found: list[dict[str, object]] = []
    for key, label in COLUMNS:
        down = asked.sort == f"-{key}"
        sorted_by = "descending" if down else "ascending" if asked.sort == key else None
        found.append(
            {"label": label, "sorted": sorted_by, "href": link(asked, sort=f"-{key}" if asked.sort == key else key)}
        )
    return found


@router.post("/nominations/{nomination_id}/take-out", name="nominations.take_out")
def take_out(
    request: Request, access: NominationToTakeOut, submitted: Submitted, session: DbSession, now: Now
) -> Response:
    return _turn(request, access, submitted, session, now, back=False)


@router.post("/nominations/{nomination_id}/put-back", name="nominations.put_back")
def put_back(
    request: Request, access: NominationToTakeOut, submitted: Submitted, session: DbSession, now: Now
) -> Response:
    return _turn(request, access, submitted, session, now, back=True)


def _turn(
    request: Request, access: NominationAccess, submitted: Submitted, session: DbSession, now: Now, *, back: bool
) -> Response:
    reason = typed_text(submitted, "reason")[:2000]
    act = service.put_back if back else service.take_out
    try:
        act(
            session,
            access.nomination,
            by=access.user_id,
            now=now,
            reason=reason,
            origin=request.app.state.settings.origin,
        )
    except UserError as refusal:
        form: Form[Any] = Form({"reason": [reason]}, {"reason": str(refusal)})
        context = submitted_context(access, session, judge=True) | beside_it(access, session)
        return render(request, "nominations/show.html", status_code=422, own=False, form=form, **context)
    flash(
        request,
        _("Back in the contest.") if back else _("Out of the contest. The nominator is told, with your reason."),
    )
    return see_other(request, "nominations.show", nomination_id=access.nomination.public_id)
