"""Readings that went wrong on the demo's stories: sentence ends, merged customers, titles."""

from datetime import date
from decimal import Decimal

import pytest

from app.domain.revenue import NominationFacts, Period, RevenueLine, assess, read_narrative
from app.domain.revenue.sentences import sentences
from app.domain.revenue.words import moment_of


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("She was given no book. Twenty-seven new clients signed.", 2),
        ("The first year was free. Desmond answered with a list.", 2),
        ('They said "we stay for free." Then they signed.', 2),
        ("He met Mr. Sample of Demo Inc. Tuesday last.", 1),
        ("They ship approx. Fifty pallets a day.", 1),
        ("The U.S. Sample Service renewed.", 1),
        ("It grew by 1.5 percent. Nobody noticed!", 2),
    ],
)
def test_a_sentence_ends_after_an_ordinary_word_with_a_full_stop(text: str, ends: int) -> None:
    assert len(split(text)) == ends


def test_a_negation_does_not_reach_into_the_next_sentence() -> None:
    marks = read_narrative("She was given no book. Twenty-seven new clients signed with her.")
    assert "won" in {mark.stance for mark in marks}
    assert [mark.cue for mark in marks if mark.denied] == []


def test_growth_of_a_customer_that_merged_has_another_cause() -> None:
    marks = read_narrative("Two and a half million arrived because Exemplar Brands merged with Mirage Snacks.")
    assert [mark.remark for mark in marks] == ["growth_not_earned"]
    assert read_narrative("She merged with traffic on the bridge.") == []


@pytest.mark.parametrize(
    ("title", "disagrees"),
    [("Client Relations Manager", True), ("Customer Relations Director", True), ("Public Relations Manager", False)],
)
def test_a_client_relations_title_speaks_of_customers_looked_after(title: str, disagrees: bool) -> None:
    line = RevenueLine("Sample Mills", Decimal(90), Decimal(0), "self_sourced", moment_of("2026-05"), "new_business")
    facts = NominationFacts(id="a", title=title, period=Period(date(2026, 12, 31)), accounts=(line,))
    assert (assess(facts).remark("title_disagrees") is not None) is disagrees
