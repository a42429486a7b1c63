"""Addresses, numbers and links: what is taken for one, and what is left alone."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.masking import Kind, likely


def found(text: str) -> list[tuple[str, str]]:
    return [(each.kind.value, text[each.start : each.end]) for each in likely(text)]


@pytest.mark.parametrize(
    ("text", "kind", "what"),
    [
        ("write to Jo.O'Neil+x@mail.firm.example.", Kind.EMAIL, "Jo.O'Neil+x@mail.firm.example"),
        ("ｊｏ＠ｆｉｒｍ．ｅｘａｍｐｌｅ", Kind.EMAIL, "ｊｏ＠ｆｉｒｍ．ｅｘａｍｐｌｅ"),
        ("jo\u200b@firm.example", Kind.EMAIL, "jo\u200b@firm.example"),
        ("call (508) 555-0142 now", Kind.PHONE, "(508) 555-0142"),
        ("call 508.555.0142.", Kind.PHONE, "508.555.0142"),
        ("508-555-0142x17, or", Kind.PHONE, "508-555-0142x17"),
        ("1-800-555-0142", Kind.PHONE, "1-800-555-0142"),
        ("or +49 30 901820 today", Kind.PHONE, "+49 30 901820"),
        ("+44 (20) 7946 0958", Kind.PHONE, "+44 (20) 7946 0958"),
        ("thanks to @ms_example_77!", Kind.HANDLE, "@ms_example_77"),
        ("see https://firm.example/team?id=1).", Kind.LINK, "https://firm.example/team?id=1"),
        ("www.firm.example, and", Kind.LINK, "www.firm.example"),
        ("network.example/in/somebody", Kind.LINK, "network.example/in/somebody"),
        ("sold to Bolt.com twice", Kind.DOMAIN, "Bolt.com"),
        ("at 14 Old Mill Road in town", Kind.STREET, "14 Old Mill Road"),
        ("P.O. Box 77", Kind.STREET, "P.O. Box 77"),
    ],
)
def test_addresses_numbers_and_links_are_found_whole(text: str, kind: Kind, what: str) -> None:
    assert found(text) == [(kind.value, what)]


@pytest.mark.parametrize(
    "number", ["508-555-0142", "(508) 555-0142", "508 555 0142", "+1-508-555-0142", "+49 30 901820"]
)
@pytest.mark.parametrize(
    "sentence",
    [
        "my number, %s, and told me",
        "call %s, please",
        "a number—%s—and a name",
        "- %s -",
        "tel,%s,home",
        "No.%s.",
        "(%s)",
    ],
)
def test_a_telephone_number_is_found_whole_whatever_the_sentence_goes_on_with(number: str, sentence: str) -> None:
    assert [what.strip("()") for kind, what in found(sentence % number)] == [number.strip("()")]


@pytest.mark.parametrize(
    "text",
    [
        "grew from 1,200,000 to 2,950,000 in 2024-2025",
        "100 000 000 and 12 500 000 units; $310.000.000",
        "on 2025-03-14 at 10:30, part 4711-08-15, lot 77-508-555-0142-3, ratio 3.5/5 and/or 24/7, e.g. this",
        "the street where she drives, a 12 month way, 3 big customers",
        "version 2.0.1 of v3.beta, Q1.Q2",
        "a@b, @ home, x @y",
        "",
    ],
)  # fmt: skip
def test_amounts_dates_and_plain_words_are_left_alone(text: str) -> None:
    assert found(text) == []


@given(st.text(max_size=300))
def test_places_are_in_order_inside_the_text_and_apart(text: str) -> None:
    places = [(each.start, each.end) for each in likely(text)]
    assert all(start < end for start, end in places)
    assert all(before[1] <= after[0] for before, after in pairwise(places))
    assert not places or places[-1][1] <= len(text)
