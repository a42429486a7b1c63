"""A judge's votes: between whom, what was voted so far, and what is over."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from app.judging.deps import DeskToReadAfterwards
from app.programs.deps import ProgramAccess, ProgramToVote
from app.results import service
from app.results.forms import BallotForm
from app.results.queries.standings import entries_of
from app.results.queries.votes import asked_of, own_assignments
from app.results.routes.carrying import carried_out
from app.web.clock import Now
from app.web.errors import NotFound
from app.web.forms import Form, Submitted
from app.web.i18n import _
from app.web.session import DbSession
from app.web.templates import render, see_other

router = APIRouter()


@router.get("/programs/{slug}/desk/votes", name="results.votes")
def votes(request: Request, access: DeskToReadAfterwards, session: DbSession, now: Now) -> Response:
    return _page(request, access, session, now)


@router.post("/programs/{slug}/desk/votes/{vote_id}", name="results.cast")
def cast(
    request: Request, access: ProgramToVote, session: DbSession, submitted: Submitted, now: Now,
    vote_id: Annotated[int, Path(ge=1, lt=2**31)],
) -> Response:  # fmt: skip
    asked = next(iter(asked_of(session, access.program.id, access.user_id, now, vote_id)), None)
    if asked is None:
        raise NotFound
    form = Form.bind(BallotForm, submitted)
    if form.data is None:
        return _page(request, access, session, now, form, vote_id)
    choice = form.data.choice or None
    return carried_out(
        request, _("Your vote is saved. You can change it as long as the vote is open."),
        lambda: service.cast(session, access.program, asked, choice, by=access.user_id, now=now),
        to=see_other(request, "results.votes", slug=access.program.slug),
        again=lambda why: _page(request, access, session, now, form.refuse("choice", why), vote_id),
    )  # fmt: skip


def _page(
    request: Request, access: ProgramAccess, session: DbSession, now: Now, form: Form[BallotForm] | None = None, wrong: int = 0
) -> Response:  # fmt: skip
    asked = asked_of(session, access.program.id, access.user_id, now)
    shown = {key for one in asked for key in one.candidates}
    return render(
        request, "results/votes.html", status_code=422 if form else 200, program=access.program, phase=access.facts.phase,
        facts=access.facts, asked=asked, form=form, wrong=wrong, beside=entries_of(session, access.program, shown),
        own=own_assignments(session, access.user_id, shown),
    )  # fmt: skip
