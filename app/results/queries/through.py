"""Who goes through from the round that counts now to the next: what its rule proposes, with ties at the cut."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.domain.rounds import Cut, Placed, above, best
from app.judging.models import Assignment, Scorecard
from app.judging.queries.screening import Answers
from app.nominations.queries import kept_from
from app.programs.models import Category, Program, Round, RoundMode
from app.programs.queries import next_round, round_now, rounds_of
from app.results.queries.boards import results_now
from app.results.queries.computed import Computed
from app.results.queries.screened import screened
from app.results.queries.standings import Entry, entries


@dataclass(frozen=True, slots=True)
class Candidate:
    """One nomination. `mark`: through | tied | "" by the rule; `score`: thousandths (of points; of percent in a first look), None
    where it has too few scores; `answers`: what judges said in a first look."""

    entry: Entry
    rank: int | None
    score: int | None
    scores: int
    mark: str
    answers: Answers | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One category in the order of the round."""

    category: Category
    candidates: Sequence[Candidate]
    cut: Cut

    @property
    def tied(self) -> int:
        return len(self.cut.tied)


@dataclass(frozen=True, slots=True)
class Through:
    """`before`: the round that counts now; `into`: the next, None where there is none; `over`: whether the first has closed;
    `hidden`: nominations that are kept from this organizer, who then can't decide; `back`: the round could be taken back."""

    before: Round
    into: Round | None
    over: bool
    hidden: int
    fields: Sequence[Field]
    back: bool
    fresh: list[Computed]

    @property
    def by_reference(self) -> dict[str, Candidate]:
        return {one.entry.reference: one for field in self.fields for one in field.candidates}

    @property
    def tied(self) -> int:
        return sum(field.tied for field in self.fields)


def through_now(session: Session, program: Program, user_id: int, now: datetime) -> Through:
    """Ten queries or so, however many nominations."""
    before, into = round_now(session, program.id), next_round(session, program.id)
    hidden = kept_from(session, program.id, user_id)
    read = _screened if before.mode is RoundMode.SCREEN else _scored
    fields, fresh = read(session, program, before, hidden)
    first = rounds_of(session, program.id)[0]
    back = before.id != first.id and not is_judged(session, before.id)
    return Through(before, into, now > before.closes_at, len(hidden), fields, back, fresh)


def _scored(
    session: Session, program: Program, before: Round, hidden: Collection[int]
) -> tuple[list[Field], list[Computed]]:
    results = results_now(session, program, hidden)
    rows = [row for board in results.boards for row in (*board.ranked, *board.few)]
    beside = entries(session, program, rows)
    found = []
    for board in results.boards:
        points: dict[int, int] = {}
        placed = []
        for row in (*board.ranked, *board.few):
            score = None
            if row.line is not None:
                score = Fraction(row.line.raw if row.line.fair is None else row.line.fair) * 1000
                points[row.key] = round(score)
            # Nominees in groups that can't be compared have no common order, so no rule says who of them goes.
            rank = row.rank if len(board.groups) < 2 else None
            placed.append(Placed(row.key, rank, score))
        cut = cut_of(before, placed)
        candidates = [
            Candidate(beside[row.key], row.rank, points.get(row.key), row.raw.count, _mark(row.key, cut))
            for row in (*board.ranked, *board.few)
        ]
        found.append(Field(board.category, candidates, cut))
    return found, results.fresh


def _screened(
    session: Session, program: Program, before: Round, hidden: Collection[int]
) -> tuple[list[Field], list[Computed]]:
    """By the share of yes."""
    boards = screened(session, program, before, hidden)
    beside, found = entries(session, program, [row for board in boards for row in board.rows]), []
    for board in boards:
        cut = cut_of(before, [row.placed for row in board.rows])
        candidates = [
            Candidate(
                beside[row.key], row.rank, None if row.share is None else round(row.share), row.answers.given,
                _mark(row.key, cut), row.answers,
            )
            for row in board.rows
        ]  # fmt: skip
        found.append(Field(board.category, candidates, cut))
    return found, []


def cut_of(before: Round, placed: Sequence[Placed]) -> Cut:
    """By the rule of the round: the best of each category, everybody from a score on, or nobody yet."""
    if before.goes_through is not None:
        return best(placed, before.goes_through)
    if before.bound is not None:
        return above(placed, before.bound)
    return Cut((), (), 0)


def _mark(key: int, cut: Cut) -> str:
    return "through" if key in cut.through else "tied" if key in cut.tied else ""


def is_judged(session: Session, round_id: int) -> bool:
    """Whether a judge has begun a scorecard in a round."""
    begun = exists().where(Assignment.round_id == round_id, Scorecard.assignment_id == Assignment.id)
    return bool(session.scalar(select(begun)))
