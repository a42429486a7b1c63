"""What the rules must say of each demo nomination: a table worked out by hand, checked against the rules."""

from datetime import date

import pytest

from app.demo.content import assess_input, load
from app.demo.drafts import draft_of
from app.demo.records import Nomination
from app.domain.revenue import Assessment, assess, nomination_from, shared_customers
from app.nominations.forms import check, content_of
from app.nominations.service import assess_content
from app.programs.models import Program as ProgramRow

DEMO = load(date(2027, 3, 1))
FACTS = {
    nomination.key: nomination_from(assess_input(nomination, DEMO.program), strict=True)
    for nomination in DEMO.nominations
}
SHARED = "same_customer_in_two_nominations"
REMARKS = {
    "mostly_managed",
    "needs_breakdown",
    "concentrated",
    "unexplained_headline",
    "lines_exceed_headline",
    "title_disagrees",
    "narrative_disagrees",
    "growth_not_earned",
    "multi_year_renewal",
    "acquired_customers",
    "team_credit",
    "not_revenue",
    "mixed_currencies",
    "missing_prior_revenue",
    "partial_base",
    "own_base",
    "rebid_won",
    SHARED,
    "inherited_accounts",
    "inbound_leads",
    "incumbents_displaced",
}


def assessed(nomination: Nomination) -> Assessment:
    return assess(FACTS[nomination.key])


each_nomination = pytest.mark.parametrize("nomination", DEMO.nominations, ids=lambda nomination: nomination.key)


@each_nomination
def test_the_role_is_the_expected_one(nomination: Nomination) -> None:
    assert assessed(nomination).role == nomination.expected.role


@each_nomination
def test_the_managed_share_is_the_expected_one(nomination: Nomination) -> None:
    share, expected = assessed(nomination).managed_share, nomination.expected.managed_share
    if expected is None:
        assert share is None
    else:
        assert share == pytest.approx(expected, abs=0.005)


@each_nomination
def test_the_flag_is_the_expected_one(nomination: Nomination) -> None:
    assessment = assessed(nomination)
    assert assessment.flag is nomination.expected.flag
    assert (assessment.remark("mostly_managed") is not None) is nomination.expected.flag


@each_nomination
def test_the_expected_remarks_are_made(nomination: Nomination) -> None:
    made = {remark.code for remark in assessed(nomination).remarks} | {SHARED}
    assert set(nomination.expected.remarks) - made == set()


def test_the_same_customer_is_seen_in_the_two_nominations_that_name_it() -> None:
    remarks = dict(zip(FACTS, shared_customers(FACTS.values()), strict=True))
    expected = {nomination.key for nomination in DEMO.nominations if SHARED in nomination.expected.remarks}
    assert {key for key, remark in remarks.items() if remark} == expected
    assert len(expected) == 2


def test_every_remark_and_every_role_is_among_the_expected_ones() -> None:
    expected = {remark for nomination in DEMO.nominations for remark in nomination.expected.remarks}
    assert expected | {"mostly_managed"} == REMARKS
    roles = {nomination.expected.role for nomination in DEMO.nominations}
    assert roles == {"hunter", "farmer", "account_manager", "mixed", "insufficient"}


def test_the_table_holds_on_other_days() -> None:
    for today in (date(2026, 12, 31), date(2028, 2, 29)):
        demo = load(today)
        for nomination in demo.nominations:
            assessment = assess(nomination_from(assess_input(nomination, demo.program), strict=True))
            assert (assessment.role, assessment.flag) == (nomination.expected.role, nomination.expected.flag)


def test_some_ranges_straddle_the_threshold() -> None:
    straddling = {
        nomination.key
        for nomination in DEMO.nominations
        if (result := assessed(nomination)).managed_share_low is not None
        and result.managed_share_high is not None
        and result.managed_share_low < 0.5 < result.managed_share_high
    }
    assert straddling >= {"food-bid-won-again", "waste-one-row-missing", "plumbing-thirty-one-house-accounts"}


@each_nomination
def test_typed_into_the_form_it_is_complete_and_reads_the_same(nomination: Nomination) -> None:
    draft = draft_of(nomination, DEMO.program)
    program = ProgramRow(currency="USD", threshold=DEMO.program.threshold, new_for_months=None)
    assert check(draft) == []
    typed, given = assess_content(content_of(draft), program), assessed(nomination)
    assert (typed.role, typed.flag, typed.managed_share) == (given.role, given.flag, given.managed_share)
    assert {remark.code for remark in typed.remarks} == {remark.code for remark in given.remarks}
