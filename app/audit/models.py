"""Who did what, when, from what to what: append-only, numbered without gaps per program."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class AuditHead(Base):
    """The last number given in each program (0: the site itself); its row lock puts writers in order on PostgreSQL."""

    __tablename__ = "audit_heads"

    program_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]


class AuditEvent(Base):
    __tablename__ = "audit"
    __table_args__ = (
        UniqueConstraint("program_id", "seq"),
        Index("ix_audit_object", "program_id", "object_kind", "object_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    program_id: Mapped[int]  # 0: the site itself
    seq: Mapped[int]
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))  # empty: Uphill itself
    action: Mapped[str] = mapped_column(Text)
    object_kind: Mapped[str] = mapped_column(Text)
    object_id: Mapped[str] = mapped_column(Text)
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    request_id: Mapped[str] = mapped_column(Text, default="")
