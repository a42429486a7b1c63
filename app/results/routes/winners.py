"""The winners, for everybody, from the moment of publication on."""

from itertools import groupby

from fastapi import APIRouter, Request, Response

from app.nominations.queries.consent import published_splits
from app.programs.deps import ProgramToSee
from app.results.deps import NotingPublication
from app.results.queries.awards import (
    Awarded,
    AwardKind,
    is_waiting_for_another_look,
    publication_of,
    published_awards,
)
from app.results.queries.basis import may_be_held
from app.web.clock import Now
from app.web.errors import NotFound
from app.web.session import DbSession
from app.web.templates import render

router = APIRouter()
LARGE = (AwardKind.WINNER, AwardKind.SHARED, AwardKind.NOBODY, AwardKind.SPECIAL)


@router.get("/programs/{slug}/winners", name="results.winners")
def winners(request: Request, access: ProgramToSee, session: DbSession, now: Now, shown: NotingPublication) -> Response:
    """Before that there is no such page, whatever was decided. What somebody has read stands from then on."""
    awards = published_awards(session, access.program.id, now)
    if not awards and not is_waiting_for_another_look(session, access.program, now):
        raise NotFound
    splits = published_splits(session, [one.nomination.id for one in awards if one.nomination])
    shown({one.category.id for one in awards if may_be_held(one.decision)})
    return render(
        request, "results/winners.html", program=access.program, phase=access.facts.phase, facts=access.facts,
        groups=[(category, _in_order(list(own))) for category, own in groupby(awards, key=lambda one: one.category)],
        splits=splits, publication=publication_of(session, access.program.id), origin=request.app.state.settings.origin,
    )  # fmt: skip


def _in_order(own: list[Awarded]) -> tuple[list[Awarded], list[Awarded], list[Awarded]]:
    """Who gets the award, who stands beside them, and special recognitions."""
    special = [one for one in own if one.award.kind is AwardKind.SPECIAL]
    first = [one for one in own if one.award.kind in LARGE and one not in special]
    return first, [one for one in own if one not in first and one not in special], special
