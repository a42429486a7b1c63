"""Rounds without scores in a real browser: pairs with keys only, an order put together without a mouse, on a phone too."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from app.judging.models import Placing
from app.programs.models import RoundMode
from tests import factories as make
from tests.browser.looking import accessibility_problems, pushed_sideways
from tests.judging.choosing import Field, arrange

Open = Callable[..., Page]
DESK = "/programs/choosing/desk"


def test_pairs_with_keys_only_and_undo(db: Session, signed_page: Open) -> None:
    field = arrange(db, RoundMode.COMPARE, count=3, choices=2)
    page = signed_page(field.judge, DESK)
    page.keyboard.press("g")
    page.wait_for_url(f"**{field.pair}")
    assert accessibility_problems(page) == []
    left = page.locator("#side-1").inner_text()
    page.keyboard.press("1")
    expect(page.locator(".progress-text")).to_contain_text("1 of 3")
    page.keyboard.press("u")
    expect(page.get_by_text("Here are the two again")).to_be_visible()
    expect(page.locator(".progress-text")).to_contain_text("0 of 3")
    assert page.locator("#side-1").inner_text() == left
    page.keyboard.press("ArrowRight")
    expect(page.locator(".progress-text")).to_contain_text("1 of 3")
    page.keyboard.press("0")
    expect(page.locator(".progress-text")).to_contain_text("2 of 3")
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**/desk")
    expect(page.get_by_text("3 of 3")).to_be_visible()
    assert [one.even for one in field.chosen()] == [False, True, False]
    page.keyboard.press("d")
    page.wait_for_url("**/desk/done")


def test_the_pair_and_the_order_fit_a_phone_in_both_themes(db: Session, signed_page: Open) -> None:
    field = arrange(db, RoundMode.COMPARE, choices=2)
    page = signed_page(field.judge, DESK, width=390)
    for mode, path in ((RoundMode.COMPARE, field.pair), (RoundMode.RANK, field.order)):
        set_mode(db, field, mode)
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
            page.goto(path)
            expect(page).to_have_url(path)
            assert (pushed_sideways(page), accessibility_problems(page)) == (0, [])


def set_mode(db: Session, field: Field, mode: RoundMode) -> None:
    make.round_of(db, field.program).mode = mode
    db.commit()


def test_an_order_by_keys_is_saved_by_itself_and_submitted(db: Session, signed_page: Open) -> None:
    field = arrange(db, RoundMode.RANK, choices=2)
    page = signed_page(field.judge, DESK)
    page.goto(field.order)
    assert accessibility_problems(page) == []
    page.get_by_role("button", name="Nominee C up").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-order-said]")).to_have_text("Nominee C: place 1")
    expect(page.locator("[data-save-status]")).to_contain_text("Saved", timeout=10_000)
    page.get_by_role("button", name="Nominee B up").focus()
    page.keyboard.press("1")
    expect(page.locator("[data-order-said]")).to_have_text("Nominee B: place 1")
    expect(page.get_by_role("button", name="Nominee B up")).to_be_focused()
    names = page.locator(".order-name").all_inner_texts()
    assert names[:2] == ["Nominee B", "Nominee C"]
    page.get_by_label("Place of Nominee D").select_option("2")
    expect(page.get_by_label("Place of Nominee C")).to_have_value("")
    expect(page.locator("[data-save-status]")).to_have_text(re.compile("^Saved"), timeout=10_000)
    page.reload()
    expect(page.get_by_label("Place of Nominee D")).to_have_value("2")
    page.get_by_role("button", name="Submit my order").click()
    page.wait_for_url("**/desk")
    assert [(one.best, one.rest) for one in field.chosen()] == [(field.ids(1, 3), field.ids(0, 2))]
    assert len(field.rows(Placing)) == 4


def test_two_tabs_show_both_orders(db: Session, signed_page: Open) -> None:
    field = arrange(db, RoundMode.RANK, choices=2)
    one = signed_page(field.judge, DESK)
    other = signed_page(field.judge, DESK)  # another device
    one.goto(field.order)
    other.goto(field.order)
    one.get_by_label("Place of Nominee A").select_option("1")
    expect(one.locator("[data-save-status]")).to_contain_text("Saved", timeout=10_000)
    both = "for (const one of [...document.querySelectorAll('[data-order-place]')].slice(0, 2)) { one.value = '1'; one.dispatchEvent(new Event('change', { bubbles: true })); }"
    other.evaluate(both)  # B before A, at once
    expect(other.get_by_role("button", name="Save what I chose")).to_be_visible(timeout=10_000)
    assert [each.place for each in field.rows(Placing)] == [1, None, None, None]
