"""The outbox: every mail is written here in the transaction that causes it, and delivered later."""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base

TOO_OLD = timedelta(days=3)  # written when no mail server was set up: by now it would only confuse


class OutboxMail(Base):
    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_waiting", "sent_at", "next_try_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    dedup_key: Mapped[str] = mapped_column(Text, unique=True)
    program_id: Mapped[int | None] = mapped_column(
        ForeignKey("programs.id"), index=True
    )  # empty: shown to no organizer
    nomination_id: Mapped[int | None] = mapped_column(
        ForeignKey("nominations.id"), index=True
    )  # what it tells about: who has a conflict with it neither gets the mail nor reads it in the outbox
    to_email: Mapped[str] = mapped_column(Text)
    to_name: Mapped[str] = mapped_column(Text, default="")
    subject: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)  # erased after sending when it holds a secret
    secret: Mapped[bool] = mapped_column(default=False)
    held: Mapped[bool] = mapped_column(default=False)  # until an organizer releases it
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    useless_after: Mapped[datetime | None]  # a sign-in code that comes too late is not sent at all
    last_error: Mapped[str] = mapped_column(Text, default="")
    given_up_at: Mapped[datetime | None]
