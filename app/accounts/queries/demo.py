"""Who has a button on the sign-in page of a demonstration."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User


@dataclass(frozen=True, slots=True)
class DemoPerson:
    user_id: int
    name: str
    email: str
    part: str  # organizer | judge | nominator | administrator


def demo_people(session: Session) -> list[DemoPerson]:
    """Those whom seeding marked, and nobody else."""
    rows = session.execute(
        select(User.id, User.name, User.email, User.demo_part)
        .where(User.demo_part != "", User.disabled_at.is_(None))
        .order_by(User.id)
    )
    found = [DemoPerson(user_id, name or email, email, part) for user_id, name, email, part in rows]
    return [person for person in found if person.part != "administrator"] + [
        person for person in found if person.part == "administrator"
    ]
