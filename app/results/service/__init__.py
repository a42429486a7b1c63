"""What is written about results: outcomes kept for the next reader, decisions, and their publication."""

from app.results.service.announcing import release_announcement, word_announcement
from app.results.service.deciding import add_award, approve, drop_award, propose, set_tie_rules, withdraw
from app.results.service.feedback import release_feedback, review_comment
from app.results.service.keeping import KEPT, keep_results
from app.results.service.publishing import approve_publication, schedule_publication, withdraw_publication

__all__ = [
    "KEPT", "add_award", "approve", "approve_publication", "drop_award", "keep_results", "propose", "release_announcement", "release_feedback", "review_comment",
    "schedule_publication", "set_tie_rules", "withdraw", "withdraw_publication", "word_announcement",
]  # fmt: skip
