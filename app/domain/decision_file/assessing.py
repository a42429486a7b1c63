"""The facts of a nomination to plain JSON and back, and assessing them again."""

from dataclasses import fields
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from app.domain.decision_file.model import Assessed, Facts, Line
from app.domain.errors import UserError
from app.domain.revenue import Assessment, NominationFacts, Period, RevenueLine, Rules, assess
from app.domain.revenue.words import Moment

_AMOUNTS = ("revenue", "prior_revenue", "term_years", "from_earlier_buyers")


def facts_json(facts: NominationFacts) -> dict[str, Any]:
    """What the rules read of a nomination, but for the company, which they don't."""
    return {
        "title": facts.title, "currency": facts.currency, "narrative": facts.narrative, "percent": facts.percent,
        "period": {"end": facts.period.end.isoformat(), "months": facts.period.months} if facts.period else None,
        "headline_revenue": _text(facts.headline_revenue), "quota": _text(facts.quota), "measure": facts.measure,
        "existing_share_band": facts.existing_share_band, "credit_shared": facts.credit_shared,
        "accounts": [_line_json(line) for line in facts.accounts],
    }  # fmt: skip


def _line_json(line: RevenueLine) -> dict[str, Any]:
    plain = {field.name: getattr(line, field.name) for field in fields(RevenueLine)}
    started = line.relationship_started
    return {
        **plain,
        **{name: _text(plain[name]) for name in _AMOUNTS},
        "relationship_started": started and [started.first.isoformat(), started.last.isoformat()],
    }


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else format(amount, "f")


def _amount(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def facts_of(reference: str, facts: Facts) -> NominationFacts:
    """Raises ValueError for a day that doesn't exist."""
    period = None if facts.period is None else Period(date.fromisoformat(facts.period.end), facts.period.months)
    return NominationFacts(
        id=reference, title=facts.title, period=period, headline_revenue=_amount(facts.headline_revenue),
        currency=facts.currency, quota=_amount(facts.quota), narrative=facts.narrative,
        accounts=tuple(map(_line_of, facts.accounts)), existing_share_band=facts.existing_share_band,
        credit_shared=facts.credit_shared, measure=facts.measure, percent=facts.percent,
    )  # fmt: skip


def _line_of(line: Line) -> RevenueLine:
    days = line.relationship_started
    return RevenueLine(
        **{
            **line.model_dump(),
            **{name: _amount(getattr(line, name)) for name in _AMOUNTS},
            "relationship_started": days and Moment(date.fromisoformat(days[0]), date.fromisoformat(days[1])),
        }
    )


def assessed_again(reference: str, one: Assessed, digits: int) -> dict[str, Any]:
    """What the rules say now, as the file holds it. Raises UserError naming the nomination."""
    try:
        rules = Rules(Decimal(one.threshold), one.new_for_months, one.rules_version)
        return stored_json(assess(facts_of(reference, one.facts), rules), digits)
    except (ValueError, ArithmeticError, TypeError) as error:
        raise UserError(f"assessments.json: {reference} can't be assessed: {error}.") from error


def stored_json(outcome: Assessment, digits: int) -> dict[str, Any]:
    """An assessment with the columns that lists and results go by; amounts in minor units, the share in millionths."""
    share = outcome.managed_share
    return {
        "role": outcome.role, "flag": outcome.flag, "question": outcome.asks,
        "share": None if share is None else round(share * 1_000_000),
        **{f"{name}_minor": _minor(amount, digits) for name, amount in outcome.components.items()},
        "result": outcome.to_dict(),
    }  # fmt: skip


def _minor(amount: Any, digits: int) -> int:
    return int(Decimal(str(amount or 0)).scaleb(digits).to_integral_value(ROUND_HALF_UP))
