"""What nobody has looked through yet for the judges of a blind program, counted from tables of a feature above."""

from sqlalchemy import column, exists, func, select, table
from sqlalchemy.orm import Session

from app.programs.queries.shielded import readable_nominations

nominations = table("nominations", column("id"), column("state"))
submissions = table("submissions", *map(column, ("id", "nomination_id", "superseded_at")))
redactions = table("redactions", column("nomination_id"), column("read_submission_id"))


def unread(session: Session, program_id: int, user_id: int) -> int:
    """Nominations in the contest whose latest version was not looked through, of those that this organizer looks after; one
    query. A test keeps it like the count of the page that lists them."""
    read = exists().where(
        redactions.c.nomination_id == nominations.c.id,
        redactions.c.read_submission_id == submissions.c.id,
        submissions.c.nomination_id == nominations.c.id,
        submissions.c.superseded_at.is_(None),
    )
    statement = select(func.count()).where(
        nominations.c.id.in_(readable_nominations(program_id, user_id)), nominations.c.state == "submitted", ~read
    )
    return session.scalar(statement) or 0
