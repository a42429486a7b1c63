"""Each entry assessed, and the assessment as cells beside its row: role, share, question, remarks, what would change it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from app.domain.revenue.assess import assess
from app.domain.revenue.assessment import Assessment
from app.domain.revenue.facts import Rules
from app.domain.revenue.overlaps import shared_customers, with_remark
from app.domain.revenue.wording import change_text, remark_text, share
from app.domain.sheets.entry import Entry
from app.domain.sheets.table import Cell

ANSWER_COLUMNS = (
    "Uphill: role", "Uphill: managed share", "Uphill: share at least", "Uphill: share at most", "Uphill: question",
    "Uphill: remarks", "Uphill: what would change it", "Uphill: rests on",
)  # fmt: skip
"""The headings that are put after those of the sheet. Shares are numbers from 0 to 1; the rest is text."""

ROLES = {
    "hunter": "Hunter (wins new business)",
    "farmer": "Farmer (grows large accounts)",
    "account_manager": "Account manager (looks after accounts)",
    "mixed": "Mixed",
    "insufficient": "Too little to tell",
}
_LONGEST_TEXT = 4_000


@dataclass(frozen=True, slots=True)
class Answered:
    """A row with what the rules say about it; `assessment` is None where the row was left out."""

    entry: Entry
    assessment: Assessment | None

    @property
    def question(self) -> str:
        """ "mostly_managed", "mostly_managed?" (a question, not a verdict), "needs_breakdown", "cannot_tell" or ""."""
        if self.assessment is None:
            return ""
        raised = self.assessment.remark("mostly_managed")
        if raised is not None:
            return "mostly_managed" if raised.severity == "flag" else "mostly_managed?"
        return next((code for code in ("needs_breakdown", "cannot_tell") if self.assessment.remark(code)), "")


QUESTIONS = {
    "mostly_managed": "FLAG: mostly managed",
    "mostly_managed?": "Question: mostly managed?",
    "needs_breakdown": "Question: no breakdown by customer",
    "cannot_tell": "Question: cannot tell until missing figures are known",
    "": "",
}


def assess_entries(
    entries: Sequence[Entry], rules: Rules, advance: Callable[[], None] | None = None
) -> Iterator[Answered]:
    """Assess rows in order; `advance` is called after each, for a progress bar."""
    shared = iter(shared_customers(entry.facts for entry in entries if entry.facts is not None))
    for entry in entries:
        found = None if entry.facts is None else with_remark(assess(entry.facts, rules), next(shared))
        yield Answered(entry, found)
        if advance is not None:
            advance()


def answer_cells(answered: Answered) -> tuple[Cell, ...]:
    """The cells of `ANSWER_COLUMNS` for one row."""
    assessment = answered.assessment
    if assessment is None:
        return (None,) * 5 + (answered.entry.left_out, None, None)
    low, high = assessment.estimated or (assessment.managed_share_low, assessment.managed_share_high)
    remarks = [remark_text(r, assessment.currency, assessment.percent) for r in assessment.remarks]
    changes = [change_text(c, assessment.currency, assessment.percent) for c in assessment.would_change]
    rests = [note.text for note in (*answered.entry.notes, *answered.entry.problems)]
    return (
        ROLES[assessment.role], assessment.managed_share, low, high, QUESTIONS[answered.question] or None,
        _text(remarks), _text(changes), _text(rests),
    )  # fmt: skip


def share_in_words(assessment: Assessment) -> str:
    """ "71%", "65% to 85%" or "not known"."""
    if assessment.managed_share is not None:
        return share(assessment.managed_share)
    if assessment.estimated:
        return f"{share(assessment.estimated[0])} to {share(assessment.estimated[1])}"
    return "not known"


def _text(sentences: Sequence[str]) -> str | None:
    return "\n".join(sentences)[:_LONGEST_TEXT] or None
