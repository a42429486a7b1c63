"""A judge's evening in a real browser: from the desk to "I'm done" with keys only; offline and back; two tabs."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, expect
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.models import UserSession
from app.judging.models import JudgeFinish, Memo, Score, Scorecard
from app.programs.models import Program
from tests import factories as make
from tests.browser.looking import accessibility_problems
from tests.browser.test_scoring import scores, signed_in
from tests.browsing import Visitor
from tests.judging.arranging import arrange, assessed, look
from tests.judging.test_carried import anew

Open = Callable[..., Page]
KEPT = "Object.keys(localStorage).filter((key) => key.startsWith('uphill:kept:')).length"


def status(page: Page, words: str) -> None:
    expect(page.locator("[data-save-status]")).to_contain_text(words, timeout=10_000)


def typed_offline(page: Page, keys: str) -> None:
    page.context.set_offline(True)
    for key in keys:
        page.keyboard.press(key)
    status(page, "Not connected")


def test_from_the_desk_to_done_with_keys_only(db: Session, visitor: Visitor, open_page: Open) -> None:
    desk = arrange(db)
    more = make.make_submitted(db, desk.program, desk.owner, **assessed())
    make.make_assignment(db, more, desk.judge)
    db.commit()
    page = signed_in(open_page, visitor, desk)
    page.goto(f"/programs/{desk.program.slug}/desk")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    assert accessibility_problems(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.wait_for_url(f"**{desk.score}")
    page.keyboard.press("w")
    page.keyboard.type("Ask again in June. 5")
    page.keyboard.press("Escape")
    page.locator("[data-save-status]").evaluate("() => document.activeElement.blur()")
    page.keyboard.press("l")
    page.wait_for_url(f"**/nominations/{more.public_id}/score")
    assert look(db, select(Memo.note)) == ["Ask again in June. 5"]
    for key in "8j7j6j5j4":
        page.keyboard.press(key)
    page.keyboard.press("s")
    expect(page.get_by_role("dialog", name="Your spread so far")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/desk")
    page.keyboard.press("g")  # what was put aside, when nothing else is left
    page.wait_for_url(f"**{desk.score}")
    for key in "9j9j9j9j9":
        page.keyboard.press(key)
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/desk")
    page.keyboard.press("d")
    page.wait_for_url("**/desk/done")
    page.keyboard.press("g")
    expect(page.get_by_text("You said that you are done")).to_be_visible()
    assert look(db, select(JudgeFinish.judge_id)) == [desk.judge.id]
    assert None not in look(db, select(Scorecard.final_at))


def test_single_keys_can_be_turned_off(db: Session, visitor: Visitor, open_page: Open) -> None:
    desk = arrange(db)
    page = signed_in(open_page, visitor, desk)
    page.get_by_role("button", name="Keys").click()
    page.get_by_label("Single keys do this").uncheck()
    page.keyboard.press("Escape")
    page.reload()
    page.keyboard.press("8")
    expect(page.locator("[data-scores-done]")).to_have_text("0")


def test_offline_and_back(db: Session, visitor: Visitor, open_page: Open) -> None:
    desk = arrange(db)
    page = signed_in(open_page, visitor, desk)
    page.context.set_offline(True)
    page.keyboard.press("8")
    status(page, "Not connected: kept in this browser")
    page.keyboard.press("Control+Enter")
    status(page, "Press again when you are back")
    assert page.url.endswith(desk.score), "nothing is lost to a page that can't be reached"
    assert scores(db) == []
    page.context.set_offline(False)
    status(page, "Saved")
    assert scores(db) == [8000]
    assert page.evaluate(KEPT) == 0


def test_work_of_a_page_that_was_closed_offline_is_saved_from_the_desk(
    db: Session, visitor: Visitor, open_page: Open
) -> None:
    desk = arrange(db)
    page = signed_in(open_page, visitor, desk)
    typed_offline(page, "7")
    page.goto("about:blank")
    page.context.set_offline(False)
    page.goto(f"/programs/{desk.program.slug}/desk")
    expect(page.get_by_text("All of it is saved now.")).to_be_visible(timeout=10_000)
    assert scores(db) == [7000]
    assert page.evaluate(KEPT) == 0


def test_what_came_too_late_is_shown_to_be_copied(db: Session, visitor: Visitor, open_page: Open) -> None:
    desk = arrange(db)
    page = signed_in(open_page, visitor, desk)
    typed_offline(page, "7")
    db.execute(update(Program).values(judging_closes_at=datetime.now(UTC) - timedelta(minutes=1)))
    db.commit()
    page.goto("about:blank")
    page.context.set_offline(False)
    page.goto(desk.score)
    told = page.get_by_text(f"{desk.criteria[0].name}: 7")
    expect(told).to_be_visible()
    assert scores(db) == []
    assert accessibility_problems(page) == []
    page.get_by_role("button", name="Forget it").click()
    expect(told).to_be_hidden()
    assert page.evaluate(KEPT) == 0


def test_the_same_field_changed_on_another_device_is_shown_side_by_side(
    db: Session, visitor: Visitor, open_page: Open
) -> None:
    desk = arrange(db)
    page = signed_in(open_page, visitor, desk)
    typed_offline(page, "8jj6")
    elsewhere = visitor.signed_in(desk.judge)
    elsewhere.submit(desk.score, **desk.fields(3, comment_organizers="From the phone"))
    page.goto("about:blank")  # after the other save: a last try of the page that closes may get through
    page.context.set_offline(False)
    page.goto(desk.score)
    table = page.get_by_role("table", name="Where the two differ")
    expect(table).to_contain_text(desk.criteria[0].name)
    assert table.locator("tbody tr").count() == 1, "what only one of the two changed is no question"
    assert scores(db) == [3000]
    page.get_by_label("Note on " + desk.criteria[0].name).evaluate("(area) => area.dispatchEvent(new Event('input', { bubbles: true }))")  # fmt: skip
    page.wait_for_timeout(1500)
    assert scores(db) == [3000], "nothing is saved over the other until the judge has chosen"
    assert accessibility_problems(page) == []
    table.get_by_role("button", name="3", exact=True).click()
    page.get_by_role("button", name="Save what I chose").click()
    status(page, "Saved")
    page.wait_for_timeout(600)
    assert scores(db) == [3000, 6000]
    assert look(db, select(Scorecard.comment_organizers)) == ["From the phone"]
    assert page.evaluate(KEPT) == 0


def test_work_outlives_a_session_and_goes_when_its_judge_signs_out(
    db: Session, visitor: Visitor, open_page: Open
) -> None:
    desk = arrange(db)
    page = signed_in(open_page, visitor, desk)
    db.execute(update(UserSession).values(expires_at=UserSession.created_at))
    db.commit()
    page.keyboard.press("8")
    status(page, "kept in this browser")
    page.goto("/sign-in")
    assert page.evaluate(KEPT) == 1
    address = page.url.removesuffix("/sign-in")
    other = make.make_judge(db, desk.program)
    make.make_assignment(db, desk.nomination, other)
    db.commit()
    for user, seen in ((other, "0"), (desk.judge, "1")):
        token = visitor.signed_in(user).cookies["uphill"]
        page.context.add_cookies([{"name": "uphill", "value": token, "url": address}])
        page.goto(desk.score)
        expect(page.locator("[data-scores-done]")).to_have_text(seen)
    status(page, "Saved")
    assert look(db, select(Score.thousandths)) == [8000]
    typed_offline(page, "5")
    page.locator("details.menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("dialog")).to_contain_text("Signing out erases it")
    page.context.set_offline(False)
    page.get_by_role("dialog").get_by_role("button", name="Keep it as it is").click()
    status(page, "Saved")
    page.locator("details.menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(lambda url: not url.endswith("/score"))
    assert page.evaluate(KEPT) == 0


def test_what_was_kept_offline_goes_along_when_the_rubric_has_changed(
    db: Session, visitor: Visitor, open_page: Open
) -> None:
    desk = arrange(db)
    page = signed_in(open_page, visitor, desk)
    typed_offline(page, "8j7j6j5j4")
    now = anew(db, desk)
    page.goto("about:blank")  # after the change: a last try of the page that closes may get through
    page.context.set_offline(False)
    page.goto(desk.score)
    expect(page.get_by_text("The rubric has changed since you opened this page")).to_be_visible(timeout=10_000)
    expect(page.get_by_text("The scale of New business has changed. You gave it 8.")).to_be_visible()
    assert scores(db) == []
    assert accessibility_problems(page) == []
    assert page.evaluate(KEPT) == 1, "kept under the present names until it is saved"
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url(f"**{desk.score}")
    status(page, "Saved")
    assert sorted(scores(db)) == [5000, 6000, 7000]
    assert page.evaluate(KEPT) == 0
    assert len(now) == 5
