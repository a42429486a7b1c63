"""B1: a blind judge's answers are the same, byte for byte, whoever is in the contest; and a planted leak is seen."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.masking import MaskedText, Veil
from app.judging.queries import desk as desk_reads
from app.nominations.models import Submission
from app.redaction import routes
from tests.browsing import Visitor
from tests.everyone import Undone
from tests.judging.arranging import Desk
from tests.redaction.worlds import PEOPLE, Answer, People, answers, contest, inhabit, script

# Names that share no word; and those of somebody who nominates themselves, or is called like the company.
APART, OVERLAPPING = PEOPLE[:3], PEOPLE[3:]


def reachable(app: FastAPI, db: Session, browser: Visitor, desk: Desk) -> list[Any]:
    """What is answered with more than "there is no such page" to this judge, and a few that are not."""
    asked = script(app, db, desk, browser)
    found = answers(app, browser, desk, asked, ["text/html"])
    kept = [one for one in asked if found[f"{one[0]} {one[1]} {one[2]} text/html"][0] not in (404, 303, 405)]
    assert len(kept) > 40
    return kept + asked[:10]


def differing(first: dict[str, Answer], second: dict[str, Answer]) -> list[str]:
    return [path for path in first if first[path] != second[path]]


def test_b1_nothing_on_any_route_depends_on_who_is_in_the_contest(app: FastAPI, db: Session, visitor: Visitor) -> None:
    desk = contest(db, app)
    browser = visitor.signed_in(desk.judge)
    app.state.database = Undone(app.state.database)
    asked = script(app, db, desk, browser)
    first = answers(app, browser, desk, asked)
    inhabit(db, app, desk, PEOPLE[1])
    assert differing(first, answers(app, browser, desk, asked)) == []
    assert {200, 403, 404, 422} <= {answer[0] for answer in first.values()}


def test_b1_nor_on_which_two_contests_are_compared(app: FastAPI, db: Session, visitor: Visitor) -> None:
    desk = contest(db, app)
    browser = visitor.signed_in(desk.judge)
    app.state.database = Undone(app.state.database)
    asked = reachable(app, db, browser, desk)

    @settings(max_examples=3, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(st.tuples(st.sampled_from(APART), st.sampled_from(APART)), st.randoms(use_true_random=False))
    def compared(pair: Any, order: Any) -> None:
        shuffled = order.sample(asked, len(asked))
        seen = []
        for people in pair:
            inhabit(db, app, desk, people)
            seen.append(answers(app, browser, desk, shuffled))
        assert differing(*seen) == []

    compared()


@pytest.mark.parametrize("people", OVERLAPPING, ids=lambda people: people.nominee)
def test_b1_where_names_overlap_labels_may_tell_that_and_nothing_tells_a_name(
    app: FastAPI, db: Session, visitor: Visitor, people: People
) -> None:
    """Who nominates themselves reads "[nominee]" where others read "[nominator]": see docs/security.md."""
    desk = contest(db, app, people)
    browser = visitor.signed_in(desk.judge)
    app.state.database = Undone(app.state.database)
    found = answers(app, browser, desk, reachable(app, db, browser, desk))
    said = [
        (path, word)
        for path, (_status, text, headers) in found.items()
        for word in people.words
        if word in f"{text} {headers}".lower()
    ]
    assert said == []


def etag(app: FastAPI, db: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """A header that hashes who is nominated."""
    inner = app.build_middleware_stack()

    async def leaking(scope: Any, receive: Any, send: Any) -> None:
        async def told(message: Any) -> None:
            if message["type"] == "http.response.start":
                with app.state.database.reading() as session:
                    name = session.scalars(select(Submission.nominee_name).order_by(Submission.id)).first()
                message["headers"] = [*message["headers"], (b"etag", str(hash(name)).encode())]
            await send(message)

        await inner(scope, receive, told)

    monkeypatch.setattr(app, "middleware_stack", leaking)


def order(app: FastAPI, db: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """The desk, by the nominees' names."""
    rows = desk_reads.rows
    monkeypatch.setattr(desk_reads, "rows", lambda *given: sorted(rows(*given), key=lambda row: row.nominee))


def length(app: FastAPI, db: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """Labels that are as long as the names behind them."""
    masked = Veil.masked

    def padded(self: Veil, text: str) -> MaskedText:
        found = masked(self, text)
        return MaskedText(found.text + " " * (len(text) - len(found.text)), found.spans)

    monkeypatch.setattr(Veil, "masked", padded)


def count(app: FastAPI, db: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """A place that is masked only where a name has three parts."""
    marks = Veil.marks
    monkeypatch.setattr(Veil, "marks", lambda self, text: [m for m in marks(self, text) if m.end - m.start < 26])


def download(app: FastAPI, db: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """The original instead of its copy."""
    monkeypatch.setattr(routes, "neutral_copy", lambda export, mapping, veil: export.filename.encode())


def nickname(app: FastAPI, db: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the organizer hid is not hidden."""
    own = Veil.marks
    monkeypatch.setattr(Veil, "marks", lambda self, text: [m for m in own(self, text) if m.who != "removed"])


@pytest.mark.parametrize("leak", [etag, order, length, count, download, nickname])
def test_b1_a_planted_leak_is_seen(
    app: FastAPI, db: Session, visitor: Visitor, monkeypatch: pytest.MonkeyPatch, leak: Callable[..., None]
) -> None:
    desk = contest(db, app)
    browser = visitor.signed_in(desk.judge)
    leak(app, db, monkeypatch)
    pages = ("/score", "/desk", "/download")
    asked = [one for one in script(app, db, desk, browser) if one[1].endswith(pages)]
    first = answers(app, browser, desk, asked)
    inhabit(db, app, desk, PEOPLE[1])
    assert differing(first, answers(app, browser, desk, asked)) != []


def test_b1_without_a_leak_these_few_pages_are_the_same(app: FastAPI, db: Session, visitor: Visitor) -> None:
    desk = contest(db, app)
    browser = visitor.signed_in(desk.judge)
    asked = [one for one in script(app, db, desk, browser) if one[1].endswith(("/score", "/desk", "/download"))]
    app.state.database = Undone(app.state.database)
    first = answers(app, browser, desk, asked)
    inhabit(db, app, desk, PEOPLE[1])
    assert differing(first, answers(app, browser, desk, asked)) == []
    assert any(path.startswith("POST") and "/download" in path and one[0] == 200 for path, one in first.items())
