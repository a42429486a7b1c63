"""The gate before the house: as many requests in flight as there are database connections, the body of an unsafe one read
whole before anything is held, and one writer at a time per process. Why: docs/decisions/0001-requests-and-transactions.md."""

import asyncio
from collections import deque
from collections.abc import Iterable

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.clock import utc_now

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
# POSTs whose path ends so only compute an answer: they read, and wait for no writer.
COMPUTES = ("/split", "/preview")
# POSTs that hash a password, read or write a file manage their own transactions (app/web/session.py: own_transactions): nobody may
# hold the writers' lock for the 300 ms of a hash, or while an export is made, a sheet is read or a plan is sought.
OWN_TRANSACTIONS = (
    "/sign-in/password",
    "/account/password",
    "/decision-file",
    "/download",
    "/administration/mail-test",
    "/spreadsheet",
    "/take",
    "/what-if",
    "/crm",
    "/columns",
    "/deals",
    "/logo",
    "/assignments/plan",
)
PASS = ("/static/", "/health")


class BodyRefused(Exception):
    def __init__(self, status: int, text: str) -> None:
        self.status, self.text = status, text


class Gate:
    def __init__(
        self,
        app: ASGIApp,
        *,
        slots: int,
        body_limit: int,
        body_seconds: float,
        larger: Iterable[tuple[str, int]] = (),
    ) -> None:
        self.app = app
        self.slots = asyncio.Semaphore(slots)
        self.writer = asyncio.Lock()
        self.body_limit, self.body_seconds = body_limit, body_seconds
        self.larger = tuple(larger)  # (path ending, bytes): the few pages that take a file
        self.patience = 30.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path: str = scope["path"]
        state = scope.setdefault("state", {})
        state["received_at"] = utc_now()
        if "\x00" in path or b"%00" in scope.get("query_string", b""):
            # No database text holds a NUL (PostgreSQL refuses it with an error), so nothing can be found by one.
            await PlainTextResponse("There is no such page.", 404)(scope, receive, send)
            return
        unsafe = scope["method"] not in SAFE
        computes, own = path.endswith(COMPUTES), path.endswith(OWN_TRANSACTIONS)
        state["writes"] = unsafe and not computes and not own
        state["writer"], state["slots"] = self.writer, self.slots
        if path.startswith(PASS):
            await self.app(scope, receive, send)
            return
        if unsafe:
            try:
                async with asyncio.timeout(self.body_seconds):
                    receive = await self._read_body(scope, receive, path)
            except (BodyRefused, TimeoutError) as refusal:
                status, text = (408, "The request took too long to arrive. Please send it again.")
                if isinstance(refusal, BodyRefused):
                    status, text = refusal.status, refusal.text
                await PlainTextResponse(text, status, headers={"Connection": "close"})(scope, receive, send)
                return
        if unsafe and own:  # takes lock and slot for each of its transactions, and neither while it hashes
            await self.app(scope, receive, send)
            return
        await self._admit(scope, receive, send, writes=state["writes"])

    async def _admit(self, scope: Scope, receive: Receive, send: Send, *, writes: bool) -> None:
        held: list[asyncio.Semaphore | asyncio.Lock] = []

        def release() -> None:
            while held:
                held.pop().release()

        async def sending(message: Message) -> None:
            # The answer exists, and its transaction has ended: a slow reader must hold up nobody.
            if message["type"] == "http.response.start":
                release()
            await send(message)

        try:
            # The writers' lock comes first: a queue of writers must not fill the slots that readers need.
            async with asyncio.timeout(self.patience):
                if writes:
                    await self.writer.acquire()
                    held.append(self.writer)
                await self.slots.acquire()
                held.append(self.slots)
        except TimeoutError:
            release()
            answer = PlainTextResponse("Uphill is very busy at the moment. Nothing was changed. Please try again.", 503)
            MutableHeaders(scope=None, raw=answer.raw_headers)["Retry-After"] = "5"
            await answer(scope, receive, send)
            return
        try:
            await self.app(scope, receive, sending)
        finally:
            release()

    async def _read_body(self, scope: Scope, receive: Receive, path: str) -> Receive:
        limit = next((size for ending, size in self.larger if path.endswith(ending)), self.body_limit)
        too_large = BodyRefused(
            413, f"That is more than the {limit // 1_000_000} MB this page takes. Please send less."
        )
        declared = next((value for name, value in scope["headers"] if name == b"content-length"), b"")
        if declared.isdigit() and int(declared) > limit:
            raise too_large
        chunks: deque[bytes] = deque()
        size = 0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise BodyRefused(400, "The request broke off.")
            size += len(message.get("body", b""))
            if size > limit:
                raise too_large
            chunks.append(message.get("body", b""))
            if not message.get("more_body", False):
                break
        body, replayed = b"".join(chunks), False

        async def replay() -> Message:
            nonlocal replayed
            if replayed:
                return await receive()
            replayed = True
            return {"type": "http.request", "body": body, "more_body": False}

        return replay
