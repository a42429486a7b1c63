"""Reference numbers: written, read back, and refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.reference import Reference, is_prefix, parse_reference, suggest_prefix


def test_a_reference_has_a_prefix_a_year_and_four_digits() -> None:
    assert str(Reference("CMSA", 2027, 42)) == "CMSA-2027-0042"


def test_the_ten_thousandth_reference_grows_by_a_digit() -> None:
    assert str(Reference("CMSA", 2027, 10_000)) == "CMSA-2027-10000"


@given(
    st.from_regex(r"[A-Z][A-Z0-9]{1,9}", fullmatch=True),
    st.integers(1000, 9999),
    st.integers(1, 999_999_999),
)
def test_every_reference_is_read_back_as_it_was_written(prefix: str, year: int, number: int) -> None:
    reference = Reference(prefix, year, number)
    assert parse_reference(str(reference)) == reference


@pytest.mark.parametrize("typed", ["cmsa-2027-0042", "  CMSA-2027-0042\n", "CMSA - 2027 - 0042"])
def test_case_and_spaces_do_not_matter_when_typed(typed: str) -> None:
    assert parse_reference(typed) == Reference("CMSA", 2027, 42)


@pytest.mark.parametrize(
    "typed",
    ["", "CMSA", "CMSA-2027", "CMSA-2027-42", "CMSA-2027-0000", "CMSA-0999-0001", "C-2027-0001",
     "ＣＭＳＡ-2027-0001", "CMSA-2027-٠٠٤٢", "CMSA-2027-0042-1", "=CMSA-2027-0042", "9CMSA-2027-0001"],
)  # fmt: skip
def test_anything_else_is_no_reference(typed: str) -> None:
    assert parse_reference(typed) is None


@pytest.mark.parametrize(
    ("prefix", "year", "number"),
    [
        ("cmsa", 2027, 1),
        ("", 2027, 1),
        ("C", 2027, 1),
        ("CMSA", 27, 1),
        ("CMSA", 2027, 0),
        ("CM-SA", 2027, 1),
    ],
)
def test_an_impossible_reference_is_refused(prefix: str, year: int, number: int) -> None:
    with pytest.raises(ValueError):
        Reference(prefix, year, number)


@pytest.mark.parametrize(
    ("name", "prefix"),
    [
        ("Central Mass Sales Awards", "CMSA"),
        ("Central Mass Sales Awards (demo)", "CMSAD"),
        ("Uphill", "UPHI"),
        ("X", "AWARD"),
        ("", "AWARD"),
        ("营销大奖", "AWARD"),
        ("a b c d e f g h i j k l", "ABCDEFGHIJ"),
    ],
)
def test_a_prefix_is_suggested_from_the_initials(name: str, prefix: str) -> None:
    assert suggest_prefix(name) == prefix


@given(st.text())
def test_a_suggested_prefix_is_always_valid(name: str) -> None:
    assert is_prefix(suggest_prefix(name))
