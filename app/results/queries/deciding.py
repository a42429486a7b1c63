"""What an organizer needs to decide a category: the order, ties broken step by step, what speaks against it, what was decided."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.decisions import Contender, Settled, TieRule, break_ties
from app.domain.decisions.ties import rounded
from app.domain.states import State
from app.flags.queries import waiting
from app.judging.models import Score
from app.judging.queries.counted import counted_scorecards
from app.nominations.models import Nomination
from app.nominations.queries import kept_from
from app.policy import Role
from app.programs.models import Category, Program
from app.programs.queries import RubricLine, people_counted, rubrics
from app.programs.queries import categories as categories_of
from app.results.models import AwardKind, CategoryDecision, DecisionState, Publication
from app.results.queries.awards import Awarded, awards_of, is_gone, is_released
from app.results.queries.boards import Board, Row, results_now
from app.results.queries.computed import Computed
from app.results.queries.rounds import Counted, counted_of, judges_of, rounds_of

PLACED = (AwardKind.WINNER, AwardKind.SHARED, AwardKind.RUNNER_UP)


@dataclass(frozen=True, slots=True)
class Deciding:
    """One category. `shut`: the viewer has a conflict here, and learns only how far it is. `flags`: how many wait; `few`: awards for
    a place in the order to nominations without enough scores; `gone`: awards
    to nominations that are no longer in the contest, or in this category; `stale`: scores changed since it was proposed."""

    category: Category
    board: Board | None
    decision: CategoryDecision | None
    awards: Sequence[Awarded]
    ties: Settled
    flags: int
    few: Sequence[str]
    gone: Sequence[str]
    digest: str
    stale: bool
    shut: bool

    @property
    def state(self) -> DecisionState:
        return self.decision.state if self.decision else DecisionState.DRAFT

    @property
    def blocked(self) -> bool:
        return bool(self.flags or self.few)


@dataclass(frozen=True, slots=True)
class Decisions:
    """`organizers`: how many the program has; from two on, nobody approves what they proposed. `fresh`: results to keep."""

    categories: Sequence[Deciding]
    nominees: Mapping[int, str]
    references: Mapping[int, str]
    organizers: int
    fresh: list[Computed]


def decisions_now(session: Session, program: Program, user_id: int) -> Decisions:
    hidden = kept_from(session, program.id, user_id)
    results = results_now(session, program, hidden)
    categories = categories_of(session, program.id)
    lines = rubrics(session, program.id, categories)
    counted = counted_of(session, program, categories, hidden)
    awards = awards_of(session, program.id)
    digests, flags = digests_now(session, program), waiting(session, program, hidden)
    found = {one.category_id: one for one in decisions_of(session, program.id)}
    shown = []
    for board in results.boards:
        place = board.category.id
        own = [one for one in awards if one.category.id == place]
        shut = board.left_out > 0 or any(one.nomination and one.nomination.id in hidden for one in own)
        decision, digest = found.get(place), digests.get(place, "")
        stale = decision is not None and decision.state is not DecisionState.DRAFT and decision.digest != digest
        few = () if shut else _few(own, board)
        ties = Settled((), ()) if shut else ties_of(session, program, board, lines[place], counted)
        shown.append(
            Deciding(
                board.category, None if shut else board, decision, () if shut else own, ties, flags.get(place, 0), few,
                () if shut else [each.nominee for each in own if is_gone(each)], digest, stale, shut,
            )
        )  # fmt: skip
    people = people_counted(session, [program.id]).get((program.id, Role.ORGANIZER), 0)
    return Decisions(shown, results.nominees, _references(session, program.id, hidden), people, results.fresh)


def _references(session: Session, program_id: int, hidden: Collection[int]) -> dict[int, str]:
    rows = session.execute(
        select(Nomination.id, Nomination.reference).where(
            Nomination.program_id == program_id, Nomination.state == State.SUBMITTED, Nomination.id.not_in(hidden)
        )
    )
    return {row[0]: row[1] or "" for row in rows}


def decisions_of(session: Session, program_id: int) -> Sequence[CategoryDecision]:
    return session.scalars(
        select(CategoryDecision)
        .join(Category, Category.id == CategoryDecision.category_id)
        .where(Category.program_id == program_id)
    ).all()


def digests_now(session: Session, program: Program) -> dict[int, str]:
    """Category id → digest of everything its official result depends on, whoever asks; nothing is computed."""
    counted = counted_of(session, program, categories_of(session, program.id), ())
    rows = session.execute(
        select(Nomination.id, Nomination.category_id)
        .where(Nomination.program_id == program.id, Nomination.state == State.SUBMITTED)
        .order_by(Nomination.id)
    )
    category_of: Mapping[int, int] = {row[0]: row[1] for row in rows}
    rounds = rounds_of(program, counted, category_of, program.result_method, judges_of(session, program).assignment)
    return {category_id: one.digest for one in rounds for category_id in one.category_ids}


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


def official(row: Row) -> float:
    """Points by the official method; the plain mean where it can't be adjusted."""
    assert row.line is not None
    return row.line.raw if row.line.fair is None else row.line.fair


def ties_of(session: Session, program: Program, board: Board, lines: Sequence[RubricLine], counted: Counted) -> Settled:
    """Tie rules applied to equal scores; nothing where nominees are ranked in groups apart."""
    if len(board.groups) > 1 or not lines:
        return Settled((), ())
    equal: dict[object, list[Row]] = {}
    for row in board.ranked:
        equal.setdefault(rounded(official(row)), []).append(row)
    tied = [row for rows in equal.values() if len(rows) > 1 for row in rows]
    if not tied:
        return Settled((), ())
    heaviest = max(lines, key=lambda line: line.weight).criterion_id
    means = _means(session, program.id, heaviest, [row.key for row in tied])
    contenders = [
        Contender(
            row.key, official(row), means.get(row.key),
            {card.judge_id: Fraction(card.value) for card in counted.cards.get(row.key, ())},
        )
        for row in tied
    ]  # fmt: skip
    return break_ties(contenders, [TieRule(rule) for rule in program.tie_rules])


def _means(
    session: Session, program_id: int, criterion_id: int, nomination_ids: Collection[int]
) -> dict[int, Fraction]:
    """Nomination id → exact mean of its counted scores on a criterion, in points."""
    cards = counted_scorecards(program_id).subquery()
    rows = session.execute(
        select(cards.c.nomination_id, func.sum(Score.thousandths), func.count())
        .join(Score, Score.scorecard_id == cards.c.scorecard_id)
        .where(
            Score.criterion_id == criterion_id,
            Score.thousandths.is_not(None),
            cards.c.nomination_id.in_(nomination_ids),
        )
        .group_by(cards.c.nomination_id)
    )
    return {row[0]: Fraction(int(row[1]), 1000 * row[2]) for row in rows}


def _few(awards: Sequence[Awarded], board: Board) -> list[str]:
    few = {row.key for row in board.few}
    return [one.nominee for one in awards if one.award.kind in PLACED and one.nomination and one.nomination.id in few]
