"""A browser without a window: follows no redirect by itself, sends Origin as browsers do, and can count its queries."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
from fastapi import FastAPI
from sqlalchemy import event
from starlette.testclient import TestClient

from app.accounts.models import User, UserSession
from app.accounts.tokens import digest, new_token


class Visitor(TestClient):
    def __init__(self, app: FastAPI, user: User | None = None) -> None:
        super().__init__(
            app, follow_redirects=False, raise_server_exceptions=True, headers={"Origin": "http://testserver"}
        )
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
