"""The small spreadsheet of revenue lines: rows, undo, a paste from a spreadsheet, and the split that the server computes."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from app.web.templates import STATIC

ROW = '<tr data-line><td><input name="lines-{n}-name" aria-label="Customer"></td><td><button data-line-remove>Remove</button></td></tr>'
FORM = f"""<!doctype html><html lang="en"><title>Revenue</title><form id="f" method="post" action="/save">
<table data-lines data-preview="/preview" data-split="/split"><tbody>{ROW.format(n=0)}</tbody></table>
<template data-line-template>{ROW.format(n="__N__")}</template><button data-line-add value="2">Add rows</button>
<p data-lines-status></p><div data-lines-preview></div><div data-split-live>not yet</div></form>
<script type="module" src="/static/js/lines.js"></script>"""


class InventedServer:
    def __init__(self) -> None:
        self.previewed: list[str] = []
        self.splits: list[str] = []

    def __call__(self, route: Route) -> None:
        path = re.sub(r"^https?://[^/]+", "", route.request.url)
        body = route.request.post_data or ""
        if path.startswith("/static/"):
            route.fulfill(path=STATIC / path.removeprefix("/static/"), content_type="text/javascript")
        elif path == "/preview":
            self.previewed.append(body)
            route.fulfill(body="<p>2 rows understood</p>", content_type="text/html")
        elif path == "/split":
            self.splits.append(body)
            route.fulfill(body=f"<p>split {len(self.splits)}</p>", content_type="text/html")
        else:
            route.fulfill(body=FORM, content_type="text/html")


@pytest.fixture
def server() -> InventedServer:
    return InventedServer()


@pytest.fixture
def page(chromium: Browser, server: InventedServer) -> Iterator[Page]:
    context = chromium.new_context()
    context.route("**/*", server)
    page = context.new_page()
    page.goto("http://uphill.test/revenue")
    yield page
    context.close()


def paste(page: Page, text: str) -> bool:
    """Whether the browser's own paste was held back."""
    held: bool = page.locator("[name=lines-0-name]").evaluate(
        """(field, text) => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text/plain", text);
            return !field.dispatchEvent(new ClipboardEvent("paste", {clipboardData, bubbles: true, cancelable: true}));
        }""",
        text,
    )
    return held


def test_rows_are_added_with_numbers_of_their_own(page: Page) -> None:
    page.get_by_role("button", name="Add rows").click()
    names = page.locator("[data-line] input").evaluate_all("fields => fields.map(field => field.name)")
    assert names == ["lines-0-name", "lines-1-name", "lines-2-name"]
    assert page.evaluate("document.activeElement.name") == "lines-1-name"


def test_a_removed_row_comes_back_with_its_text(page: Page) -> None:
    page.locator("[name=lines-0-name]").fill("Bolt Foundry")
    page.get_by_role("button", name="Remove").click()
    expect(page.locator("[data-line]")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("[name=lines-0-name]")).to_have_value("Bolt Foundry")


def test_rows_from_a_spreadsheet_go_to_a_preview(page: Page, server: InventedServer) -> None:
    assert paste(page, "Acme\t1,500,000\nBolt\t300,000\n")
    expect(page.locator("[data-lines-preview]")).to_have_text("2 rows understood")
    assert "Acme\t1,500,000" in server.previewed[0]
    assert 'name="format"\r\n\r\ntsv' in server.previewed[0]


def test_one_word_is_pasted_as_ever(page: Page, server: InventedServer) -> None:
    assert not paste(page, "Acme\n")
    assert server.previewed == []


def test_the_split_is_asked_of_the_server_as_one_types(page: Page, server: InventedServer) -> None:
    page.locator("[name=lines-0-name]").press_sequentially("Acme")
    expect(page.locator("[data-split-live]")).to_have_text("split 1")
    assert len(server.splits) == 1, "four keys, one question"
    assert "Acme" in server.splits[0]
