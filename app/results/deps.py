""" "From the URL, already checked": a nomination whose scores the viewer may read; and results kept after the answer."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Annotated

import structlog
from fastapi import BackgroundTasks, Depends, Path, Request
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from app.nominations.deps import NominationAccess, nomination_for
from app.policy import Action
from app.programs.deps import ProgramAccess, ProgramResults, ProgramToDecide
from app.results.queries.computed import Computed
from app.results.queries.deciding import Deciding, Decisions, decisions_now
from app.results.service import keep_results, note_publication
from app.web.clock import Now
from app.web.errors import NotFound
from app.web.session import DbSession, database_of

log = structlog.get_logger()
ScoresToSee = Annotated[NominationAccess, nomination_for(Action.NOMINATION_SCORES)]
Keep = Callable[[int, list[Computed]], None]
Note = Callable[[Collection[int]], None]


def _keeper(request: Request, after: BackgroundTasks) -> Keep:
    def keep(program_id: int, fresh: list[Computed]) -> None:
        if fresh:
            now = request.state.received_at
            after.add_task(_store, request, lambda session: keep_results(session, program_id, fresh, now=now))

    return keep


def _noter(request: Request, after: BackgroundTasks) -> Note:
    def note(category_ids: Collection[int]) -> None:
        if category_ids:
            now = request.state.received_at
            after.add_task(_store, request, lambda session: note_publication(session, category_ids, now=now))

    return note


async def _store(request: Request, write: Callable[[Session], None]) -> None:
    """After the answer was sent, in a transaction of its own: it may fail, and the next reader does it again."""

    def in_transaction() -> None:
        with database_of(request).writing() as session:
            write(session)

    try:
        async with request.state.writer:
            await run_in_threadpool(in_transaction)
    except Exception as error:
        log.warning("what a reader leads to was not stored", error=str(error))


Keeping = Annotated[Keep, Depends(_keeper)]
NotingPublication = Annotated[Note, Depends(_noter)]


@dataclass(frozen=True, slots=True)
class CategoryAccess:
    """One category of a program that is being decided. `all`: it among the others."""

    program: ProgramAccess
    all: Decisions
    one: Deciding

    @property
    def user_id(self) -> int:
        return self.program.user_id


CategoryId = Annotated[int, Path(ge=1, lt=2**31)]


def _of(access: ProgramAccess, category_id: int, session: Session, now: Now) -> CategoryAccess:
    found = decisions_now(session, access.program, access.user_id, now)
    one = next((each for each in found.categories if each.category.id == category_id), None)
    if one is None:
        raise NotFound
    return CategoryAccess(access, found, one)


def _to_read(access: ProgramResults, category_id: CategoryId, session: DbSession, now: Now) -> CategoryAccess:
    return _of(access, category_id, session, now)


def _to_decide(access: ProgramToDecide, category_id: CategoryId, session: DbSession, now: Now) -> CategoryAccess:
    return _of(access, category_id, session, now)


CategoryToRead = Annotated[CategoryAccess, Depends(_to_read)]
CategoryToDecide = Annotated[CategoryAccess, Depends(_to_decide)]
