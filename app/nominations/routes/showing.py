"""What is said about a content before and after it was sent: the split, the rows behind it, the question, the fitting category."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.domain import revenue
from app.domain.revenue.wording import change_text, gentle_text, reason_text, remark_text
from app.nominations import queries
from app.nominations.deps import NominationAccess
from app.nominations.forms import read_figures, story_of, story_parts
from app.nominations.service import asks_about_category, assess_content, minor
from app.programs.queries import asks, categories
from app.web.i18n import _
from app.web.session import DbSession


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """One customer behind the split, in minor units, and why it is split so."""

    name: str
    revenue: int | None
    prior: int | None
    split: queries.Split | None
    reason: str


def outlook(session: DbSession, access: NominationAccess, content: Mapping[str, Any]) -> dict[str, Any]:
    """For a working copy: what would be said if it were sent as it is now, in the nominator's words."""
    outcome = assess_content(content, access.program)
    return spoken(session, access, content, outcome, judge=False)


def spoken(
    session: DbSession,
    access: NominationAccess,
    content: Mapping[str, Any],
    outcome: revenue.Assessment,
    *,
    judge: bool,
) -> dict[str, Any]:
    """`judge`: words for organizers (and judges); else those for nominators, who read of a question, never of a flag."""
    currency = access.program.currency
    here = asks(access.program, access.nomination.category)
    asked = here and asks_about_category(outcome)
    beside = {"note", "favor"} | (
        {"question"} if here and not asked else set()
    )  # no question about the category: still worth saying
    remarks = _remarks(outcome, judge)
    return {
        "currency": currency, "split": _split(outcome.components, currency), "customers": customer_rows(outcome, currency),
        "headline": headline_of(content, currency), "role": outcome.role, "audience": "judge" if judge else "nominator",
        "narrative": story_of(content), "marks": queries.marks_of(outcome), "story_parts": story_parts(content),
        "questions": [text for text, severity in remarks if severity in ("flag", "question")] if asked else [],
        "also_asked": [text for text, severity in remarks if severity == "question"] if asked and outcome.flag else [],
        "remarks": [text for text, severity in remarks if severity in beside],
        "would_change": [change_text(change, outcome.currency, translate=_) for change in outcome.would_change],
        "clearing": queries.clearing_of(outcome) if asked else [],
        "offer": offer_of(session, access, outcome), "outcome": outcome,
    }  # fmt: skip


def headline_of(content: Mapping[str, Any], currency: str) -> int | None:
    return minor(read_figures(content).headline, currency)


def _remarks(outcome: revenue.Assessment, judge: bool) -> list[tuple[str, str]]:
    word = remark_text if judge else gentle_text
    texts = [(word(remark, outcome.currency, translate=_), remark.severity) for remark in outcome.remarks]
    return [(text, severity) for text, severity in texts if text]


def _split(parts: Mapping[str, Any], currency: str) -> queries.Split:
    return queries.Split(**{part: _minor(parts[part], currency) or 0 for part in queries.Split.__slots__})


def _minor(value: int | float | None, currency: str) -> int | None:
    return None if value is None else minor(Decimal(str(value)), currency)


def customer_rows(outcome: revenue.Assessment, currency: str) -> list[CustomerRow]:
    """The customers behind the split, the largest first, then those who left."""
    rows = [
        CustomerRow(
            s.name, _minor(s.revenue, currency), _minor(s.prior_revenue, currency),
            _split({**{part: getattr(s, part) for part in ("managed", "expansion", "new", "undetermined")}, "total": s.revenue}, currency),
            reason_text(s, outcome.currency, translate=_),
        )
        for s in outcome.splits
    ]  # fmt: skip
    gone = _("Brought in nothing in the period, so it isn't part of the split.")
    return rows + [
        CustomerRow(c.name, _minor(c.revenue, currency), _minor(c.prior_revenue, currency), None, gone)
        for c in outcome.left_out
    ]


def offer_of(session: DbSession, access: NominationAccess, outcome: revenue.Assessment) -> queries.Offer | None:
    return queries.fitting_category(
        categories(session, access.program.id),
        access.nomination.category,
        outcome.role,
        outcome.managed_share,
        flagged=outcome.flag,
    )
