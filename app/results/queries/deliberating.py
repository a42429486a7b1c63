"""The shortlist of a category, and what organizers said to each other about it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.domain.states import State
from app.nominations.models import Nomination
from app.programs.models import Category
from app.results.models import DeliberationNote, ShortlistEntry
from app.results.queries.adjusting import Placed
from app.results.queries.boards import Board

FEWEST, MOST = 5, 25
"""Rows of the excerpt of a leaderboard: at least, and at most for the tie zone."""


@dataclass(frozen=True, slots=True)
class Note:
    author: str
    text: str
    at: datetime


def shortlists_in(session: Session, program_id: int, hidden: Collection[int]) -> dict[int, list[int]]:
    """Category → nominations on its shortlist that still stand there, by their numbers. One query."""
    rows = session.execute(
        select(ShortlistEntry.category_id, Nomination.id)
        .join(Nomination, Nomination.id == ShortlistEntry.nomination_id)
        .where(
            Nomination.program_id == program_id,
            Nomination.category_id == ShortlistEntry.category_id,
            Nomination.state == State.SUBMITTED,
            Nomination.id.not_in(hidden),
        )
        .order_by(Nomination.number)
    )
    found: dict[int, list[int]] = {}
    for category_id, nomination_id in rows:
        found.setdefault(category_id, []).append(nomination_id)
    return found


def notes_of(session: Session, category: Category) -> list[Note]:
    """Oldest first."""
    rows = session.execute(
        select(User.name, User.email, DeliberationNote.text, DeliberationNote.created_at)
        .join(User, User.id == DeliberationNote.author_id)
        .where(DeliberationNote.category_id == category.id)
        .order_by(DeliberationNote.id)
    )
    return [Note(row[0] or row[1], row[2], row[3]) for row in rows]


def suggested(board: Board, on_it: Collection[int]) -> list[int]:
    """Who is in the tie zone, and not on the shortlist yet; the first of them, where the zone is larger than a shortlist is long."""
    zone = [row.key for row in board.tie_zone]
    return [key for key in zone if key not in on_it][:MOST] if len(zone) > 1 else []


def excerpt_of(order: Sequence[Placed], winners: int, shortlist: Collection[int]) -> list[Placed]:
    """The upper end of the order: who could win, the tie zone, and whoever is on the shortlist."""
    upper = max(winners + 2, FEWEST)
    return [
        one
        for place, one in enumerate(order)
        if place < upper or one.row.key in shortlist or (one.row.line and one.row.line.in_tie_zone and place < MOST)
    ]
