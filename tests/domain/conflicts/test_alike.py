"""Names of companies that are one company's, and those that are not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.conflicts import AlikeCompanies, likeness

SAME = [
    ("Acme Tool & Die Co., Inc.", "The Acme Tool and Die"),
    ("S.A. Delhaize", "SA Delhaize"),
    ("NORDSTERN GmbH", "Nordstern"),
]
ALIKE = [
    ("Siemens AG", "Siemens USA"), ("Acme Mfg.", "Acme Manufacturing Company"), ("ShipStation", "Ship Station LLC"),
    ("Grainger", "W.W. Grainger, Inc."), ("Microsoft", "Microsft"), ("Ferguson Enterprises", "Ferguson"),
    ("Brightwater Health", "Brightwater Health Partners of Ohio"), ("Honeywell International", "Honeywel"),
]  # fmt: skip
DIFFERENT = [
    ("Delta Air Lines", "Delta Dental"), ("United Airlines", "United Rentals"), ("Johnson Controls", "Johnson & Johnson"),
    ("First National Bank of Omaha", "First National Bank of Texas"), ("Southwest Airlines", "Southeast Airlines"),
    ("General Motors", "General Electric"), ("American Express", "American Airlines"), ("Global Services", "Global Solutions"),
    ("Summit Partners", "Summit Roofing"), ("Intel", "Inter"), ("Marsh", "March"), ("Northern Trust", "Northern Tool"),
    ("", "Acme"), ("", ""), ("Best Western", "Best Buy"), ("Delta", "Delta Dental"), ("Allied Systems", "Applied Systems"),
]  # fmt: skip


@pytest.mark.parametrize(("first", "second"), SAME)
def test_legal_forms_case_and_signs_make_no_difference(first: str, second: str) -> None:
    found = likeness(first, second)
    assert found is not None
    assert found.same
    assert found.percent == 100


@pytest.mark.parametrize(("first", "second"), ALIKE)
def test_generic_words_abbreviations_and_slips_leave_names_alike(first: str, second: str) -> None:
    for found in (likeness(first, second), likeness(second, first)):
        assert found is not None
        assert not found.same
        assert 40 <= found.percent <= 99


@pytest.mark.parametrize(("first", "second"), DIFFERENT)
def test_a_shared_word_makes_no_company_of_two(first: str, second: str) -> None:
    assert likeness(first, second) is None
    assert likeness(second, first) is None


NAMES = st.lists(
    st.sampled_from(["Acme", "Delta", "Dental", "Air", "Lines", "First", "National", "Bank", "Grainger", "Grainer", "W.", "Group", "Inc", "Mfg", "Ship", "Station", "USA", "of"]),
    min_size=0, max_size=4,
).map(" ".join)  # fmt: skip


@given(NAMES, NAMES)
@settings(max_examples=50)
def test_likeness_has_no_direction_and_every_named_company_is_like_itself(first: str, second: str) -> None:
    assert likeness(first, second) == likeness(second, first)
    itself = likeness(first, first)
    assert (itself is not None and itself.same) == bool(first.strip())


@given(st.lists(NAMES, max_size=8), NAMES)
@settings(max_examples=50)
def test_looking_up_finds_what_comparing_with_each_would(known: list[str], name: str) -> None:
    compared = {one: found for one in known if (found := likeness(one, name)) is not None}
    assert AlikeCompanies(known).like(name) == compared
