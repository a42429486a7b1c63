"""What stands behind the leaderboard: the judges, the panel as a whole, and what would change with other rules or without a judge."""

from fastapi import APIRouter, Request, Response

from app.judging.queries.progress import by_judge
from app.nominations.queries import kept_from
from app.programs.deps import ProgramAccess, ProgramResults
from app.results.deps import Keep, Keeping
from app.results.queries import panel as reads
from app.results.queries.boards import ResultMethod, Results, results_now
from app.web.session import DbSession
from app.web.templates import render

router = APIRouter()


Hidden = frozenset[int]


def _results(
    session: DbSession, access: ProgramAccess, keep: Keep, hidden: Hidden, method: ResultMethod | None = None
) -> Results:
    results = results_now(session, access.program, hidden, method)
    keep(access.program.id, results.fresh)
    return results


@router.get("/programs/{slug}/results/judges", name="results.judges")
def judges(request: Request, access: ProgramResults, session: DbSession, keep: Keeping) -> Response:
    """Each judge beside the rest, per round; those who haven't given a score that counts are below."""
    program = access.program
    hidden = kept_from(session, program.id, access.user_id)
    results = _results(session, access, keep, hidden)
    progress = {row.judge_id: row for row in by_judge(session, program.id, hidden)}
    seen = {judge for one in results.computed for judge in one.judges}
    return render(
        request, "results/judges.html", program=program, phase=access.facts.phase, results=results, left_out=len(hidden),
        rounds=[(one, reads.judge_rows(one, results.judges, progress)) for one in results.computed],
        waiting=[row for key, row in progress.items() if key not in seen],
    )  # fmt: skip


@router.get("/programs/{slug}/results/panel", name="results.panel")
def panel(request: Request, access: ProgramResults, session: DbSession, keep: Keeping) -> Response:
    """How much of the scores is merit, how well the panel agrees, and how many more scores would settle the lead."""
    hidden = kept_from(session, access.program.id, access.user_id)
    results = _results(session, access, keep, hidden)
    rounds = [(one, reads.shares(one), reads.usual_judges(one), reads.groups(one, results)) for one in results.computed]
    return render(
        request, "results/panel.html", program=access.program, phase=access.facts.phase, results=results, rounds=rounds,
        tops=reads.tops(results),
    )  # fmt: skip


@router.get("/programs/{slug}/results/sensitivity", name="results.sensitivity")
def sensitivity(request: Request, access: ProgramResults, session: DbSession, keep: Keeping) -> Response:
    """Who would be first by each method, and without each judge."""
    program = access.program
    hidden = kept_from(session, access.program.id, access.user_id)
    results = _results(session, access, keep, hidden)
    fair = (
        results if results.method is ResultMethod.FAIR else _results(session, access, keep, hidden, ResultMethod.FAIR)
    )
    rounds = []
    for one, by_fair in zip(results.computed, fair.computed, strict=True):
        official = reads.firsts(one)
        firsts = reads.firsts(by_fair) if by_fair.can_adjust else None
        rounds.append((one, official, reads.by_method(one, official, firsts), reads.without_each(one, official)))
    return render(
        request, "results/sensitivity.html", program=program, phase=access.facts.phase, results=results, rounds=rounds
    )
