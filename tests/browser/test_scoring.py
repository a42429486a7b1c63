"""Scoring in a real browser: number keys, autosave, undo, two tabs, an ended session, without a script, on a phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.models import UserSession
from app.judging.models import Score, Scorecard
from tests.browser.looking import accessibility_problems, pushed_sideways
from tests.browsing import Visitor
from tests.judging.arranging import Desk, arrange, look
from tests.judging.test_compare import hunters

Open = Callable[..., Page]


def signed_in(open_page: Open, visitor: Visitor, desk: Desk, **how: object) -> Page:
    """The scoring page in a browser in which the desk's judge is signed in."""
    page = open_page("/health", **how)
    address = page.url.removesuffix("/health")
    token = visitor.signed_in(desk.judge).cookies["uphill"]
    page.context.add_cookies([{"name": "uphill", "value": token, "url": address}])
    page.goto(desk.score)
    return page


def scores(db: Session) -> list[int | None]:
    return look(db, select(Score.thousandths).order_by(Score.criterion_id))


def test_number_keys_score_and_the_page_saves_by_itself(db: Session, visitor: Visitor, open_page: Open) -> None:
    desk = arrange(db)
    page = signed_in(open_page, visitor, desk)
    for key in ("j", "8", "j", "0", "k", "7"):
        page.keyboard.press(key)
    expect(page.locator("[data-save-status]")).to_contain_text("Saved", timeout=10_000)
    expect(page.locator("[data-scores-done]")).to_have_text("2")
    expect(page.locator("[data-version]")).not_to_have_value("0")
    page.wait_for_timeout(600)
    assert scores(db) == [7000, 10_000]


def test_the_last_change_can_be_undone(db: Session, visitor: Visitor, open_page: Open) -> None:
    desk = arrange(db)
    page = signed_in(open_page, visitor, desk)
    for key in ("6", "9"):
        page.keyboard.press(key)
        expect(page.locator("[data-save-status]")).to_contain_text("Saved", timeout=10_000)
        page.wait_for_timeout(700)
    assert scores(db) == [9000]
    page.get_by_role("button", name="Undo").click()
    page.wait_for_timeout(1500)
    assert scores(db) == [6000]


def test_submit_and_next_with_the_keyboard_alone(db: Session, visitor: Visitor, open_page: Open) -> None:
    desk = arrange(db)
    page = signed_in(open_page, visitor, desk)
    for key in "8j7j6j5j4":
        page.keyboard.press(key)
    page.get_by_role("button", name="Submit and next").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk")
    expect(page.get_by_text("Everything is done")).to_be_visible()
    assert look(db, select(Scorecard.final_at)) != [None]


def test_a_second_tab_is_told_and_keeps_its_text(db: Session, visitor: Visitor, open_page: Open) -> None:
    desk = arrange(db)
    first = signed_in(open_page, visitor, desk)
    second = first.context.new_page()
    second.goto(desk.score)
    first.keyboard.press("8")
    expect(first.locator("[data-save-status]")).to_contain_text("Saved", timeout=10_000)
    second.keyboard.press("3")
    expect(second.locator("[data-save-status]")).to_contain_text("another tab", timeout=10_000)
    second.get_by_role("button", name="Save", exact=True).last.click()
    expect(second.get_by_role("table", name="Where the two differ")).to_contain_text("8")
    assert scores(db) == [8000]
    second.get_by_role("button", name="Save what I typed here").click()
    expect(second.get_by_text("Saved at")).to_be_visible()
    assert scores(db) == [3000]


def test_an_ended_session_keeps_the_text_and_saves_after_signing_in(
    db: Session, visitor: Visitor, open_page: Open
) -> None:
    desk = arrange(db)
    page = signed_in(open_page, visitor, desk)
    db.execute(update(UserSession).values(expires_at=UserSession.created_at))
    db.commit()
    page.keyboard.press("8")
    status = page.locator("[data-save-status]")
    expect(status).to_contain_text("signed out", timeout=10_000)
    assert scores(db) == []
    token = visitor.signed_in(desk.judge).cookies["uphill"]
    page.context.add_cookies([{"name": "uphill", "value": token, "url": page.url.removesuffix(desk.score)}])
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(status).to_contain_text("Saved", timeout=10_000)
    assert scores(db) == [8000]


def test_without_a_script_everything_can_be_scored_and_submitted(
    db: Session, visitor: Visitor, open_page: Open
) -> None:
    desk = arrange(db)
    page = signed_in(open_page, visitor, desk, javascript=False)
    for place, criterion in enumerate(desk.criteria):
        page.locator(f"label:has(> input[name='score-{criterion.id}'][value='{8 - place}'])").click()
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_text("Saved at")).to_be_visible()
    page.get_by_text("I disagree").click()
    page.get_by_role("button", name="Submit and next").click()
    expect(page.get_by_role("alert")).to_contain_text("why you disagree")
    page.get_by_label("Why?").first.fill("She won it back")
    page.get_by_role("button", name="Submit and next").click()
    expect(page.get_by_text("Everything is done")).to_be_visible()
    assert scores(db) == [8000, 7000, 6000, 5000, 4000]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_and_nothing_pushes_the_page_sideways(
    db: Session, visitor: Visitor, open_page: Open, width: int, theme: str
) -> None:
    desk = arrange(db)
    like, *_others = hunters(db, desk, 3)
    page = signed_in(open_page, visitor, desk, width=width, theme=theme)
    for path in (
        desk.score,
        f"/programs/{desk.program.slug}/desk",
        desk.path("recuse"),
        desk.path("score/history"),
        f"/programs/{desk.program.slug}/desk?search=nobody",
        f"/programs/{desk.program.slug}/desk?shown=later",
        f"/programs/{desk.program.slug}/desk/done",
        f"/programs/{desk.program.slug}/spread",
        f"/programs/{desk.program.slug}/desk/charts",
        f"/programs/{desk.program.slug}/desk/compare?near={like.public_id}",
        f"/programs/{desk.program.slug}/desk/compare?of={like.public_id}&page=1",
    ):
        page.goto(path)
        page.evaluate("for (const part of document.querySelectorAll('main details')) part.open = true")
        assert accessibility_problems(page) == [], path
        assert pushed_sideways(page) == 0, path
