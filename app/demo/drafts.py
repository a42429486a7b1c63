"""A demo nomination as its nominator would have typed it into the form: the working copy of a nomination."""

from typing import Any

from app.demo.records import Account, Nomination, Program

_MEASURES = {"assets_under_management": "assets"}


def draft_of(nomination: Nomination, program: Program) -> dict[str, Any]:
    """What `start_draft` takes as `draft`; it is complete, so that it can be submitted at once."""
    nominee = nomination.nominee
    return {
        "nominee_name": nominee.name,
        "nominee_title": nominee.title,
        "nominee_company": nominee.company,
        "period_from": program.period_from.isoformat(),
        "period_to": program.period_to.isoformat(),
        "measure": _MEASURES.get(nomination.measure, nomination.measure),
        "existing_share": nomination.existing_share_band or "cant_say",
        "headline": _typed(nomination.headline_revenue),
        "amounts_are": "percent" if nomination.percent else "currency",
        "quota": _typed(nomination.quota),
        "new_customers_count": _typed(nomination.new_customers_count),
        "shared_credit": nomination.credit_shared,
        "story": nomination.story,
        "story_won": nomination.story_won,
        "story_kept": nomination.story_kept,
        "explanation": nomination.explanation,
        "links": list(nomination.links),
        "referees": [dict(one) for one in nomination.referees],
        "lines": [_line(account) for account in nomination.accounts],
    }


def _line(account: Account) -> dict[str, str]:
    started = account.relationship_started
    typed = {
        "name": account.name,
        "revenue": _typed(account.revenue, account.currency),
        "prior": _typed(account.prior_revenue, account.currency),
        "origin": account.origin,
        "started": started.strftime("%Y-%m") if started else "",
        "kind": account.kind,
        "supplier_before": account.incumbent_displaced or "",
        "displaced": account.incumbent_displaced or "",
        "term_years": _typed(account.term_years),
        "customers": _typed(account.customers),
        "from_earlier_buyers": _typed(account.from_earlier_buyers, account.currency),
        "prior_confirmed": "yes" if account.prior_confirmed else "",
        "rebid": "yes" if account.rebid_won else "",
        "rebid_lost_by": account.rebid_won or "",
    }
    return {name: text for name, text in typed.items() if text}


def _typed(value: int | None, currency: str | None = None) -> str:
    if value is None:
        return ""
    return f"{currency} {value:,}" if currency else f"{value:,}"
