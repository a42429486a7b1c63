"""Append one event to the trail, in the transaction of the change itself."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import insert
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
    session.execute(
        insert(AuditEvent).values(
            program_id=program_id,
            seq=_next_number(session, program_id),
            at=now,
            actor_id=actor_id,
            action=action,
            object_kind=kind,
            object_id=str(object_id),
            before=dict(before) if before is not None else None,
            after=dict(after) if after is not None else None,
            reason=reason,
            request_id=structlog.contextvars.get_contextvars().get("request_id", ""),
        )
    )


def _next_number(session: Session, program_id: int) -> int:
    dialect = session.get_bind().dialect.name
    upsert = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(AuditHead).values(
        program_id=program_id, seq=1
    )
    statement = upsert.on_conflict_do_update(index_elements=[AuditHead.program_id], set_={"seq": AuditHead.seq + 1})
    return session.execute(statement.returning(AuditHead.seq)).scalar_one()
