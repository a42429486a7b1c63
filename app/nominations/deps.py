""" "From the URL, already checked": a nomination that the viewer may use for an action."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends

from app.accounts.deps import Visiting, marks, require
from app.nominations import queries
from app.nominations.models import KeptSheet, Nomination
from app.nominations.queries.sheets import sheet_of
from app.policy import Action, NominationFacts, ProgramFacts, Viewer
from app.programs.deps import ProgramToImport
from app.programs.models import Program
from app.web.clock import Now
from app.web.errors import NotFound, SignInNeeded
from app.web.session import DbSession


@dataclass(frozen=True, slots=True)
class NominationAccess:
    """The nomination (with program and category), who asks, and the facts that decided it."""

    nomination: Nomination
    facts: NominationFacts
    viewer: Viewer

    @property
    def program(self) -> Program:
        return self.nomination.program

    @property
    def user_id(self) -> int:
        return self.viewer.user_id


def nomination_for(action: Action) -> Any:
    @marks(action)
    def find(nomination_id: str, session: DbSession, visit: Visiting, now: Now) -> NominationAccess:
        viewer = visit.viewer()
        if viewer is None:
            raise SignInNeeded
        nomination = queries.by_public_id(session, nomination_id)
        if nomination is None:
            raise NotFound
        facts = queries.facts_for(session, nomination, viewer, now)
        require(viewer, action, facts)
        return NominationAccess(nomination, facts, viewer)

    return Depends(find)


NominationToSee = Annotated[NominationAccess, nomination_for(Action.NOMINATION_SEE)]
OwnNomination = Annotated[NominationAccess, nomination_for(Action.NOMINATION_OWN)]
NominationToSave = Annotated[NominationAccess, nomination_for(Action.NOMINATION_SAVE)]
NominationToEdit = Annotated[NominationAccess, nomination_for(Action.NOMINATION_EDIT)]
NominationToSubmit = Annotated[NominationAccess, nomination_for(Action.NOMINATION_SUBMIT)]
NominationToWithdraw = Annotated[NominationAccess, nomination_for(Action.NOMINATION_WITHDRAW)]
NominationToRevive = Annotated[NominationAccess, nomination_for(Action.NOMINATION_REVIVE)]
NominationToDelete = Annotated[NominationAccess, nomination_for(Action.NOMINATION_DELETE)]
NominationToAnswer = Annotated[NominationAccess, nomination_for(Action.NOMINATION_ANSWER)]
NominationToTakeOut = Annotated[NominationAccess, nomination_for(Action.NOMINATION_TAKE_OUT)]
FlagToSettle = Annotated[NominationAccess, nomination_for(Action.FLAG_SETTLE)]
NominationToKeepFrom = Annotated[NominationAccess, nomination_for(Action.CONFLICT_RECORD)]


@dataclass(frozen=True, slots=True)
class SheetAccess:
    """A kept sheet of the viewer's own, and the program that it is for."""

    kept: KeptSheet
    program: Program
    facts: ProgramFacts
    user_id: int


def _kept_sheet(sheet_id: str, access: ProgramToImport, session: DbSession, now: Now) -> SheetAccess:
    kept = sheet_of(session, access.program.id, sheet_id, access.user_id, now)
    if kept is None:
        raise NotFound
    return SheetAccess(kept, access.program, access.facts, access.user_id)


SheetToImport = Annotated[SheetAccess, Depends(_kept_sheet)]
