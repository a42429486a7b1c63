"""Nominators are asked, or reminded, by an organizer's click."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.flags.queries import Askable
from app.nominations.service import NotAskable, ask


@dataclass(frozen=True, slots=True)
class Asking:
    """How many mails were written, and what was left out, with the reason."""

    asked: int
    left_out: tuple[tuple[str, str], ...]


def ask_many(session: Session, rows: Sequence[Askable], *, note: str, by: int, now: datetime, origin: str) -> Asking:
    """One mail each; who was mailed today already, or can't be asked, is left out and named."""
    asked, left_out = 0, []
    for row in rows:
        try:
            ask(session, row.nomination, (row.submission, row.assessment), by=by, now=now, origin=origin, note=note)
            asked += 1
        except NotAskable as reason:
            left_out.append((row.nomination.reference or "", str(reason)))
    return Asking(asked, tuple(left_out))
