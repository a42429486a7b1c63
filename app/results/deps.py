""" "From the URL, already checked": a nomination whose scores the viewer may read."""

from typing import Annotated

from app.nominations.deps import NominationAccess, nomination_for
from app.policy import Action

ScoresToSee = Annotated[NominationAccess, nomination_for(Action.NOMINATION_SCORES)]
