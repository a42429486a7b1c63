"""The preview of an export, what is overruled in it, and taking it over and back."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from app.nominations.models import Submission
from tests.nominations.conftest import Bench
from tests.nominations.exports import HUBSPOT_GERMAN, SALESFORCE, Uploader, shown_fields, uploader, workbook
from tests.nominations.writing import MANAGED


@pytest.fixture
def desk(bench: Bench) -> Uploader:
    return uploader(bench)


def group(page: str, title: str) -> str:
    """What stands in the group of rows with this title."""
    return re.search(rf"<details class=\"deal-group\"[^>]*><summary><strong>{title}.*?</details>", page, re.DOTALL)[0]  # type: ignore[index]


def test_the_preview_shows_what_counts_and_why_the_rest_does_not(desk: Uploader) -> None:
    page = desk.browser.get(desk.kept() + "/deals")
    assert page.status_code == 200
    text = page.text
    assert "a Salesforce report" in text
    assert "$450,000" in text  # 300,000 + 120,000 + 30,000
    assert "Bakery" in group(text, "Lost")
    assert "Late Mill" in group(text, "Won outside the period")
    assert "Tannery" in group(text, "Somebody else")
    assert "Renewal 24" in group(text, "Won in the year before")
    assert "770" in group(text, "Totals")
    assert "Platform" in text
    assert "Say what it is" in text


def test_nothing_is_taken_over_before_it_is_pressed(desk: Uploader) -> None:
    path = desk.kept()
    for page in ("/deals", "/columns", "/deals"):
        assert desk.browser.get(path + page).status_code == 200
    assert desk.draft()["lines"] == []


def test_taken_over_lines_are_ordinary_lines_that_say_where_they_come_from(desk: Uploader) -> None:
    path = desk.kept()
    answer = desk.took(path)
    assert answer.headers["location"].endswith("/revenue")
    lines = desk.draft()["lines"]
    assert [(line["name"], line["revenue"], line["prior"]) for line in lines] == [
        ("Foundry Works", "300000", "0"),
        ("Old Dairy", "150000", "110000"),
    ]
    assert desk.draft()["headline"] == "450000"
    page = desk.browser.follow(answer).text
    assert "2 lines were taken over" in page
    assert "from row 4" in page
    assert "from rows 5, 6" in page
    assert "report.xlsx" in page
    assert "changed by hand" not in page


def test_a_line_changed_afterwards_says_so(desk: Uploader) -> None:
    desk.took(desk.kept())
    path = f"/nominations/{desk.nomination.public_id}/revenue"
    fields = shown_fields(desk.browser.get(path).text)
    desk.browser.submit(path, **{**fields, "lines-0-revenue": "310000", "go": "stay"})
    assert desk.browser.get(path).text.count("changed by hand since") == 1


def test_taking_back_leaves_everything_as_it_was(bench: Bench) -> None:
    earlier = {"name": "Typed Mill", "revenue": "5,000", "prior": "0"}
    desk = uploader(bench, lines=[earlier], headline="5,000")
    path = desk.kept()
    desk.took(path, how="replace", headline="yes")
    assert "Typed Mill" not in str(desk.draft()["lines"])
    assert desk.draft()["headline"] == "450000"
    answer = desk.browser.follow(desk.browser.submit(path + "/take-back"))
    assert "2 lines were taken back" in answer.text
    assert desk.draft()["lines"] == [earlier]
    assert desk.draft()["headline"] == "5,000"
    assert desk.browser.submit(path + "/take-back").status_code == 422
    desk.took(path, how="add")
    assert [line["name"] for line in desk.draft()["lines"]] == ["Typed Mill", "Foundry Works", "Old Dairy"]
    assert desk.draft()["headline"] == "5,000"


def test_what_was_typed_since_survives_taking_back(bench: Bench) -> None:
    desk = uploader(bench, lines=[{"name": "Typed Mill", "revenue": "5000"}])
    path = desk.kept()
    desk.took(path, how="replace")
    page = f"/nominations/{desk.nomination.public_id}/revenue"
    fields = shown_fields(desk.browser.get(page).text)
    desk.browser.submit(page, **{**fields, "lines-9-name": "New Mill", "lines-9-revenue": "7000", "go": "stay"})
    desk.browser.submit(path + "/take-back")
    assert [line["name"] for line in desk.draft()["lines"]] == ["Typed Mill", "New Mill"]


def test_taking_over_twice_adds_no_line_twice(desk: Uploader) -> None:
    path = desk.kept()
    desk.took(path)
    desk.took(path, how="add")
    assert [line["name"] for line in desk.draft()["lines"]] == ["Foundry Works", "Old Dairy"]


def test_a_row_is_overruled_and_put_back(desk: Uploader) -> None:
    path = desk.kept()
    fields = shown_fields(desk.browser.get(path + "/deals").text)
    late = {**fields, "use": [*fields["use"], "8"], "go": "again"}
    page = desk.browser.follow(desk.browser.submit(path + "/deals", **late)).text
    assert "$500,000" in page
    assert "as you said" in group(page, "Rows that count")
    again = shown_fields(page)
    again["use"] = [label for label in again["use"] if label not in ("8", "4")]
    page = desk.browser.follow(desk.browser.submit(path + "/deals", **{**again, "go": "again"})).text
    assert "$150,000" in page
    assert "Late Mill" in group(page, "Won outside the period")
    assert "Foundry Works" in group(page, "Left out by you")
    assert desk.export().mapping["rows"] == {"4": "leave"}


def test_ticks_that_were_not_looked_at_are_not_taken_over(desk: Uploader) -> None:
    path = desk.kept()
    fields = shown_fields(desk.browser.get(path + "/deals").text)
    answer = desk.browser.submit(path + "/deals", **{**fields, "use": [*fields["use"], "8"], "go": "take"})
    assert answer.headers["location"].endswith("/deals")
    assert desk.draft()["lines"] == []
    page = desk.browser.follow(answer).text
    assert "what would be taken over now" in page
    assert "$500,000" in page


def test_two_tabs_never_take_over_what_one_of_them_did_not_show(desk: Uploader) -> None:
    path = desk.kept()
    old = shown_fields(desk.browser.get(path + "/deals").text)
    desk.browser.submit(path + "/deals", **{**old, "use": [*old["use"], "8"], "go": "again"})
    answer = desk.browser.submit(path + "/deals", **{**old, "use": [*old["use"], "8"], "go": "take"})
    assert answer.status_code in (303, 409)
    assert desk.draft()["lines"] == []


def test_lines_typed_in_another_tab_are_not_replaced_unseen(bench: Bench) -> None:
    desk = uploader(bench)
    path = desk.kept()
    fields = shown_fields(desk.browser.get(path + "/deals").text)
    desk.browser.submit(
        f"/nominations/{desk.nomination.public_id}/revenue", **{"lines-0-name": "Meanwhile", "lines-0-revenue": "1"}
    )
    answer = desk.browser.submit(path + "/deals", **{**fields, "go": "take", "how": "replace"})
    assert answer.status_code == 409
    assert "changed in another tab" in answer.text
    assert [line["name"] for line in desk.draft()["lines"]] == ["Meanwhile"]
    assert desk.took(path, how="replace").status_code == 303


def test_a_german_file_is_written_in_the_style_of_what_stands_there(bench: Bench) -> None:
    desk = uploader(bench, lines=[{"name": "Typed", "revenue": "1.234,50"}])
    path = desk.kept(HUBSPOT_GERMAN, "deals.csv")
    page = desk.browser.get(path + "/deals").text
    assert "a HubSpot export" in page
    desk.took(path, how="add")
    lines = {line["name"]: line for line in desk.draft()["lines"]}
    assert lines["Gießerei Süd"]["revenue"] == "120000,50"
    assert lines["Molkerei Nord"]["prior"] == "75000"


def test_once_nominations_are_closed_nothing_is_taken_over(desk: Uploader) -> None:
    path = desk.kept()
    fields = shown_fields(desk.browser.get(path + "/deals").text)
    desk.bench.close_program()
    assert desk.browser.submit(path + "/deals", **{**fields, "go": "take"}).status_code == 403
    assert desk.upload(b"a,b\n").status_code == 403
    page = desk.browser.get(path + "/deals")
    assert page.status_code == 200
    assert "Take over 2 lines" not in page.text
    assert desk.draft()["lines"] == []


ASKED = {
    **MANAGED, "nominee_name": "Nora Sample", "headline": "450,000",
    "lines": [
        {"name": "Old Dairy", "revenue": "150,000", "origin": "inherited", "kind": "renewal"},
        {"name": "Foundry Works", "revenue": "300,000", "origin": "assigned"},
    ],
}  # fmt: skip


def asked(bench: Bench) -> Uploader:
    """Submitted without the year before, so that a question is open; and nominations are closed."""
    nomination = bench.submitted(ASKED)
    bench.close_program()
    return Uploader(bench, nomination, bench.browser)


def test_after_the_close_an_export_is_an_answer_that_fills_in_the_year_before(bench: Bench) -> None:
    desk = asked(bench)
    assert "upload an export of your CRM" in desk.browser.get(f"/nominations/{desk.nomination.public_id}/question").text
    path = desk.kept()
    page = desk.browser.get(path + "/deals").text
    assert "names and amounts stay as you sent them" in page
    answer = desk.took(path)
    assert answer.headers["location"].endswith(desk.nomination.public_id)
    assert "Thank you" in desk.browser.follow(answer).text
    submissions = sorted(bench.all(Submission), key=lambda each: each.number)
    assert [[line.get("prior") for line in each.content["lines"]] for each in submissions] == [
        [None, None],
        ["110000", "0"],
    ]
    assert [line["revenue"] for line in submissions[1].content["lines"]] == ["150,000", "300,000"]
    assert [line.get("source", "").rpartition(":")[2] for line in submissions[1].content["lines"]] == ["1", "0"]
    shown = bench.organizer().get(f"/nominations/{desk.nomination.public_id}").text
    assert "from rows 5, 6" in shown
    assert "changed by hand" not in shown
    refused = desk.browser.submit(path + "/take-back")
    assert refused.status_code in (403, 422)


def test_an_answer_for_another_period_or_without_news_is_not_sent(bench: Bench) -> None:
    desk = asked(bench)
    path = desk.kept()
    fields = shown_fields(desk.browser.get(path + "/columns").text)
    desk.browser.submit(path + "/columns", **{**fields, "period_from": "2025-02-01", "period_to": "2025-12-31"})
    answer = desk.took(path)
    assert answer.status_code == 422
    assert "another period than the one you sent" in answer.text
    path = desk.kept(
        workbook([*SALESFORCE[2:4], ["Omar Example", "Nobody Known", "x", "Closed Won", 5, "2024-05-05", "", ""]]),
        "other.xlsx",
    )
    desk.browser.get(path + "/deals")
    assert len(bench.all(Submission)) == 1


def test_a_judge_s_phase_takes_no_export_any_more(bench: Bench) -> None:
    desk = asked(bench)
    now = datetime.now(UTC)
    bench.program.judging_opens_at, bench.program.closes_at = now - timedelta(hours=1), now - timedelta(days=2)
    bench.db.commit()
    assert desk.upload(b"a,b\n").status_code == 403


def test_a_long_group_is_shown_in_part_and_more_when_asked(bench: Bench) -> None:
    more = [["Nora Sample", f"Lost {n}", "x", "Closed Lost", n, "2025-03-03", "", ""] for n in range(1, 60)]
    desk = uploader(bench)
    path = desk.kept(workbook([*SALESFORCE, *more]))
    page = desk.browser.get(path + "/deals").text
    assert "The first 20 of 60 rows" in group(page, "Lost")
    assert "Lost 55" not in page
    answer = desk.browser.submit(path + "/deals", **{**shown_fields(page), "go": "show-lost"})
    page = desk.browser.follow(answer).text
    assert "Lost 55" in page
    assert " open" in re.findall(r"<details class=\"deal-group\"[^>]*><summary><strong>Lost", page)[0]
    fields = shown_fields(page)
    desk.browser.submit(path + "/deals", **{**fields, "use": [*fields["use"], "66"], "go": "again"})
    assert desk.export().mapping["rows"] == {"66": "use"}
    fields = shown_fields(desk.browser.get(path + "/deals").text)
    assert desk.browser.submit(path + "/deals", **{**fields, "go": "show-<b>"}).headers["location"].endswith("/deals")
