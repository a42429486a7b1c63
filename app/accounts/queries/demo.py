"""Who has a button on the sign-in page of a demonstration."""

from dataclasses import dataclass

from sqlalchemy import column, func, select, table
from sqlalchemy.orm import Session

from app.accounts.models import ProgramRole, User
from app.accounts.queries.roles import programs
from app.policy import Role

_nominations = table("nominations", column("program_id"), column("owner_id"))


@dataclass(frozen=True, slots=True)
class DemoPerson:
    user_id: int
    name: str
    email: str
    part: str  # organizer | judge | nominator | administrator


def demo_people(session: Session) -> list[DemoPerson]:
    """Who has a button on the sign-in page of a demo: an organizer, two judges, a nominator and an administrator of its
    programs."""
    of_demo = select(programs.c.id).where(programs.c.is_demo)
    people = select(User.id, User.name, User.email).where(User.disabled_at.is_(None))
    busiest = (
        select(_nominations.c.owner_id, func.count().label("made"))
        .where(_nominations.c.program_id.in_(of_demo))
        .group_by(_nominations.c.owner_id)
        .subquery()
    )

    def holding(role: Role, most: int) -> list[DemoPerson]:
        having = select(ProgramRole.user_id).where(
            ProgramRole.program_id.in_(of_demo), ProgramRole.role == role, ProgramRole.ended_at.is_(None)
        )
        rows = session.execute(people.where(User.id.in_(having)).order_by(User.id).limit(most))
        return [DemoPerson(*row, part=role.value) for row in rows]

    with_roles = select(ProgramRole.user_id)
    nominators = session.execute(
        people.join(busiest, busiest.c.owner_id == User.id)
        .where(User.id.not_in(with_roles), User.is_administrator.is_(False))
        .order_by(busiest.c.made.desc(), User.id)
        .limit(1)
    )
    administrators = session.execute(people.where(User.is_administrator).order_by(User.id).limit(1))
    return [
        *holding(Role.ORGANIZER, 1),
        *holding(Role.JUDGE, 2),
        *(DemoPerson(*row, part="nominator") for row in nominators),
        *(DemoPerson(*row, part="administrator") for row in administrators),
    ]
