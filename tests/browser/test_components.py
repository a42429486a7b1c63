"""Every component in a real browser: axe in both themes, on a phone, with keys, and what the scripts promise."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from playwright.sync_api import Page, expect

from app.db import Database
from tests.browser.looking import accessibility_problems, pushed_sideways

Open = Callable[..., Page]


@pytest.fixture
def app(shared_app: FastAPI, sqlite_template: Path) -> Iterator[FastAPI]:
    """On SQLite only: nothing here depends on what is stored."""
    shared_app.state.database = Database(f"sqlite:///{sqlite_template}")
    yield shared_app
    shared_app.state.database.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_on_any_component(open_page: Open, theme: str, width: int) -> None:
    page = open_page("/components", width=width, theme=theme)
    for details in page.locator("details:not([data-menu]) > summary").all():
        details.click()
    assert accessibility_problems(page) == []


def test_axe_finds_a_planted_fault(open_page: Open) -> None:
    page = open_page("/components")
    page.evaluate("document.querySelector('main').append(document.createElement('input'))")
    assert any(line.startswith("label") for line in accessibility_problems(page))


@pytest.mark.parametrize("width", [1280, 768, 390, 320])
def test_no_page_is_pushed_sideways(open_page: Open, width: int) -> None:
    assert pushed_sideways(open_page("/components", width=width)) == 0


def test_a_point_of_the_scale_is_wide_enough_to_touch_on_a_phone(open_page: Open) -> None:
    box = open_page("/components", width=390).locator("#f-example").bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= 24


def test_the_theme_can_be_switched_and_stays(open_page: Open) -> None:
    page = open_page("/components")
    page.get_by_role("button", name="Use the dark theme").click()
    page.reload()
    assert page.locator("html").get_attribute("data-bs-theme") == "dark"
    page.get_by_role("button", name="Use the light theme").click()
    assert page.evaluate("localStorage.getItem('theme')") is None


def test_number_keys_score_the_criterion_at_hand(open_page: Open) -> None:
    page = open_page("/components")
    page.keyboard.press("j")
    page.keyboard.press("9")
    page.keyboard.press("j")
    page.keyboard.press("0")
    assert page.locator("input[name=c1]:checked").get_attribute("value") == "9"
    assert page.locator("input[name=c2]:checked").get_attribute("value") == "10"
    expect(page.locator("[data-scores-done]")).to_have_text("2")


def test_a_number_typed_into_a_note_stays_text(open_page: Open) -> None:
    page = open_page("/components")
    note = page.get_by_label("Note on New business won")
    note.fill("")
    note.press_sequentially("7 of 9 jk?")
    assert note.input_value() == "7 of 9 jk?"
    assert page.locator("input[name=c1]:checked").get_attribute("value") == "7"


def test_the_question_mark_shows_the_keys(open_page: Open) -> None:
    page = open_page("/components")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()


def test_a_score_can_be_cleared_again(open_page: Open) -> None:
    page = open_page("/components")
    page.locator("[data-scorecard] .scale-clear input").first.check(force=True)
    assert page.locator(".scale-point input[name=c1]:checked").count() == 0
    expect(page.locator("[data-scorecard] .scale-clear-none").first).to_be_visible()


def test_the_legend_turns_marks_off(open_page: Open) -> None:
    page = open_page("/components")
    page.locator("[data-marks-for=story] input[value=managed]").uncheck()
    assert "is-off" in (page.locator("#story .mark-managed").get_attribute("class") or "")
    assert "is-off" not in (page.locator("#story .mark-new").get_attribute("class") or "")


def test_what_cannot_be_undone_is_asked_first(open_page: Open) -> None:
    page = open_page("/components")
    page.evaluate(
        "window.pressed = 0; document.querySelector('[data-confirm]').addEventListener('click', () => window.pressed++)"
    )
    button = page.get_by_role("button", name="Withdraw nomination")
    button.click()
    dialog = page.get_by_role("dialog", name="Withdraw this nomination?")
    expect(dialog).to_contain_text("Judges no longer see it.")
    page.keyboard.press("Enter")
    assert page.evaluate("window.pressed") == 0, "the button that keeps things as they are has the focus"
    button.click()
    dialog.get_by_role("button", name="Withdraw nomination").click()
    assert page.evaluate("window.pressed") == 1


def test_without_a_script_everything_can_be_read_and_chosen(open_page: Open) -> None:
    page = open_page("/components", javascript=False, theme="dark")
    page.locator("label.scale-point", has_text="4").first.click()
    assert page.locator("input[name=example][value='4']").is_checked()
    expect(page.locator("#story .mark-new")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor.includes('0.185')"), "dark without a script"
