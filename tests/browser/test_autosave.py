"""Autosave keeps what is typed, whatever the server or the network says: the script itself against an invented server."""

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from app.web.templates import STATIC

FORM = """<!doctype html><html lang="en"><title>Draft</title><form id="f" method="post" action="/save" data-autosave="/save" data-sign-in="/sign-in">
<input type="hidden" name="version" value="1" data-version><div class="field"><label>Story <textarea name="story"></textarea></label></div>
<p data-save-status role="status"></p></form><script type="module" src="/static/js/autosave.js"></script>"""


class InventedServer:
    """Answers saves with what the test put in `answers` (the last one again and again) and keeps what was sent."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, dict[str, object]] | str] = [(200, {"version": 2, "saved_at": "8:41 p.m."})]
        self.sent: list[dict[str, str]] = []
        self.held: list[Route] = []
        self.hold = False

    def __call__(self, route: Route) -> None:
        path = re.sub(r"^https?://[^/]+", "", route.request.url)
        if path.startswith("/static/"):
            route.fulfill(path=STATIC / path.removeprefix("/static/"), content_type="text/javascript")
        elif path == "/save":
            body = route.request.post_data or ""
            self.sent.append(dict(re.findall(r'name="(\w+)"\r\n\r\n(.*?)\r\n--', body, re.S)))
            if self.hold:
                self.held.append(route)
            else:
                self.answer(route)
        else:
            route.fulfill(body=FORM, content_type="text/html")

    def answer(self, route: Route) -> None:
        what = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(what, str):
            route.abort(what)
        else:
            route.fulfill(status=what[0], body=json.dumps(what[1]), content_type="application/json")


@pytest.fixture
def server() -> InventedServer:
    return InventedServer()


@pytest.fixture
def page(chromium: Browser, server: InventedServer) -> Iterator[Page]:
    context = chromium.new_context()
    context.route("**/*", server)
    page = context.new_page()
    page.goto("http://uphill.test/draft")
    yield page
    context.close()


def write(page: Page, text: str) -> None:
    page.get_by_label("Story").fill(text)


def status(page: Page, words: str | re.Pattern[str]) -> None:
    expect(page.locator("[data-save-status]")).to_contain_text(words, timeout=10_000)


def stories(server: InventedServer) -> list[str]:
    return [fields["story"] for fields in server.sent]


def test_what_is_typed_is_saved_and_the_time_is_said(page: Page, server: InventedServer) -> None:
    write(page, "eleven calls")
    status(page, "Saved 8:41 p.m.")
    assert server.sent == [{"version": "1", "story": "eleven calls"}]
    assert page.locator("[name=version]").input_value() == "2"


def test_one_save_is_in_flight_and_the_last_state_follows(page: Page, server: InventedServer) -> None:
    server.hold = True
    write(page, "first")
    status(page, "Saving")
    for text in ("second", "third", "fourth"):
        write(page, text)
        page.get_by_label("Story").blur()
        page.wait_for_timeout(300)
    assert stories(server) == ["first"], "nothing else was sent while the first was under way"
    server.hold = False
    server.answer(server.held[0])
    status(page, "Saved")
    expect(page.locator("[name=version]")).to_have_value("2")
    page.wait_for_timeout(1500)
    assert stories(server) == ["first", "fourth"]
    assert server.sent[1]["version"] == "2", "the second save builds on the first"


def test_a_conflict_keeps_the_text_and_stops_saving(page: Page, server: InventedServer) -> None:
    server.answers = [(409, {"message": "A newer version was saved at 8:50 p.m."})]
    write(page, "mine")
    status(page, "A newer version was saved at 8:50 p.m.")
    expect(page.get_by_role("link", name="Open the newer version")).to_be_visible()
    write(page, "mine, longer")
    page.wait_for_timeout(1800)
    assert stories(server) == ["mine"]
    assert page.get_by_label("Story").input_value() == "mine, longer"


def test_a_session_that_ended_is_saved_after_signing_in(page: Page, server: InventedServer) -> None:
    server.answers = [(401, {"error": "Please sign in first."}), (200, {"version": 2, "saved_at": "9:00 p.m."})]
    write(page, "written long")
    link = page.get_by_role("link", name="sign in in a new tab")
    expect(link).to_be_visible()
    assert (link.get_attribute("href"), link.get_attribute("target")) == ("/sign-in", "_blank")
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    status(page, "Saved 9:00 p.m.")
    assert stories(server) == ["written long", "written long"]


def test_a_lost_network_is_tried_again(page: Page, server: InventedServer) -> None:
    server.answers = ["internetdisconnected", (503, {}), (200, {"version": 2, "saved_at": "9:05 p.m."})]
    write(page, "in the tunnel")
    status(page, "Not saved: no connection")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    status(page, "Saved 9:05 p.m.")
    assert stories(server)[-1] == "in the tunnel"


def test_what_is_refused_is_said_at_its_field(page: Page, server: InventedServer) -> None:
    server.answers = [(422, {"errors": {"story": "Please shorten this."}}), (200, {"version": 2})]
    write(page, "too long")
    expect(page.locator(".field-error")).to_have_text("Please shorten this.")
    assert page.get_by_label("Story").get_attribute("aria-invalid") == "true"
    write(page, "short")
    status(page, "Saved")
    assert page.locator(".field-error").count() == 0


def test_nothing_is_sent_when_nothing_changed(page: Page, server: InventedServer) -> None:
    write(page, "x")
    status(page, "Saved")
    page.get_by_label("Story").dispatch_event("change")
    page.wait_for_timeout(600)
    assert len(server.sent) == 1


def test_leaving_with_unsaved_text_asks_first(page: Page, server: InventedServer) -> None:
    server.hold = True
    page.get_by_label("Story").press_sequentially("half a sen")
    with page.expect_event("dialog") as asked:
        page.close(run_before_unload=True)
    assert asked.value.type == "beforeunload"
    asked.value.dismiss()
    assert page.get_by_label("Story").input_value() == "half a sen"
