"""Scores from paper in a real browser: keys only, each row saved as it is left, a wrong score kept, then submitted after asking."""

from playwright.sync_api import expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.judging.models import Scorecard
from tests.browser.looking import accessibility_problems, pushed_sideways
from tests.browser.test_scoring import Open, scores, signed_in
from tests.browsing import Visitor
from tests.judging.arranging import arrange, look
from tests.judging.test_paper import more, page_of


def test_a_sheet_of_paper_is_typed_in_with_keys_only_and_submitted_after_asking(
    db: Session, visitor: Visitor, open_page: Open
) -> None:
    desk = arrange(db, nominee="Rosa Climber")
    more(db, desk, nominee="Fay Farmer")
    db.commit()
    page = signed_in(open_page, visitor, desk)
    page.goto(page_of(desk))
    page.locator("[data-paper-cell]").first.focus()
    for points in ("8", "7", "11", "9", "10"):
        page.keyboard.type(points)
        page.keyboard.press("Enter")
    first, second = page.locator("[data-paper-row]").all()
    expect(first.locator(".field-error")).to_contain_text("from 1 to 10")
    assert first.locator("input:not([type=hidden])").nth(2).input_value() == "11"
    for points in ("5", "6", "5", "6", "5"):
        page.keyboard.type(points)
        page.keyboard.press("Enter")
    expect(second.locator("[data-paper-status]")).to_have_text("Saved")
    assert scores(db) == [5000, 6000, 5000, 6000, 5000]
    assert accessibility_problems(page) == []
    first.locator("input:not([type=hidden])").nth(2).fill("9")
    page.keyboard.press("ArrowDown")
    expect(first.locator("[data-paper-status]")).to_have_text("Saved")
    expect(page.locator("[data-paper-ready]")).to_have_text("2")
    page.get_by_role("button", name="submit complete ones").click()
    expect(page.get_by_role("heading", name="Submit 2 scorecards?")).to_be_visible()
    page.get_by_role("button", name="Submit those that are checked").click()
    expect(page.get_by_text("2 scorecards were submitted")).to_be_visible()
    assert len(look(db, select(Scorecard.id).where(Scorecard.final_at.is_not(None)))) == 2


def test_without_a_script_and_on_a_phone_the_same_sheet_is_saved(
    db: Session, visitor: Visitor, open_page: Open
) -> None:
    desk = arrange(db)
    page = signed_in(open_page, visitor, desk, javascript=False, width=390)
    page.goto(page_of(desk))
    assert not pushed_sideways(page)
    page.locator("[data-paper-cell]").first.fill("8")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("One scorecard was saved.")).to_be_visible()
    assert scores(db) == [8000]
