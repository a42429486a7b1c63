"""Versions of the rubric: an organizer sees who scored with an older one; a judge takes an open scorecard over to the latest."""

from fastapi import APIRouter, Request, Response

from app.judging.deps import ScorecardToDoubt
from app.judging.queries import cards
from app.judging.queries.versions import older, versions_made
from app.judging.service.renewing import renew as take_over
from app.nominations.queries import kept_from
from app.programs.deps import ProgramProgress
from app.web.clock import Now
from app.web.flash import flash
from app.web.i18n import _
from app.web.session import DbSession
from app.web.templates import render, see_other

router = APIRouter()


@router.get("/programs/{slug}/versions", name="judging.versions")
def versions(request: Request, access: ProgramProgress, session: DbSession) -> Response:
    program = access.program
    apart = kept_from(session, program.id, access.user_id)
    return render(
        request, "judging/versions.html", program=program, phase=access.facts.phase, hidden=len(apart),
        rows=older(session, program.id, apart), versions=versions_made(session, program.id),
    )  # fmt: skip


@router.post("/nominations/{nomination_id}/renew", name="judging.renew")
def renew(request: Request, access: ScorecardToDoubt, session: DbSession, now: Now) -> Response:
    if take_over(session, access.task, cards.card_to_save(session, access.task), by=access.judge_id, now=now):
        flash(request, _("This scorecard uses the latest rubric now. Your scores of criteria that stayed are there."))
    else:
        flash(request, _("This scorecard uses the latest rubric already."), "info")
    return see_other(request, "judging.score", nomination_id=access.task.public_id)
