"""Results that were computed once: one row for what exactly went in."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class ComputedResult(Base):
    """`digest`: of everything the outcome depends on. `pinned`: somebody relies on this row, so it is never cleared away."""

    __tablename__ = "computed_results"
    __table_args__ = (UniqueConstraint("program_id", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    program_id: Mapped[int] = mapped_column(ForeignKey("programs.id"))
    digest: Mapped[str] = mapped_column(Text)
    engine: Mapped[str] = mapped_column(Text)
    outcome: Mapped[dict[str, Any]]
    pinned: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
