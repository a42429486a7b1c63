"""The desks of a judge: the programs in which they judge."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.policy import Role, Viewer
from app.programs.models import Program


def desks(session: Session, viewer: Viewer) -> Sequence[Program]:
    """The programs in which the viewer is a judge, the one that closes next first; archived ones last."""
    mine = [program_id for program_id, roles in viewer.roles.items() if Role.JUDGE in roles]
    return session.scalars(
        select(Program)
        .where(Program.id.in_(mine))
        .order_by(Program.archived_at.is_not(None), Program.judging_closes_at, Program.id)
    ).all()
