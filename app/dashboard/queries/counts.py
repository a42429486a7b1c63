"""Reads for the start page and the organizer's overview: counted by the database, so that they stay quick."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Integer, cast, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.accounts.models import Invitation, ProgramRole
from app.accounts.queries import awaits_answer
from app.domain.states import State
from app.flags.queries import is_doubted, is_waiting, with_latest
from app.judging.models import Assignment, AssignmentState, Scorecard
from app.judging.queries.at_hand import on_desk
from app.judging.queries.counted import counted_scorecards
from app.mail.models import OutboxMail
from app.nominations.models import Assessment, Nomination, Question, Submission
from app.nominations.queries import Split, left_alone
from app.policy import Role, Viewer
from app.programs.models import Program, Round
from app.programs.queries import calibration_at, current_round
from app.results.models import Publication

QUARTER = 900  # seconds: every time zone's day begins at a quarter of an hour


def programs_of(session: Session, viewer: Viewer) -> list[Program]:
    """Where the viewer has a role, those that are going on first."""
    found = select(Program).where(Program.id.in_(list(viewer.roles)))
    return list(
        session.scalars(found.order_by(Program.archived_at.is_not(None), Program.judging_closes_at, Program.id))
    )


def has_nominations(session: Session, viewer: Viewer) -> bool:
    return bool(session.scalar(select(exists().where(Nomination.owner_id == viewer.user_id))))


def arrivals(session: Session, program: Program, kept_from: Collection[int]) -> dict[date, int]:
    """Local day → how many nominations were submitted on it for the first time."""
    at: Any = Submission.received_at
    sqlite = session.get_bind().dialect.name == "sqlite"
    seconds = cast(func.strftime("%s", at), Integer) if sqlite else cast(func.floor(func.extract("epoch", at)), Integer)
    quarter = (seconds // QUARTER).label("quarter")
    rows = session.execute(
        select(quarter, func.count())
        .join(Nomination, Nomination.id == Submission.nomination_id)
        .where(Nomination.program_id == program.id, Submission.number == 1, Nomination.id.not_in(kept_from))
        .group_by(quarter)
    )
    zone, found = ZoneInfo(program.time_zone), dict[date, int]()
    for number, count in rows:
        day = datetime.fromtimestamp(int(number) * QUARTER, UTC).astimezone(zone).date()
        found[day] = found.get(day, 0) + count
    return found


@dataclass(frozen=True, slots=True)
class InCategory:
    """Nominations in the contest, and their revenue together."""

    count: int
    split: Split


def by_category(session: Session, program: Program, kept_from: Collection[int]) -> dict[int, InCategory]:
    parts = [
        func.coalesce(func.sum(column), 0)
        for column in (
            Assessment.total_minor, Assessment.managed_minor, Assessment.expansion_minor, Assessment.new_minor,
            Assessment.undetermined_minor,
        )
    ]  # fmt: skip
    statement = with_latest(select(Nomination.category_id, func.count(), *parts), program.id, kept_from)
    rows = session.execute(statement.where(Nomination.state == State.SUBMITTED).group_by(Nomination.category_id))
    return {row[0]: InCategory(row[1], Split(*(int(amount) for amount in row[2:]))) for row in rows}


def by_scores(session: Session, program_id: int, kept_from: Collection[int]) -> dict[int, int]:
    """Number of counted scores → number of nominations that have so many; those without any are not in it."""
    counted = counted_scorecards(program_id).where(Nomination.id.not_in(kept_from)).subquery()
    each = select(func.count().label("scores")).select_from(counted).group_by(counted.c.nomination_id).subquery()
    return {row[0]: row[1] for row in session.execute(select(each.c.scores, func.count()).group_by(each.c.scores))}


def with_enough_judges(session: Session, program: Program, kept_from: Collection[int]) -> int:
    """Nominations in the contest with at least as many judges as the program wants."""
    enough = (
        select(Assignment.nomination_id)
        .join(Nomination, Nomination.id == Assignment.nomination_id)
        .where(
            Nomination.program_id == program.id,
            Nomination.state == State.SUBMITTED,
            Nomination.id.not_in(kept_from),
            Assignment.state == AssignmentState.ACTIVE,
            Assignment.round_id == current_round(program.id),
        )
        .group_by(Assignment.nomination_id)
        .having(func.count() >= program.scores_wanted)
        .subquery()
    )
    return session.scalar(select(func.count()).select_from(enough)) or 0


def to_settle(session: Session, program: Program, kept_from: Collection[int]) -> int:
    """Flags, open questions and doubted categories that wait."""
    statement = with_latest(select(func.count()), program.id, kept_from)
    return session.scalar(statement.where(or_(is_waiting(program), is_doubted()))) or 0


def overdue_questions(session: Session, program: Program, kept_from: Collection[int], now: datetime) -> int:
    """Questions about the category that were asked, are due, and have no answer yet."""
    other = aliased(Question)
    latest = (
        select(func.max(other.number))
        .where(other.nomination_id == Nomination.id)
        .correlate(Nomination)
        .scalar_subquery()
    )
    late = exists().where(
        Question.nomination_id == Nomination.id, Question.number == latest, Question.due_at < now,
        Question.answered_at.is_(None),
    )  # fmt: skip
    statement = with_latest(select(func.count()), program.id, kept_from)
    return session.scalar(statement.where(is_waiting(program), late)) or 0


@dataclass(frozen=True, slots=True)
class Small:
    """`drafts`: nominations begun and not submitted; a number is all that organizers learn of them. `undelivered`: mails that
    were given up, or that have failed and wait for more than an hour; `held`: that may be released, since the winners are public;
    `invited`: invitations without an answer; `left_alone`: nominations that no organizer may look after;
    `calibrating`: scorecards that an open calibration waits for; `calibrated`: 1 where one was held, and judging has not opened."""

    judges: int
    drafts: int
    undelivered: int
    held: int
    invited: int
    left_alone: int
    calibrating: int
    calibrated: int


def small(session: Session, program_id: int, kept_from: Collection[int], now: datetime) -> Small:
    """One query. Mails about nominations that are kept from the organizer are not counted."""
    told = or_(OutboxMail.nomination_id.is_(None), OutboxMail.nomination_id.not_in(kept_from))
    late = OutboxMail.sent_at.is_(None) & (OutboxMail.attempts > 0) & (OutboxMail.created_at < now - timedelta(hours=1))
    public = exists().where(
        Publication.program_id == program_id, Publication.approved_at.is_not(None), Publication.publish_at <= now
    )
    counts: tuple[tuple[Any, ...], ...] = (
        (
            ProgramRole,
            ProgramRole.program_id == program_id,
            ProgramRole.role == Role.JUDGE,
            ProgramRole.ended_at.is_(None),
        ),
        (Nomination, Nomination.program_id == program_id, Nomination.state == State.DRAFT),
        (OutboxMail, OutboxMail.program_id == program_id, told, or_(OutboxMail.given_up_at.is_not(None), late)),
        (
            OutboxMail,
            OutboxMail.program_id == program_id,
            told,
            OutboxMail.held,
            OutboxMail.given_up_at.is_(None),
            public,
        ),
        (Invitation, *awaits_answer(program_id, now)),
        (Nomination, *left_alone(program_id)),
        (
            Assignment,
            *on_desk(calibration_at(program_id, now), Assignment.judge_id),
            Assignment.nomination_id.not_in(kept_from),
            ~exists().where(Scorecard.assignment_id == Assignment.id, Scorecard.final_at.is_not(None)),
        ),
        (
            Round,
            Round.program_id == program_id,
            Round.calibration,
            Round.closes_at < now,
            exists().where(Assignment.round_id == Round.id, Scorecard.assignment_id == Assignment.id),
            exists().where(Program.id == program_id, Program.judging_opens_at > now),
        ),
    )
    asked = (select(func.count()).select_from(table).where(*where).scalar_subquery() for table, *where in counts)
    return Small(*session.execute(select(*asked)).one())
