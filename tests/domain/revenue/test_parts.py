"""Figures beside the flag (own base, kept, growth, what would change it), words, overlaps and periods."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.domain.errors import UserError
from app.domain.revenue import (
    Assessment,
    NominationFacts,
    Period,
    Remark,
    Rules,
    assess,
    nomination_from,
    shared_customers,
)
from app.domain.revenue.customers import is_bundle
from app.domain.revenue.phrases import GENTLE, REMARKS
from app.domain.revenue.wording import gentle_text, money, names, reason_text, remark_text, role_text, share
from app.domain.revenue.words import band_of, kind_of, moment_of, origin_of


def assessed(*accounts: dict[str, Any], **rest: Any) -> Assessment:
    data = {"id": "N-1", "period_months": 12, "period_end": "2026-12-31", "accounts": list(accounts)} | rest
    return assess(nomination_from(data, strict=True))


def test_kept_counts_customers_who_left_and_caps_each_at_what_it_was() -> None:
    found = assessed(
        {"name": "A", "revenue": 150, "prior_revenue": 100},
        {"name": "B", "revenue": 50, "prior_revenue": 100},
        {"name": "Gone", "revenue": 0, "prior_revenue": 50},
        {"name": "Credit", "revenue": -20, "prior_revenue": 50},
        {"name": "New", "revenue": 500, "prior_revenue": 0, "origin": "self_sourced"},
    )
    assert found.kept == 0.5
    assert found.growth == -0.4
    assert [(left.name, left.revenue, left.prior_revenue) for left in found.left_out] == [
        ("Gone", 0, 50), ("Credit", -20, 50),
    ]  # fmt: skip


def test_three_years_booked_at_once_are_no_growth() -> None:
    found = assessed({"name": "A", "revenue": 300, "prior_revenue": 100, "kind": "renewal", "term_years": 3})
    assert (found.managed_share, found.growth) == (1, 0)


def test_own_base_is_the_part_of_the_managed_revenue_that_the_nominee_won_earlier() -> None:
    found = assessed(
        {"name": "A", "revenue": 800, "prior_revenue": 800, "origin": "self_sourced"},
        {"name": "B", "revenue": 200, "prior_revenue": 200, "origin": "inherited"},
    )
    assert found.own_base == 0.8
    remark = found.remark("own_base")
    assert remark is not None
    assert remark.customers == ("A",)
    assert remark_text(remark) == "100% was there already; 80% of that the nominee had won in earlier years."


def test_partial_base_gives_the_share_with_a_full_year() -> None:
    found = assessed(
        {"name": "A", "revenue": 1200, "prior_revenue": 1000, "origin": "inherited", "relationship_started": "2025-03"}
    )
    figures = found.remark("partial_base").figures  # type: ignore[union-attr]
    assert (figures["managed_share"], figures["full_year_share"]) == (0.833333, 1)


def test_the_flag_says_how_much_more_new_business_and_whose_prior_revenue_would_change_it() -> None:
    found = assessed(
        {"name": "Acme", "revenue": 700000, "origin": "inherited"},
        {"name": "Bolt", "revenue": 206000, "origin": "assigned"},
        {"name": "Cray", "revenue": 494000, "prior_revenue": 0, "origin": "self_sourced"},
        currency="USD",
    )
    assert found.flag
    assert found.to_json()["would_change"] == ["$412,000 more new business", "Prior-year revenue for Acme and Bolt"]


def test_more_new_business_as_told_lowers_the_flag() -> None:
    accounts = [{"name": "A", "revenue": 901, "prior_revenue": 901}, {"name": "B", "revenue": 100, "prior_revenue": 0}]
    found = assessed(*accounts)
    more = found.would_change[0].figures["amount"]
    assert not assessed(*accounts, {"name": "C", "revenue": more, "prior_revenue": 0}).flag
    assert assessed(*accounts, {"name": "C", "revenue": more - 1, "prior_revenue": 0}).flag


def test_a_straddling_flag_names_the_rows_that_decide_largest_first_and_no_more_than_needed() -> None:
    found = assessed(
        {"name": "A", "revenue": 500, "prior_revenue": 500, "origin": "assigned"},
        {"name": "B", "revenue": 200, "prior_revenue": 0, "origin": "self_sourced"},
        {"name": "Small", "revenue": 100},
        {"name": "Large", "revenue": 400},
    )
    assert found.flag
    assert found.straddles
    assert (found.managed_share_low, found.managed_share_high) == (0.416667, 0.833333)
    assert found.deciding == ("Large",)
    text = found.to_json()["remarks"][0]["text"]
    assert "cannot tell until the missing rows are known" in text
    assert "Large" in text


def test_an_inherited_zero_asks_for_confirmation() -> None:
    found = assessed({"name": "Acme", "revenue": 100, "prior_revenue": 0, "origin": "inherited"})
    assert "Confirmation that Acme bought nothing" in found.to_json()["would_change"][1]


def test_a_line_for_several_customers_asks_how_much_came_from_earlier_buyers() -> None:
    found = assessed(
        {"name": "Others", "revenue": 100, "prior_revenue": 100, "customers": 9},
        {"name": "A", "revenue": 200, "prior_revenue": 200, "origin": "assigned"},
        {"name": "B", "revenue": 150, "prior_revenue": 0, "origin": "assigned"},
    )
    assert found.straddles
    assert "How much of Others came from buyers of the year before" in found.to_json()["would_change"]


def test_the_banded_answer_is_kept_as_an_estimate_and_low_and_high_stay_null() -> None:
    found = assess(nomination_from({"id": 1, "narrative": "", "existing_share_band": "three_quarters"}))
    assert found.estimated == (0.65, 0.85)
    assert found.managed_share_low is found.managed_share_high is None
    figures = found.remark("mostly_managed").figures  # type: ignore[union-attr]
    assert (figures["low"], figures["high"], figures["estimated"]) == (0.65, 0.85, True)


def test_almost_none_settles_the_question_that_the_story_raises_and_says_so() -> None:
    story = "He manages our three largest accounts and renewed every contract."
    found = assess(nomination_from({"id": 1, "narrative": story, "existing_share_band": "almost_none"}))
    assert not found.flag
    assert not found.needs_breakdown
    assert found.remark("narrative_disagrees") is not None


@pytest.mark.parametrize(
    ("end", "months", "start", "earlier"),
    [
        (date(2026, 12, 31), 12, date(2026, 1, 1), (date(2025, 1, 1), date(2025, 12, 31))),
        (date(2026, 6, 15), 12, date(2025, 7, 1), (date(2024, 7, 1), date(2025, 6, 30))),
        (date(2026, 3, 31), 3, date(2026, 1, 1), (date(2025, 1, 1), date(2025, 3, 31))),
        (date(2026, 12, 31), 24, date(2025, 1, 1), (date(2023, 1, 1), date(2024, 12, 31))),
        (date(2024, 2, 29), 1, date(2024, 2, 1), (date(2023, 2, 1), date(2023, 2, 28))),
    ],
)
def test_a_period_is_whole_months_and_compared_with_the_same_months_before(
    end: date, months: int, start: date, earlier: tuple[date, date]
) -> None:
    period = Period(end, months)
    assert period.start == start
    assert (period.comparison.start, period.comparison.end) == earlier


@pytest.mark.parametrize(
    ("text", "placed"),
    [("2025-12-31", "before"), ("2026-01-01", "in"), ("2026-12-31", "in"), ("2027-01-01", None), ("2025", "before"),
     ("2026", "in"), ("2026-12", "in")],
)  # fmt: skip
def test_a_start_is_before_the_period_or_in_it(text: str, placed: str | None) -> None:
    assert Period(date(2026, 12, 31)).placement(moment_of(text)) == placed


def test_a_year_that_lies_on_both_sides_of_the_start_is_not_known() -> None:
    assert Period(date(2026, 6, 30)).placement(moment_of("2025")) is None
    assert Period(date(2026, 6, 30)).placement(moment_of("2026")) == "in"


@pytest.mark.parametrize(
    ("name", "several"),
    [("31 house accounts", True), ("All others", True), ("Other customers (40)", True), ("Remaining accounts", True),
     ("House accounts", True), ("Misc.", True), ("Globex", False), ("3M", False), ("Account A", False),
     ("Other World Games", False), ("7-Eleven", False), ("Sundry Street Bakery", False), ("Customer A", False),
     ("First 1 Bank", False), ("The Others Pub", False)],
)  # fmt: skip
def test_a_line_for_several_customers_is_known_by_its_name(name: str, several: bool) -> None:
    assert is_bundle(name) is several


def test_the_same_customer_in_two_nominations_of_a_company_is_said_in_both() -> None:
    def of(identity: str, company: str | None, *customers: str) -> NominationFacts:
        accounts = [{"name": name, "revenue": 100} for name in customers]
        return nomination_from({"id": identity, "company": company, "accounts": accounts})

    found = shared_customers(
        [
            of("1", "Demo Inc", "Globex", "A", "31 house accounts"),
            of("2", " demo  INC", "GLOBEX ", "A", "31 house accounts"),
            of("3", "Other Ltd", "Globex"),
            of("4", None, "Globex"),
            of("5", "Demo Inc", "Initech"),
        ]
    )
    assert [remark is not None for remark in found] == [True, True, False, False, False]
    first = found[0]
    assert first is not None
    assert (first.code, first.customers, first.figures["nominations"]) == (
        "same_customer_in_two_nominations", ("Globex",), ["2"],
    )  # fmt: skip
    assert remark_text(first) == "Globex: also listed in 2. Both may count the same revenue."


def test_nominators_never_read_flag_farmer_or_mostly_managed() -> None:
    for text in GENTLE.values():
        assert not {"flag", "farmer", "managed", "suspicious"} & set(text.lower().replace(",", " ").split())
    remark = assessed({"name": "A", "revenue": 100, "prior_revenue": 90}).remark("mostly_managed")
    assert remark is not None
    assert gentle_text(remark) == (
        "A question about the category: 90% of this revenue was there the year before."
        " It may do best where the nominee is compared with equals."
    )
    assert gentle_text(Remark("title_disagrees", "note", "role 4", {})) is None
    assert "farm" not in role_text("farmer")


def test_every_kind_of_remark_has_words() -> None:
    assert {code.partition(".")[0] for code in REMARKS} >= {code.partition(".")[0] for code in GENTLE}


def test_reasons_name_the_figures_of_a_customer() -> None:
    found = assessed({"name": "A", "revenue": 3600, "prior_revenue": 1000, "term_years": 3, "kind": "renewal"})
    assert reason_text(found.splits[0], "USD") == (
        "3 years booked at once: up to 3 times last year's $1,000 is managed."
    )


def test_words_can_be_translated_before_they_are_filled_in() -> None:
    remark = assessed({"name": "A", "revenue": 100, "prior_revenue": 90}).remark("concentrated")
    assert remark is not None
    assert remark_text(remark, translate=lambda text: text.replace("of the revenue", "des Umsatzes")) == (
        "A makes 100% des Umsatzes."
    )


@pytest.mark.parametrize(
    ("value", "currency", "percent", "text"),
    [(412000, "USD", False, "$412,000"), (1200.5, "CHF", False, "CHF 1,200.50"), (-5, "EUR", False, "−€5"),
     (12.5, None, True, "12.50%"), (None, "USD", False, "not known")],
)  # fmt: skip
def test_money_is_written_with_currency_and_thousands(value: Any, currency: Any, percent: bool, text: str) -> None:
    assert money(value, currency, percent) == text


def test_a_share_just_above_a_half_is_not_written_as_a_half() -> None:
    assert [share(value) for value in (0.5, 0.66, 0.5003, 0.500005, None)] == [
        "50%",
        "66%",
        "50.03%",
        "50.0005%",
        "not known",
    ]


def test_names_are_listed_like_people_list_them() -> None:
    assert names(["A"]) == "A"
    assert names(["A", "B", "C"]) == "A, B and C"
    assert names([str(number) for number in range(9)]) == "0, 1, 2, 3 and 5 more"


def test_rules_take_a_share_and_months_within_reason() -> None:
    for bad in (Decimal("-0.1"), Decimal(1), Decimal(50)):
        with pytest.raises(ValueError, match="share"):
            Rules(bad)
    with pytest.raises(ValueError, match="months"):
        Rules(new_for_months=0)


def test_words_are_taken_for_ours_or_for_nothing() -> None:
    assert origin_of("Taken over from a colleague") == "inherited"
    assert origin_of("Given by the company") == "assigned"
    assert origin_of("moon") is None
    assert kind_of("Existing Business") == "unknown"
    assert kind_of("Upsell") == "expansion"
    assert band_of("Three quarters") == "three_quarters"
    assert str(moment_of("March 2024")) == "2024-03"
    assert str(moment_of("2024")) == "2024"
    assert moment_of("3/4/2024") is None
    assert moment_of("2024-13") is None


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"narrative": "x"}, "entry 1, id"),
        ({"id": "", "narrative": "x"}, "id"),
        ({"id": True, "narrative": "x"}, "id"),
        ({"id": 1}, "narrative"),
        ([], "JSON object"),
        ({"id": 1, "accounts": {}}, "accounts"),
        ({"id": 1, "accounts": [3]}, "accounts[0]"),
        ({"id": 1, "accounts": [{"revenue": "abc"}]}, "accounts[0].revenue"),
        ({"id": 1, "accounts": [{"revenue": [1]}]}, "accounts[0].revenue"),
        ({"id": 1, "accounts": [{"revenue": float("nan")}]}, "accounts[0].revenue"),
        ({"id": 1, "accounts": [{"revenue": float("inf")}]}, "accounts[0].revenue"),
        ({"id": 1, "accounts": [{}, {"prior_revenue": False}]}, "accounts[1].prior_revenue"),
        ({"id": 1, "accounts": [{"origin": "moon"}]}, "accounts[0].origin"),
        ({"id": 1, "accounts": [{"origin": 5}]}, "accounts[0].origin"),
        ({"id": 1, "accounts": [{"kind": "moon"}]}, "accounts[0].kind"),
        ({"id": 1, "accounts": [{"relationship_started": "2024-99"}]}, "accounts[0].relationship_started"),
        ({"id": 1, "accounts": [{"term_years": -1}]}, "accounts[0].term_years"),
        ({"id": 1, "accounts": [{"customers": 1.5}]}, "accounts[0].customers"),
        ({"id": 1, "accounts": [{"revenue": "5%"}, {"revenue": 7}]}, "percentages"),
        ({"id": 1, "narrative": 5}, "narrative"),
        ({"id": 1, "narrative": "x", "period_months": 0}, "period_months"),
        ({"id": 1, "narrative": "x", "period_months": "12"}, "period_months"),
        ({"id": 1, "narrative": "x", "period_end": "soon"}, "period_end"),
        ({"id": 1, "narrative": "x", "measure": "hope"}, "measure"),
        ({"id": 1, "narrative": "x", "existing_share_band": "most"}, "existing_share_band"),
    ],
)
def test_wrong_data_is_refused_in_one_line_that_names_the_field(data: object, says: str) -> None:
    with pytest.raises(UserError) as refused:
        nomination_from(data)
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)


def test_unknown_fields_are_ignored_or_with_strict_refused_by_name() -> None:
    data = {"id": 1, "narrative": "x", "hobby": "chess", "accounts": [{"name": "A", "shoe": 44}]}
    assert nomination_from(data).id == 1
    with pytest.raises(UserError, match="hobby"):
        nomination_from(data, strict=True)
    with pytest.raises(UserError, match=r"accounts\[0\]\.shoe"):
        nomination_from({"id": 1, "accounts": [{"shoe": 44}]}, strict=True)


def test_missing_and_null_fields_are_not_known() -> None:
    everything = [
        "title",
        "company",
        "period_months",
        "period_end",
        "headline_revenue",
        "currency",
        "quota",
        "narrative",
    ]
    account = dict.fromkeys(
        [
            "name",
            "revenue",
            "prior_revenue",
            "origin",
            "relationship_started",
            "kind",
            "incumbent_displaced",
            "term_years",
        ]
    )
    found = assess(nomination_from({"id": 1, **dict.fromkeys(everything), "accounts": [account]}, strict=True))
    assert found.role == "insufficient"
    assert found.null_reason == "no_lines"


def test_numbers_may_come_as_text() -> None:
    found = assessed({"name": "A", "revenue": "$1,200.50", "prior_revenue": "600"})
    assert found.components["total"] == 1200.5
    assert found.currency == "USD"


def test_a_currency_on_some_lines_only_is_one_currency() -> None:
    lines = [
        {"name": "A", "revenue": "€100", "prior_revenue": "€100"},
        {"name": "B", "revenue": 50, "prior_revenue": 0},
    ]
    assert assessed(*lines).managed_share == 0.666667
    assert assessed(*lines, currency="USD").null_reason == "mixed_currencies"


def test_a_dollar_sign_is_the_dollar_of_the_nomination() -> None:
    found = assessed({"name": "A", "revenue": "$100", "prior_revenue": "$90"}, currency="CAD", headline_revenue=100)
    assert found.remark("mixed_currencies") is None
    assert found.coverage == 1


def test_lines_in_another_currency_than_the_headline_are_added_but_not_compared_with_it() -> None:
    line = {"name": "A", "revenue": 100, "prior_revenue": 90, "currency": "EUR"}
    found = assessed(line, currency="USD", headline_revenue=1000)
    assert found.managed_share == 0.9
    assert found.coverage is None
    assert found.remark("mixed_currencies") is not None


def test_without_a_period_no_start_is_before_it_or_in_it() -> None:
    line = {"name": "A", "revenue": 100, "origin": "self_sourced", "relationship_started": "2020"}
    found = assess(nomination_from({"id": 1, "accounts": [line]}))
    assert [split.rule for split in found.splits] == ["6f"]
    assert found.components["undetermined"] == 100


@pytest.mark.parametrize("origin", ["inbound", "partner", "self_sourced"])
def test_the_reason_for_an_own_customer_never_says_who_found_it_and_says_when_no_date_is_known(origin: str) -> None:
    undated = assessed({"name": "A", "revenue": 5, "origin": origin})
    assert undated.splits[0].rule == "6f"
    assert reason_text(undated.splits[0]).endswith("neither last year's revenue nor when it first bought is known.")
    dated = assessed({"name": "A", "revenue": 5, "origin": origin, "relationship_started": "2019-01-01"})
    assert dated.splits[0].rule == "6f"
    assert reason_text(dated.splits[0]).endswith("the day it first bought decides.")


@pytest.mark.parametrize("code", ["incumbents_displaced", "inherited_accounts", "inbound_leads"])
def test_a_remark_that_rests_on_the_story_alone_names_no_customers(code: str) -> None:
    remark = Remark(code, "note", "origin", {"count": 0, "revenue": 0})
    for text in (remark_text(remark), gentle_text(remark) or ""):
        assert " at ." not in text
        assert not text.startswith(" ")
    assert "{customers}" not in GENTLE.get(f"{code}.said", "")
