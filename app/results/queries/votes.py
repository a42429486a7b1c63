"""Votes of the panel: who is asked, what may be seen of it, and the counts once it is over."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session, aliased

from app.accounts.models import ProgramRole, User
from app.domain.decisions import Settled, TieRule
from app.domain.states import State
from app.judging.models import Assignment, AssignmentState
from app.nominations.models import Conflict, ConflictState, Nomination
from app.policy import Role
from app.programs.models import Category
from app.programs.queries import current_round, is_judged
from app.results.models import Ballot, PanelVote, VoteCandidate


@dataclass(frozen=True, slots=True)
class Vote:
    """`candidates`: in the order of their numbers, which says nothing of merit; `asked`: how many judges may vote; `counts`:
    candidate → votes, None until it is over; `abstained`: among those who voted. Candidates who left the contest have no count."""

    vote: PanelVote
    candidates: tuple[int, ...]
    is_open: bool
    asked: int
    counts: Mapping[int, int] | None
    abstained: int

    @property
    def ranked(self) -> list[tuple[int, int]]:
        return sorted((self.counts or {}).items(), key=lambda pair: (-pair[1], self.candidates.index(pair[0])))


def is_kept_out() -> ColumnElement[bool]:
    """Of a ballot's row: its judge has a confirmed conflict with a candidate of the vote, or made one's nomination."""
    candidate, nomination = aliased(VoteCandidate), aliased(Nomination)
    apart = exists().where(
        candidate.vote_id == Ballot.vote_id,
        Conflict.nomination_id == candidate.nomination_id,
        Conflict.user_id == Ballot.judge_id,
        Conflict.state == ConflictState.CONFIRMED,
    )
    own = exists().where(
        candidate.vote_id == Ballot.vote_id,
        nomination.id == candidate.nomination_id,
        nomination.owner_id == Ballot.judge_id,
    )
    return apart | own


def votes_in(session: Session, program_id: int, now: datetime) -> dict[int, list[Vote]]:
    """Category → its votes, oldest first. What is voted in an open vote isn't even read. Four queries."""
    votes = session.scalars(
        select(PanelVote)
        .join(Category, Category.id == PanelVote.category_id)
        .where(Category.program_id == program_id)
        .order_by(PanelVote.id)
    ).all()
    candidates = _candidates(session, program_id)
    asked = {row[0]: row[1] for row in session.execute(_asked(program_id))}
    given: dict[int, dict[int | None, int]] = {}
    over = [vote.id for vote in votes if not vote.is_open(now)]
    for vote_id, nomination_id, count in session.execute(_given(over)):
        given.setdefault(vote_id, {})[nomination_id] = count
    found: dict[int, list[Vote]] = {}
    for vote in votes:
        seen, is_open = given.get(vote.id, {}), vote.is_open(now)
        standing = {key: seen.get(key, 0) for key, stays in candidates.get(vote.id, {}).items() if stays}
        found.setdefault(vote.category_id, []).append(
            Vote(
                vote, tuple(candidates.get(vote.id, {})), is_open, asked.get(vote.id, 0), None if is_open else standing,
                seen.get(None, 0),
            )
        )  # fmt: skip
    return found


def _candidates(session: Session, program_id: int) -> dict[int, dict[int, bool]]:
    """Vote → candidate → whether it is still in the contest, and in the category."""
    rows = session.execute(
        select(VoteCandidate.vote_id, Nomination.id, Nomination.state, Nomination.category_id, PanelVote.category_id)
        .join(Nomination, Nomination.id == VoteCandidate.nomination_id)
        .join(PanelVote, PanelVote.id == VoteCandidate.vote_id)
        .where(Nomination.program_id == program_id)
        .order_by(Nomination.number)
    )
    found: dict[int, dict[int, bool]] = {}
    for vote_id, nomination_id, state, place, category_id in rows:
        found.setdefault(vote_id, {})[nomination_id] = state == State.SUBMITTED and place == category_id
    return found


def _asked(program_id: int):  # type: ignore[no-untyped-def]
    return (
        select(Ballot.vote_id, func.count())
        .join(PanelVote, PanelVote.id == Ballot.vote_id)
        .join(Category, Category.id == PanelVote.category_id)
        .where(Category.program_id == program_id, ~is_kept_out())
        .group_by(Ballot.vote_id)
    )


def _given(over: Sequence[int]):  # type: ignore[no-untyped-def]
    return (
        select(Ballot.vote_id, Ballot.nomination_id, func.count())
        .where(Ballot.vote_id.in_(over), Ballot.cast_at.is_not(None), ~is_kept_out())
        .group_by(Ballot.vote_id, Ballot.nomination_id)
    )


def counts_in_order(votes: Sequence[Vote]) -> list[Mapping[int, int]]:
    """Of the votes that are over, as the tie rule takes them."""
    return [vote.counts for vote in votes if vote.counts is not None]


def judges_of_category(session: Session, category: Category) -> dict[int, tuple[str, str]]:
    """Judge → (e-mail, name), of those who judge a nomination that stands in the category."""
    rows = session.execute(
        select(User.id, User.email, User.name)
        .join(ProgramRole, ProgramRole.user_id == User.id)
        .where(
            ProgramRole.program_id == category.program_id,
            ProgramRole.role == Role.JUDGE,
            ProgramRole.ended_at.is_(None),
            User.disabled_at.is_(None),
            exists().where(
                Assignment.judge_id == User.id,
                Assignment.state == AssignmentState.ACTIVE,
                Assignment.round_id == current_round(category.program_id),
                Assignment.nomination_id == Nomination.id,
                Nomination.category_id == category.id,
                Nomination.state == State.SUBMITTED,
            ),
        )
        .order_by(User.id)
    )
    return {row[0]: (row[1], row[2] or row[1]) for row in rows}


def kept_out_of(session: Session, candidates: Collection[int], judges: Collection[int]) -> set[int]:
    """Of these judges, who has a confirmed conflict with one of the candidates, or made their nomination."""
    conflicted = select(Conflict.user_id).where(
        Conflict.nomination_id.in_(candidates),
        Conflict.user_id.in_(judges),
        Conflict.state == ConflictState.CONFIRMED,
    )
    own = select(Nomination.owner_id).where(Nomination.id.in_(candidates), Nomination.owner_id.in_(judges))
    return {*session.scalars(conflicted), *session.scalars(own)}


def tied_in(ties: Settled) -> list[int]:
    """Whom the tie rules couldn't separate before it came to a vote: the first such group, that is, the best."""
    if ties.steps and (asked := [step for step in ties.steps if step.rule is TieRule.VOTE]):
        return sorted(asked[0].figures)
    return next((sorted(group) for group in ties.groups if len(group) > 1), [])


@dataclass(frozen=True, slots=True)
class Asked:
    """A vote as one judge sees it. `kept_out`: doesn't take part, and then learns no candidate; `choice`: what was voted so far."""

    vote: PanelVote
    category: str
    is_open: bool
    kept_out: bool
    candidates: tuple[int, ...]
    choice: int | None
    voted: bool


def asked_of(
    session: Session, program_id: int, judge_id: int, now: datetime, vote_id: int | None = None
) -> list[Asked]:
    """The votes to which this judge was asked, or the one; newest first."""
    statement = (
        select(PanelVote, Category.name, Ballot, is_kept_out())
        .join(Ballot, Ballot.vote_id == PanelVote.id)
        .join(Category, Category.id == PanelVote.category_id)
        .where(Category.program_id == program_id, Ballot.judge_id == judge_id)
        .order_by(PanelVote.id.desc())
    )
    if vote_id is not None:
        statement = statement.where(PanelVote.id == vote_id)
    candidates = _candidates(session, program_id)
    return [
        Asked(
            vote, name, vote.is_open(now), bool(out),
            () if out else tuple(key for key, stays in candidates.get(vote.id, {}).items() if stays),
            None if out else ballot.nomination_id, not out and ballot.cast_at is not None,
        )
        for vote, name, ballot, out in session.execute(statement)
    ]  # fmt: skip


def own_assignments(session: Session, judge_id: int, nomination_ids: Collection[int]) -> set[int]:
    """Which of these the judge may open."""
    return set(
        session.scalars(
            select(Assignment.nomination_id)
            .distinct()
            .where(
                Assignment.judge_id == judge_id,
                Assignment.state == AssignmentState.ACTIVE,
                Assignment.nomination_id.in_(nomination_ids),
                is_judged(Assignment.round_id),
            )
        )
    )
