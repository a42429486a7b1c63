"""What each column holds: the guess is shown with the first values, and changed by selects."""

import re

import pytest
from sqlalchemy.orm import Session

from tests import example_sheets as examples
from tests.browsing import Visitor
from tests.nominations.sheets import SheetDesk, sheet_desk


@pytest.fixture
def desk(db: Session, visitor: Visitor) -> SheetDesk:
    return sheet_desk(db, visitor)


def chosen(page: str) -> dict[str, str]:
    """name → value of each select."""
    found = {}
    for name, inside in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        selected = re.findall(r'value="([^"]*)" selected', inside)
        found[name] = selected[0] if selected else re.findall(r'value="([^"]*)"', inside)[0]
    return found


def test_the_guess_is_shown_with_the_first_values(desk: SheetDesk) -> None:
    page = desk.browser.get(desk.kept(examples.google_form()) + "/mapping").text
    assert "Sample Person One" in page
    assert "Read as UTF-8" in page
    fields = chosen(page)
    assert fields["column-2"] == "nominee"
    assert fields["column-7"] == "existing_share"


def test_a_changed_meaning_changes_the_rows(desk: SheetDesk) -> None:
    path = desk.kept(b"Nominee,Money,Story\nSample Person,1000,Words\n")
    fields = chosen(desk.browser.get(path + "/mapping").text)
    assert fields["column-1"] == "ignore"
    rows = desk.browser.follow(desk.browser.submit(path + "/mapping", **{**fields, "column-1": "headline"}))
    assert "$1,000" in rows.text or "$1K" in rows.text or "$1k" in rows.text
    assert chosen(desk.browser.get(path + "/mapping").text)["column-1"] == "headline"


def test_sending_the_guess_as_it_is_leads_to_the_rows(desk: SheetDesk) -> None:
    path = desk.kept(examples.titled_workbook(), "titled.xlsx")
    fields = chosen(desk.browser.get(path + "/mapping").text)
    assert desk.browser.follow(desk.browser.submit(path + "/mapping", **fields)).status_code == 200


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"column-2": "nonsense"}, "offered meanings"),
        ({"column-2": "<b>"}, "offered meanings"),
        ({"column-1": "headline"}, "can&#39;t hold the same"),
        ({"decimal": "dot"}, "f-decimal"),
        ({"category": "x"}, "f-category"),
        ({"category": "999999"}, "this program&#39;s categories"),
        ({"category": "9" * 40}, "f-category"),
        ({"column-6": "ignore", "column-7": "ignore", "column-9": "ignore"}, "at least one column"),
    ],
)
def test_a_choice_that_cannot_be_is_said_and_nothing_is_lost(
    desk: SheetDesk, change: dict[str, str], error: str
) -> None:
    path = desk.kept(examples.google_form())
    fields = chosen(desk.browser.get(path + "/mapping").text)
    response = desk.browser.submit(path + "/mapping", **{**fields, "column-3": "ignore", **change})
    assert response.status_code == 422
    assert error in response.text
    assert chosen(response.text)["column-3"] == "ignore"
    assert chosen(desk.browser.get(path + "/mapping").text)["column-3"] == "title"


def test_a_sheet_without_a_decimal_mark_is_asked_about_and_the_answer_holds(desk: SheetDesk) -> None:
    path = desk.kept(b"Nominee;Revenue\nA;1.234\nB;2.345\n")
    page = desk.browser.get(path + "/mapping").text
    assert "Please check the amounts" in page
    desk.browser.submit(path + "/mapping", **{**chosen(page), "decimal": "point"})
    assert "Please check the amounts" not in desk.browser.get(path + "/rows").text
