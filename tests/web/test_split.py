"""Revenue on a page: a headline never looks better known than its rows make it."""

import re

import pytest

from app.web.templates import make_environment


def shown(headline: int | None, told: dict[str, int]) -> list[str]:
    """The kinds in the bar, with their shares, as the page says them."""
    split = {"new": 0, "expansion": 0, "managed": 0, "undetermined": 0, **told}
    split["total"] = sum(split.values())
    macro = make_environment().get_template("components/split.html").module.revenue_with_split  # type: ignore[attr-defined]
    (label,) = re.findall(r'aria-label="([^"]*)"', str(macro(headline, split, "USD")))
    return [part.strip() for part in label.split(",")]


def test_what_the_headline_holds_beyond_the_rows_is_undetermined() -> None:
    assert shown(940, {"new": 290}) == ["New business 31%", "Undetermined 69%"]


@pytest.mark.parametrize("headline", [None, 290, 292, 100])
def test_rows_that_make_up_the_headline_but_for_rounding_fill_the_bar(headline: int | None) -> None:
    assert shown(headline, {"new": 290}) == ["New business 100%"]
