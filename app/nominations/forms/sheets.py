"""A row of a sheet as a working copy: the same keys that the form of a nomination fills, as text."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pydantic import Field

from app.domain.revenue import NominationFacts, RevenueLine
from app.domain.sheets import CUSTOMER_PARTS, MEANINGS, Entry
from app.web.forms import FormModel
from app.web.i18n import _

DECIMALS = (("", _("As the cells show")), ("point", _("A point: 1,234.50")), ("comma", _("A comma: 1.234,50")))
NAMES = {
    "ignore": _("— not used —"), "nominee": _("Nominee"), "title": _("Nominee's title"), "company": _("Nominee's company"),
    "nominator": _("Nominator's name"), "nominator_email": _("Nominator's e-mail"), "category": _("Category"),
    "headline": _("Revenue in all"), "prior": _("Revenue in all, the year before"),
    "existing": _("Revenue from existing customers"), "new_business": _("Revenue from new customers"),
    "existing_share": _("Share from existing customers (percent or words)"), "new_customers": _("Number of new customers"),
    "quota": _("Quota"), "narrative": _("Story (several are joined)"), "period": _("Period"), "id": _("Reference in your sheet"),
    "currency": _("Currency"), "shared_credit": _("Who shares the credit"),
}  # fmt: skip
PARTS = {
    "name": _("name"), "revenue": _("revenue"), "prior": _("revenue the year before"), "origin": _("how it came"),
    "started": _("since when"), "kind": _("kind of business"),
}  # fmt: skip
_MANY_DOLLARS = ("CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "BRL")


class SheetMappingForm(FormModel):
    """The choices beside the columns; the columns themselves are read by `read_columns`."""

    decimal: str = Field("", pattern="^(point|comma)?$")
    category: int


def meaning_options(columns: list[str]) -> list[tuple[str, str]]:
    """What a column may hold, for a select: customers up to the last one in use and one more, ten at least."""
    used = [int(meaning.split(".")[1]) for meaning in columns if meaning.startswith("customer.")]
    options = [(meaning, str(NAMES[meaning])) for meaning in ("ignore", *MEANINGS[:-1])]
    for number in range(1, min(max([*used, 9]) + 2, 51)):
        options += [
            (f"customer.{number}.{part}", _("Customer %(number)s: ") % {"number": number} + str(PARTS[part]))
            for part in CUSTOMER_PARTS
        ]
    return options


def draft_of(entry: Entry, facts: NominationFacts, currency: str, source: str) -> dict[str, Any]:
    """What the nominator might have typed. `source` says where it comes from; what the lines rest on is told beside it."""
    foreign = _foreign(facts.currency, currency)
    draft: dict[str, Any] = {
        "nominee_name": " ".join(entry.texts.get("nominee", "").split()),
        "nominee_title": " ".join((facts.title or "").split()),
        "nominee_company": " ".join((facts.company or "").split()),
        "headline": _amount(facts.headline_revenue),
        "quota": _amount(facts.quota),
        "existing_share": facts.existing_share_band or "",
        "new_customers_count": "" if entry.new_customers is None else str(entry.new_customers),
        "shared_credit": facts.credit_shared or "",
        "story": facts.narrative,
        "lines": [_line(line, foreign) for line in facts.accounts],
        "explanation": " ".join([source, *(note.text for note in entry.notes)]),
    }
    if facts.period is not None:
        draft |= {"period_from": facts.period.start.isoformat(), "period_to": facts.period.end.isoformat()}
    return draft


def _line(line: RevenueLine, currency: str) -> Mapping[str, str]:
    filled = {
        "name": line.name,
        "revenue": f"{currency} {_amount(line.revenue)}".strip() if line.revenue is not None else "",
        "prior": _amount(line.prior_revenue),
        "origin": line.origin,
        "kind": line.kind,
        "started": str(line.relationship_started) if line.relationship_started else "",
        "customers": str(line.customers) if line.customers > 1 else "",
        "from_earlier_buyers": _amount(line.from_earlier_buyers),
    }
    return {name: text for name, text in filled.items() if text and text != "unknown"}


def _amount(value: Decimal | None) -> str:
    """Digits that can be read in one way only: whole, or with two decimals after a point."""
    if value is None:
        return ""
    return f"{value:.0f}" if value == value.to_integral_value() else f"{value:.2f}"


def _foreign(told: str | None, own: str) -> str:
    """The currency to write beside amounts when it is not the program's; a bare dollar sign is the program's dollar."""
    if not told or told == own or (told == "USD" and own in _MANY_DOLLARS) or not re.fullmatch("[A-Z]{3}", told):
        return ""
    return told
