"""What assigning needs: the panel, who must not judge what and why, and who judges what already."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import ProgramRole, User
from app.domain.companies import same_company
from app.domain.states import State
from app.judging.models import Assignment, AssignmentState
from app.nominations.models import Conflict, ConflictState, Nomination, Submission
from app.panels.queries import Panelist
from app.programs.queries import current_round, takes_part


@dataclass(frozen=True, slots=True)
class Candidate:
    """A nomination in the contest, with what decides who is too close to judge it."""

    id: int
    reference: str
    category_id: int
    owner_id: int
    owner_email: str
    owner_company: str
    nominee_company: str
    nominee: str
    public_id: str


def candidates(session: Session, program_id: int, reference: str | None = None) -> list[Candidate]:
    """The submitted nominations that are in the round, or the one with this reference."""
    statement = (
        select(
            Nomination.id, Nomination.reference, Nomination.category_id, Nomination.owner_id, User.email, User.company,
            Submission.nominee_company, Submission.nominee_name, Nomination.public_id,
        )
        .join(User, User.id == Nomination.owner_id)
        .join(Submission, (Submission.nomination_id == Nomination.id) & Submission.superseded_at.is_(None))
        .where(
            Nomination.program_id == program_id, Nomination.state == State.SUBMITTED, takes_part(Nomination.id, program_id)
        )
        .order_by(Nomination.number)
    )  # fmt: skip
    if reference is not None:
        statement = statement.where(Nomination.reference == reference)
    return [Candidate(row[0], row[1] or "", *row[2:]) for row in session.execute(statement)]


def too_close(judge: Panelist, candidate: Candidate) -> str | None:
    """Why a judge must not judge it: "own" or "company"; None where nothing speaks against it. The nominee's company counts
    as well as the nominator's."""
    if judge.id == candidate.owner_id:
        return "own"
    nominator = same_company(judge.email, candidate.owner_email, judge.company, candidate.owner_company)
    if nominator or same_company("", "", judge.company, candidate.nominee_company):
        return "company"
    return None


def kept_apart(session: Session, program_id: int) -> set[tuple[int, int]]:
    """(nomination, person) with a confirmed conflict."""
    rows = session.execute(
        select(Conflict.nomination_id, Conflict.user_id)
        .join(Nomination, Nomination.id == Conflict.nomination_id)
        .where(Nomination.program_id == program_id, Conflict.state == ConflictState.CONFIRMED)
    )
    return {(row[0], row[1]) for row in rows}


def cleared(session: Session, program_id: int) -> set[tuple[int, int]]:
    """(nomination, person) that an organizer has looked at and dismissed: the same name of a company is no bar any more."""
    rows = session.execute(
        select(Conflict.nomination_id, Conflict.user_id)
        .join(Nomination, Nomination.id == Conflict.nomination_id)
        .where(Nomination.program_id == program_id, Conflict.state == ConflictState.DISMISSED)
    )
    return {(row[0], row[1]) for row in rows}


def standings(session: Session, program_id: int) -> dict[tuple[int, int], AssignmentState]:
    """(nomination, judge) → active, removed or recused, in the round that counts now."""
    rows = session.execute(
        select(Assignment.nomination_id, Assignment.judge_id, Assignment.state)
        .join(Nomination, Nomination.id == Assignment.nomination_id)
        .where(Nomination.program_id == program_id, Assignment.round_id == current_round(program_id))
    )
    return {(row[0], row[1]): row[2] for row in rows}


def close_pairs(
    judges: Sequence[Panelist], entries: Iterable[Candidate], dismissed: Collection[tuple[int, int]] = ()
) -> Iterable[tuple[int, int]]:
    """(nomination, judge) of all who are too close; `dismissed`: an organizer looked at them, and found them far enough apart."""
    known: dict[
        tuple[int, int, str], str | None
    ] = {}  # judge, nominator, nominee's company: many nominations share them
    for entry in entries:
        for judge in judges:
            key = (judge.id, entry.owner_id, entry.nominee_company)
            if key not in known:
                known[key] = too_close(judge, entry)
            if known[key] == "own" or (known[key] and (entry.id, judge.id) not in dismissed):
                yield entry.id, judge.id


def person_of(session: Session, program_id: int, user_id: int) -> Panelist | None:
    """Somebody with a role in the program: judges and organizers alike can have a conflict."""
    row = session.execute(
        select(User.id, User.name, User.email, User.company)
        .join(ProgramRole, ProgramRole.user_id == User.id)
        .where(ProgramRole.program_id == program_id, ProgramRole.ended_at.is_(None), User.id == user_id)
    ).first()
    return Panelist(row[0], row[1] or row[2], row[2], row[3]) if row else None
