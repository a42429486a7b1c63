"""Who goes through to the next round: proposed by the rule, chosen by an organizer, seen before it is done, taken back."""

from typing import Any

from fastapi import APIRouter, Request, Response

from app.domain.errors import UserError
from app.programs.deps import ProgramAccess, ProgramPhaseToTurn, ProgramResults
from app.results.deps import Keeping
from app.results.queries.outstanding import outstanding
from app.results.queries.through import Through, through_now
from app.results.service.through import refuse_too_early, take_back, take_through
from app.web.clock import Now
from app.web.flash import flash
from app.web.forms import Submitted
from app.web.i18n import _, ngettext
from app.web.session import DbSession
from app.web.templates import render, see_other

router = APIRouter()


def page(
    request: Request, access: ProgramAccess, found: Through, session: DbSession, now: Now, *, status: int = 200, **context: Any
) -> Response:  # fmt: skip
    proposed = {one.entry.reference for field in found.fields for one in field.candidates if one.mark == "through"}
    return render(
        request, "results/through.html", status_code=status, program=access.program, phase=access.facts.phase,
        facts=access.facts, found=found, open=outstanding(session, access.program, access.user_id, now),
        **{"chosen": proposed, "preview": False, "problem": "", **context},
    )  # fmt: skip


def typed(submitted: Submitted) -> list[str]:
    return [value[:80] for value in submitted.getlist("nomination") if isinstance(value, str)]


@router.get("/programs/{slug}/through", name="results.through")
def through(request: Request, access: ProgramResults, session: DbSession, keep: Keeping, now: Now) -> Response:
    found = through_now(session, access.program, access.user_id, now)
    keep(access.program.id, found.fresh)
    return page(request, access, found, session, now)


@router.post("/programs/{slug}/through/preview", name="results.through_preview")
def through_preview(
    request: Request, access: ProgramPhaseToTurn, submitted: Submitted, session: DbSession, now: Now
) -> Response:
    """What it would do; nothing is saved."""
    found, chosen = through_now(session, access.program, access.user_id, now), set(typed(submitted))
    try:
        refuse_too_early(found)
    except UserError as error:
        return page(request, access, found, session, now, status=422, chosen=chosen, problem=str(error))
    if not chosen & found.by_reference.keys():
        problem = _("Please choose at least one nomination.")
        return page(request, access, found, session, now, status=422, chosen=chosen, problem=problem)
    return page(request, access, found, session, now, chosen=chosen, preview=True)


@router.post("/programs/{slug}/through", name="results.through_post")
def through_post(
    request: Request, access: ProgramPhaseToTurn, submitted: Submitted, session: DbSession, now: Now
) -> Response:
    found, chosen = through_now(session, access.program, access.user_id, now), typed(submitted)
    try:
        number = take_through(session, access.program, found, chosen, by=access.user_id, now=now)
    except UserError as error:
        return page(request, access, found, session, now, status=422, chosen=set(chosen), problem=str(error))
    name = found.into.name if found.into else ""
    words = ngettext("%(num)s nomination is in “%(name)s” now.", "%(num)s nominations are in “%(name)s” now.", number)
    flash(
        request, words % {"num": number, "name": name},
        undo=request.app.url_path_for("results.through_undo", slug=access.program.slug),
    )  # fmt: skip
    return see_other(request, "results.through", slug=access.program.slug)


@router.post("/programs/{slug}/through/undo", name="results.through_undo")
def through_undo(request: Request, access: ProgramPhaseToTurn, session: DbSession, now: Now) -> Response:
    found = through_now(session, access.program, access.user_id, now)
    try:
        take_back(session, access.program, found, by=access.user_id, now=now)
    except UserError as error:
        return page(request, access, found, session, now, status=422, problem=str(error))
    flash(
        request,
        _("Taken back: “%(name)s” is planned again, and the round before counts.") % {"name": found.before.name},
    )
    return see_other(request, "results.through", slug=access.program.slug)
