"""`assess`: a nomination in, an assessment out. The whole path of the rules, in order."""

from __future__ import annotations

from app.domain.revenue.assessment import Assessment, CustomerSplit, LeftOut, Number, number
from app.domain.revenue.facts import NominationFacts, Rules
from app.domain.revenue.flags import SHARE_DIGITS, raise_flag
from app.domain.revenue.mix import Mix, growth_of, kept_of, mix_of, own_base_of
from app.domain.revenue.narrative import read
from app.domain.revenue.remarks import further_remarks
from app.domain.revenue.roles import role_of
from app.domain.revenue.split import Split, is_existing

_DEFAULT = Rules()


def assess(nomination: NominationFacts, rules: Rules = _DEFAULT) -> Assessment:
    """Split the revenue, find the role, raise the flag or the question, and say why.

    Amounts come in and go out in units of the nomination's currency (or percent); shares run from 0 to 1.
    The same facts and rules always give the same assessment. Source: the revenue rules, numbered 1 to 13.
    """
    mix = mix_of(nomination, rules)
    reading = read(nomination.narrative)
    role, role_rule = role_of(mix, nomination.period, reading.role)
    flagging = raise_flag(nomination, mix, reading, rules)
    further = further_remarks(nomination, mix, reading, role, rules)
    estimated = flagging.estimated
    return Assessment(
        id=nomination.id,
        rules_version=rules.version,
        threshold=number(rules.threshold) or 0,
        new_for_months=rules.new_for_months,
        role=role,
        role_rule=role_rule,
        narrative_role=reading.role,
        flag=flagging.flag,
        needs_breakdown=flagging.needs_breakdown,
        managed_share=number(mix.share, SHARE_DIGITS),
        managed_share_low=number(mix.low, SHARE_DIGITS),
        managed_share_high=number(mix.high, SHARE_DIGITS),
        null_reason=mix.null_reason,
        components=_components(mix),
        estimated=(number(estimated[0]) or 0, number(estimated[1]) or 0) if estimated else None,
        coverage=number(mix.coverage, SHARE_DIGITS),
        straddles=flagging.straddles,
        deciding=flagging.deciding,
        own_base=number(own_base_of(mix), SHARE_DIGITS),
        kept=number(kept_of(mix), SHARE_DIGITS),
        growth=number(growth_of(mix), SHARE_DIGITS),
        currency=nomination.currency or (mix.currencies[0] if len(mix.currencies) == 1 else None),
        percent=nomination.percent,
        splits=tuple(_row(split, nomination) for split in mix.splits),
        left_out=tuple(LeftOut(c.name, number(c.revenue), number(c.prior)) for c in mix.left_out),
        remarks=flagging.remarks + further,
        would_change=flagging.changes,
        marks=reading.marks,
    )


def _components(mix: Mix) -> dict[str, Number | None]:
    """The four parts and their sum; null when there is no sum, since currencies are not added."""
    names = ("total", "managed", "expansion", "new", "undetermined")
    if mix.null_reason == "mixed_currencies":
        return dict.fromkeys(names)
    return {name: number(getattr(mix, name)) for name in names}


def _row(split: Split, nomination: NominationFacts) -> CustomerSplit:
    customer = split.customer
    return CustomerSplit(
        name=customer.name,
        revenue=number(split.revenue) or 0,
        prior_revenue=number(customer.prior),
        managed=number(split.managed) or 0,
        expansion=number(split.expansion) or 0,
        new=number(split.new) or 0,
        undetermined=number(split.undetermined) or 0,
        rule=split.rule,
        origin=customer.origin,
        kinds=tuple(sorted(customer.kinds)),
        relationship_started=str(customer.started) if customer.started else None,
        customers=customer.customers,
        term_years=number(customer.years) or 1,
        incumbent_displaced=customer.incumbent,
        rebid_won=customer.rebid_won,
        existing=is_existing(split, nomination.period),
        lines=customer.lines,
    )
