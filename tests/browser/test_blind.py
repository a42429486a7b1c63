"""A blind program in a real browser: an organizer looks through it with "Save and next", a judge opens everything there is, and
no name is anywhere: not in what the page is made of, not in titles and addresses, not in files, not in mails."""

import json
from collections.abc import Callable

import pytest
from fastapi import FastAPI
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.masking import Veil
from app.mail.models import OutboxMail
from app.nominations.models import Submission
from app.redaction.models import Redaction
from tests import factories as make
from tests.browser.looking import accessibility_problems, pushed_sideways
from tests.browsing import Visitor
from tests.judging.arranging import Desk, look
from tests.redaction.worlds import PEOPLE, contest

Open = Callable[..., Page]
KEPT = "JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage), document.cookie, location.href])"
WORDS = PEOPLE[0].words
LINKS = "[...document.querySelectorAll('a[href]')].map((link) => new URL(link.getAttribute('href'), location.href)).filter((url) => url.host === location.host).map((url) => url.pathname + url.search)"  # fmt: skip


def told(page: Page) -> list[str]:
    """Names in the whole of the page: its elements with all attributes, what its fields hold, its title, what it keeps."""
    fields = page.evaluate(
        "[...document.querySelectorAll('input, textarea, select')].map((field) => field.value).join('\\n')"
    )
    whole = f"{page.content()}{page.title()}{fields}{page.evaluate(KEPT)}".lower().replace("\u00ad", "")
    return [word for word in WORDS if word in whole]


def swept(page: Page, desk: Desk) -> dict[str, list[str]]:
    """Every page that a judge's links lead to, one of each kind and all about nominations, from the desk on."""
    found, waiting = dict[str, list[str]](), [f"/programs/{desk.program.slug}/desk", "/", "/judging", "/programs"]
    while waiting:
        path = waiting.pop(0)
        if path in found or "/static/" in path or path.endswith(".ics") or len(found) > 40:
            continue
        page.goto(path)
        found[path] = told(page)
        waiting += page.evaluate(LINKS)
    return found


def look_through(page: Page, desk: Desk) -> None:
    """The organizer: hides a nickname by selecting it in the story, then saves and goes on to the last one."""
    page.goto(f"/programs/{desk.program.slug}/redaction")
    page.get_by_role("link", name="Look through the next one").first.click()
    expect(page.get_by_role("heading", name="Blind reading:")).to_be_visible()
    assert accessibility_problems(page) == []
    page.get_by_label("Words", exact=True).fill(PEOPLE[0].nickname)
    page.get_by_role("button", name="Hide these words").click()
    expect(page.get_by_text("is hidden from judges wherever it stands")).to_be_visible()
    for _each in range(3):
        page.get_by_role("button", name="Save and next").click()
        page.wait_for_load_state()
    expect(page).to_have_url(f"/programs/{desk.program.slug}/redaction")
    expect(page.get_by_text("3 of 3")).to_be_visible()


@pytest.fixture
def desk(db: Session, app: FastAPI) -> Desk:
    """As in the tests of two worlds; the nickname is not hidden yet."""
    made = contest(db, app)
    kept = db.scalars(select(Redaction).where(Redaction.nomination_id == made.nomination.id)).one()
    kept.phrases = []
    db.commit()
    return made


def test_a_blind_program_is_looked_through_and_searched_for_names(
    db: Session, visitor: Visitor, signed_page: Open, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    judge = signed_page(desk.judge, desk.score)
    assert told(judge) == ["wavecrest"], "a nickname that nobody marked is all that is readable before"
    organizer = make.make_organizer(db, desk.program)
    look_through(signed_page(organizer, "/"), desk)
    assert len(look(db, select(Redaction.id).where(Redaction.read_submission_id.is_not(None)))) == 3
    pages = swept(judge, desk)
    assert {path: names for path, names in pages.items() if names} == {}
    assert sum("/score" in path for path in pages) >= 3
    assert any("/compare" in path for path in pages)
    judge.goto(desk.score)
    with judge.expect_download() as download:
        judge.get_by_role("button", name="Download a copy of").click()
    inside = download.value.path().read_bytes().decode("utf-8-sig").lower()
    assert download.value.suggested_filename.startswith("N-")
    assert [word for word in WORDS if word in inside + download.value.suggested_filename.lower()] == []
    make.make_scorecard(db, desk.assignment, {one.id: 8000 for one in desk.criteria})
    asked = {"assignment": str(desk.assignment.id), "reason": "Zyxqua of Vexcorda asked for it"}
    db.commit()
    assert visitor.signed_in(organizer).submit(desk.path("reopen"), **asked).status_code == 303
    mails = look(db, select(OutboxMail).where(OutboxMail.to_email == desk.judge.email))
    assert len(mails) == 1
    assert [mail.subject for mail in mails for word in WORDS if word in f"{mail.subject}{mail.body}".lower()] == []
    own = Veil.marks
    monkeypatch.setattr(Veil, "marks", lambda self, text: [mark for mark in own(self, text) if mark.who != "removed"])
    judge.goto(desk.score)
    assert told(judge) == ["wavecrest"], "a leak that is planted is found"


@pytest.mark.parametrize("javascript", [True, False])
def test_the_two_states_of_a_place_are_chosen_by_keys_and_without_scripts_on_a_phone(
    db: Session, visitor: Visitor, signed_page: Open, desk: Desk, javascript: bool
) -> None:
    organizer = make.make_organizer(db, desk.program)
    page = signed_page(organizer, desk.path("redact"), width=390, javascript=javascript)
    group = page.get_by_role("radiogroup", name="Brindlewick", exact=False).first
    words = (group.get_attribute("aria-label") or "").lower()
    hide, show = group.get_by_label("Hide from judges"), group.get_by_label("Judges may read it")
    expect(hide).to_be_checked()
    hide.focus()
    page.keyboard.press("ArrowRight")
    expect(show).to_be_checked()
    assert pushed_sideways(page) == 0
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was looked through")).to_be_visible()
    sent = look(db, select(Submission.content))
    (kept,) = look(db, select(Redaction).where(Redaction.nomination_id == desk.nomination.id))
    assert len(kept.shown) == 1
    _digest, start, end = kept.shown[0]
    assert words in json.dumps(sent, ensure_ascii=False).lower()
    assert end - start == len(words)
