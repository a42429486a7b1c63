"""The settings of a program."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.audit.models import AuditEvent
from app.programs.models import Program
from tests import factories as make
from tests.browsing import Visitor
from tests.programs.typing_in import BAD_TEXTS, fields_of, settings_of

Trail = Callable[[str], list[AuditEvent]]
Seen = Callable[[Any], Any]
PATH = "/programs/awards/settings"


def test_a_change_is_stored_and_audited_from_what_to_what(
    browser: Visitor, program: Program, seen: Seen, trail: Trail
) -> None:
    typed = settings_of(browser, program)
    response = browser.submit(PATH, **{**typed, "name": "Better Awards", "threshold": "60", "new_for_months": "18"})
    assert "Saved." in browser.follow(response).text
    seen(program)
    assert (program.name, program.threshold, program.new_for_months, program.version) == ("Better Awards", 600, 18, 2)
    (event,) = trail("program.update")
    assert event.before == {"name": event.before["name"], "threshold": 500, "new_for_months": None}
    assert event.after == {"name": "Better Awards", "threshold": 600, "new_for_months": 18}


def test_saving_what_is_stored_changes_nothing(browser: Visitor, program: Program, seen: Seen, trail: Trail) -> None:
    before = (program.opens_at, program.closes_at)
    response = browser.submit(PATH, **settings_of(browser, program))
    assert "Nothing was changed." in browser.follow(response).text
    seen(program)
    assert (program.opens_at, program.closes_at) == before  # to the microsecond, though the form shows minutes
    assert trail("program.update") == []


def test_two_tabs_never_overwrite_each_other_silently(browser: Visitor, program: Program, seen: Seen) -> None:
    mine, other = settings_of(browser, program), settings_of(browser, program)
    browser.submit(PATH, **{**other, "name": "Theirs"})
    response = browser.submit(PATH, **{**mine, "name": "Mine", "organization": "My Words"})
    assert response.status_code == 409
    assert "Theirs" in response.text
    again = fields_of(response.text)
    assert (again["name"], again["organization"]) == ("Mine", "My Words")
    assert seen(program).name == "Theirs"
    assert browser.submit(PATH, **again).status_code == 303
    assert seen(program).name == "Mine"


def test_what_the_public_relies_on_changes_only_with_a_reason(
    browser: Visitor, program: Program, seen: Seen, trail: Trail
) -> None:
    typed = settings_of(browser, program)
    later = (datetime.fromisoformat(typed["closes_at"]) + timedelta(days=1)).isoformat(timespec="minutes")
    response = browser.submit(PATH, **{**typed, "closes_at": later})
    assert response.status_code == 422
    assert "say in a sentence why" in response.text
    assert (
        browser.submit(PATH, **{**typed, "closes_at": later, "reason": "A storm closed the office."}).status_code == 303
    )
    assert trail("program.update")[0].reason == "A storm closed the office."


def test_numbers_and_currency_are_fixed_once_nominations_came_in(
    browser: Visitor, db: Session, program: Program
) -> None:
    make.make_submitted(db, program, make.make_user(db))
    typed = settings_of(browser, program)
    for change in (
        {"currency": "EUR"},
        {"reference_prefix": "OTHER"},
        {"currency": "EUR", "hide_nominee": "yes", "reason": "x"},
    ):
        response = browser.submit(PATH, **{**typed, **change})
        assert "nominations have been submitted" in response.text


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"closes_at": "2001-01-01T00:00"}, "must close after they open"),
        ({"judging_opens_at": "2001-01-01T00:00"}, "when nominations have closed"),
        ({"period_to": "1999-01-01"}, "must end after it begins"),
        ({"threshold": "100"}, "99 or less"),
        ({"threshold": "NaN"}, "whole number"),
        ({"answer_days": "0"}, "1 or more"),
        ({"answer_days": "91"}, "90 or less"),
        ({"minimum_scores": "9"}, "number of judges per nomination"),
        ({"currency": "XYZ1"}, "three letters"),
        ({"time_zone": "Mars/Olympus"}, "time zone from the list"),
        ({"slug": "Two Words"}, "single hyphens"),
        ({"name": ""}, "fill this in"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(
    browser: Visitor, program: Program, change: dict[str, str], sentence: str
) -> None:
    response = browser.submit(PATH, **{**settings_of(browser, program), **change})
    assert response.status_code == 422
    assert sentence in response.text


@pytest.mark.parametrize("name", ["name", "slug", "description", "organization", "currency", "period_from", "opens_at", "judging_closes_at", "threshold", "new_for_months", "answer_days", "scores_wanted", "minimum_scores", "reference_prefix", "reason", "version", "hide_nominator", "hide_nominee"])  # fmt: skip
def test_whatever_is_typed_is_answered_and_kept(browser: Visitor, program: Program, name: str) -> None:
    for kind, text in BAD_TEXTS.items():
        typed = settings_of(browser, program)
        response = browser.submit(f"/programs/{program.slug}/settings", **{**typed, name: text, "slug": text if name == "slug" else "awards"})  # fmt: skip
        assert response.status_code in (303, 409, 422), (kind, response.status_code)
        if response.status_code == 422 and name not in ("version", "hide_nominator", "hide_nominee") and text.strip():
            assert fields_of(response.text)[name].strip() == text.strip()


def test_a_null_byte_is_refused_without_an_error(browser: Visitor, program: Program) -> None:
    typed = settings_of(browser, program)
    assert browser.submit(PATH, **{**typed, "name": "a\x00b"}).status_code < 500


@pytest.mark.parametrize(
    ("zone", "wall", "sentence"),
    [
        ("America/New_York", "2027-03-14T02:30", "skip this time"),
        ("Europe/London", "2027-03-28T01:30", "such as 2:30 a.m."),
        ("Australia/Lord_Howe", "2027-10-03T02:15", "skip this time"),
    ],
)
def test_k3_a_time_that_clocks_skip_is_refused(
    browser: Visitor, program: Program, zone: str, wall: str, sentence: str
) -> None:
    typed = {**settings_of(browser, program), "time_zone": zone, "judging_closes_at": wall, "reason": "Moved."}
    response = browser.submit(PATH, **typed)
    assert response.status_code == 422
    assert sentence in response.text


def test_k3_of_a_time_that_clocks_show_twice_the_later_is_taken_and_said(
    browser: Visitor, program: Program, seen: Seen
) -> None:
    typed = {**settings_of(browser, program), "judging_closes_at": "2027-11-07T01:30", "reason": "Moved."}
    page = browser.follow(browser.submit(PATH, **typed)).text
    assert "took the later one" in page
    assert seen(program).judging_closes_at == datetime(2027, 11, 7, 6, 30, tzinfo=UTC)


def test_k3_a_stored_first_hour_of_two_stays_when_something_else_is_saved(
    browser: Visitor, db: Session, program: Program, seen: Seen
) -> None:
    program.judging_closes_at = datetime(2027, 11, 7, 5, 30, 12, tzinfo=UTC)  # 1:30 a.m., still daylight time
    db.commit()
    browser.submit(PATH, **{**settings_of(browser, program), "name": "Other"})
    assert seen(program).judging_closes_at == datetime(2027, 11, 7, 5, 30, 12, tzinfo=UTC)


def test_the_address_can_change_but_not_to_one_that_is_taken(browser: Visitor, db: Session, program: Program) -> None:
    make.make_program(db, "taken")
    typed = settings_of(browser, program)
    assert "has this address already" in browser.submit(PATH, **{**typed, "slug": "taken"}).text
    assert browser.submit(PATH, **{**typed, "slug": "Fresh"}).headers["location"] == "/programs/fresh/settings"


def test_how_results_are_computed_is_chosen_before_judging_and_told_to_everybody(
    browser: Visitor, program: Program, seen: Seen
) -> None:
    typed = settings_of(browser, program)
    chosen = {
        "result_method": "trimmed",
        "disagreement_bound": "2.5",
        "result_seed": "2027",
        "reason": "The board chose it.",
    }
    assert browser.submit(PATH, **{**typed, **chosen}).status_code == 303
    seen(program)
    assert (program.result_method, program.disagreement_bound, program.result_seed) == ("trimmed", 2500, 2027)
    public = browser.get("/programs/awards").text
    assert "without the highest and the lowest score" in public
    assert "more than 2.5 points apart" in public


@pytest.mark.parametrize("standing", ["judging", "tallying"])
def test_once_judging_has_opened_it_is_fixed_and_says_why(
    db: Session, visitor: Visitor, seen: Seen, standing: str
) -> None:
    program = make.make_program(db, "fixed", standing=standing)
    browser = visitor.signed_in(make.make_organizer(db, program))
    typed = settings_of(browser, program)
    assert "Fixed since judging opened" in browser.get("/programs/fixed/settings").text
    for name, value in (
        ("result_method", "mean"),
        ("result_seed", "7"),
        ("disagreement_bound", "1"),
        ("minimum_scores", "1"),
    ):
        answer = browser.submit("/programs/fixed/settings", **{**typed, name: value, "reason": "Because I like it."})
        assert answer.status_code == 422, name
        assert "so that nobody can choose it by who would win" in answer.text
    assert seen(program).result_method == "fair"
    assert browser.submit("/programs/fixed/settings", **{**typed, "name": "Other Name"}).status_code == 303


def test_putting_judging_off_does_not_free_the_choice_once_somebody_has_scored(
    db: Session, browser: Visitor, program: Program
) -> None:
    program.rubric_locked_at = program.created_at
    db.commit()
    typed = settings_of(browser, program)
    answer = browser.submit(PATH, **{**typed, "result_method": "mean", "reason": "Because I like it."})
    assert answer.status_code == 422


@pytest.mark.parametrize("bound", ["0", "-1", "x", "3,5", "101", "1e3", "NaN", "0.001"])
def test_a_bound_that_is_none_is_refused_and_kept(browser: Visitor, program: Program, bound: str) -> None:
    answer = browser.submit(PATH, **{**settings_of(browser, program), "disagreement_bound": bound})
    assert answer.status_code == 422
    assert fields_of(answer.text)["disagreement_bound"] == bound


def test_what_judges_see_is_fixed_once_judging_opened_and_says_why(db: Session, visitor: Visitor, seen: Seen) -> None:
    program = make.make_program(db, "fixed", standing="judging", hide_nominator=True)
    browser = visitor.signed_in(make.make_organizer(db, program))
    typed = settings_of(browser, program)
    assert (
        "Fixed since judging opened, so that all judges know the same." in browser.get("/programs/fixed/settings").text
    )
    for change in ({"hide_nominee": "yes"}, {"hide_nominator": ""}):
        answer = browser.submit("/programs/fixed/settings", **{**typed, **change, "reason": "Because I like it."})
        assert answer.status_code == 422, change
        assert "so that all of them know the same" in answer.text
    assert (seen(program).hide_nominator, program.hide_nominee) == (True, False)
    assert browser.submit("/programs/fixed/settings", **{**typed, "name": "Other Name"}).status_code == 303


def test_who_is_hidden_from_judges_is_chosen_before_judging_and_told_to_everybody(
    browser: Visitor, program: Program, seen: Seen
) -> None:
    for hidden, told in (("hide_nominator", "but not who nominated"), ("hide_nominee", "Judging is blind")):
        typed = {**settings_of(browser, program), "hide_nominator": "", "hide_nominee": "", hidden: "yes"}
        assert browser.submit(PATH, **{**typed, "reason": "The board chose it."}).status_code == 303
        seen(program)
        assert [program.hide_nominator, program.hide_nominee] == [hidden == "hide_nominator", hidden == "hide_nominee"]
        assert told in browser.get("/programs/awards").text
