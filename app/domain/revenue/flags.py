"""The flag `mostly_managed`, the open question in its place, and what would change them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from app.domain.revenue.assessment import Change, Evidence, Figures, Remark, number
from app.domain.revenue.facts import NominationFacts, Rules
from app.domain.revenue.mix import BANDS, Mix, kept_of, own_base_of
from app.domain.revenue.narrative import Mark, Reading
from app.domain.revenue.split import ZERO, Split

SHARE_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Flagging:
    """Whether the flag is raised, or the question in its place, with the remarks that say so."""

    flag: bool
    needs_breakdown: bool
    estimated: tuple[Decimal, Decimal] | None
    straddles: bool
    deciding: tuple[str, ...]
    remarks: tuple[Remark, ...]
    changes: tuple[Change, ...]


def raise_flag(facts: NominationFacts, mix: Mix, reading: Reading, rules: Rules) -> Flagging:
    """Apply "The flag": by the share; without one by the banded answer or the narrative, as a question."""
    if mix.null_reason is None:
        return _by_share(facts, mix, reading, rules)
    band = BANDS.get(facts.existing_share_band or "") if mix.null_reason == "no_lines" else None
    flag = open_question = False
    rule, figures = "share", {"reason": mix.null_reason, "coverage": number(mix.coverage, SHARE_DIGITS)}
    if band is not None and (band[0] > rules.threshold or band[1] <= rules.threshold):
        flag, rule = band[0] > rules.threshold, "13"
    else:
        flag = reading.shows_managed and not any(_contradicts(split) for split in mix.splits)
        open_question = not flag
        rule = "role 1" if flag else rule
    if band is not None:
        figures |= {"low": number(band[0]), "high": number(band[1]), "estimated": True}
    remarks: tuple[Remark, ...] = ()
    if flag or open_question:
        code = "mostly_managed" if flag else "needs_breakdown"
        evidence = sentences_for(reading, facts.narrative)
        figures |= {"threshold": number(rules.threshold)}
        remarks = (Remark(code, "question", rule, figures, _names(mix.splits), evidence),)
    changes = (_breakdown_wanted(mix),) if remarks else ()
    return Flagging(flag, open_question, band, False, (), remarks, changes)


def _contradicts(split: Split) -> bool:
    """Whether a line says that the customer's revenue was mostly not there before."""
    return (split.new + split.expansion) * 2 > split.revenue


def _by_share(facts: NominationFacts, mix: Mix, reading: Reading, rules: Rules) -> Flagging:
    flag = mix.exceeds(rules.threshold)
    straddles = mix.straddles(rules.threshold)
    deciding = _deciding(mix, rules.threshold) if straddles else ()
    remarks: list[Remark] = []
    if flag:
        managed = [split for split in mix.splits if split.managed > 0]
        managed.sort(key=lambda split: -split.managed)
        evidence = sentences_for(reading, facts.narrative)
        remarks.append(
            Remark(
                "mostly_managed",
                "flag",
                ", ".join(sorted({split.rule for split in managed})),
                _flag_figures(mix, rules, straddles, deciding),
                _names(managed),
                evidence,
            )
        )
    elif straddles:
        figures = _flag_figures(mix, rules, straddles, deciding)
        remarks.append(Remark("cannot_tell", "question", "share", figures, deciding))
    changes = _changes(mix, rules) if flag or straddles else ()
    return Flagging(flag, False, None, straddles, deciding, tuple(remarks), changes)


def _flag_figures(mix: Mix, rules: Rules, straddles: bool, deciding: tuple[str, ...]) -> Figures:
    return {
        "managed": number(mix.managed),
        "total": number(mix.total),
        "undetermined": number(mix.undetermined),
        "share": number(mix.share, SHARE_DIGITS),
        "low": number(mix.low, SHARE_DIGITS),
        "high": number(mix.high, SHARE_DIGITS),
        "threshold": number(rules.threshold),
        "straddles": straddles,
        "deciding": list(deciding),
        "own_base": number(own_base_of(mix), SHARE_DIGITS),
        "kept": number(kept_of(mix), SHARE_DIGITS),
    }


def _deciding(mix: Mix, threshold: Decimal) -> tuple[str, ...]:
    """The fewest rows, largest first, that could carry the share to the other side of the threshold."""
    open_rows = [(_open(split), split.customer.name) for split in mix.splits if _open(split) > 0]
    open_rows.sort(key=lambda row: (-row[0], row[1].casefold()))
    mark = threshold * mix.total
    above = mix.exceeds(threshold)
    needed = mix.managed + mix.undetermined - mark if above else mark - (mix.managed - mix.rewon)
    chosen: list[str] = []
    for amount, name in open_rows:
        chosen.append(name)
        needed -= amount
        if needed < 0 or (above and needed <= 0):
            break
    return tuple(chosen)


def _open(split: Split) -> Decimal:
    """What of a row may count or not: its undetermined part, or a base that was won again in a bid."""
    return split.undetermined + (split.managed if split.customer.rebid_won else ZERO)


def _changes(mix: Mix, rules: Rules) -> tuple[Change, ...]:
    changes: list[Change] = []
    if mix.exceeds(rules.threshold) and rules.threshold > 0:
        more = mix.managed / rules.threshold - mix.determined
        whole = more.to_integral_value(ROUND_CEILING) if more >= 100 else round(more, 2)
        changes.append(Change("more_new_business", {"amount": number(whole)}))
    unknown = [s for s in mix.splits if s.customer.prior is None and (s.managed or s.undetermined)]
    if unknown:
        changes.append(Change("prior_revenue_for", {}, _names(unknown)))
    zero = [s for s in mix.splits if s.customer.prior == 0 and s.rule == "6e"]
    if zero:
        changes.append(Change("confirm_nothing_before", {}, _names(zero)))
    bundled = [s for s in mix.splits if s.rule == "5" and s.undetermined]
    if bundled:
        changes.append(Change("from_earlier_buyers", {}, _names(bundled)))
    return tuple(changes)


def _breakdown_wanted(mix: Mix) -> Change:
    if mix.null_reason == "mostly_undetermined":
        return Change("prior_revenue_for", {}, _names([s for s in mix.splits if s.undetermined]))
    if mix.null_reason == "mixed_currencies":
        return Change("one_currency", {"currencies": list(mix.currencies)})
    if mix.null_reason == "covers_less_than_half":
        return Change("more_lines", {"coverage": number(mix.coverage, SHARE_DIGITS)})
    return Change("breakdown", {})


def _names(splits: Iterable[Split]) -> tuple[str, ...]:
    return tuple(split.customer.name for split in splits)


def sentences_for(reading: Reading, narrative: str) -> tuple[Evidence, ...]:
    """The sentences that support that revenue was managed (or contradict it), each with its strongest cue."""
    return evidence_of(
        [mark for mark in reading.marks if mark.stance != "remark"],
        narrative,
        supporting=("managed", "grown"),
    )


def evidence_of(marks: Iterable[Mark], narrative: str, supporting: tuple[str, ...]) -> tuple[Evidence, ...]:
    """Marks as sentences, one each, in reading order."""
    strongest: dict[tuple[int, bool], Mark] = {}
    for mark in marks:
        key = (mark.sentence_start, mark.stance in supporting)
        if key not in strongest or mark.weight > strongest[key].weight:
            strongest[key] = mark
    return tuple(
        Evidence(narrative[m.sentence_start : m.sentence_end], m.sentence_start, m.sentence_end, m.cue, supports)
        for (_, supports), m in sorted(strongest.items())
    )
