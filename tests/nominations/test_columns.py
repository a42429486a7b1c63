"""What columns and values of an export mean: the guess, corrected by selects; questions that must be answered first."""

import pytest

from tests.nominations.conftest import Bench
from tests.nominations.exports import SALESFORCE, Uploader, shown_fields, uploader, workbook

UNKNOWN = b"Who,Firm,Money,When,Sort,Phase\nNora Sample,Mill,1000,2025-03-04,Hunting,Done\nNora Sample,Farm,500,2025-04-05,Keeping,Done\n"


@pytest.fixture
def desk(bench: Bench) -> Uploader:
    return uploader(bench)


def test_the_guess_is_shown_with_the_first_rows_and_values(desk: Uploader) -> None:
    page = desk.browser.get(desk.kept() + "/columns").text
    fields = shown_fields(page)
    assert fields["column-account"] == ["Account Name"]
    assert fields["column-close_date"] == ["Close Date"]
    assert fields["owner"] == ["Nora Sample"]
    assert fields["period_from"] == ["2025-01-01"]
    assert "Foundry Works" in page
    assert "Platform" in page


def test_sending_the_guess_as_it_is_changes_nothing(desk: Uploader) -> None:
    path = desk.kept()
    before = desk.browser.get(path + "/deals").text
    answer = desk.browser.submit(path + "/columns", **shown_fields(desk.browser.get(path + "/columns").text))
    assert answer.headers["location"].endswith("/deals")
    after = desk.browser.get(path + "/deals").text
    for figure in ("$450,000", "$300,000", "Foundry Works", "Renewal 24"):
        assert (figure in before, figure in after) == (True, True)


def test_a_file_that_nobody_knows_is_mapped_by_hand(desk: Uploader) -> None:
    answer = desk.upload(UNKNOWN, "own.csv")
    assert answer.headers["location"].endswith("/columns")
    path = answer.headers["location"].rpartition("/")[0]
    page = desk.browser.get(path + "/columns").text
    assert "before there is a preview" in page
    fields = shown_fields(page)
    mapped = {
        "column-account": "Column B", "column-amount": "Column C", "column-close_date": "Column D", "column-owner": "Column A",
        "column-type": "Column E", "all_won": "yes",
    }  # fmt: skip
    page = desk.browser.follow(desk.browser.submit(path + "/columns", **{**fields, **mapped})).text
    fields = shown_fields(page)
    assert "Who in this file is the nominee" in page
    answer = desk.browser.submit(path + "/columns", **{**fields, **mapped, "owner": "Nora Sample"})
    assert answer.headers["location"].endswith("/deals")
    assert "$1,500" in desk.browser.follow(answer).text
    fields = shown_fields(desk.browser.get(path + "/columns").text)
    kinds = {
        name.replace("-text", ""): {"Hunting": "new_business", "Keeping": "renewal"}.get(value[0], "unknown")
        for name, value in fields.items()
        if name.startswith("type-text-")
    }
    page = desk.browser.follow(desk.browser.submit(path + "/columns", **{**fields, **kinds})).text
    assert "Renewal" in page
    assert "Say what it is" not in page


def test_another_period_brings_its_own_year_before(desk: Uploader) -> None:
    path = desk.kept()
    fields = shown_fields(desk.browser.get(path + "/columns").text)
    desk.browser.submit(path + "/columns", **{**fields, "period_from": "2026-01-01", "period_to": "2026-12-31"})
    assert desk.export().mapping["prior_from"] == "2025-01-01"
    page = desk.browser.get(path + "/deals").text
    assert "January 1, 2026" in page
    assert "$50,000" in page
    desk.took(path)
    assert desk.draft()["period_from"] == "2026-01-01"


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"column-account": "No such column"}, "columns of this file"),
        ({"column-deal": "Account Name"}, "chosen twice"),
        ({"period_from": "yesterday"}, "year-month-day"),
        ({"period_from": "2025-12-31", "period_to": "2025-01-01"}, "ends before it begins"),
        ({"prior_from": "0001-01-01"}, "year-month-day"),
    ],
)
def test_a_choice_that_cannot_be_is_said_and_nothing_is_lost(
    desk: Uploader, change: dict[str, str], error: str
) -> None:
    path = desk.kept()
    before = desk.export().mapping
    fields = shown_fields(desk.browser.get(path + "/columns").text)
    answer = desk.browser.submit(
        path + "/columns", **{**fields, "column-id": "Opportunity Name", "column-deal": "", **change}
    )
    assert answer.status_code == 422
    assert error in answer.text
    assert shown_fields(answer.text)["column-id"] == ["Opportunity Name"]
    assert desk.export().mapping == before


def test_two_tabs_never_undo_each_other_unseen(desk: Uploader) -> None:
    path = desk.kept()
    fields = shown_fields(desk.browser.get(path + "/columns").text)
    desk.browser.submit(path + "/columns", **{**fields, "everybody": "yes"})
    answer = desk.browser.submit(path + "/columns", **{**fields, "column-lead_source": ""})
    assert answer.status_code == 409
    assert "Another tab decided" in answer.text
    assert shown_fields(answer.text)["column-lead_source"] == [""]
    assert desk.export().mapping["everybody"] is True


def test_made_up_owners_and_kinds_are_left_aside(desk: Uploader) -> None:
    path = desk.kept()
    fields = shown_fields(desk.browser.get(path + "/columns").text)
    answer = desk.browser.submit(
        path + "/columns", **{**fields, "owner": "<b>Nobody</b>", "type-0": "nonsense", "version": "1"}
    )
    assert answer.headers["location"].endswith("/columns")
    assert "owners" not in desk.export().mapping


def test_a_currency_that_only_the_cells_name_can_be_chosen(desk: Uploader) -> None:
    rows = b"Account Name,Amount,Close Date,Stage,Opportunity Owner\nA,\xe2\x82\xac 500,2025-01-02,Closed Won,Nora Sample\n"
    answer = desk.upload(rows, "euro.csv")
    assert answer.headers["location"].endswith("/columns")
    path = answer.headers["location"].rpartition("/")[0]
    page = desk.browser.get(path + "/columns").text
    assert "No amount is in USD" in page
    answer = desk.browser.submit(path + "/columns", **{**shown_fields(page), "currency": "EUR"})
    page = desk.browser.follow(answer).text
    assert "never converted" in page
    desk.took(path)
    assert desk.draft()["lines"][0]["revenue"] == "EUR 500"


def test_of_a_sheet_and_its_copy_one_is_chosen(desk: Uploader) -> None:
    deals = SALESFORCE[2:-1]
    answer = desk.upload(workbook(deals, "All", "Mine"), "copies.xlsx")
    path = answer.headers["location"].rpartition("/")[0]
    page = desk.browser.get(path + "/columns").text
    assert "stand in" in page
    answer = desk.browser.submit(path + "/columns", **{**shown_fields(page), "sheet": "All"})
    assert "$450,000" in desk.browser.follow(answer).text
    assert desk.export().mapping["sheets"] == ["All"]


def test_the_order_of_days_and_months_is_asked_and_the_answer_holds(desk: Uploader) -> None:
    rows = b"Account Name,Amount,Close Date,Stage,Opportunity Owner\nA,500,03/04/2025,Closed Won,Nora Sample\nB,600,05/06/2025,Closed Won,Nora Sample\n"
    answer = desk.upload(rows, "days.csv")
    assert answer.headers["location"].endswith("/columns")
    path = answer.headers["location"].rpartition("/")[0]
    page = desk.browser.get(path + "/columns").text
    assert "Does the day or the month come first?" in page
    answer = desk.browser.submit(path + "/columns", **{**shown_fields(page), "dates-close_date": "dmy"})
    assert "2025-04-03" in desk.browser.follow(answer).text
