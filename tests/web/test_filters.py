"""How values are written for people."""

from app.web.filters import typed_day


def test_a_day_that_was_typed_is_written_out_and_anything_else_stays_as_it_is() -> None:
    assert typed_day(" 2027-03-05 ") == "March 5, 2027"
    assert [typed_day(odd) for odd in ("spring", "2027-13-40", "", None)] == ["spring", "2027-13-40", "", ""]
