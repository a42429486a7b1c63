"""What an organizer must not read about in the trail and in the outbox: nominations that they made or have a conflict with,
and nominations that were never submitted, since drafts are private. The same rule as `nominations.queries.kept_from`, which
stands above programs; a test keeps the two alike."""

from sqlalchemy import (
    Boolean,
    ColumnElement,
    CompoundSelect,
    Select,
    Text,
    and_,
    cast,
    column,
    exists,
    or_,
    select,
    table,
    union,
)

# Foreign keys by table name may point up.
nominations = table(
    "nominations",
    column("id"),
    column("program_id"),
    column("category_id"),
    column("owner_id"),
    column("on_behalf", Boolean),
    column("number"),
    column("reference"),
)
conflicts = table("conflicts", column("nomination_id"), column("user_id"), column("state"))
users = table("users", column("id"), column("email"))
decisions = table("category_decisions", column("id"), column("category_id"))
awards = table("awards", column("decision_id"), column("nomination_id"))
told_of = table("told", column("nomination_id"), column("category_id"), column("mail_id"))
assignments = table("assignments", column("id"), column("nomination_id"), column("judge_id"))
scorecards = table("scorecards", column("id"), column("assignment_id"))


def kept_from(user_id: int) -> ColumnElement[bool]:
    """Of a nomination's row: made by this person, or in a confirmed conflict with them."""
    conflicted = exists().where(
        conflicts.c.nomination_id == nominations.c.id, conflicts.c.user_id == user_id, conflicts.c.state == "confirmed"
    )
    made = and_(nominations.c.owner_id == user_id, ~nominations.c.on_behalf)
    return or_(made, conflicted)


def readable_nominations(program_id: int, user_id: int) -> Select[tuple[int]]:
    return select(nominations.c.id).where(
        nominations.c.program_id == program_id, nominations.c.number.is_not(None), ~kept_from(user_id)
    )


def shut_categories(program_id: int, user_id: int) -> CompoundSelect[int]:
    """Ids of categories whose outcome is kept from this organizer: something of theirs is in them, or gets an award there."""
    kept = select(nominations.c.id).where(nominations.c.program_id == program_id, kept_from(user_id))
    own = select(nominations.c.category_id).where(nominations.c.id.in_(kept))
    given = select(decisions.c.category_id).join(awards, awards.c.decision_id == decisions.c.id)
    return union(own, given.where(awards.c.nomination_id.in_(kept)))


def tells_outcome(mail_id: ColumnElement[int], program_id: int, user_id: int) -> ColumnElement[bool]:
    """Of a mail's row: it may say who won in such a category."""
    shut = told_of.c.category_id.in_(shut_categories(program_id, user_id))
    return exists().where(told_of.c.mail_id == mail_id, shut)


def event_is_readable(
    kind: ColumnElement[str], object_id: ColumnElement[str], program_id: int, user_id: int
) -> ColumnElement[bool]:
    """Of an event's row: it is about nothing that this organizer must not read about."""
    readable = readable_nominations(program_id, user_id).scalar_subquery()
    judged = select(cast(assignments.c.id, Text)).where(assignments.c.nomination_id.in_(readable))
    carded = (
        select(cast(scorecards.c.id, Text))
        .join(assignments, assignments.c.id == scorecards.c.assignment_id)
        .where(assignments.c.nomination_id.in_(readable))
    )
    nominated = select(cast(nominations.c.id, Text)).where(nominations.c.id.in_(readable))
    return or_(
        kind.not_in(["nomination", "assignment", "scorecard"]),
        (kind == "nomination") & object_id.in_(nominated),
        (kind == "assignment") & object_id.in_(judged),
        (kind == "scorecard") & object_id.in_(carded),
    )


def mail_is_readable(about: ColumnElement[int | None], program_id: int, user_id: int) -> ColumnElement[bool]:
    """Of a mail's row, by the nomination that it tells about."""
    shut = select(nominations.c.id).where(nominations.c.program_id == program_id, kept_from(user_id))
    return or_(about.is_(None), about.not_in(shut))


def may_be_sent(about: int | None, to_email: str) -> ColumnElement[bool]:
    """Whether nobody with this address has a confirmed conflict with the nomination that a mail tells about."""
    conflicted = (
        select(conflicts.c.user_id)
        .join(users, users.c.id == conflicts.c.user_id)
        .where(conflicts.c.nomination_id == about, conflicts.c.state == "confirmed", users.c.email == to_email)
    )
    return ~conflicted.exists()
