"""The gate, on a real server: many clients, slow senders, slow readers."""

import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection

import pytest
from fastapi import FastAPI, Request
from sqlalchemy import text
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse

from app.db import Database
from app.web.gate import Gate
from app.web.session import DbSession
from tests.serving import serving, until

SLOTS, LARGE = 3, 4_000_000


class House:
    """A small app behind the gate, which remembers how many requests it had at once."""

    def __init__(self, database: Database) -> None:
        self.app = FastAPI(
            middleware=[Middleware(Gate, slots=SLOTS, body_limit=1000, body_seconds=2.0, larger=(("/sheet", 5000),))]
        )
        self.app.state.database = database
        self.inside, self.most, self.writing, self.most_writing = 0, 0, 0, 0
        self.lock, self.hold = threading.Lock(), threading.Event()
        self.hold.set()

        @self.app.get("/read")
        def read(session: DbSession) -> str:
            with self._counted():
                session.execute(text("SELECT 1"))
                time.sleep(0.005)
            return "read"

        @self.app.post("/write")
        @self.app.post("/sheet")
        def write(request: Request, session: DbSession) -> str:
            with self._counted(writes=True):
                session.execute(text("UPDATE t SET n = n + 1"))
            return "written"

        @self.app.post("/revenue/split")
        def split(session: DbSession) -> str:
            session.execute(text("SELECT 1"))
            return "computed"

        @self.app.post("/waits")
        def waits() -> str:
            self.hold.wait(20)
            return "done"

        @self.app.get("/large")
        def large(session: DbSession) -> PlainTextResponse:
            session.execute(text("SELECT 1"))
            return PlainTextResponse("x" * LARGE)

    def _counted(self, *, writes: bool = False) -> "Counted":
        return Counted(self, writes)


class Counted:
    def __init__(self, house: House, writes: bool) -> None:
        self.house, self.writes = house, writes

    def __enter__(self) -> None:
        house = self.house
        with house.lock:
            house.inside += 1
            house.writing += self.writes
            house.most, house.most_writing = max(house.most, house.inside), max(house.most_writing, house.writing)

    def __exit__(self, *_error: object) -> None:
        with self.house.lock:
            self.house.inside -= 1
            self.house.writing -= self.writes


@pytest.fixture
def house(tmp_path: object) -> Iterator[House]:
    database = Database(f"sqlite:///{tmp_path}/gate.sqlite3", pool_size=SLOTS)
    with database.writing() as session:
        session.execute(text("CREATE TABLE t (n INTEGER)"))
        session.execute(text("INSERT INTO t VALUES (0)"))
    yield House(database)
    database.close()


@pytest.fixture
def port(house: House) -> Iterator[int]:
    with serving(house.app) as port:
        yield port


def gate_of(house: House) -> Gate:
    layer = house.app.middleware_stack
    while not isinstance(layer, Gate):
        layer = layer.app  # type: ignore[union-attr]
    return layer


def ask(port: int, method: str, path: str, body: bytes | None = None) -> tuple[int, bytes]:
    with closing(HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.request(method, path, body)
        response = connection.getresponse()
        return response.status, response.read()


def sender(port: int, path: str, length: int) -> socket.socket:
    """A client that has announced a body of that length, and sent none of it."""
    client = socket.create_connection(("127.0.0.1", port), timeout=20)
    client.sendall(f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n".encode())
    return client


def status_of(client: socket.socket) -> int:
    return int(client.makefile("rb").readline().split()[1])


def test_many_more_clients_than_connections_all_get_their_answer(house: House, port: int) -> None:
    with ThreadPoolExecutor(60) as clients:
        answers = list(clients.map(lambda _: ask(port, "GET", "/read")[0], range(240)))
    assert answers == [200] * 240
    assert house.most <= SLOTS


def test_writers_come_one_by_one_and_none_is_lost(house: House, port: int) -> None:
    with ThreadPoolExecutor(30) as clients:
        answers = list(clients.map(lambda _: ask(port, "POST", "/write", b"a=1")[0], range(90)))
    assert answers == [200] * 90
    assert house.most_writing == 1
    with house.app.state.database.reading() as session:
        assert session.scalar(text("SELECT n FROM t")) == 90


def test_who_sends_byte_by_byte_holds_up_no_other_writer(port: int) -> None:
    with closing(sender(port, "/write", 50)) as slow:
        for _ in range(3):
            slow.sendall(b"a")
            assert ask(port, "POST", "/write", b"a=1") == (200, b'"written"')
        slow.sendall(b"a" * 47)
        assert status_of(slow) == 200


def test_many_slow_senders_leave_the_slots_to_others(port: int) -> None:
    slow = [sender(port, "/write", 50) for _ in range(SLOTS * 3)]
    try:
        assert ask(port, "GET", "/read")[0] == 200
        assert ask(port, "POST", "/write", b"a=1")[0] == 200
    finally:
        for client in slow:
            client.close()


def test_a_body_that_does_not_arrive_is_answered_with_408(port: int) -> None:
    with closing(sender(port, "/write", 50)) as slow:
        assert status_of(slow) == 408


@pytest.mark.parametrize("declared", [True, False])
def test_a_body_that_is_too_large_is_answered_with_413_before_it_is_read(port: int, declared: bool) -> None:
    if declared:
        with closing(sender(port, "/write", 10_000_000_000)) as client:
            assert status_of(client) == 413
        return
    with closing(socket.create_connection(("127.0.0.1", port), timeout=20)) as client:
        client.sendall(b"POST /write HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        client.sendall(b"400\r\n" + b"a" * 1024 + b"\r\n")  # and no end
        assert status_of(client) == 413


def test_a_page_that_takes_files_takes_more(port: int) -> None:
    assert ask(port, "POST", "/sheet", b"a" * 3000)[0] == 200
    assert ask(port, "POST", "/write", b"a" * 3000)[0] == 413


def test_what_only_computes_waits_for_no_writer(house: House, port: int) -> None:
    house.hold.clear()
    with ThreadPoolExecutor(1) as clients:
        waiting = clients.submit(ask, port, "POST", "/waits", b"a=1")
        try:
            until(gate_of(house).writer.locked)
            assert ask(port, "POST", "/revenue/split", b"a=1") == (200, b'"computed"')
            assert ask(port, "GET", "/read")[0] == 200
        finally:
            house.hold.set()
        assert waiting.result(20)[0] == 200


def test_who_reads_slowly_holds_no_slot(port: int) -> None:
    slow = []
    try:
        for _ in range(SLOTS * 2):
            client = socket.create_connection(("127.0.0.1", port), timeout=20)
            slow.append(client)
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.sendall(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
            assert client.recv(12) == b"HTTP/1.1 200"  # and nothing more is read
        assert ask(port, "GET", "/read")[0] == 200
    finally:
        for client in slow:
            client.close()


def test_a_writer_who_waits_too_long_is_told_that_nothing_was_changed(house: House, port: int) -> None:
    gate = gate_of(house)
    gate.patience = 0.1
    house.hold.clear()
    with ThreadPoolExecutor(1) as clients:
        waiting = clients.submit(ask, port, "POST", "/waits", b"a=1")
        try:
            until(gate.writer.locked)
            status, said = ask(port, "POST", "/write", b"a=1")
            assert (status, said) == (503, b"Uphill is very busy at the moment. Nothing was changed. Please try again.")
        finally:
            house.hold.set()
        assert waiting.result(20)[0] == 200
    assert ask(port, "POST", "/write", b"a=1")[0] == 200
