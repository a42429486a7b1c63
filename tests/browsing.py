"""A browser without a window: follows no redirect by itself, sends Origin as browsers do, and can count its queries."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote

import httpx2
from fastapi import FastAPI
from sqlalchemy import event
from starlette.testclient import TestClient

from app.accounts.models import User, UserSession
from app.accounts.tokens import digest, new_token


class _Loop:
    def __init__(self) -> None:
        self.run = (loop := asyncio.new_event_loop()).run_until_complete
        self.close = loop.close

    def __del__(self) -> None:
        self.close()


class _Thread(threading.local):
    """Of each thread its own, which ends with the thread."""

    def __init__(self) -> None:
        self.loop = _Loop()


class Straight(httpx2.BaseTransport):
    """Carries a request to the application within the thread that asks. Starlette's own starts a thread with an event loop for
    each request and hands every message over: most of what a request of a test would cost. An error of the app is raised."""

    _thread = _Thread()

    def __init__(self, app: FastAPI) -> None:
        self.app = app

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        running = asyncio._get_running_loop()  # of a real browser that is driven by this thread too
        asyncio._set_running_loop(None)
        try:
            return self._thread.loop.run(self._ask(request))
        finally:
            asyncio._set_running_loop(running)

    async def _ask(self, request: httpx2.Request) -> httpx2.Response:
        told: list[dict[str, Any]] = []
        bodies, complete = [request.read()], asyncio.Event()

        async def receive() -> dict[str, Any]:
            if bodies:
                return {"type": "http.request", "body": bodies.pop(), "more_body": False}
            await complete.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            told.append(message)
            if message["type"] == "http.response.body" and not message.get("more_body", False):
                complete.set()

        await self.app(self._scope(request), receive, send)
        assert told, "the app gave no answer"
        start, *rest = told
        headers = [(name.decode(), value.decode()) for name, value in start["headers"]]
        content = b"" if request.method == "HEAD" else b"".join(message.get("body", b"") for message in rest)
        return httpx2.Response(start["status"], headers=headers, stream=httpx2.ByteStream(content), request=request)

    @staticmethod
    def _scope(request: httpx2.Request) -> dict[str, Any]:
        url = request.url
        return {
            "type": "http", "http_version": "1.1", "method": request.method, "scheme": url.scheme, "root_path": "",
            "path": unquote(url.path), "raw_path": url.raw_path.split(b"?", 1)[0], "query_string": url.query,
            "headers": [(name.lower().encode(), value.encode()) for name, value in request.headers.multi_items()],
            "client": ("testclient", 50000), "server": (url.host, url.port or 80), "extensions": {}, "state": {},
        }  # fmt: skip


class Visitor(TestClient):
    def __init__(self, app: FastAPI, user: User | None = None) -> None:
        super().__init__(app, follow_redirects=False, headers={"Origin": "http://testserver"})
        self._transport = Straight(app)
        self.application, self.user = app, user
        self._others: list[Visitor] = []

    def signed_in(self, user: User) -> "Visitor":
        """Another browser, in which `user` has a live session."""
        other = Visitor(self.application, user)
        self._others.append(other)
        token, now = new_token(), datetime.now(UTC)
        with self.application.state.database.writing() as session:
            session.add(
                UserSession(
                    user_id=user.id,
                    token_hash=digest(token),
                    created_at=now,
                    seen_at=now,
                    expires_at=now + timedelta(days=1),
                )
            )
        other.cookies.set("uphill", token)
        return other

    def close(self) -> None:
        for other in self._others:
            other.close()
        super().close()

    def submit(self, path: str, **fields: Any) -> httpx2.Response:
        return self.post(path, data={name: value for name, value in fields.items() if value is not None})

    def follow(self, response: httpx2.Response) -> httpx2.Response:
        assert response.status_code == 303, (response.status_code, response.text[:500])
        return self.get(response.headers["location"])

    @contextmanager
    def counting(self) -> Iterator[list[str]]:
        """The statements that the app sends to its database meanwhile."""
        statements: list[str] = []

        def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            statements.append(statement)

        engine = self.application.state.database.engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            yield statements
        finally:
            event.remove(engine, "before_cursor_execute", note)
