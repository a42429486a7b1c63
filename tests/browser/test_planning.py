"""The plan in a real browser: drafted, looked at, changed by hand, saved, mended after a drop-out, undone; by keyboard."""

from collections import Counter
from collections.abc import Callable

from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import ProgramRole
from app.judging.models import Assignment
from app.panels.models import JudgeWish
from tests import factories as make
from tests.browser.test_journey import Person
from tests.judging.arranging import look


def press_by_key(person: Person, name: str) -> None:
    """Reaches the button by Tab alone, as somebody without a mouse does, and presses Enter; the page that comes is looked at."""
    button = person.page.locator("main").get_by_role("button", name=name, exact=True).first
    expect(button).to_be_visible()
    for _step in range(150):
        if button.evaluate("it => it === document.activeElement"):
            break
        person.page.keyboard.press("Tab")
    else:
        raise AssertionError(f"Tab never reaches {name!r}")
    with person.page.expect_navigation():
        person.page.keyboard.press("Enter")
    person.look()


def loads(db: Session) -> Counter[int]:
    return Counter(look(db, select(Assignment.judge_id)))


def test_from_the_draft_to_the_undo(open_page: Callable[..., Page], db: Session) -> None:
    program = make.make_program(db, "awards", standing="closed")
    make.make_organizer(db, program, "olga@committee.example")
    panel = [make.make_judge(db, program) for _n in range(4)]
    ids, names = [one.id for one in panel], [one.name or one.email for one in panel]
    for _n in range(6):
        make.make_submitted(db, program, make.make_user(db))
    db.add(JudgeWish(program_id=program.id, user_id=ids[0], at_most=1, updated_at=program.created_at))
    db.commit()
    olga = Person(open_page, db, "olga@committee.example", script=True, looks=True).sign_in()
    olga.go("/programs/awards/assignments/plan")
    page, main = olga.page, olga.page.locator("main")
    page.locator("[name=least]").fill("4")
    page.locator("[name=most]").fill("4")
    press_by_key(olga, "Show the plan")
    expect(main).to_contain_text("5 of 24 scores can't be given")
    expect(main).to_contain_text("3 scores instead of 4")
    page.locator("[name=least]").first.fill("2")
    page.locator("[name=most]").first.fill("2")
    press_by_key(olga, "Show another plan")
    expect(main).to_contain_text("12 assignments")
    expect(main).not_to_contain_text("can't be met")
    expect(page.get_by_role("row", name=names[0]).first).to_contain_text("up to 1")

    take = page.get_by_role("button", name="Take ").first
    press_by_key(olga, str(take.get_attribute("aria-label")))
    expect(main).to_contain_text("1 of 2 judges.")
    assert loads(db) == {}
    press_by_key(olga, "Drop all changes by hand")
    expect(main).not_to_contain_text("1 of 2 judges.")
    press_by_key(olga, "Save this plan")
    expect(page.get_by_role("status").first).to_contain_text("12 assignments added")
    before = loads(db)
    assert before[ids[0]] == 1

    gone = db.scalar(select(ProgramRole).where(ProgramRole.user_id == ids[1]))
    assert gone is not None
    gone.ended_at = program.created_at
    db.commit()
    olga.go("/programs/awards/assignments/plan")
    expect(main).to_contain_text(f"{names[1]} no longer judges here")
    page.locator("[name=least]").fill("2")
    page.locator("[name=most]").fill("2")
    press_by_key(olga, "Show the plan")
    expect(page.get_by_role("row", name=names[1]).first).to_contain_text(f"−{before[ids[1]]}")
    expect(main).to_contain_text("loses it")
    press_by_key(olga, "Save this plan")
    after = loads(db)
    assert (after[ids[1]], sum(after.values())) == (0, 12)
    undo = page.get_by_role("status").get_by_role("button", name="Undo")
    undo.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    olga.look()
    assert loads(db) == before
