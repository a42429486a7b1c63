"""What an organizer decided about a nomination's texts in a blind program, beyond what is masked by itself."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class Redaction(Base):
    """At most one per nomination. The texts stay as they are: only what judges read of them changes.

    `phrases`: [words, whom they name] hidden wherever they stand. `shown`: [digest of a text, start, end] of places that are
    masked by themselves and may stay; a text that changes has another digest, so it is masked again. `seen`: digests of the texts
    that were read. `copies`: hashes of files whose neutral copy judges may open.
    """

    __tablename__ = "redactions"

    id: Mapped[int] = mapped_column(primary_key=True)
    nomination_id: Mapped[int] = mapped_column(ForeignKey("nominations.id"), unique=True)
    version: Mapped[int] = mapped_column(default=1)
    phrases: Mapped[list[Any]] = mapped_column(default=list)
    shown: Mapped[list[Any]] = mapped_column(default=list)
    seen: Mapped[list[Any]] = mapped_column(default=list)
    copies: Mapped[list[Any]] = mapped_column(default=list)
    remaining: Mapped[int] = mapped_column(default=0)  # places that name somebody and were left readable
    read_submission_id: Mapped[int | None] = mapped_column(
        ForeignKey("submissions.id")
    )  # the version that was read through
    before: Mapped[dict[str, Any]] = mapped_column(default=dict)  # what the last change replaced, for undoing
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    updated_at: Mapped[datetime]
