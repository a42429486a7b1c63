"""A request's database session: reading for safe methods, writing (one transaction, committed before the answer is sent) for
unsafe ones."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Annotated

import anyio.from_thread
from fastapi import Depends, Request
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from app.db import Database


def database_of(request: Request) -> Database:
    database: Database = request.app.state.database
    return database


async def get_session(request: Request) -> AsyncIterator[Session]:
    """A request's transaction. It begins with the first statement, in the thread of whoever asks; only what can wait for the
    disk or the network gets a thread here, since changing threads costs as much as a small query."""
    database, writes = database_of(request), bool(request.state.writes)
    session = database.session(writes=writes)
    try:
        yield session
    except BaseException:
        await run_in_threadpool(session.close)  # rolls back
        raise
    if writes:
        await run_in_threadpool(database.keep, session)
    elif database.is_embedded:
        session.close()
    else:
        await run_in_threadpool(session.close)


# Function scope: the commit happens before the answer, so a failed commit is an error and not a lost "saved".
DbSession = Annotated[Session, Depends(get_session, scope="function")]


class OwnTransactions:
    """For the few requests that must not hold the writers' lock throughout (they hash a password in between)."""

    def __init__(self, request: Request) -> None:
        self._database = database_of(request)
        self._writer: asyncio.Lock = request.state.writer
        self._slots: asyncio.Semaphore = request.state.slots

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with self._holding(self._slots), self._database.reading() as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        with self._holding(self._writer), self._holding(self._slots), self._database.writing() as session:
            yield session

    @contextmanager
    def _holding(self, gate: asyncio.Lock | asyncio.Semaphore) -> Iterator[None]:
        anyio.from_thread.run(gate.acquire)
        try:
            yield
        finally:
            anyio.from_thread.run_sync(gate.release)


async def own_transactions(request: Request) -> OwnTransactions:
    return OwnTransactions(request)


Transactions = Annotated[OwnTransactions, Depends(own_transactions)]
