"""The winners, for everybody, from the moment of publication on."""

from itertools import groupby

from fastapi import APIRouter, Request, Response

from app.programs.deps import ProgramToSee
from app.results.queries.awards import publication_of, published_awards
from app.web.clock import Now
from app.web.errors import NotFound
from app.web.session import DbSession
from app.web.templates import render

router = APIRouter()


@router.get("/programs/{slug}/winners", name="results.winners")
def winners(request: Request, access: ProgramToSee, session: DbSession, now: Now) -> Response:
    """Before that there is no such page, whatever was decided."""
    awards = published_awards(session, access.program.id, now)
    if not awards:
        raise NotFound
    groups = [(category, list(own)) for category, own in groupby(awards, key=lambda one: one.category)]
    return render(
        request, "results/winners.html", program=access.program, phase=access.facts.phase, facts=access.facts,
        groups=groups, publication=publication_of(session, access.program.id),
        origin=request.app.state.settings.origin,
    )  # fmt: skip
