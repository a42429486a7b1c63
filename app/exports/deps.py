""" "From the URL, already checked": what may be taken away."""

from typing import Annotated

from app.nominations.deps import NominationAccess, nomination_for
from app.policy import Action

CertificateToTake = Annotated[NominationAccess, nomination_for(Action.CERTIFICATE_TAKE)]
