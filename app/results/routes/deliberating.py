"""Before a category is decided: the shortlist, notes, votes of the panel, adjustments."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from app.domain.errors import UserError
from app.results import service
from app.results.deps import CategoryToDecide
from app.results.forms import AdjustForm, NoteForm, ShortlistForm, UnlistForm, VoteForm, utc_of
from app.results.routes.carrying import carried_out
from app.results.routes.category import back, filled_in
from app.web.clock import Now
from app.web.forms import Submitted
from app.web.i18n import _
from app.web.session import DbSession

router = APIRouter()
Id = Annotated[int, Path(ge=1, lt=2**31)]


@router.post("/programs/{slug}/decisions/{category_id}/shortlist", name="results.shortlist")
def shortlist(request: Request, at: CategoryToDecide, session: DbSession, submitted: Submitted, now: Now) -> Response:
    return filled_in(
        request, at, session, now, ShortlistForm, submitted, "shortlist", "nomination_ids", _("On the shortlist."),
        lambda data: service.shortlist(session, at.program.program, at.one, data.nomination_ids, by=at.user_id, now=now),
    )  # fmt: skip


@router.post("/programs/{slug}/decisions/{category_id}/shortlist/drop", name="results.unlist")
def unlist(request: Request, at: CategoryToDecide, session: DbSession, submitted: Submitted, now: Now) -> Response:
    return filled_in(
        request, at, session, now, UnlistForm, submitted, "unlist", "nomination_id", _("Off the shortlist."),
        lambda data: service.unlist(session, at.program.program, at.one, data.nomination_id, by=at.user_id, now=now),
    )  # fmt: skip


@router.post("/programs/{slug}/decisions/{category_id}/notes", name="results.note")
def note(request: Request, at: CategoryToDecide, session: DbSession, submitted: Submitted, now: Now) -> Response:
    return filled_in(
        request, at, session, now, NoteForm, submitted, "note", "text", _("Noted."),
        lambda data: service.add_note(session, at.program.program, at.one, data.text, by=at.user_id, now=now),
    )  # fmt: skip


@router.post("/programs/{slug}/decisions/{category_id}/votes", name="results.open_vote")
def open_vote(request: Request, at: CategoryToDecide, session: DbSession, submitted: Submitted, now: Now) -> Response:
    program, origin = at.program.program, request.app.state.settings.origin

    def act(data: VoteForm) -> None:
        closes_at = utc_of(data.closes_at, program.time_zone) if data.closes_at else None
        if data.closes_at and closes_at is None:
            raise UserError(_("Clocks are changed at this time. Please choose another hour."))
        service.open_vote(session, program, at.one, data.about, closes_at, by=at.user_id, now=now, origin=origin)

    done = _("The vote is open, and the judges are asked by mail.")
    return filled_in(request, at, session, now, VoteForm, submitted, "vote", "about", done, act)


@router.post("/programs/{slug}/decisions/{category_id}/votes/{vote_id}/close", name="results.close_vote")
def close_vote(request: Request, at: CategoryToDecide, session: DbSession, now: Now, vote_id: Id) -> Response:
    return carried_out(
        request, _("The vote is closed."),
        lambda: service.close_vote(session, at.program.program, at.one, vote_id, by=at.user_id, now=now),
        to=back(request, at),
    )  # fmt: skip


@router.post("/programs/{slug}/decisions/{category_id}/adjustments", name="results.adjust")
def adjust(request: Request, at: CategoryToDecide, session: DbSession, submitted: Submitted, now: Now) -> Response:
    def act(data: AdjustForm) -> None:
        if data.thousandths is None:
            raise UserError(_("Please write the score as a number with at most three decimals, for instance 7.25."))
        service.propose_adjustment(
            session,
            at.program.program,
            at.one,
            data.nomination_id,
            data.thousandths,
            data.reason,
            by=at.user_id,
            now=now,
        )

    done = _("Proposed. It applies once it is approved.")
    return filled_in(request, at, session, now, AdjustForm, submitted, "adjust", "score", done, act)


@router.post("/programs/{slug}/decisions/{category_id}/adjustments/{adjustment_id}/approve", name="results.approve_adjustment")  # fmt: skip
def approve_adjustment(
    request: Request, at: CategoryToDecide, session: DbSession, now: Now, adjustment_id: Id
) -> Response:
    return carried_out(
        request, _("Approved. The judges who scored it are told."),
        lambda: service.approve_adjustment(
            session, at.program.program, at.one, at.all, adjustment_id, by=at.user_id, now=now
        ),
        to=back(request, at),
    )  # fmt: skip


@router.post("/programs/{slug}/decisions/{category_id}/adjustments/{adjustment_id}/withdraw", name="results.withdraw_adjustment")  # fmt: skip
def withdraw_adjustment(
    request: Request, at: CategoryToDecide, session: DbSession, now: Now, adjustment_id: Id
) -> Response:
    return carried_out(
        request, _("Taken back. The score is as the judges gave it."),
        lambda: service.withdraw_adjustment(
            session, at.program.program, at.one, adjustment_id, by=at.user_id, now=now
        ),
        to=back(request, at),
    )  # fmt: skip
