""" "From the URL, already checked": what may be taken away."""

from typing import Annotated

from app.nominations.deps import NominationAccess, nomination_for
from app.policy import Action
from app.programs.deps import ProgramAccess, program_for

CertificateToTake = Annotated[NominationAccess, nomination_for(Action.CERTIFICATE_TAKE)]
DeskToPrint = Annotated[ProgramAccess, program_for(Action.PROGRAM_DESK_PRINT)]
