""" "From the URL, already checked": a nomination that the viewer may judge."""

from dataclasses import dataclass, replace
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Depends, Request

from app.accounts.deps import Visiting, marks, require
from app.judging.queries.access import Task, task_for
from app.judging.queries.at_work import OwnTerms, own_terms
from app.nominations.deps import NominationAccess, nomination_for
from app.panels.queries import Panels, panels_of
from app.policy import Action, Facts, NominationFacts, Viewer, decide
from app.programs.deps import ProgramAccess
from app.programs.models import Program
from app.programs.queries import by_slug, facts_of
from app.web.clock import Now
from app.web.errors import Elsewhere, NotFound, SignInNeeded
from app.web.session import DbSession
from app.web.templates import page_to_come_back_to


@dataclass(frozen=True, slots=True)
class JudgingAccess:
    """The task (program, category, nomination, assignment), who asks, and the facts that decided it."""

    task: Task
    facts: NominationFacts
    viewer: Viewer

    @property
    def judge_id(self) -> int:
        return self.viewer.user_id


@dataclass(frozen=True, slots=True)
class DeskAccess(ProgramAccess):
    """As a judge: with what is agreed with this one (`own`)."""

    own: OwnTerms


def require_declared(request: Request, viewer: Viewer, action: Action, facts: Facts, program: Program) -> None:
    """As `require`; who has to declare first is led there, and from there back to the page that was asked for."""
    decision = decide(viewer, action, facts)
    if decision.declare:
        to = str(request.app.url_path_for("judging.declare", slug=program.slug))
        raise Elsewhere(f"{to}?then={quote(page_to_come_back_to(request), safe='/')}", decision.reason)
    require(viewer, action, facts)


def task_of(action: Action, *, also_final: bool = False) -> Any:
    """`also_final`: lets a final scorecard through, for the route to see whether anything would change at all: what is sent
    twice is answered as if sent once."""

    @marks(action)
    def find(request: Request, nomination_id: str, session: DbSession, visit: Visiting, now: Now) -> JudgingAccess:
        viewer = visit.viewer()
        if viewer is None:
            raise SignInNeeded
        found = task_for(session, nomination_id, viewer.user_id, now)
        if found is None:
            raise NotFound
        facts = replace(found[1], final=False) if also_final else found[1]
        require_declared(request, viewer, action, facts, found[0].program)
        return JudgingAccess(*found, viewer)

    return Depends(find)


def desk_of(action: Action, *, by_round: bool = True) -> Any:
    """A judge's program, with what is agreed with this judge about time; by the dates of the round that counts now, or by the
    program's, for what must wait for the end of all rounds."""

    @marks(action)
    def find(request: Request, slug: str, session: DbSession, visit: Visiting, now: Now) -> DeskAccess:
        viewer = visit.viewer()
        if viewer is None:
            raise SignInNeeded
        program = by_slug(session, slug)
        if program is None:
            raise NotFound
        own = own_terms(session, program, viewer.user_id)
        facts = own.about(facts_of(program, now, own.round if by_round else None), now)
        require_declared(request, viewer, action, facts, program)
        return DeskAccess(program, facts, viewer, own)

    return Depends(find)


NominationToJudge = Annotated[JudgingAccess, task_of(Action.NOMINATION_JUDGE)]
EvidenceToJudge = Annotated[JudgingAccess, task_of(Action.EVIDENCE_JUDGE)]
ScorecardToSave = Annotated[JudgingAccess, task_of(Action.SCORE_SAVE, also_final=True)]
ScorecardToDoubt = Annotated[JudgingAccess, task_of(Action.SCORE_SAVE)]
NominationToLeave = Annotated[JudgingAccess, task_of(Action.SCORE_RECUSE)]
ScorecardToReopen = Annotated[NominationAccess, nomination_for(Action.SCORE_REOPEN)]


@dataclass(frozen=True, slots=True)
class PanelsLed:
    """A judge's own program, and its panels, at least one of which this judge leads."""

    access: DeskAccess
    panels: Panels


def panels_led(action: Action) -> Any:
    """For everybody else there is no such page. By the dates of the round that counts now, as the desk."""
    desk = desk_of(action)

    @marks(action)
    def find(session: DbSession, access: Annotated[DeskAccess, desk]) -> PanelsLed:
        panels = panels_of(session, access.program.id)
        if not panels.led_by(access.user_id):
            raise NotFound
        return PanelsLed(access, panels)

    return Depends(find)


PanelsToSee = Annotated[PanelsLed, panels_led(Action.PROGRAM_DESK)]
PanelsToLead = Annotated[PanelsLed, panels_led(Action.PROGRAM_DESK_CHANGE)]
Desk = Annotated[DeskAccess, desk_of(Action.PROGRAM_DESK)]
DeskToRead = Annotated[DeskAccess, desk_of(Action.DESK_READ)]
DeskToReadAfterwards = Annotated[DeskAccess, desk_of(Action.DESK_READ, by_round=False)]
DeskToPrint = Annotated[DeskAccess, desk_of(Action.PROGRAM_DESK_PRINT)]
DeskToFinish = Annotated[DeskAccess, desk_of(Action.DESK_FINISH)]
DeskToCompare = Annotated[DeskAccess, desk_of(Action.DESK_COMPARE, by_round=False)]
