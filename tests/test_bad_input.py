"""Every form that anybody meets, filled with everything that people and programs send; every address with everything that can
stand in one. Never a 500, nothing typed is lost, and a sentence says what to do."""

import inspect
import itertools
import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from markupsafe import escape
from sqlalchemy.orm import Session

from app.db import Database
from tests.architecture.walking import served
from tests.browsing import Visitor
from tests.crawling import Crawl
from tests.everyone import Undone, World, add_everyone, browsers, make_world, path_of
from tests.filling import Filled, FormsOf

CANARY = "<script>canary(1)</script>\"'&amp;"
NASTY = {
    "empty": "", "long": "x" * 100_000, "NaN": "NaN", "minus one": "-1", "zero": "0", "infinite": "-Infinity", "exponent": "1e9999", "huge": "9" * 40,
    "64 bits": str(2**63), "32 bits": str(2**31), "rtl": "\u202eשלום", "emoji": "👩‍👩‍👧🏆", "four bytes": "𝒳𠜎", "html": CANARY, "formula": "=1+1", "lines": "a\r\nb\rc",
    "no date": "2027-13-45T99:99", "year one": "0001-01-01T00:00", "year 9999": "9999-12-31T23:59", "superscript": "²", "sql": "';--", "template": "{{7*7}}%(x)s{0}",
}  # fmt: skip
ANSWERS = {200, 303, 400, 403, 404, 409, 413, 422, 429}
URLENCODED, JSON, PARTS = "application/x-www-form-urlencoded", "application/json", "multipart/form-data; boundary=x"
# Content type and bytes: what is no form at all, or one that nobody's browser sends.
BODIES = {
    "invalid UTF-8": (URLENCODED, b"name=\xff\xfe&reason=%ff"), "a lone surrogate": (URLENCODED, b"name=%ED%A0%80&reason=%ED%A0%80"),
    "a NUL": (URLENCODED, b"name=a%00b&reason=%00"), "4,001 fields": (URLENCODED, b"&".join(b"a%d=1" % n for n in range(4001))),
    "one name 4,000 times": (URLENCODED, b"&".join([b"reason=1"] * 4000)), "no JSON": (JSON, b"{'reason': "), "JSON": (JSON, b'{"reason": null}'), "deep JSON": (JSON, b"[" * 50_000),
    "no boundary": ("multipart/form-data", b"--x\r\n"), "broken off": (PARTS, b'--x\r\nContent-Disposition: form-data; name="reason"\r\n\r\nabc'),
    "latin parts": (PARTS, b'--x\r\nContent-Disposition: form-data; name="reason"\r\n\r\n\xff\xfe\r\n--x--\r\n'),
    "a file for text": (PARTS, b'--x\r\nContent-Disposition: form-data; name="reason"; filename="x"\r\n\r\nabc\r\n--x--\r\n'),
    "unknown type": ("text/plain", b"reason=1"), "bad type": ("\xff/;;", b"reason=1"), "unknown charset": (URLENCODED + "; charset=nonsense", b"reason=1"),
}  # fmt: skip
PLACES = {"long": "x" * 5000, "huge": "9" * 40, "negative": "-1", "emoji": "%F0%9F%8F%86", "bad bytes": "%ff%fe", "surrogate": "%ED%A0%80", "dots": "a..b", "quote": "'", "percent": "%25", "NUL": "%00"}  # fmt: skip
QUERIES = ("abc", str(10**30), "-1", "%25", "%ff", "%C2%B2")


@pytest.fixture
def world(db: Session) -> World:
    return make_world(db)


@pytest.fixture
def people(db: Session, world: World, visitor: Visitor, app: FastAPI, database: Database) -> dict[str, Visitor]:
    """Those who have forms; from now on nothing that is asked is kept."""
    found = browsers(add_everyone(db, world), visitor)
    app.state.database = Undone(database)
    return {who: found[who] for who in ("anonymous", "nominator", "judge", "organizer", "administrator")}


def forms_of(app: FastAPI, browser: Visitor, *starts: str) -> Iterator[Filled]:
    """Each kind of form that the pages behind these hold, once."""
    seen = set()
    crawl = Crawl(app, browser).follow(*starts, of_one_route=2)
    for address, page in crawl.pages.items():
        for form in FormsOf(address, page.text).all():
            kind = crawl.route("POST", form.action), tuple(sorted(form.types))
            if kind not in seen and not form.action.startswith("/sign-out"):
                seen.add(kind)
                yield form


def trouble(browser: Visitor, method: str, path: str, **how: Any) -> str:
    """What is wrong with the answer; nothing if it is one that may be given."""
    try:
        answer = browser.request(method, path, **how)
    except Exception as error:
        return f"{type(error).__name__}: {str(error).splitlines()[0][:150]}"
    if answer.status_code not in ANSWERS:
        return f"answers {answer.status_code}"
    if "<script>canary" in answer.text:
        return "hands markup back"
    return lost(answer, how.get("data") or {})


def lost(answer: Any, sent: dict[str, Any]) -> str:
    """A form that comes back holds what was typed into it."""
    if answer.status_code != 422 or "<form" not in answer.text:
        return ""
    typed = {name: value if isinstance(value, str) else value[-1] for name, value in sent.items()}
    doubtful = {name: value for name, value in typed.items() if value.strip() and str(escape(value)) not in answer.text}
    if not doubtful:
        return ""
    given = {
        name: value
        for form in FormsOf("/", answer.text).forms
        for name, value in form.fields.items()
        if form.types[name] in ("text", "textarea", "email", "search", "number")
    }
    gone = [name for name, value in doubtful.items() if name in given and plain(value) not in plain(given[name])]
    return f"loses {gone[0]}" if gone else ""


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.strip())


def fillings(form: Filled, turn: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Everything typed at once, for each kind of text; then one field after the other, each with another kind, the rest in order."""
    good, kinds = form.plausible(), list(NASTY.items())
    if form.typed():
        yield from ((name, {**good, **dict.fromkeys(form.typed(), value)}) for name, value in kinds)
    for place, field in enumerate([*form.typed(), *form.chosen()]):
        name, value = kinds[(turn + 7 * place) % len(kinds)]
        yield f"{field} {name}", {**good, field: value}
        if field in form.chosen():
            yield f"{field} unknown", {**good, field: "987654321"}
    yield "each three times", {name: ["1", CANARY, value] for name, value in good.items()}


def test_every_form_takes_everything_that_can_be_typed(
    app: FastAPI, world: World, people: dict[str, Visitor], backend: str
) -> None:
    wrong, sent, actions = [], 0, set()
    for who, browser in people.items():
        for number, form in enumerate(forms_of(app, browser, *starts(world))):
            actions.add(form.action)
            for what, fields in fillings(form, number + 11 * (backend == "postgres")):
                sent += 1
                if said := trouble(browser, "POST", form.action, data=fields):
                    wrong.append(f"{who} {form.action} {what}: {said}")
    assert wrong == []
    assert sent > 800
    assert len(actions) > 40


def starts(world: World) -> list[str]:
    draft = f"/nominations/{world.draft.public_id}"
    return [
        "/",
        "/sign-in",
        "/account",
        f"{draft}/review",
        f"/nominations/{world.nomination.public_id}",
        f"/programs/{world.open_program.slug}/overview",
    ]


def test_no_route_falls_over_a_body_that_is_no_form(app: FastAPI, world: World, people: dict[str, Visitor]) -> None:
    wrong, reached = [], 0
    for route in served(app):
        for who, browser in people.items() if route.method == "POST" else ():
            path = path_of(route, world.parts)
            if browser.post(path).status_code in (403, 404):
                continue  # the matrix says who is refused before anything is read
            reached += 1
            for name, (kind, body) in BODIES.items():
                if said := trouble(
                    browser, "POST", path, content=body, headers={"Content-Type": kind.encode("latin-1")}
                ):
                    wrong.append(f"{who} {path} {name}: {said}")
            break
    assert wrong == []
    assert reached > 40


def test_no_address_falls_over_what_stands_in_it(app: FastAPI, world: World, people: dict[str, Visitor]) -> None:
    wrong, asked = [], 0
    for route in served(app):
        for part in re.findall(r"{(\w+)", route.path) if route.method in ("GET", "POST") else ():
            for name, value in PLACES.items():
                asked += 1
                path = path_of(route, {**world.parts, part: value})
                if said := trouble(people["organizer"], route.method, path):
                    wrong.append(f"{route.method} {route.path} {part} {name}: {said}")
    assert wrong == []
    assert asked > 500


def test_no_page_falls_over_a_query(app: FastAPI, world: World, people: dict[str, Visitor]) -> None:
    wrong, asked = [], 0
    for route in served(app):
        path = path_of(route, world.parts)
        names = queries_of(route.endpoint) if route.method == "GET" else set()
        browser = next((one for one in people.values() if names and one.get(path).status_code == 200), None)
        for name, value in itertools.product(sorted(names), QUERIES) if browser else ():
            asked += 1
            if browser and (said := trouble(browser, "GET", f"{path}?{name}={value}&{name}={value}")):
                wrong.append(f"{path}?{name}={value}: {said}")
    assert wrong == []
    assert asked > 400


def queries_of(endpoint: Any) -> set[str]:
    """What a page may ask of its query: its own arguments, and every name that its module reads from there."""
    if not inspect.isfunction(endpoint):
        return set()
    named = {
        name
        for name, one in inspect.signature(endpoint).parameters.items()
        if one.annotation in (str, int, "str", "int")
    }
    read = re.findall(r"""params(?:\.get\(|\[)["'](\w+)""", inspect.getsource(inspect.getmodule(endpoint)))  # type: ignore[arg-type]
    return named | set(read) | {"page", "q"}


def test_lost_text_would_be_noticed() -> None:
    class Answer:
        status_code, text = (
            422,
            '<form method="post"><input name="a" value="kept"><textarea name="b"></textarea></form>',
        )

    assert lost(Answer, {"a": "kept"}) == ""
    assert lost(Answer, {"a": "kept", "b": "typed"}) == "loses b"
