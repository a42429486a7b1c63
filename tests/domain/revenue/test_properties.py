"""What must hold for any revenue lines: sums, order, and the range around the share."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.revenue import NominationFacts, Period, RevenueLine, Rules, assess
from app.domain.revenue.mix import mix_of
from app.domain.revenue.words import KINDS, ORIGINS, Moment

PERIOD = Period(date(2026, 12, 31), 12)
amounts = st.decimals(min_value=-1000, max_value=10_000_000, places=2, allow_nan=False, allow_infinity=False)
moments = st.dates(date(2010, 1, 1), date(2027, 6, 30)).map(lambda day: Moment(day, day))
lines = st.builds(
    RevenueLine,
    name=st.sampled_from(["Acme", " acme ", "Bolt", "Cray", "Dyn", "All others", ""]),
    revenue=st.none() | amounts,
    prior_revenue=st.none() | st.just(Decimal(0)) | amounts,
    origin=st.sampled_from(ORIGINS),
    relationship_started=st.none() | moments,
    kind=st.sampled_from(KINDS),
    incumbent_displaced=st.sampled_from([None, "yes", "Northwind"]),
    term_years=st.none() | st.integers(1, 7).map(Decimal),
    customers=st.sampled_from([1, 1, 1, 40]),
    from_earlier_buyers=st.none() | amounts,
    prior_confirmed=st.booleans(),
    rebid_won=st.sampled_from([None, None, "Northwind"]),
)
rules = st.builds(
    Rules,
    threshold=st.integers(0, 99).map(lambda percent: Decimal(percent) / 100),
    new_for_months=st.none() | st.integers(1, 36),
)
facts = st.builds(
    NominationFacts,
    id=st.just("x"),
    period=st.sampled_from([None, PERIOD, Period(date(2026, 6, 30), 6), Period(date(2026, 12, 31), 24)]),
    headline_revenue=st.none() | amounts,
    accounts=st.lists(lines, max_size=8).map(tuple),
)


@given(facts, rules)
@settings(max_examples=400, deadline=None)
def test_the_four_parts_add_up_and_none_is_negative(given_facts: NominationFacts, given_rules: Rules) -> None:
    mix = mix_of(given_facts, given_rules)
    for split in mix.splits:
        parts = (split.managed, split.expansion, split.new, split.undetermined)
        assert min(parts) >= 0
        assert sum(parts) == split.customer.revenue
    assert mix.managed + mix.expansion + mix.new + mix.undetermined == mix.total


@given(facts, rules)
@settings(max_examples=400, deadline=None)
def test_the_share_lies_within_0_and_1_and_above_its_low_end(given_facts: NominationFacts, given_rules: Rules) -> None:
    mix = mix_of(given_facts, given_rules)
    if mix.total <= 0:
        assert mix.share is mix.low is mix.high is None
        return
    assert mix.low is not None
    assert mix.high is not None
    assert 0 <= mix.low <= mix.high <= 1
    if mix.share is not None:
        assert mix.low <= mix.share <= 1


@given(facts, rules)
@settings(max_examples=300, deadline=None)
def test_without_undetermined_revenue_and_bids_the_range_is_the_share(
    given_facts: NominationFacts, given_rules: Rules
) -> None:
    mix = mix_of(given_facts, given_rules)
    if mix.share is not None and mix.undetermined == 0 and mix.rewon == 0:
        assert mix.low == mix.share == mix.high


@given(facts, rules, st.randoms(use_true_random=False))
@settings(max_examples=300, deadline=None)
def test_the_order_of_lines_does_not_matter(given_facts: NominationFacts, given_rules: Rules, chance: object) -> None:
    named = tuple(replace(line, name=line.name or "Zed") for line in given_facts.accounts)
    shuffled = list(named)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    one = assess(replace(given_facts, accounts=named), given_rules)
    other = assess(replace(given_facts, accounts=tuple(shuffled)), given_rules)
    assert (one.role, one.flag, one.managed_share, one.components) == (
        other.role, other.flag, other.managed_share, other.components,
    )  # fmt: skip


@given(facts, rules, st.integers(0, 100))
@settings(max_examples=300, deadline=None)
def test_a_line_written_as_two_gives_the_same(given_facts: NominationFacts, given_rules: Rules, percent: int) -> None:
    named = tuple(replace(line, name=line.name or "Zed") for line in given_facts.accounts)
    written = []
    for line in named:
        part = None if line.revenue is None else (line.revenue * percent / 100).quantize(Decimal("0.01"))
        rest = None if line.revenue is None or part is None else line.revenue - part
        written += [
            replace(line, revenue=part),
            replace(line, revenue=rest, prior_revenue=None, from_earlier_buyers=None),
        ]
    one = mix_of(replace(given_facts, accounts=named), given_rules)
    two = mix_of(replace(given_facts, accounts=tuple(written)), given_rules)
    assert (one.managed, one.expansion, one.new, one.undetermined) == (
        two.managed, two.expansion, two.new, two.undetermined,
    )  # fmt: skip


@given(facts, rules)
@settings(max_examples=300, deadline=None)
def test_flag_and_question_never_stand_together(given_facts: NominationFacts, given_rules: Rules) -> None:
    found = assess(given_facts, given_rules)
    assert not (found.flag and found.needs_breakdown)
    assert found.needs_breakdown <= (found.managed_share is None)
    assert {split.name for split in found.splits} >= set(found.deciding)
    assert found.straddles is bool(found.deciding)
    answer = found.to_json()
    assert all(remark["text"] and remark["rule"] for remark in answer["remarks"])


@given(facts)
@settings(max_examples=200, deadline=None)
def test_more_managed_revenue_never_lowers_the_share(given_facts: NominationFacts) -> None:
    more = RevenueLine("Harbor Foods", Decimal(1000), Decimal(1000), "inherited")
    before = mix_of(replace(given_facts, headline_revenue=None), Rules())
    after = mix_of(replace(given_facts, headline_revenue=None, accounts=(*given_facts.accounts, more)), Rules())
    if before.share is not None and after.share is not None:
        assert after.share >= before.share
