"""Reads about nominations; each says what it loads."""

from app.nominations.forms import story_of
from app.nominations.queries.figures import Candidate, candidates, chart_data
from app.nominations.queries.hill import hill_facts
from app.nominations.queries.lists import (
    ListedRow,
    MineRow,
    NominationFilter,
    hidden_by_conflict,
    kept_from,
    listed,
    mine,
    open_programs,
    visible_to,
)
from app.nominations.queries.one import (
    Offer,
    Split,
    answer_of,
    by_public_id,
    facts_for,
    fitting_category,
    is_conflicted,
    latest,
    lines_of,
    marks_of,
    owner_of,
    settled_by,
    settlement_of,
    shared_customers,
    split_of,
    submissions_of,
)

__all__ = [
    "Candidate", "candidates", "chart_data", "hill_facts",
    "ListedRow", "MineRow", "NominationFilter", "Offer", "Split", "answer_of", "by_public_id", "facts_for", "fitting_category",
    "hidden_by_conflict", "is_conflicted", "kept_from", "latest", "lines_of", "listed", "marks_of", "mine", "open_programs", "owner_of", "settled_by", "settlement_of",
    "shared_customers", "split_of", "story_of", "submissions_of", "visible_to",
]  # fmt: skip
