""" "From the URL, already checked": a nomination that the viewer may use for an action."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends
from sqlalchemy.orm import Session

from app.accounts.deps import Visiting, marks, require
from app.nominations import queries
from app.nominations.models import CrmExport, KeptSheet, Nomination
from app.nominations.queries.crm import export_of
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
NominationToConsent = Annotated[NominationAccess, nomination_for(Action.NOMINATION_CONSENT)]
NominationToTakeOut = Annotated[NominationAccess, nomination_for(Action.NOMINATION_TAKE_OUT)]
FlagToSettle = Annotated[NominationAccess, nomination_for(Action.FLAG_SETTLE)]
ConflictToSettle = Annotated[NominationAccess, nomination_for(Action.CONFLICT_SETTLE)]
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


@dataclass(frozen=True, slots=True)
class CrmAccess:
    """An uploaded export of the viewer's own nomination."""

    export: CrmExport
    access: NominationAccess


def crm_for(action: Action) -> Any:
    found_for = nomination_for(action).dependency

    @marks(action)
    def find(export_id: str, session: DbSession, access: Annotated[NominationAccess, Depends(found_for)]) -> CrmAccess:
        export = export_of(session, access.nomination.id, export_id)
        if export is None:
            raise NotFound
        return CrmAccess(export, access)

    return Depends(find)


def again(session: Session, access: NominationAccess, now: datetime) -> NominationAccess:
    """The nomination as it stands under the writers' lock, if the right to use its exports still does."""
    nomination = queries.by_public_id(session, access.nomination.public_id)
    if nomination is None:
        raise NotFound
    facts = queries.facts_for(session, nomination, access.viewer, now)
    require(access.viewer, Action.NOMINATION_CRM, facts)
    return NominationAccess(nomination, facts, access.viewer)


def crm_again(session: Session, upload: CrmAccess, now: datetime) -> CrmAccess:
    """The export likewise."""
    access = again(session, upload.access, now)
    export = export_of(session, access.nomination.id, upload.export.public_id)
    if export is None:
        raise NotFound
    return CrmAccess(export, access)


NominationForCrm = Annotated[NominationAccess, nomination_for(Action.NOMINATION_CRM)]
CrmToSee = Annotated[CrmAccess, crm_for(Action.NOMINATION_OWN)]
CrmToUse = Annotated[CrmAccess, crm_for(Action.NOMINATION_CRM)]
EvidenceToRead = Annotated[CrmAccess, crm_for(Action.EVIDENCE_READ)]
