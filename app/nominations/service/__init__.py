"""What people do to nominations: one verb per function; each audits and queues mail, none commits."""

from app.nominations.service.answering import Answer, AnswerProblem, answer_question
from app.nominations.service.asking import NotAskable, ask, mail_preview, new_due, set_due, why_not_asked
from app.nominations.service.assessing import (
    asks_about_category,
    assess_again,
    assess_content,
    assessment_row,
    facts_of_content,
    minor,
    rules_json,
)
from app.nominations.service.consent import set_consent
from app.nominations.service.drafts import Saved, Stale, choose_category, delete_draft, save_step, start_draft
from app.nominations.service.settling import move_category, put_back, take_out
from app.nominations.service.submitting import Incomplete, revive, submit_nomination, withdraw

__all__ = [
    "Answer",
    "AnswerProblem",
    "Incomplete",
    "NotAskable",
    "Saved",
    "Stale",
    "answer_question",
    "ask",
    "asks_about_category",
    "assess_again",
    "assess_content",
    "assessment_row",
    "choose_category",
    "delete_draft",
    "facts_of_content",
    "mail_preview",
    "minor",
    "move_category",
    "new_due",
    "put_back",
    "revive",
    "rules_json",
    "save_step",
    "set_consent",
    "set_due",
    "start_draft",
    "submit_nomination",
    "take_out",
    "why_not_asked",
    "withdraw",
]  # fmt: skip
