"""The further remarks: each with its rule, its figures, its customers and its sentences."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from app.domain.revenue.assessment import Evidence, Figures, Remark, number
from app.domain.revenue.facts import Customer, NominationFacts, Rules
from app.domain.revenue.flags import SHARE_DIGITS, evidence_of
from app.domain.revenue.mix import BANDS, Mix, full_year_share, own_base_of
from app.domain.revenue.narrative import Reading
from app.domain.revenue.roles import largest_named
from app.domain.revenue.split import ZERO, Split

_HUNTER_TITLE = re.compile(
    r"\b(business development|new business|hunter|sales (rep|representative|executive|person|hunter)|"
    r"salesperson|producer|"
    r"account executive|territory (rep|representative|manager)|sdr|bdr)\b"
)
_MANAGER_TITLE = re.compile(
    r"\b(account|client|customer success|relationship|portfolio|key accounts?|(client|customer) relations)\s+"
    r"(manager|director|lead|partner|specialist)\b|"
    r"\b(key|national|major|strategic|global)\s+accounts?\b|\bfarmer\b|\bcustomer success\b|\brenewals?\b"
)
NOT_REVENUE = (
    "premium",
    "assets_under_management",
    "pipeline",
    "contract_value",
    "commission",
    "volume",
    "other",
)


@dataclass(frozen=True, slots=True)
class _Case:
    """All that a remark may look at."""

    facts: NominationFacts
    mix: Mix
    reading: Reading
    role: str
    rules: Rules

    def said(self, code: str, severity: str, rule: str, figures: Figures | None = None) -> Remark | None:
        """The remark that the narrative's cues make, or None when no cue stands for it."""
        evidence = self.evidence(code)
        return Remark(code, severity, rule, figures or {}, (), evidence) if evidence else None

    def evidence(self, code: str) -> tuple[Evidence, ...]:
        marks = [mark for mark in self.reading.marks if mark.remark == code]
        return evidence_of(marks, self.facts.narrative, supporting=("managed", "grown", "remark", "won", "hunting"))

    def about(self, code: str, severity: str, rule: str, splits: list[Split]) -> Remark | None:
        """A remark on some customers, with their revenue and its share; the narrative's cues come along."""
        evidence = self.evidence(code)
        if not splits and not evidence:
            return None
        return Remark(code, severity, rule, self.part(splits), _names(splits), evidence)

    def part(self, splits: list[Split]) -> Figures:
        revenue = sum((split.revenue for split in splits), ZERO)
        share = revenue / self.mix.total if splits and self.mix.summed else None
        return {"count": len(splits), "revenue": number(revenue), "share": number(share, SHARE_DIGITS)}


def further_remarks(facts: NominationFacts, mix: Mix, reading: Reading, role: str, rules: Rules) -> tuple[Remark, ...]:
    """All remarks but the flag, in a fixed order."""
    case = _Case(facts, mix, reading, role, rules)
    found = (remark(case) for remark in _REMARKS)
    return tuple(remark for remark in found if remark is not None)


def _concentrated(case: _Case) -> Remark | None:
    largest = largest_named(case.mix) if case.mix.summed else []
    return case.about("concentrated", "note", "role 2", largest) if largest else None


def _unexplained_headline(case: _Case) -> Remark | None:
    coverage = case.mix.coverage
    if coverage is None or coverage >= Decimal("0.98") or not case.mix.total:
        return None
    severity = "question" if coverage < Decimal("0.5") else "note"
    return Remark("unexplained_headline", severity, "share", _headline(case))


def _lines_exceed_headline(case: _Case) -> Remark | None:
    coverage = case.mix.coverage
    if coverage is None or coverage <= Decimal("1.02"):
        return None
    return Remark("lines_exceed_headline", "question", "share", _headline(case))


def _headline(case: _Case) -> Figures:
    headline = Decimal(100) if case.facts.percent else case.facts.headline_revenue
    return {
        "lines": number(case.mix.total),
        "headline": number(headline),
        "coverage": number(case.mix.coverage, SHARE_DIGITS),
        "difference": number(abs((headline or ZERO) - case.mix.total)),
    }


def _title_disagrees(case: _Case) -> Remark | None:
    title = " ".join((case.facts.title or "").casefold().split())
    if _MANAGER_TITLE.search(title):
        says, disagrees = "account_manager", case.role == "hunter"
    elif _HUNTER_TITLE.search(title):
        says, disagrees = "hunter", case.role in ("farmer", "account_manager")
    else:
        return None
    figures: Figures = {"title": case.facts.title, "title_says": says, "role": case.role}
    figures["by"] = "lines" if case.mix.null_reason is None else "narrative"
    return Remark("title_disagrees", "note", "role 4", figures) if disagrees else None


def _narrative_disagrees(case: _Case) -> Remark | None:
    says = case.reading.role
    band = BANDS.get(case.facts.existing_share_band or "")
    if case.mix.null_reason is None:
        figures_say = case.role
    elif case.mix.null_reason == "no_lines" and band and band[1] <= case.rules.threshold:
        figures_say = "hunter"
    elif case.mix.null_reason == "no_lines" and band and band[0] > case.rules.threshold:
        figures_say = "account_manager"
    else:
        return None
    managing = ("account_manager", "farmer")
    if not ((says == "hunter" and figures_say in managing) or (says in managing and figures_say == "hunter")):
        return None
    marks = [mark for mark in case.reading.marks if mark.stance != "remark"]
    supporting = ("won", "hunting") if says == "hunter" else ("managed", "grown")
    evidence = evidence_of(marks, case.facts.narrative, supporting)
    return Remark("narrative_disagrees", "question", "role 4", {"narrative": says, "lines": figures_say}, (), evidence)


def _estimated(case: _Case) -> Remark | None:
    """The banded answer, where it doesn't raise the flag: then the flag says it."""
    band = BANDS.get(case.facts.existing_share_band or "")
    if case.mix.null_reason != "no_lines" or band is None or band[0] > case.rules.threshold:
        return None
    return Remark("estimated", "note", "13", {"low": number(band[0]), "high": number(band[1]), "estimated": True})


def _growth_not_earned(case: _Case) -> Remark | None:
    return case.said("growth_not_earned", "note", "9", {"expansion": number(case.mix.expansion)})


def _multi_year_renewal(case: _Case) -> Remark | None:
    splits = [s for s in case.mix.splits if s.customer.years > 1 and (s.customer.base or "renewal" in s.customer.kinds)]
    if not splits:
        return None
    figures = case.part(splits) | {"years": number(max(s.customer.years for s in splits))}
    return Remark("multi_year_renewal", "note", "4", figures, _names(splits))


def _acquired_customers(case: _Case) -> Remark | None:
    splits = _where(case, lambda customer: customer.origin == "acquired_company")
    rule = ", ".join(sorted({split.rule for split in splits}))
    return case.about("acquired_customers", "note", rule, splits) if splits else None


def _team_credit(case: _Case) -> Remark | None:
    if case.facts.credit_shared:
        figures: Figures = {"with": case.facts.credit_shared}
        return Remark("team_credit", "note", "10", figures, (), case.evidence("team_credit"))
    return case.said("team_credit", "note", "10")


def _not_revenue(case: _Case) -> Remark | None:
    if case.facts.measure in NOT_REVENUE:
        figures: Figures = {"measure": case.facts.measure}
        return Remark("not_revenue", "question", "11", figures, (), case.evidence("not_revenue"))
    return case.said("not_revenue", "note", "11")


def _mixed_currencies(case: _Case) -> Remark | None:
    currencies = set(case.mix.currencies) | ({case.facts.currency} if case.facts.currency else set())
    if len(currencies) < 2 or not case.mix.splits:
        return None
    figures: Figures = {"currencies": sorted(currencies), "added": len(case.mix.currencies) < 2}
    return Remark("mixed_currencies", "question", "11", figures)


def _missing_prior_revenue(case: _Case) -> Remark | None:
    splits = [s for s in case.mix.splits if s.customer.prior is None or (s.rule == "6e" and s.customer.prior == 0)]
    rule = ", ".join(sorted({split.rule for split in splits}))
    return case.about("missing_prior_revenue", "question", rule, splits) if splits else None


def _partial_base(case: _Case) -> Remark | None:
    splits, share = full_year_share(case.mix, case.facts)
    if not splits:
        return None
    figures = case.part(splits) | {"full_year_share": number(share, SHARE_DIGITS)}
    figures["managed_share"] = number(case.mix.share, SHARE_DIGITS)
    return Remark("partial_base", "note", "7", figures, _names(splits))


def _not_english(case: _Case) -> Remark | None:
    language = case.reading.language
    return Remark("not_english", "note", "narrative", {"language": language}) if language else None


def _own_base(case: _Case) -> Remark | None:
    own = own_base_of(case.mix)
    if not own:
        return None
    splits = [split for split in case.mix.splits if split.customer.own and split.managed > 0]
    managed = sum((split.managed for split in splits), ZERO)
    figures: Figures = {"own_managed": number(managed), "managed": number(case.mix.managed)}
    figures |= {"own_base": number(own, SHARE_DIGITS), "managed_share": number(case.mix.share, SHARE_DIGITS)}
    return Remark("own_base", "favor", "7", figures, _names(splits))


def _rebid_won(case: _Case) -> Remark | None:
    splits = [split for split in case.mix.splits if split.customer.rebid_won and split.managed > 0]
    if not splits:
        return None
    rivals = sorted({s.customer.rebid_won for s in splits if s.customer.rebid_won and s.customer.rebid_won != "yes"})
    figures = case.part(splits) | {"rivals": rivals, "low": number(case.mix.low, SHARE_DIGITS)}
    return Remark("rebid_won", "favor", "12", figures, _names(splits))


def _inherited_accounts(case: _Case) -> Remark | None:
    return case.about("inherited_accounts", "note", "origin", _where(case, lambda c: c.origin == "inherited"))


def _inbound_leads(case: _Case) -> Remark | None:
    return case.about("inbound_leads", "note", "origin", _where(case, lambda c: c.origin == "inbound"))


def _incumbents_displaced(case: _Case) -> Remark | None:
    splits = _where(case, lambda customer: customer.incumbent is not None)
    marks = [
        m for m in case.reading.marks if m.cue in ("incumbent_displaced", "taken_from_rival") and m.stance == "won"
    ]
    if not splits and not marks:
        return None
    suppliers = sorted({s.customer.incumbent for s in splits if s.customer.incumbent not in (None, "yes")})
    evidence = evidence_of(marks, case.facts.narrative, supporting=("won",))
    figures = case.part(splits) | {"suppliers": suppliers}
    return Remark("incumbents_displaced", "favor", "origin", figures, _names(splits), evidence)


def _where(case: _Case, test: Callable[[Customer], bool]) -> list[Split]:
    return [split for split in case.mix.splits if test(split.customer)]


def _names(splits: list[Split]) -> tuple[str, ...]:
    return tuple(split.customer.name for split in splits)


_REMARKS: tuple[Callable[[_Case], Remark | None], ...] = (
    _estimated,
    _unexplained_headline,
    _lines_exceed_headline,
    _mixed_currencies,
    _not_revenue,
    _missing_prior_revenue,
    _partial_base,
    _multi_year_renewal,
    _acquired_customers,
    _inherited_accounts,
    _inbound_leads,
    _concentrated,
    _growth_not_earned,
    _team_credit,
    _not_english,
    _narrative_disagrees,
    _title_disagrees,
    _own_base,
    _rebid_won,
    _incumbents_displaced,
)
