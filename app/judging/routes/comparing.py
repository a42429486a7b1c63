"""A judge's comparisons: nominees of their own desk side by side, and in pictures. Before judging opens there is nothing to see."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from app.judging.deps import DeskToRead
from app.judging.queries import comparing as reads
from app.judging.queries.access import tasks_for
from app.judging.queries.pictures import pictures
from app.policy import Action, decide
from app.programs.deps import ProgramAccess
from app.web.clock import Now
from app.web.errors import NotFound
from app.web.session import DbSession
from app.web.templates import render

router = APIRouter()
Ids = Annotated[list[str], Query(max_length=100)]


def own(session: DbSession, access: ProgramAccess) -> list[Any]:
    """What the judge may open by now."""
    is_open = access.facts.phase not in ("draft", "open", "closed")
    return reads.own_candidates(session, access.program, access.user_id) if is_open else []


@router.get("/programs/{slug}/desk/compare", name="judging.compare")
def compare(
    request: Request, access: DeskToRead, session: DbSession, now: Now, of: Ids = [], near: str = "", role: str = "",  # noqa: B006
    page: int | None = None,
) -> Response:  # fmt: skip
    """The list to choose from, or the comparison once two to five of one role are chosen."""
    program = access.program
    choice = reads.choose(own(session, access), of, near, role, page)
    if choice is None:
        raise NotFound
    columns: list[reads.Column] = []
    if choice.is_complete and page is None:
        found = tasks_for(session, [one.public_id for one in choice.chosen], access.user_id, now)
        tasks = [found[one.public_id] for one in choice.chosen]
        if not all(decide(access.viewer, Action.NOMINATION_JUDGE, facts) for _task, facts in tasks):
            raise NotFound
        mine = [task for task, _facts in tasks]
        columns = reads.columns(session, mine, scores=reads.own_scores(session, program, mine))
    return render(
        request, "judging/compare.html", status_code=choice.status, program=program, phase=access.facts.phase,
        choice=choice, columns=columns, rows=reads.rows_of(choice.role, columns),
    )  # fmt: skip


@router.get("/programs/{slug}/desk/charts", name="judging.charts")
def charts(
    request: Request, access: DeskToRead, session: DbSession, category: int | None = None, page: int = 1
) -> Response:
    """The slope and the map of the judge's own nominations."""
    program = access.program
    drawn = pictures(program, own(session, access), category, page)
    if drawn is None:
        raise NotFound
    return render(request, "judging/charts.html", program=program, phase=access.facts.phase, drawn=drawn)
