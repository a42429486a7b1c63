""" "From the URL, already checked": a nomination whose scores the viewer may read; and results kept after the answer."""

from collections.abc import Callable
from typing import Annotated

import structlog
from fastapi import BackgroundTasks, Depends, Request
from starlette.concurrency import run_in_threadpool

from app.nominations.deps import NominationAccess, nomination_for
from app.policy import Action
from app.results.queries.computed import Computed
from app.results.service import keep_results
from app.web.session import database_of

log = structlog.get_logger()
ScoresToSee = Annotated[NominationAccess, nomination_for(Action.NOMINATION_SCORES)]
Keep = Callable[[int, list[Computed]], None]


def _keeper(request: Request, after: BackgroundTasks) -> Keep:
    def keep(program_id: int, fresh: list[Computed]) -> None:
        if fresh:
            after.add_task(_store, request, program_id, fresh)

    return keep


async def _store(request: Request, program_id: int, fresh: list[Computed]) -> None:
    """After the answer was sent, in a transaction of its own: it may fail, and the next reader computes it again."""

    def write() -> None:
        with database_of(request).writing() as session:
            keep_results(session, program_id, fresh, now=request.state.received_at)

    try:
        async with request.state.writer:
            await run_in_threadpool(write)
    except Exception as error:
        log.warning("a result was not stored", error=str(error))


Keeping = Annotated[Keep, Depends(_keeper)]
