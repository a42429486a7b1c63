"""The judges of a program."""

from dataclasses import dataclass

from sqlalchemy import select, true
from sqlalchemy.orm import Session

from app.accounts.models import ProgramRole, User
from app.policy import Role
from app.programs.queries import judges_in


@dataclass(frozen=True, slots=True)
class Panelist:
    id: int
    name: str
    email: str
    company: str

    @property
    def choice(self) -> tuple[int, str]:
        return self.id, self.name


def jury(session: Session, program_id: int, *, whole: bool = False) -> list[Panelist]:
    """The judges of a program who can sign in, by name; those chosen for the round that counts now, if any are. `whole`: all."""
    rows = session.execute(
        select(User.id, User.name, User.email, User.company)
        .join(ProgramRole, ProgramRole.user_id == User.id)
        .where(
            ProgramRole.program_id == program_id, ProgramRole.role == Role.JUDGE, ProgramRole.ended_at.is_(None),
            User.disabled_at.is_(None), true() if whole else judges_in(User.id, program_id),
        )
        .order_by(User.name, User.id)
    )  # fmt: skip
    return [Panelist(row[0], row[1] or row[2], row[2], row[3]) for row in rows]
