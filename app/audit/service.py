"""Append one event to the trail, in the transaction of the change itself."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

import structlog
from sqlalchemy import bindparam, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.audit.models import AuditEvent, AuditHead

SITE = 0


def record(
    session: Session,
    *,
    program_id: int,
    actor_id: int | None,
    action: str,
    about: tuple[str, int | str],
    now: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
) -> None:
    """`about`: kind and id of what was changed. Autosaves pass field names and versions only, never values."""
    kind, object_id = about
    session.connection().execute(
        _append(),
        {
            "program_id": program_id, "seq": _next_number(session, program_id), "at": now, "actor_id": actor_id, "action": action,
            "object_kind": kind, "object_id": str(object_id), "before": dict(before) if before is not None else None,
            "after": dict(after) if after is not None else None, "reason": reason,
            "request_id": structlog.contextvars.get_contextvars().get("request_id", ""),
        },
    )  # fmt: skip


# Built once: putting a statement together takes longer than running it, and every save passes here.
@cache
def _append() -> Any:
    table: Any = AuditEvent.__table__
    return insert(table)


@cache
def _count_up(dialect: str) -> Any:
    table: Any = AuditHead.__table__
    upsert = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(table)
    return (
        upsert.values(program_id=bindparam("program"), seq=1)
        .on_conflict_do_update(index_elements=[table.c.program_id], set_={"seq": table.c.seq + 1})
        .returning(table.c.seq)
    )


def _next_number(session: Session, program_id: int) -> int:
    statement = _count_up(session.get_bind().dialect.name)
    number: int = session.connection().execute(statement, {"program": program_id}).scalar_one()
    return number
