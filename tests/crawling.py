"""Follows every link of a page and of the pages behind it, and says what is wrong with any of them."""

import re
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from fastapi import FastAPI
from starlette.routing import compile_path

from tests.architecture.walking import served
from tests.browsing import Visitor

HERE = "http://testserver"
HEAVIEST = 100_000
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
LOADS = {("img", "src"), ("script", "src"), ("link", "href"), ("iframe", "src"), ("source", "src"), ("use", "href"),
         ("form", "action"), ("object", "data"), ("video", "src"), ("audio", "src"), ("button", "formaction"), ("base", "href")}  # fmt: skip
READ_OUT = {"alt", "aria-label", "placeholder", "title", "value", "content"}
# What nominators and nominees never read; to them it is "a question about the category".
WITHHELD = re.compile(r"\b(un)?flag(s|ged|ging)?\b|\bfarmers?\b|mostly[ -]managed", re.I)

# Python's and Jinja's own words, where a value was forgotten or shown as it is stored.
PYTHONS = re.compile(r"[:=] (None|True|False)\b|\bUndefined\b|Markup\(|{{|{%|%\(\w+\)s|<\w+ object at")


@dataclass
class Page(HTMLParser):
    """What one answer of HTML holds."""

    text: str
    links: list[str] = field(default_factory=list)
    posts: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)
    fragments: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    inline: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    count: dict[str, int] = field(default_factory=dict)
    title: str = ""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._inside: list[str] = []
        self.feed(self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.count[tag] = self.count.get(tag, 0) + 1
        if tag not in VOID:
            self._inside.append(tag)
        if "id" in given:
            self.ids.append(given["id"])
        self.inline += [f"{tag} {name}" for name in given if name == "style" or name.startswith("on")]
        if tag == "style" or (tag == "script" and "src" not in given):
            self.inline.append(tag)
        self.loads += [value for name, value in given.items() if (tag, name) in LOADS]
        self.words += [value for name, value in given.items() if name in READ_OUT]
        if tag == "a" and "href" in given:
            self._link(given["href"])
        elif tag == "form":
            if given.get("method", "get").lower() == "get":
                self.links.append(given.get("action", ""))
            elif given["method"].lower() == "post":
                self.posts.append(given.get("action", ""))
        elif tag == "button" and "formaction" in given:
            self.posts.append(given["formaction"])

    def _link(self, href: str) -> None:
        (self.fragments if href.startswith("#") else self.links).append(href)

    def handle_endtag(self, tag: str) -> None:
        while tag in self._inside and self._inside.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._inside[-1:] == ["title"] and "svg" not in self._inside:
            self.title += data
        if not {"script", "style"} & set(self._inside):
            self.words.append(data)


def problems(page: Page) -> list[str]:
    """What is wrong with a page, whoever sees it."""
    found = []
    if page.count.get("h1") != 1:
        found.append(f"{page.count.get('h1', 0)} h1")
    if len(page.title.strip()) < 4:
        found.append("no title")
    if (size := len(page.text.encode())) > HEAVIEST:
        found.append(f"{size:,} bytes")
    found += [f"loads {address}" for address in page.loads if is_elsewhere(address)]
    found += [f"inline {what}" for what in page.inline]
    found += [f"id twice: {name}" for name in set(page.ids) if page.ids.count(name) > 1]
    found += [f"leads nowhere: {target}" for target in page.fragments if target[1:] and target[1:] not in page.ids]
    said = re.sub(r"\s+", " ", " ".join(page.words))
    return found + [f"says {said[max(0, hit.start() - 30) : hit.end() + 30]}" for hit in PYTHONS.finditer(said)]


def is_elsewhere(address: str) -> bool:
    return urlsplit(urljoin(HERE, address)).netloc != "testserver" and not address.startswith("data:")


def withheld(page: Page) -> list[str]:
    """What a nominator must not read, with the words around it."""
    said = re.sub(r"\s+", " ", " ".join(page.words))
    return [said[max(0, hit.start() - 40) : hit.end() + 40] for hit in WITHHELD.finditer(said)]


@dataclass
class Crawl:
    app: FastAPI
    browser: Visitor
    seen: dict[str, Any] = field(default_factory=dict)
    pages: dict[str, Page] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    routes: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._known = [(one.method, compile_path(one.path)[0], f"{one.method} {one.path}") for one in served(self.app)]
        self._found: dict[tuple[str, str], str] = {}

    def follow(self, *starts: str, of_one_route: int) -> "Crawl":
        """Everything of this site behind these addresses, but no more than so many addresses of one route."""
        waiting = [(start, "the start") for start in starts]
        while waiting:
            address, came_from = waiting.pop()
            address = urldefrag(urljoin(HERE, address)).url.removeprefix(HERE) or "/"
            route = self.route("GET", address)
            if address in self.seen or not address.startswith("/") or self.routes[route] >= of_one_route:
                continue
            self.routes[route] += 1
            waiting += [(found, address) for found in self._visit(address, came_from)]
        return self

    def _visit(self, address: str, came_from: str) -> list[str]:
        answer = self.seen[address] = self.browser.get(address)
        self.wrong += [f"{address}: no {name}" for name in ("content-security-policy", "x-content-type-options", "x-frame-options", "x-request-id") if name not in answer.headers]  # fmt: skip
        if answer.status_code in (303, 307):
            return [answer.headers["location"]]
        if answer.status_code != 200:
            self.wrong.append(f"{address}: {answer.status_code}, from {came_from}")
            return []
        if not answer.headers["content-type"].startswith("text/html"):
            return []
        page = self.pages[address] = Page(answer.text)
        self.wrong += [f"{address}: {what}" for what in problems(page)]
        posts = [urldefrag(urljoin(HERE + address, action or address)).url.removeprefix(HERE) for action in page.posts]
        self.wrong += [f"{address}: posts to {action}" for action in posts if not self.route("POST", action)]
        loads = [load for load in page.loads if "/static/" in load and not is_elsewhere(load)]
        return [urljoin(HERE + address, link or address) for link in page.links + loads]

    def route(self, method: str, address: str) -> str:
        """The route that answers there, as "GET /programs/{slug}"; nothing when none does."""
        path = urlsplit(address).path
        if method == "GET" and path.startswith("/static/"):
            return "MOUNT /static"
        if (method, path) not in self._found:
            matching = (name for known, pattern, name in self._known if known == method and pattern.match(path))
            self._found[method, path] = next(matching, "")
        return self._found[method, path]
