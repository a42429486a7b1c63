"""The question about the category and the trial of another rule, looked at by every side: axe finds nothing, nothing is pushed sideways."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app.accounts.models import User
from app.nominations import service
from app.nominations.models import Nomination, Question
from tests import factories as make
from tests.browser.looking import accessibility_problems, pushed_sideways
from tests.browser.test_nominating import Opened
from tests.nominations.conftest import Bench, bench  # noqa: F401 the fixture
from tests.nominations.writing import MANAGED

UNKNOWN: dict[str, Any] = {
    **MANAGED, "nominee_name": "Nora Sample", "explanation": "",
    "lines": [
        {"name": "Dairy of the Northern Counties, Limited", "revenue": "700,000", "prior": "", "origin": "inherited"},
        {"name": "Snacks", "revenue": "200,000"},
        {"name": "All others", "revenue": "100,000", "prior": "90,000", "customers": "12"},
    ],
}  # fmt: skip
LOOKS = [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")]


def sound(page: Page) -> None:
    assert accessibility_problems(page) == []
    assert pushed_sideways(page) == 0


def world(bench: Bench) -> tuple[str, User]:  # noqa: F811
    """Asked by the receipt, answered once with figures; nominations have closed."""
    nomination = bench.draft(UNKNOWN)
    path = f"/nominations/{nomination.public_id}"
    bench.browser.submit(path + "/submit")
    bench.close_program()
    bench.browser.submit(path + "/question", **{"answer": "keep", "explanation": "She won Snacks in a tender.", "lines-1-prior": "150,000", "lines-1-origin": "inbound"})  # fmt: skip
    return path, make.make_organizer(bench.db, bench.program)


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_the_nominators_side_is_sound(bench: Bench, signed_page: Opened, width: int, theme: str) -> None:  # noqa: F811
    draft = bench.draft(UNKNOWN)
    path, _organizer = world(bench)
    for where in (f"/nominations/{draft.public_id}/review", path + "/question", path):
        page = signed_page(bench.owner, where, width=width, theme=theme)
        sound(page)


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_the_organizers_side_is_sound(bench: Bench, signed_page: Opened, width: int, theme: str) -> None:  # noqa: F811
    path, organizer = world(bench)
    slug = bench.program.slug
    other = bench.draft({**MANAGED, "nominee_name": "Otto Unasked"})
    service.submit_nomination(bench.db, other, by=bench.owner.id, now=datetime.now(UTC))
    bench.db.commit()
    for where in (path, path + "/flag", f"/programs/{slug}/flags"):
        sound(signed_page(organizer, where, width=width, theme=theme))
    page = signed_page(organizer, f"/programs/{slug}/questions?only={other.public_id}", width=width, theme=theme)
    sound(page)
    page.get_by_role("button", name="Look at the mail").click()
    expect(page.get_by_text("One mail, not sent yet")).to_be_visible()
    sound(page)
    page = signed_page(organizer, f"/programs/{slug}/what-if", width=width, theme=theme)
    page.fill("[name=threshold]", "85")
    page.get_by_role("button", name="Show who would be flagged").click()
    expect(page.get_by_role("heading", name="No longer")).to_be_visible()
    sound(page)


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
def test_the_judges_side_is_sound(bench: Bench, signed_page: Opened, width: int, theme: str) -> None:  # noqa: F811
    path, _organizer = world(bench)
    judge = make.make_judge(bench.db, bench.program)
    (question,) = bench.all(Question)
    nomination = bench.db.get_one(Nomination, question.nomination_id)
    make.make_assignment(bench.db, nomination, judge)
    bench.program.judging_opens_at = datetime.now(UTC) - timedelta(minutes=1)
    bench.db.commit()
    page = signed_page(judge, path + "/score", width=width, theme=theme)
    expect(page.get_by_text("What the nominator answered")).to_be_visible()
    sound(page)


def test_without_a_script_the_question_is_answered_all_the_same(bench: Bench, signed_page: Opened) -> None:  # noqa: F811
    nomination = bench.draft(UNKNOWN)
    bench.browser.submit(f"/nominations/{nomination.public_id}/submit")
    page = signed_page(bench.owner, f"/nominations/{nomination.public_id}/question", javascript=False)
    page.check("[name=answer][value=keep]")
    page.fill("[name=lines-0-prior]", "600,000")
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_text("Judges and organizers will read your answer")).to_be_visible()
    expect(page.get_by_text("Year before: 600,000")).to_be_visible()
