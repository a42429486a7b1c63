"""One category from the order to the decision: awards proposed and approved, with all that speaks for and against them."""

from collections.abc import Callable
from typing import Any, TypeVar

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel
from starlette.datastructures import FormData

from app.domain.errors import UserError
from app.programs.queries import rules_are_fixed
from app.results import service
from app.results.deps import CategoryAccess, CategoryToDecide, CategoryToRead
from app.results.forms import AwardForm, DropForm, ProposeForm
from app.results.queries.awards import AwardKind, is_public, publication_of
from app.results.queries.boards import axis_of
from app.results.queries.deciding import nomination_by_id, nomination_by_reference, unreleased
from app.results.queries.deliberating import excerpt_of, notes_of, suggested
from app.results.queries.outstanding import outstanding
from app.results.queries.standings import entries_of
from app.results.queries.votes import tied_in
from app.results.routes.carrying import carried_out
from app.web.clock import Now
from app.web.forms import Form, Submitted
from app.web.i18n import _
from app.web.session import DbSession
from app.web.templates import render, see_other

router = APIRouter()
OFFERED = 50  # nominees in the list of a category; others by their reference
Data = TypeVar("Data", bound=BaseModel)


@router.get("/programs/{slug}/decisions/{category_id}", name="results.show")
def show(request: Request, at: CategoryToRead, session: DbSession, now: Now) -> Response:
    return page(request, at, session, now)


@router.post("/programs/{slug}/decisions/{category_id}/award", name="results.award")
def award(request: Request, at: CategoryToDecide, session: DbSession, submitted: Submitted, now: Now) -> Response:
    return filled_in(
        request, at, session, now, AwardForm, submitted, "award", "nomination_id",
        _("Added. Nobody else is told before publication."), lambda data: _add(session, at, data, now),
    )  # fmt: skip


def _add(session: DbSession, at: CategoryAccess, data: AwardForm, now: Now) -> None:
    program, nomination = at.program.program, None
    if data.kind is not AwardKind.NOBODY:
        if data.reference:
            nomination = nomination_by_reference(session, program.id, data.reference)
        elif data.nomination_id:
            nomination = nomination_by_id(session, program.id, data.nomination_id)
        if nomination is not None and nomination.id not in at.all.nominees:
            nomination = None  # kept from this organizer: as if there were none
        if nomination is None and data.reference:
            raise UserError(_("There is no nomination in the contest with this reference."))
    service.add_award(
        session,
        program,
        at.one,
        data.kind,
        nomination,
        title=data.title,
        citation=data.citation,
        by=at.user_id,
        now=now,
    )


@router.post("/programs/{slug}/decisions/{category_id}/drop", name="results.drop")
def drop(request: Request, at: CategoryToDecide, session: DbSession, submitted: Submitted, now: Now) -> Response:
    return filled_in(
        request, at, session, now, DropForm, submitted, "drop", "award_id", _("Taken off."),
        lambda data: service.drop_award(session, at.program.program, at.one, data.award_id, by=at.user_id, now=now),
    )  # fmt: skip


@router.post("/programs/{slug}/decisions/{category_id}/propose", name="results.propose")
def propose(request: Request, at: CategoryToDecide, session: DbSession, submitted: Submitted, now: Now) -> Response:
    def act(data: ProposeForm) -> None:
        reasons = service.Reasons(data.reason, data.reason_few)
        service.propose(session, at.program.program, at.one, reasons, seen=at.all.fresh, by=at.user_id, now=now)

    field = "reason_few" if at.one.few and not at.one.flags else "reason"
    done = _("Proposed. Now it is to be approved.")
    return filled_in(request, at, session, now, ProposeForm, submitted, "propose", field, done, act)


@router.post("/programs/{slug}/decisions/{category_id}/approve", name="results.approve")
def approve(request: Request, at: CategoryToDecide, session: DbSession, now: Now) -> Response:
    return carried_out(
        request, _("Approved."),
        lambda: service.approve(session, at.program.program, at.one, at.all, by=at.user_id, now=now), to=back(request, at),
    )  # fmt: skip


@router.post("/programs/{slug}/decisions/{category_id}/withdraw", name="results.withdraw")
def withdraw(request: Request, at: CategoryToDecide, session: DbSession, now: Now) -> Response:
    return carried_out(
        request, _("Taken back. It can be changed again."),
        lambda: service.withdraw(session, at.program.program, at.one, by=at.user_id, now=now), to=back(request, at),
    )  # fmt: skip


def back(request: Request, at: CategoryAccess) -> Response:
    return see_other(request, "results.show", slug=at.program.program.slug, category_id=at.one.category.id)


def filled_in(
    request: Request, at: CategoryAccess, session: DbSession, now: Now, model: type[Data], submitted: FormData, wrong: str,
    field: str, done: str, act: Callable[[Data], None],
) -> Response:  # fmt: skip
    """`wrong`: what the form is called on the page, which shows it again where something is wrong; `field`: where a refusal of
    the whole stands."""
    form = Form.bind(model, submitted, lists=["nomination_ids"])
    data = form.data
    if data is None:
        return page(request, at, session, now, form, wrong)
    return carried_out(
        request, done, lambda: act(data), to=back(request, at),
        again=lambda why: page(request, at, session, now, form.refuse(field, why), wrong),
    )  # fmt: skip


def page(
    request: Request, at: CategoryAccess, session: DbSession, now: Now, form: Form[Any] | None = None, wrong: str = ""
) -> Response:
    access, one = at.program, at.one
    program, publication = access.program, publication_of(session, access.program.id)
    excerpt = excerpt_of(one.order, one.category.winners, one.shortlist)
    offered = [*(placed.row for placed in one.order), *(one.board.few if one.board else ())][:OFFERED]
    candidates = {key for vote in one.votes for key in vote.candidates}
    wanted = {row.key for row in offered} | {placed.row.key for placed in excerpt} | candidates | {*one.shortlist}
    return render(
        request, "results/show.html", status_code=422 if form else 200, program=program, phase=access.facts.phase,
        facts=access.facts, one=one, found=at.all, form=form, wrong=wrong, publication=publication,
        public=is_public(publication, now), later=one in unreleased(at.all, publication), me=at.user_id, excerpt=excerpt,
        beside=entries_of(session, program, wanted), axis=axis_of(one.board) if one.board else None, offered=offered,
        suggested=suggested(one.board, one.shortlist) if one.board else [], tied=tied_in(one.ties),
        notes=[] if one.shut else notes_of(session, one.category), fixed=rules_are_fixed(program, now),
        open=outstanding(session, program, access.user_id, now),
    )  # fmt: skip
