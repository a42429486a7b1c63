"""Many at once, against a real server: nothing is lost, nothing is saved twice, nothing is overwritten silently."""

import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import httpx2
import uvicorn
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.models import AuditEvent
from app.db import Database
from app.judging.models import Score, Scorecard
from app.main import create_app
from app.settings import Settings
from tests import factories as make
from tests.browsing import Visitor
from tests.judging.arranging import arrange, assessed, look

MANY = 20


@contextmanager
def served(settings: Settings, database: Database) -> Iterator[str]:
    """An application of its own: the locks of the shared one belong to another event loop."""
    app = create_app(settings, database)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


def all_at_once(
    settings: Settings, browser: Visitor, requests: list[tuple[str, dict[str, Any]]]
) -> list[httpx2.Response]:
    """Each request from a client of its own, all released by one barrier."""
    barrier = threading.Barrier(len(requests))
    with served(settings, browser.application.state.database) as origin:

        def send(request: tuple[str, dict[str, Any]]) -> httpx2.Response:
            headers = {"Origin": origin, "Accept": "application/json", "Cookie": f"uphill={browser.cookies['uphill']}"}
            with httpx2.Client(base_url=origin, headers=headers, timeout=60) as client:
                barrier.wait()
                return client.post(request[0], data=request[1])

        with ThreadPoolExecutor(len(requests)) as pool:
            return list(pool.map(send, requests))


def test_twenty_equal_saves_make_one_card_and_all_are_told_it_is_saved(
    db: Session, settings: Settings, visitor: Visitor
) -> None:
    desk = arrange(db)
    answers = all_at_once(settings, visitor.signed_in(desk.judge), [(desk.score, desk.fields(8, 7, 6, 5, 4))] * MANY)
    assert [(answer.status_code, answer.json()["version"]) for answer in answers] == [(200, 1)] * MANY
    assert len(look(db, select(Scorecard.id))) == 1
    assert sorted(look(db, select(Score.thousandths))) == [4000, 5000, 6000, 7000, 8000]
    assert look(db, select(AuditEvent.action).where(AuditEvent.action == "scorecard.save")) == ["scorecard.save"]


def test_of_twenty_different_saves_one_wins_and_the_others_meet_a_409(
    db: Session, settings: Settings, visitor: Visitor
) -> None:
    desk = arrange(db)
    requests = [(desk.score, desk.fields(8, comment_organizers=f"Tab {n}")) for n in range(MANY)]
    answers = all_at_once(settings, visitor.signed_in(desk.judge), requests)
    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: MANY - 1}
    winner = next(n for n, answer in enumerate(answers) if answer.status_code == 200)
    assert look(db, select(Scorecard.comment_organizers)) == [f"Tab {winner}"]


def test_twenty_saves_of_twenty_nominations_are_all_kept_and_numbered(
    db: Session, settings: Settings, visitor: Visitor
) -> None:
    desk = arrange(db)
    paths = []
    for _n in range(MANY):
        nomination = make.make_submitted(db, desk.program, desk.owner, **assessed())
        make.make_assignment(db, nomination, desk.judge)
        paths.append(f"/nominations/{nomination.public_id}/score")
    answers = all_at_once(settings, visitor.signed_in(desk.judge), [(path, desk.fields(8, 7)) for path in paths])
    assert [answer.status_code for answer in answers] == [200] * MANY
    assert len(look(db, select(Score.id))) == 2 * MANY
    numbers = look(db, select(AuditEvent.seq).where(AuditEvent.program_id == desk.program.id).order_by(AuditEvent.seq))
    assert numbers == list(range(1, len(numbers) + 1))
    assert look(db, select(AuditEvent.action).where(AuditEvent.action == "program.lock_rubric")) == [
        "program.lock_rubric"
    ]


def test_twenty_presses_of_submit_make_one_final_card(db: Session, settings: Settings, visitor: Visitor) -> None:
    desk = arrange(db)
    fields = desk.fields(8, 7, 6, 5, 4)
    answers = all_at_once(settings, visitor.signed_in(desk.judge), [(desk.path("final"), fields)] * MANY)
    assert {answer.status_code for answer in answers} == {303}
    assert look(db, select(AuditEvent.action).where(AuditEvent.action == "scorecard.finish")) == ["scorecard.finish"]
