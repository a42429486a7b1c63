""" "From the URL, already checked": a nomination whose texts the viewer may look through for judges."""

from typing import Annotated

from app.nominations.deps import NominationAccess, nomination_for
from app.policy import Action

NominationToRedact = Annotated[NominationAccess, nomination_for(Action.NOMINATION_REDACT)]
