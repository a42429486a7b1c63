"""What is written about results: outcomes kept for the next reader, deliberation, decisions, and their publication."""

from app.results.service.adjusting import approve_adjustment, propose_adjustment, withdraw_adjustment
from app.results.service.announcing import release_announcement, word_announcement
from app.results.service.deciding import (
    Reasons,
    add_award,
    approve,
    drop_award,
    propose,
    set_tie_rules,
    withdraw,
)
from app.results.service.deliberating import add_note, shortlist, unlist
from app.results.service.feedback import release_feedback, review_comment
from app.results.service.keeping import KEPT, keep_results
from app.results.service.publishing import (
    approve_publication,
    note_publication,
    schedule_publication,
    withdraw_publication,
)
from app.results.service.voting import cast, close_vote, open_vote

__all__ = [
    "KEPT", "Reasons", "add_award", "add_note", "approve", "approve_adjustment", "approve_publication", "cast", "close_vote",
    "drop_award", "keep_results", "note_publication", "open_vote", "propose", "propose_adjustment", "release_announcement",
    "release_feedback", "review_comment", "schedule_publication", "set_tie_rules", "shortlist", "unlist", "withdraw",
    "withdraw_adjustment", "withdraw_publication", "word_announcement",
]  # fmt: skip
