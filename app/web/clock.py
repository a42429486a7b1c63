"""The moment a request arrived: taken once, at its first byte, and used for every decision about it."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Request


def utc_now() -> datetime:
    return datetime.now(UTC)


async def received_at(request: Request) -> datetime:
    moment: datetime = request.state.received_at
    return moment


Now = Annotated[datetime, Depends(received_at)]
