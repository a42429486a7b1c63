"""Takes nominations into the next round, and takes that back while nobody has judged there."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.errors import UserError
from app.programs.models import Program
from app.programs.service import ProgramProblem, begin_round, take_back_round
from app.results.queries.through import Through, is_judged
from app.web.i18n import _


def take_through(
    session: Session, program: Program, found: Through, references: Collection[str], *, by: int, now: datetime
) -> int:
    """Says how many went through. Nothing of the round before is touched."""
    refuse_too_early(found)
    chosen = [found.by_reference[one] for one in dict.fromkeys(references) if one in found.by_reference]
    if len(chosen) < len(set(references)):
        raise UserError(_("A nomination that you chose is no longer in the round. Please look at the page again."))
    if not chosen:
        raise UserError(_("Please choose at least one nomination."))
    assert found.into is not None
    try:
        begin_round(session, program, found.into, [one.entry.nomination_id for one in chosen], by=by, now=now)
    except ProgramProblem as problem:
        raise UserError(problem.sentence) from None
    return len(chosen)


def refuse_too_early(found: Through) -> None:
    if found.into is None:
        raise UserError(_("There is no further round. Add one first."))
    if found.hidden:
        raise UserError(
            _(
                "You have a conflict of interest with a nomination of this round, so another organizer chooses who goes"
                " through."
            )
        )
    if not found.over:
        raise UserError(
            _("“%(name)s” has not closed yet. Wait for its scores, or let it close earlier.")
            % {"name": found.before.name}
        )


def take_back(session: Session, program: Program, found: Through, *, by: int, now: datetime) -> None:
    """The round before counts again."""
    if found.hidden:
        raise UserError(
            _("You have a conflict of interest with a nomination of this round, so another organizer takes this back.")
        )
    if not found.back or is_judged(session, found.before.id):
        raise UserError(_("A judge has begun with this round, so it stays."))
    try:
        take_back_round(session, program, found.before, by=by, now=now)
    except ProgramProblem as problem:
        raise UserError(problem.sentence) from None
