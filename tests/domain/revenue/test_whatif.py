"""What another rule would say, told from stored parts or by splitting anew, is what a whole assessment says."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.revenue import Assessment, NominationFacts, Rules, Standing, assess, standing_at, standing_of
from tests.domain.revenue.test_properties import facts, rules

ASKED = ("mostly_managed", "needs_breakdown", "cannot_tell")
stories = st.sampled_from(["", "She took over the Acme account and it renewed.", "She cold-called and won three new customers."])  # fmt: skip
bands = st.sampled_from([None, "almost_all", "half", "almost_none", "cant_say"])
told = st.builds(lambda f, story, band: replace(f, narrative=story, existing_share_band=band), facts, stories, bands)


def standing(found: Assessment) -> Standing:
    asked = any(remark.code in ASKED and remark.severity == "question" for remark in found.remarks)
    return Standing(found.flag, asked, found.managed_share)


@given(told, rules)
@settings(max_examples=300, deadline=None)
def test_splitting_anew_says_what_a_whole_assessment_says(nomination: NominationFacts, rule: Rules) -> None:
    assert standing_of(nomination, rule) == standing(assess(nomination, rule))


@given(told, rules, rules)
@settings(max_examples=300, deadline=None)
def test_another_threshold_is_told_from_what_is_stored(nomination: NominationFacts, one: Rules, other: Rules) -> None:
    one, other = replace(one, new_for_months=None), replace(other, new_for_months=None)
    stored = Assessment.from_dict(assess(nomination, one).to_dict()).to_dict()
    found = standing_at(stored, other.threshold, lambda: standing_of(nomination, other))
    assert found == standing(assess(nomination, other))


@pytest.mark.parametrize("band", ["almost_all", "half"])
def test_an_estimate_is_told_anew_only_where_it_lies_on_both_sides(band: str) -> None:
    nomination = NominationFacts(id="x", existing_share_band=band)
    stored = assess(nomination, Rules(Decimal("0.2"), None)).to_dict()
    asked: list[int] = []
    standing_at(stored, Decimal("0.5"), lambda: asked.append(1) or Standing(False, True, None))  # type: ignore[func-returns-value]
    assert len(asked) == (1 if band == "half" else 0)
