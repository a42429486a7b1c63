"""An organizer's comparisons: nominees of one role side by side, and all of them in pictures."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.domain.states import State
from app.judging.queries import comparing as reads
from app.judging.queries.access import Task
from app.judging.queries.pictures import pictures
from app.nominations.queries import candidates, kept_from
from app.programs.deps import ProgramResults
from app.programs.queries import categories
from app.web.errors import NotFound
from app.web.session import DbSession
from app.web.templates import render

router = APIRouter()
Ids = Annotated[list[str], Query(max_length=100)]


@router.get("/programs/{slug}/compare", name="results.compare")
def compare(
    request: Request, access: ProgramResults, session: DbSession, of: Ids = [], near: str = "", role: str = "",  # noqa: B006
    page: int | None = None,
) -> Response:  # fmt: skip
    """The list to choose from, or the comparison once two to five of one role are chosen."""
    program = access.program
    hidden = kept_from(session, program.id, access.user_id)
    choice = reads.choose(candidates(session, program.id, hidden), of, near, role, page)
    if choice is None:
        raise NotFound
    columns: list[reads.Column] = []
    if choice.is_complete and page is None:
        known = {one.id: one for one in categories(session, program.id)}
        tasks = [
            Task(program, known[one.category_id], one.nomination_id, one.public_id, one.reference, State.SUBMITTED, 0)
            for one in choice.chosen
        ]
        columns = reads.columns(session, tasks, masked=False)
    return render(
        request, "results/compare.html", status_code=choice.status, program=program, phase=access.facts.phase, choice=choice,
        columns=columns, rows=reads.rows_of(choice.role, columns), left_out=len(hidden),
    )  # fmt: skip


@router.get("/programs/{slug}/charts", name="results.charts")
def charts(
    request: Request, access: ProgramResults, session: DbSession, category: int | None = None, page: int = 1
) -> Response:
    """The slope and the map of everybody in the contest, or of one category."""
    program = access.program
    hidden = kept_from(session, program.id, access.user_id)
    drawn = pictures(program, candidates(session, program.id, hidden), category, page)
    if drawn is None:
        raise NotFound
    return render(
        request, "results/charts.html", program=program, phase=access.facts.phase, drawn=drawn, left_out=len(hidden)
    )
