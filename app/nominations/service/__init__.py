"""What people do to nominations: one verb per function; each audits and queues mail, none commits."""

from app.nominations.service.assessing import asks_about_category, assess_again, assess_content, minor
from app.nominations.service.drafts import Saved, Stale, choose_category, delete_draft, save_step, start_draft
from app.nominations.service.settling import answer_question, move_category, put_back, take_out
from app.nominations.service.submitting import Incomplete, revive, submit_nomination, withdraw

__all__ = [
    "Incomplete",
    "Saved",
    "Stale",
    "answer_question",
    "asks_about_category",
    "assess_again",
    "assess_content",
    "choose_category",
    "delete_draft",
    "minor",
    "move_category",
    "put_back",
    "revive",
    "save_step",
    "start_draft",
    "submit_nomination",
    "take_out",
    "withdraw",
]  # fmt: skip
