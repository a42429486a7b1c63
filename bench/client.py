"""The load, in a process of its own and as light as can be, since it shares the machine with the server: HTTP/1.1 on kept
connections, one per client, each waiting for its answer before it asks again. Reads a plan on stdin, writes what it saw.

Bounded: it talks to 127.0.0.1 only, and stops after `seconds` or `most` requests.
"""

import asyncio
import json
import sys
import time
from collections.abc import Iterator
from typing import Any, cast
from urllib.parse import urlencode

TIMEOUT = 60


class Connection(asyncio.Protocol):
    """One request at a time; knows just enough of HTTP for our server's answers, which all tell their length."""

    def __init__(self) -> None:
        self.buffer = bytearray()
        self.waiting: asyncio.Future[tuple[int, bytes]] | None = None
        self.expected, self.head_end = -1, -1
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def connection_lost(self, error: Exception | None) -> None:
        if self.waiting and not self.waiting.done():
            self.waiting.set_exception(ConnectionError("the server closed the connection"))

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if self.expected < 0:
            self.head_end = self.buffer.find(b"\r\n\r\n")
            if self.head_end < 0:
                return
            head = bytes(self.buffer[: self.head_end]).lower()
            at = head.find(b"content-length:")
            self.expected = int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
        whole = self.head_end + 4 + self.expected
        if len(self.buffer) >= whole and self.waiting and not self.waiting.done():
            answer = int(self.buffer[9:12]), bytes(self.buffer[self.head_end + 4 : whole])
            self.buffer.clear()
            self.expected = -1
            self.waiting.set_result(answer)

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        assert self.transport is not None
        self.waiting = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return await asyncio.wait_for(self.waiting, TIMEOUT)


def request_bytes(method: str, path: str, token: str, fields: dict[str, str] | None = None, port: int = 0) -> bytes:
    body = urlencode(fields).encode() if fields is not None else b""
    lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", f"Cookie: uphill={token}", "Sec-Fetch-Site: same-origin"]  # fmt: skip
    if fields is not None:
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}", "Accept: application/json", "X-Autosave: 1"]  # fmt: skip
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


class Pages:
    """Asks for the client's pages in turn."""

    def __init__(self, client: dict[str, Any], port: int) -> None:
        method, fields = client.get("method", "GET"), client.get("fields")
        self.requests = [request_bytes(method, path, client["token"], fields, port) for path in client["paths"]]
        self.count = 0

    def next(self) -> bytes:
        self.count += 1
        return self.requests[self.count % len(self.requests)]

    def heard(self, status: int, body: bytes) -> bool:
        return status == 200


class Saves:
    """Saves one scorecard after the other, each time with another score, and remembers what was acknowledged."""

    def __init__(self, client: dict[str, Any], port: int) -> None:
        self.client, self.port = client, port
        self.cards = {one: {"version": card["version"], "scores": dict(card["scores"])} for one, card in client["cards"].items()}  # fmt: skip
        self.turn: Iterator[str] = iter(())
        self.sent: tuple[str, dict[str, int]] = ("", {})
        self.count, self.acknowledged = 0, 0

    def next(self) -> bytes:
        nomination = next(self.turn, "")
        if not nomination:
            self.turn = iter(self.cards)
            nomination = next(self.turn)
        card, criteria = self.cards[nomination], self.client["criteria"]
        self.count += 1
        changed = str(criteria[self.count % len(criteria)])
        scores = {str(key): card["scores"].get(str(key), 5) for key in criteria}
        scores[changed] = scores[changed] % 10 + 1
        self.sent = nomination, scores
        fields = {"version": str(card["version"]), **{f"score-{key}": str(value) for key, value in scores.items()}}
        fields |= {**{f"note-{key}": "" for key in scores}, "comment_organizers": "", "comment_nominee": ""}
        return request_bytes("POST", f"/nominations/{nomination}/score", self.client["token"], fields, self.port)

    def heard(self, status: int, body: bytes) -> bool:
        if status != 200:
            return False
        nomination, scores = self.sent
        self.cards[nomination] = {"version": json.loads(body)["version"], "scores": scores}
        self.acknowledged += 1
        return True


async def drive(place: int, client: dict[str, Any], plan: dict[str, Any], ends: float) -> dict[str, Any]:
    loop = asyncio.get_running_loop()
    await asyncio.sleep(
        0.02 * place
    )  # people don't come all in the same microsecond: then one worker would take them all
    _, connection = await loop.create_connection(Connection, "127.0.0.1", plan["port"])
    work = (Saves if "cards" in client else Pages)(client, plan["port"])
    times: list[float] = []
    failed: list[str] = []
    size = 0
    while time.perf_counter() < ends and len(times) < plan["most"]:
        request = work.next()
        began = time.perf_counter()
        status, body = await connection.ask(request)
        times.append(time.perf_counter() - began)
        size = len(body)
        if not work.heard(status, body):
            failed.append(f"{status} {request[:80].decode().splitlines()[0]}")
    assert connection.transport is not None
    connection.transport.close()
    seen = {"times": times, "failed": failed, "bytes": size}
    return {**seen, "cards": work.cards, "acknowledged": work.acknowledged} if isinstance(work, Saves) else seen


async def main(plan: dict[str, Any]) -> dict[str, Any]:
    began = time.perf_counter()
    seen = await asyncio.gather(
        *(drive(place, client, plan, began + plan["seconds"]) for place, client in enumerate(plan["clients"]))
    )
    return {"seconds": time.perf_counter() - began, "clients": seen}


if __name__ == "__main__":
    try:
        import uvloop

        run = uvloop.run
    except ImportError:
        run = asyncio.run
    json.dump(run(main(json.load(sys.stdin))), sys.stdout)
