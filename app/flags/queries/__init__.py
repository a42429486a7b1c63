"""Reads about flags: which nominations carry one or an open question, what judges said, and which still wait to be settled."""

from app.flags.queries.asking import Askable, askable
from app.flags.queries.listing import Flagged, Opinion, doubts, flagged, flagged_one, rulings, scored_since
from app.flags.queries.reasons import Reasons, reasons_of
from app.flags.queries.state import (
    FlagState,
    flag_state,
    is_doubted,
    is_waiting,
    waiting,
    with_latest,
)  # fmt: skip
from app.flags.queries.trying import Outdated, Trial, TrialRow, outdated, trial_of

__all__ = [
    "Askable",
    "FlagState",
    "Flagged",
    "Opinion",
    "Outdated",
    "Reasons",
    "Trial",
    "TrialRow",
    "askable",
    "doubts",
    "flag_state",
    "flagged",
    "flagged_one",
    "is_doubted",
    "is_waiting",
    "outdated",
    "reasons_of",
    "rulings",
    "scored_since",
    "trial_of",
    "waiting",
    "with_latest",
]  # fmt: skip
