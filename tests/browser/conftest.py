"""A real Chromium and a real server for the tests that need them. Without Chromium they are skipped with a plain message,
unless --require-all asks for everything."""

import shutil
import threading
import time
from collections.abc import Callable, Iterator

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, sync_playwright

from app.accounts.models import User
from tests.browsing import Visitor

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"))), None
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/browser/" in str(item.path):
            item.add_marker("browser")


@pytest.fixture(scope="session")
def chromium(request: pytest.FixtureRequest) -> Iterator[Browser]:
    if CHROMIUM is None:
        if request.config.getoption("--require-all"):
            pytest.fail("Chromium is required here, and none was found")
        pytest.skip("Chromium is not installed on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def served(app: FastAPI) -> Iterator[str]:
    """The application of this test on a free port of this machine; its address."""
    # All tests share one application. A lock that somebody had to wait for belongs to that server's event loop, and this one has
    # its own: the middleware, which holds the locks, is built anew.
    app.middleware_stack = None
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning", timeout_graceful_shutdown=2)
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    give_up = time.monotonic() + 20
    while not (server.started and server.servers) and time.monotonic() < give_up:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture
def open_page(chromium: Browser, served: str) -> Iterator[Callable[..., Page]]:
    """open_page("/path", width=390, theme="dark", javascript=False): a page in a browser of its own. Any error in its console fails the test."""
    contexts, heard = [], []

    def opened(path: str, *, width: int = 1280, theme: str = "light", javascript: bool = True) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=theme,  # type: ignore[arg-type]
            java_script_enabled=javascript,
            base_url=served,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: heard.append(str(error)))
        page.on("console", lambda said: heard.append(said.text) if "Content Security Policy" in said.text else None)
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert heard == []


@pytest.fixture
def signed_page(open_page: Callable[..., Page], visitor: Visitor) -> Callable[..., Page]:
    """signed_page(user, "/path", width=390): a page of `open_page` as somebody who is signed in."""

    def opened(user: User, path: str, **how: object) -> Page:
        page = open_page("/health", **how)
        token = visitor.signed_in(user).cookies["uphill"]
        page.context.add_cookies([{"name": "uphill", "value": token, "url": page.url.removesuffix("/health")}])
        page.goto(path)
        return page

    return opened
