""" "From the URL, already checked": a nomination that the viewer may judge."""

from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import Depends

from app.accounts.deps import Visiting, marks, require
from app.judging.queries.access import Task, task_for
from app.judging.queries.at_work import own_terms
from app.nominations.deps import NominationAccess, nomination_for
from app.panels.queries import Panels, panels_of
from app.policy import Action, NominationFacts, Viewer
from app.programs.deps import ProgramAccess, program_for
from app.programs.queries import by_slug, facts_of
from app.web.clock import Now
from app.web.errors import NotFound, SignInNeeded
from app.web.session import DbSession


@dataclass(frozen=True, slots=True)
class JudgingAccess:
    """The task (program, category, nomination, assignment), who asks, and the facts that decided it."""

    task: Task
    facts: NominationFacts
    viewer: Viewer

    @property
    def judge_id(self) -> int:
        return self.viewer.user_id


def task_of(action: Action, *, also_final: bool = False) -> Any:
    """`also_final`: lets a final scorecard through, for the route to see whether anything would change at all: what is sent
    twice is answered as if sent once."""

    @marks(action)
    def find(nomination_id: str, session: DbSession, visit: Visiting, now: Now) -> JudgingAccess:
        viewer = visit.viewer()
        if viewer is None:
            raise SignInNeeded
        found = task_for(session, nomination_id, viewer.user_id, now)
        if found is None:
            raise NotFound
        require(viewer, action, replace(found[1], final=False) if also_final else found[1])
        return JudgingAccess(*found, viewer)

    return Depends(find)


def desk_of(action: Action, *, by_round: bool = True) -> Any:
    """A judge's program, with what is agreed with this judge about time; by the dates of the round that counts now, or by the
    program's, for what must wait for the end of all rounds."""

    @marks(action)
    def find(slug: str, session: DbSession, visit: Visiting, now: Now) -> ProgramAccess:
        viewer = visit.viewer()
        if viewer is None:
            raise SignInNeeded
        program = by_slug(session, slug)
        if program is None:
            raise NotFound
        own = own_terms(session, program, viewer.user_id)
        facts = own.about(facts_of(program, now, own.round if by_round else None), now)
        require(viewer, action, facts)
        return ProgramAccess(program, facts, viewer)

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

    access: ProgramAccess
    panels: Panels


def panels_led(action: Action) -> Any:
    """For everybody else there is no such page."""
    program = program_for(action)

    @marks(action)
    def find(session: DbSession, access: Annotated[ProgramAccess, program]) -> PanelsLed:
        panels = panels_of(session, access.program.id)
        if not panels.led_by(access.user_id):
            raise NotFound
        return PanelsLed(access, panels)

    return Depends(find)


PanelsToSee = Annotated[PanelsLed, panels_led(Action.PROGRAM_DESK)]
PanelsToLead = Annotated[PanelsLed, panels_led(Action.PROGRAM_DESK_CHANGE)]
Desk = Annotated[ProgramAccess, desk_of(Action.PROGRAM_DESK)]
DeskToFinish = Annotated[ProgramAccess, desk_of(Action.DESK_FINISH)]
DeskToCompare = Annotated[ProgramAccess, desk_of(Action.DESK_COMPARE, by_round=False)]
