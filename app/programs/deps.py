""" "From the URL, already checked": a program that the viewer may use for an action."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends

from app.accounts.deps import Visiting, marks, require
from app.policy import Action, ProgramFacts, Viewer, decide
from app.programs import queries
from app.programs.models import Program
from app.web.clock import Now
from app.web.errors import NotFound, SignInNeeded
from app.web.session import DbSession


@dataclass(frozen=True, slots=True)
class ProgramAccess:
    """The program, who asks, and the facts that decided it (templates pass `facts` on to `can`)."""

    program: Program
    facts: ProgramFacts
    viewer: Viewer | None

    @property
    def user_id(self) -> int:
        if self.viewer is None:
            raise SignInNeeded
        return self.viewer.user_id


def program_for(action: Action) -> Any:
    @marks(action)
    def find(slug: str, session: DbSession, visit: Visiting, now: Now) -> ProgramAccess:
        viewer = visit.viewer()
        program = queries.by_slug(session, slug)
        facts = queries.facts_of(program, now) if program else None
        if viewer is None and action is Action.PROGRAM_SEE and not (facts and decide(None, action, facts)):
            raise NotFound  # the same whether it isn't there or isn't published
        if program is None or facts is None:
            # Somebody not signed in learns nothing, not even by being sent to sign in or not.
            raise SignInNeeded if viewer is None else NotFound
        require(viewer, action, facts)
        return ProgramAccess(program, facts, viewer)

    return Depends(find)


@marks(Action.PROGRAM_CREATE)
def _may_create(visit: Visiting) -> Viewer:
    viewer = visit.viewer()
    require(viewer, Action.PROGRAM_CREATE)
    assert viewer is not None
    return viewer


ProgramMaker = Annotated[Viewer, Depends(_may_create)]
ProgramToSee = Annotated[ProgramAccess, program_for(Action.PROGRAM_SEE)]
ProgramToNominate = Annotated[ProgramAccess, program_for(Action.PROGRAM_NOMINATE)]
ProgramOverview = Annotated[ProgramAccess, program_for(Action.PROGRAM_OVERVIEW)]
ProgramToEdit = Annotated[ProgramAccess, program_for(Action.PROGRAM_EDIT)]
ProgramRubricToEdit = Annotated[ProgramAccess, program_for(Action.PROGRAM_RUBRIC_EDIT)]
ProgramPhaseToTurn = Annotated[ProgramAccess, program_for(Action.PROGRAM_PHASE)]
ProgramPeople = Annotated[ProgramAccess, program_for(Action.PROGRAM_PEOPLE)]
ProgramAudit = Annotated[ProgramAccess, program_for(Action.PROGRAM_AUDIT)]
ProgramMail = Annotated[ProgramAccess, program_for(Action.PROGRAM_MAIL)]
ProgramNominations = Annotated[ProgramAccess, program_for(Action.PROGRAM_NOMINATIONS)]
ProgramToImport = Annotated[ProgramAccess, program_for(Action.PROGRAM_IMPORT)]
ProgramToAssign = Annotated[ProgramAccess, program_for(Action.PROGRAM_ASSIGN)]
ProgramProgress = Annotated[ProgramAccess, program_for(Action.PROGRAM_PROGRESS)]
ProgramToWrite = Annotated[ProgramAccess, program_for(Action.PROGRAM_WRITE)]
ProgramToAsk = Annotated[ProgramAccess, program_for(Action.PROGRAM_ASK)]
ProgramFlags = Annotated[ProgramAccess, program_for(Action.PROGRAM_FLAGS)]
ProgramResults = Annotated[ProgramAccess, program_for(Action.PROGRAM_RESULTS)]
ProgramToDecide = Annotated[ProgramAccess, program_for(Action.PROGRAM_DECIDE)]
ProgramToExport = Annotated[ProgramAccess, program_for(Action.PROGRAM_EXPORT)]
ProgramDesk = Annotated[ProgramAccess, program_for(Action.PROGRAM_DESK)]
DeskToChange = Annotated[ProgramAccess, program_for(Action.PROGRAM_DESK_CHANGE)]
ProgramToVote = Annotated[ProgramAccess, program_for(Action.PROGRAM_VOTE)]
