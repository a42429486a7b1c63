"""The preview of an export: overrule rows, take over what is shown, or send what it says of the year before as an answer."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from app.domain.crm import Mapping as Decisions
from app.domain.errors import UserError
from app.domain.revenue import Assessment
from app.nominations import queries
from app.nominations.deps import CrmAccess, CrmToSee, CrmToUse, crm_again
from app.nominations.forms import crm as forms
from app.nominations.routes.crm import keep, read_again
from app.nominations.routes.steps import version_of
from app.nominations.service import Stale
from app.nominations.service import crm as service
from app.nominations.service.crm_answer import answer_by_export, completed_by
from app.policy import Action, decide
from app.web.clock import Now
from app.web.flash import flash
from app.web.forms import Form, Submitted, typed_text
from app.web.i18n import _, ngettext
from app.web.session import DbSession, OwnTransactions, Transactions
from app.web.templates import render, see_other

router = APIRouter()
AT_FIRST = 20
"""Rows shown of each group before more are asked for: a page stays small."""
ROWS_CHANGED = _(
    "Another tab changed what counts in this file meanwhile. Here is how it stands now; please look again."
)


@router.get("/nominations/{nomination_id}/crm/{export_id}/deals", name="nominations.deals")
def deals(request: Request, upload: CrmToSee, session: DbSession) -> Response:
    if upload.export.outcome["questions"]:
        return see_other(request, "nominations.columns", **_place(upload))
    return deals_page(request, upload, session)


def _place(upload: CrmAccess) -> dict[str, str]:
    return {"nomination_id": upload.access.nomination.public_id, "export_id": upload.export.public_id}


def deals_page(
    request: Request,
    upload: CrmAccess,
    session: DbSession,
    *,
    typed: FormData | None = None,
    error: str = "",
    status: int = 200,
) -> Response:
    draft, outcome = upload.access.nomination.draft, upload.export.outcome
    own = [line for line in draft.get("lines") or [] if not service.is_from(line, upload.export)]
    return render(
        request, "nominations/deals.html", status_code=status, program=upload.access.program, facts=upload.access.facts,
        nomination=upload.access.nomination, export=upload.export, found=upload.export.found, outcome=outcome, error=error,
        decided=Decisions.from_json(upload.export.mapping), others=len(own), headline=str(draft.get("headline") or "").strip(),
        foreign=outcome["currency"] != upload.access.program.currency, words=forms,
        at_first=AT_FIRST, group=request.query_params.get("group", ""),
        answering=_answering(session, upload) if answers_only(upload) else None,
        form=Form.of({name: typed_text(typed, name) for name in ("how", "headline")} if typed else None), version=upload.access.nomination.version,
    )  # fmt: skip


@router.post("/nominations/{nomination_id}/crm/{export_id}/deals", name="nominations.deals_post")
def deals_post(
    request: Request, upload: CrmToUse, submitted: Submitted, session: DbSession, transactions: Transactions, now: Now
) -> Response:  # fmt: skip
    """Overrule rows, which reads the file again; or take over what the preview shows, and nothing that it doesn't."""
    before = Decisions.from_json(upload.export.mapping)
    decided = forms.read_rows(submitted, before, upload.export.outcome)
    go = typed_text(submitted, "go")
    session.close()
    try:
        if decided.rows != before.rows:
            if not keep(transactions, upload, read_again(request, upload, decided), submitted, now):
                return deals_page(request, upload, session, typed=submitted, error=ROWS_CHANGED, status=409)
            if go == "take":
                flash(request, _("You changed which rows count. Here is what would be taken over now."), "info")
        elif go == "take":
            return take_over(request, upload, submitted, session, transactions, now)
    except UserError as error:
        return deals_page(request, upload, session, typed=submitted, error=str(error), status=422)
    response = see_other(request, "nominations.deals", **_place(upload))
    if go.removeprefix("show-") in forms.REASONS:
        response.headers["location"] += f"?group={go.removeprefix('show-')}#rows"
    return response


def take_over(
    request: Request, upload: CrmAccess, submitted: FormData, session: DbSession, transactions: OwnTransactions, now: Now
) -> Response:  # fmt: skip
    draft_version = typed_text(submitted, "draft_version")
    with transactions.writing() as writing:
        here = crm_again(writing, upload, now)
        if here.export.version != version_of(submitted):
            return deals_page(request, here, session, typed=submitted, error=ROWS_CHANGED, status=409)
        if answers_only(here):
            assessment = answer_by_export(
                writing, here.access.nomination, here.export, by=upload.access.user_id, now=now
            )
            return thanked(request, upload, still_open=assessment is None or assessment.flag or assessment.question)
        taken = service.take_over(
            writing, here.access.nomination, here.export, replace=typed_text(submitted, "how") == "replace",
            headline=bool(typed_text(submitted, "headline")),
            version=int(draft_version) if draft_version.isascii() and draft_version.isdigit() and len(draft_version) < 10 else None,
            by=upload.access.user_id, now=now,
        )  # fmt: skip
    if isinstance(taken, Stale):
        text = _(
            "The revenue step was changed in another tab meanwhile. Please look at this once more, then take it over."
        )
        return deals_page(request, upload, session, typed=submitted, error=text, status=409)
    undo = str(request.app.url_path_for("nominations.take_back", **_place(upload)))
    said = ngettext("One line was taken over.", "%(num)s lines were taken over.", taken).replace("%(num)s", str(taken))
    flash(request, said, undo=undo)
    return see_other(request, "nominations.revenue", nomination_id=upload.access.nomination.public_id)


def answers_only(upload: CrmAccess) -> bool:
    """Nominations are closed, and only the question about the category can still be answered."""
    access = upload.access
    may = decide(access.viewer, Action.NOMINATION_CRM, access.facts)
    return bool(may) and not decide(access.viewer, Action.NOMINATION_EDIT, access.facts)


def _answering(session: DbSession, upload: CrmAccess) -> dict[str, Any]:
    found = queries.latest(session, upload.access.nomination.id)
    if found is None:
        return {"completed": [], "added": []}
    outcome = Assessment.from_dict(found[1].result)
    completed, added = completed_by(upload.export, found[0].content, outcome, upload.access.program.currency)
    return {"completed": completed, "added": added}


def thanked(request: Request, upload: CrmAccess, *, still_open: bool) -> Response:
    if still_open:
        flash(request, _("Thank you. Judges and organizers will read your answer beside the figures."))
    else:
        flash(request, _("Thank you. These figures answer the question: it is closed."))
    return see_other(request, "nominations.show", nomination_id=upload.access.nomination.public_id)
