"""A row of a sheet as a working copy: the same keys that the form of a nomination fills, as text."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from app.domain.revenue import NominationFacts, RevenueLine
from app.domain.sheets import Entry
from app.nominations.forms.fields import MOST_REFEREES

_EMAIL = re.compile(r"[^\s<>,;()\"']+@[^\s<>,;()\"']+")
_MANY_DOLLARS = ("CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "BRL")


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
        "referees": referees_in(entry.texts.get("referees", "")),
        "explanation": " ".join([source, *(note.text for note in entry.notes)]),
    }
    if facts.period is not None:
        draft |= {"period_from": facts.period.start.isoformat(), "period_to": facts.period.end.isoformat()}
    return draft


def referees_in(cell: str) -> list[dict[str, str]]:
    """One person a line or between semicolons: name, company and e-mail address between commas."""
    found = []
    for line in re.split(r"[\n;]+", cell):
        email = next(iter(_EMAIL.findall(line)), "")
        parts = [
            part
            for piece in (line.replace(email, ",") if email else line).split(",")
            if (part := piece.strip(" <>()\"'"))
        ]
        if parts or email:
            named = {"name": parts[0] if parts else email, "company": ", ".join(parts[1:]), "email": email}
            found.append({name: text[:200] for name, text in named.items()})
    return found[:MOST_REFEREES]


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
