"""Results per category, and what a nomination's result is made of."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.domain.revenue import Assessment
from app.flags.queries import waiting
from app.nominations.queries import hill_facts, kept_from, latest
from app.programs.deps import ProgramAccess, ProgramResults
from app.programs.queries import RoundChoice, round_choice, rules_are_fixed
from app.results.deps import Keeping, ScoresToSee
from app.results.queries.adjusting import adjusted_among
from app.results.queries.boards import ResultMethod, axis_of, results_now, severities
from app.results.queries.breakdown import breakdown
from app.results.queries.preferences import preferences
from app.results.queries.reasons import reason
from app.results.queries.screened import screened
from app.results.queries.standings import entries
from app.web.clock import Now
from app.web.errors import NotFound
from app.web.paging import Page
from app.web.session import DbSession
from app.web.templates import render

router = APIRouter()
PAGE = 30  # rows, each with its pictures: a page stays under 100 kB


def _rows(category: int | None, boards: Sequence[object]) -> int:
    """Of one category a page full; where all are on one page, so many of each that these fit on it together."""
    return PAGE if category else min(15, max(5, PAGE // len(boards)))


@router.get("/programs/{slug}/results", name="results.index")
def index(
    request: Request,
    access: ProgramResults,
    session: DbSession,
    keep: Keeping,
    now: Now,
    category: Annotated[int | None, Query()] = None,
    by: ResultMethod | None = None,
    round: Annotated[int | None, Query(ge=1, le=2_147_483_647)] = None,
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
) -> Response:
    """Every category with its first rows, or one category page by page; by the official method, or another."""
    program = access.program
    hidden = kept_from(session, program.id, access.user_id)
    of = round_choice(session, program.id, round)
    if of is None:
        raise NotFound
    if of.shown.mode == "screen":
        return _first_look(request, access, session, of, hidden, category, page)
    results = results_now(session, program, hidden, by, of.other)
    boards = [one for one in results.boards if category in (None, one.category.id)]
    if not boards and category is not None:
        raise NotFound
    keep(program.id, results.fresh)
    pages = {one.category.id: Page.of(page if category else 1, one.size, _rows(category, boards)) for one in boards}
    shown = {one.category.id: one.rows(pages[one.category.id]) for one in boards}
    rows = [(row, one) for one in boards for row in shown[one.category.id]]
    beside = entries(session, program, [row for row, _one in rows])
    return render(
        request, "results/index.html", program=program, phase=access.facts.phase, facts=access.facts, results=results,
        boards=boards, chosen=category, shown=shown, pages=pages, beside=beside, methods=list(ResultMethod),
        axis={one.category.id: axis_of(one) for one in boards},
        why={row.key: reason(row, one.result, results.judges_of.get(row.key, ())) if one.result else "" for row, one in rows},
        waiting=waiting(session, program, hidden), adjusted={} if of.other else adjusted_among(session, program.id, boards, hidden),
        first_look=False, fixed=rules_are_fixed(program, now), of=of,
    )  # fmt: skip


def _first_look(
    request: Request, access: ProgramAccess, session: DbSession, of: RoundChoice, hidden: frozenset[int], category: int | None,
    page: int,
) -> Response:  # fmt: skip
    """A round without scores: by the share of yes."""
    boards = [one for one in screened(session, access.program, of.shown, hidden) if category in (None, one.category.id)]
    if not boards and category is not None:
        raise NotFound
    pages = {
        one.category.id: Page.of(page if category else 1, len(one.rows), _rows(category, boards)) for one in boards
    }
    shown = {
        key: one.rows[where.offset : where.offset + where.size]
        for one in boards
        for key, where in ((one.category.id, pages[one.category.id]),)
    }
    return render(
        request, "results/index.html", program=access.program, phase=access.facts.phase, facts=access.facts, of=of,
        first_look=True, boards=boards, chosen=category, pages=pages, shown=shown,
        beside=entries(session, access.program, [row for rows in shown.values() for row in rows]),
    )  # fmt: skip


@router.get("/nominations/{nomination_id}/scores", name="results.scores")
def scores(request: Request, access: ScoresToSee, session: DbSession, keep: Keeping) -> Response:
    """One nomination's result, down to each judge's score for each criterion."""
    nomination = access.nomination
    hidden = kept_from(session, access.program.id, access.user_id)
    results = results_now(session, access.program, hidden)
    keep(access.program.id, results.fresh)
    board = results.board_of(nomination.category_id)
    row, parts = board.row_of(nomination.id), breakdown(session, nomination)
    chosen = preferences(session, access.program, nomination, results, hidden, parts) if results.percent else None
    beside = entries(session, access.program, [parts.result])[nomination.id]
    found = latest(session, nomination.id)
    hill = (
        hill_facts(found[0].content, Assessment.from_dict(found[1].result), access.program.currency) if found else None
    )
    return render(
        request, "results/scores.html", program=access.program, phase=access.facts.program.phase, facts=access.facts,
        nomination=nomination, parts=parts, chosen=chosen, placed=row, row=row, entry=beside, of=len(board.ranked), hill=hill, results=results,
        because=reason(row, board.result, results.judges_of.get(nomination.id, ())) if row and board.result else "",
        severities=severities(results, board, nomination.id),
        adjusted=adjusted_among(session, access.program.id, [board], hidden).get(nomination.id),
    )  # fmt: skip
