"""The organizer's flags page, and the page on which a flag is settled."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response

from app.domain.errors import UserError
from app.flags import queries, service
from app.flags.forms import SettleForm
from app.nominations.deps import FlagToSettle, NominationAccess
from app.nominations.queries import answered_of, due_of, fitting_category, kept_from, question_of, questions_of
from app.nominations.queries.crm import evidence_behind
from app.programs.deps import ProgramFlags
from app.programs.queries import asking_roles
from app.programs.queries import categories as categories_of
from app.web.clock import Now
from app.web.errors import Conflict, NotFound, Refused
from app.web.flash import flash as notice
from app.web.forms import Form, Submitted
from app.web.i18n import _
from app.web.session import DbSession
from app.web.templates import render, see_other

router = APIRouter()


@router.get("/programs/{slug}/flags", name="flags.index")
def index(
    request: Request,
    access: ProgramFlags,
    session: DbSession,
    show: Annotated[Literal["waiting", "settled", "all"], Query()] = "waiting",
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
) -> Response:
    """Everything that waits or was settled, with what judges and the nominator say."""
    program = access.program
    hidden = kept_from(session, program.id, access.user_id)
    rows, pages = queries.flagged(
        session, program, hidden, waiting=show != "settled", settled=show != "waiting", page=page
    )
    return render(
        request, "flags/index.html", program=program, phase=access.facts.phase, facts=access.facts, show=show, rows=rows,
        pages=pages, rulings=queries.rulings(session, rows), doubts=queries.doubts(session, rows), left_out=len(hidden),
        asked=questions_of(session, [row.nomination.id for row in rows]), due_of=due_of,
        reasons={row.nomination.id: queries.reasons_of(row.assessment.result) for row in rows},
    )  # fmt: skip


@router.get("/nominations/{nomination_id}/flag", name="flags.flag")
def flag(request: Request, access: FlagToSettle, session: DbSession) -> Response:
    return _page(request, access, session, Form({}), 200)


@router.post("/nominations/{nomination_id}/flag/settle", name="flags.settle")
def settle(request: Request, access: FlagToSettle, session: DbSession, submitted: Submitted, now: Now) -> Response:
    row = queries.flagged_one(session, access.nomination)
    if row is None:
        raise NotFound
    form = Form.bind(SettleForm, submitted)
    if form.data is None:
        return _page(request, access, session, form, 422)
    data = form.data
    if data.assessment_id != row.assessment.id:
        late = _("The nominator has submitted again since you opened this page. Please read what is new, then decide.")
        return _page(request, access, session, form.refuse("form", late), 409)
    to = next((one for one in categories_of(session, access.program.id) if one.id == data.to), None)
    decided = service.decision(data.decision, data.reason, data.note, to)
    origin = request.app.state.settings.origin
    try:
        service.settle(session, row, decided, by=access.user_id, now=now, origin=origin)
    except UserError as error:
        return _page(
            request, access, session, form.refuse("to" if data.decision == "move" else "form", str(error)), 409
        )
    undo = str(request.app.url_path_for("flags.undo", nomination_id=access.nomination.public_id))
    notice(request, _("Settled. The nominator is told by mail."), undo=undo)
    return see_other(request, "flags.index", slug=access.program.slug)


@router.post("/nominations/{nomination_id}/flag/undo", name="flags.undo")
def undo(request: Request, access: FlagToSettle, session: DbSession, now: Now) -> Response:
    row = queries.flagged_one(session, access.nomination)
    if row is None or row.settled is None:
        raise Refused(_("There is nothing to take back: this is not settled."))
    was = row.settled.settlement.from_category_id
    before = next(one for one in categories_of(session, access.program.id) if one.id == was)
    try:
        service.undo(session, row, before, by=access.user_id, now=now, origin=request.app.state.settings.origin)
    except UserError as error:
        raise Conflict(str(error)) from None
    notice(request, _("Taken back. It waits to be settled again."))
    return see_other(request, "flags.flag", nomination_id=access.nomination.public_id)


def _page(
    request: Request, access: NominationAccess, session: DbSession, form: Form[SettleForm], status: int
) -> Response:
    row = queries.flagged_one(session, access.nomination)
    if row is None:
        raise NotFound
    every = categories_of(session, access.program.id)
    asks = row.category.for_role in asking_roles(access.program)
    offer = fitting_category(every, row.category, row.assessment.role, row.share, flagged=row.assessment.flag)
    fitting = offer.category.id if offer else None
    others = sorted(
        (one for one in every if one.id != row.category.id), key=lambda one: (one.id != fitting, one.position)
    )
    asked = question_of(session, row.nomination.id)
    return render(
        request, "flags/flag.html", status_code=status, program=access.program, phase=access.facts.program.phase,
        facts=access.facts, row=row, form=form, fitting=fitting, others=others, asks=asks,
        reasons=queries.reasons_of(row.assessment.result), rulings=queries.rulings(session, [row]).get(row.nomination.id, []),
        doubts=queries.doubts(session, [row]).get(row.nomination.id, []), why_not=service.why_not_undone(session, row),
        asked=asked, due=due_of(asked, access.program) if asked else None, answered=answered_of(session, row.nomination.id),
        evidence=evidence_behind(session, row.nomination),
    )  # fmt: skip
