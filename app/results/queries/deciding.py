"""What an organizer needs to decide a category: the order, ties broken step by step, what speaks against it, what was decided."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.decisions import Settled
from app.domain.scoring.choices.shares import WHOLE
from app.domain.states import State
from app.flags.queries import waiting
from app.judging.queries.counted import rubric_of
from app.nominations.models import Nomination
from app.nominations.queries import kept_from
from app.policy import Role
from app.programs.models import Category, Program
from app.programs.queries import RubricLine, people_counted, rubrics
from app.programs.queries import categories as categories_of
from app.results.models import Adjustment, AdjustmentState, AwardKind, CategoryDecision, DecisionState, Publication
from app.results.queries.adjusting import Adjusted, Placed, adjusted_now, adjustments_in, names_of, placed
from app.results.queries.awards import Awarded, awards_of, decisions_of, is_gone, is_released
from app.results.queries.basis import Basis, bases_now, has_changed, may_be_held
from app.results.queries.boards import Board, results_now
from app.results.queries.computed import Computed
from app.results.queries.deliberating import shortlists_in
from app.results.queries.rounds import Counted, counted_of
from app.results.queries.ties import NO_TIES, ties_of
from app.results.queries.votes import Vote, counts_in_order, votes_in

PLACED = (AwardKind.WINNER, AwardKind.SHARED, AwardKind.RUNNER_UP)


@dataclass(frozen=True, slots=True)
class Deciding:
    """One category. `shut`: the viewer has a conflict here, and learns only how far it is. `order`: the ranked as they stand with
    adjustments; `flags`: how many wait; `few`: awards for a place in the order to nominations without enough scores; `gone`: awards
    to nominations that are no longer in the contest, or in this category; `stale`: what it rests on changed since it was
    proposed; `scale`: of a composite score, in thousandths (of points, or of percent where judges chose)."""

    category: Category
    board: Board | None
    order: Sequence[Placed]
    decision: CategoryDecision | None
    awards: Sequence[Awarded]
    ties: Settled
    shortlist: Sequence[int]
    votes: Sequence[Vote]
    adjusted: Sequence[Adjusted]
    flags: int
    few: Sequence[str]
    gone: Sequence[str]
    basis: Basis
    stale: bool
    shut: bool
    scale: tuple[int, int] | None = None

    @property
    def state(self) -> DecisionState:
        return self.decision.state if self.decision else DecisionState.DRAFT

    @property
    def digest(self) -> str:
        return self.basis.result

    @property
    def is_voting(self) -> bool:
        return any(vote.is_open for vote in self.votes)

    @property
    def adjusting(self) -> list[Adjusted]:
        """Adjustments that nobody has approved yet."""
        return [one for one in self.adjusted if one.adjustment.state is AdjustmentState.PROPOSED]

    @property
    def lapsed(self) -> list[Adjusted]:
        """Approved, but the score that they corrected is another one now."""
        return [one for one in self.adjusted if one.adjustment.state is AdjustmentState.APPROVED and not one.rests]

    @property
    def is_held(self) -> bool:
        """Approved, and yet not to become public before it is approved again."""
        return self.stale and self.decision is not None and may_be_held(self.decision)


@dataclass(frozen=True, slots=True)
class Decisions:
    """`organizers`: how many the program has; from two on, nobody approves what they proposed. `fresh`: results to keep."""

    categories: Sequence[Deciding]
    nominees: Mapping[int, str]
    organizers: int
    fresh: list[Computed]


def decisions_now(session: Session, program: Program, user_id: int, now: datetime) -> Decisions:
    hidden = kept_from(session, program.id, user_id)
    results = results_now(session, program, hidden)
    reading = _reading(session, program, hidden, now)
    shown = [_deciding(session, program, board, hidden, reading) for board in results.boards]
    people = people_counted(session, [program.id]).get((program.id, Role.ORGANIZER), 0)
    return Decisions(shown, results.nominees, people, results.fresh)


@dataclass(frozen=True, slots=True)
class _Reading:
    """What is read once for all categories."""

    lines: Mapping[int, Sequence[RubricLine]]
    counted: Counted
    awards: Sequence[Awarded]
    decisions: Mapping[int, CategoryDecision]
    bases: Mapping[int, Basis]
    flags: Mapping[int, int]
    votes: Mapping[int, Sequence[Vote]]
    shortlists: Mapping[int, Sequence[int]]
    adjustments: Mapping[int, Sequence[Adjustment]]
    names: Mapping[int, str]


def _reading(session: Session, program: Program, hidden: Collection[int], now: datetime) -> _Reading:
    categories = categories_of(session, program.id)
    adjustments = adjustments_in(session, program.id, hidden)
    wanted = {
        key for made in adjustments.values() for one in made for key in (one.proposed_by_id, one.approved_by_id) if key
    }
    return _Reading(
        rubrics(session, program.id, categories), counted_of(session, program, categories, hidden),
        awards_of(session, program.id), {one.category_id: one for one in decisions_of(session, program.id)},
        bases_now(session, program, now), waiting(session, program, hidden), votes_in(session, program.id, now),
        shortlists_in(session, program.id, hidden), adjustments, names_of(session, wanted),
    )  # fmt: skip


def _deciding(session: Session, program: Program, board: Board, hidden: Collection[int], reading: _Reading) -> Deciding:
    place, decision = board.category.id, reading.decisions.get(board.category.id)
    own = [one for one in reading.awards if one.category.id == place]
    basis, flags = reading.bases[place], reading.flags.get(place, 0)
    stale = has_changed(decision, basis)
    if board.left_out or any(one.nomination and one.nomination.id in hidden for one in own):
        return Deciding(board.category, None, (), decision, (), NO_TIES, (), (), (), flags, (), (), basis, stale, True)
    votes = reading.votes.get(place, ())
    adjusted = adjusted_now(board, reading.adjustments.get(place, ()), reading.names)
    order = placed(board, adjusted)
    ties = ties_of(session, program, order, reading.lines[place], reading.counted, counts_in_order(votes))
    return Deciding(
        board.category, board, order, decision, own, ties, reading.shortlists.get(place, ()), votes, adjusted, flags,
        _few(own, board), [each.nominee for each in own if is_gone(each)], basis, stale, False,
        (0, WHOLE) if board.percent else _scale(reading.lines[place]),
    )  # fmt: skip


def _scale(lines: Sequence[RubricLine]) -> tuple[int, int] | None:
    scale = rubric_of(lines).scale if lines else None
    return (scale.minimum, scale.maximum) if scale else None


def unreleased(all_: Decisions, publication: Publication | None) -> list[Deciding]:
    """Decided, but not under the publication that was approved: the next approval makes them public."""
    return [
        one
        for one in all_.categories
        if one.decision and one.state is DecisionState.APPROVED and not is_released(one.decision, publication)
    ]


def nomination_by_reference(session: Session, program_id: int, reference: str) -> Nomination | None:
    """One that is in the contest, in any category."""
    return session.scalars(
        select(Nomination).where(
            Nomination.program_id == program_id,
            Nomination.state == State.SUBMITTED,
            func.upper(Nomination.reference) == reference.strip().upper(),
        )
    ).one_or_none()


def nomination_by_id(session: Session, program_id: int, nomination_id: int) -> Nomination | None:
    """The same, from a list."""
    return session.scalars(
        select(Nomination).where(
            Nomination.program_id == program_id, Nomination.state == State.SUBMITTED, Nomination.id == nomination_id
        )
    ).one_or_none()


def _few(awards: Sequence[Awarded], board: Board) -> list[str]:
    few = {row.key for row in board.few}
    return [one.nominee for one in awards if one.award.kind in PLACED and one.nomination and one.nomination.id in few]
