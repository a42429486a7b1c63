"""What a nomination's result is made of: every judge's scores per criterion, counted or not, and why not."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.domain.scoring.composite import Key, composite, to_thousandths
from app.domain.scoring.means import Result, mean_of, rank, tally
from app.domain.states import State
from app.judging.models import Assignment, AssignmentState, CategoryDoubt, Score, Scorecard
from app.judging.queries.counted import Asked
from app.nominations.models import Nomination
from app.nominations.queries.conflicts import conflict_between
from app.programs.models import Category, Criterion
from app.programs.queries import Versions, current_round, versions

Notes = list[tuple[str, str]]  # (criterion's name, note)


class NotCounted(StrEnum):
    OTHER_CATEGORY = "other_category"
    REMOVED = "removed"
    RECUSED = "recused"
    CONFLICT = "conflict"
    OWN = "own"
    NOT_FINAL = "not_final"
    WRONG_CATEGORY = "wrong_category"
    INCOMPLETE = "incomplete"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class JudgeLine:
    """One scorecard. `scores`: criterion id → thousandths, by what the criterion is in the latest version; `composite`:
    thousandths, None with a gap; `why_not`: None counts; `notes`: (criterion's name, note) in the rubric's order; `version`: of
    the rubric that it was made with, None for the latest."""

    judge: str
    category: str
    scores: dict[int, int]
    composite: int | None
    why_not: NotCounted | None
    to_organizers: str
    to_nominee: str
    notes: Notes
    exact: Fraction | None = None
    version: int | None = None

    @property
    def has_words(self) -> bool:
        return bool(self.to_organizers or self.to_nominee or self.notes)


@dataclass(frozen=True, slots=True)
class Breakdown:
    """`criteria`: (id, name, weight); `means`: criterion id → mean of the counted scores; `result`: rank is left open."""

    criteria: list[tuple[int, str, int]]
    counted: list[JudgeLine]
    others: list[JudgeLine]
    means: dict[int, int | None]
    result: Result


def breakdown(session: Session, nomination: Nomination) -> Breakdown:
    category = session.get_one(Category, nomination.category_id)
    told = versions(session, nomination.program_id, [category])
    asked_by, asks = Asked.by(told), told.latest[category.id]
    of = asked_by.of.get(category.id)
    lines = [
        _line(row, scores, notes, nomination, asked_by, told) for row, scores, notes in _cards(session, nomination)
    ]
    counted = [line for line in lines if line.why_not is None]
    asked = [(line.criterion_id, line.name, line.weight) for line in asks]
    denominator = asked_by.denominator(category.id)
    values = [int(line.exact * denominator) for line in counted if line.exact is not None] if of else []
    ranking = rank([tally(nomination.id, values)], denominator=denominator, minimum=1)
    means = {
        key: mean_of(sum(given), len(given))
        for key, _name, _weight in asked
        for given in ([line.scores[key] for line in counted if key in line.scores],)
    }
    others = [line for line in lines if line.why_not is not None]
    return Breakdown(asked, counted, others, means, (*ranking.ranked, *ranking.below_minimum)[0])


def _keyed(scores: dict[int, int]) -> dict[Key, int]:
    return dict(scores.items())


def _cards(session: Session, nomination: Nomination) -> list[tuple[tuple[Any, ...], dict[int, int], Notes]]:
    conflicted = conflict_between(Assignment.nomination_id, Assignment.judge_id)
    doubted = exists().where(CategoryDoubt.scorecard_id == Scorecard.id)
    cards = session.execute(
        select(
            Scorecard.id, Scorecard.category_id, Scorecard.final_at, Assignment.state, User.id, User.name, User.email,
            Category.name, conflicted, doubted, Scorecard.comment_organizers, Scorecard.comment_nominee, Scorecard.rubric_id,
        )
        .join(Assignment, Assignment.id == Scorecard.assignment_id)
        .join(User, User.id == Assignment.judge_id)
        .join(Category, Category.id == Scorecard.category_id)
        .where(
            Assignment.nomination_id == nomination.id, Assignment.round_id == current_round(nomination.program_id)
        )
        .order_by(User.name, Scorecard.id)
    ).all()  # fmt: skip
    given = _given(session, [card[0] for card in cards])
    return [(tuple(card), *given[card[0]]) for card in cards]


def _given(session: Session, cards: list[int]) -> dict[int, tuple[dict[int, int], Notes]]:
    """Scorecard id → its scores, and its notes."""
    given: dict[int, tuple[dict[int, int], Notes]] = {card: ({}, []) for card in cards}
    for card, criterion_id, thousandths, name, note in session.execute(
        select(Score.scorecard_id, Score.criterion_id, Score.thousandths, Criterion.name, Score.note)
        .join(Criterion, Criterion.id == Score.criterion_id)
        .join(Scorecard, (Scorecard.id == Score.scorecard_id) & (Scorecard.rubric_id == Criterion.rubric_id))
        .where(Score.scorecard_id.in_(cards))
        .order_by(Criterion.position, Criterion.id)
    ):
        scores, notes = given[card]
        if thousandths is not None:
            scores[criterion_id] = thousandths
        if note:
            notes.append((name, note))
    return given


def _line(
    row: tuple[Any, ...], given: dict[int, int], notes: Notes, nomination: Nomination, asked_by: Asked, told: Versions
) -> JudgeLine:
    _id, category_id, final_at, standing, judge_id, name, email, category, conflicted, doubted, *comments, rubric_id = (
        row
    )
    of = asked_by.made_with(rubric_id, nomination.category_id)
    target = asked_by.of[nomination.category_id].scale if nomination.category_id in asked_by.of else None
    asked = {int(criterion.key) for criterion in of.criteria} if of else set()
    scores = {key: value for key, value in given.items() if key in asked}
    value: Fraction | None = composite(_keyed(scores), of, target) if of and scores.keys() == asked else None
    reasons = (
        (nomination.state != State.SUBMITTED, NotCounted.OUT),
        (category_id != nomination.category_id, NotCounted.OTHER_CATEGORY),
        (bool(conflicted), NotCounted.CONFLICT),
        (judge_id == nomination.owner_id, NotCounted.OWN),
        (standing == AssignmentState.RECUSED, NotCounted.RECUSED),
        (standing == AssignmentState.REMOVED, NotCounted.REMOVED),
        (bool(doubted), NotCounted.WRONG_CATEGORY),
        (value is None, NotCounted.INCOMPLETE),
        (final_at is None, NotCounted.NOT_FINAL),
    )
    why_not = next((reason for applies, reason in reasons if applies), None)
    shown = scores if category_id == nomination.category_id else given
    to_organizers, to_nominee = map(str, comments)
    composed = None if value is None else to_thousandths(value)
    now = {told.same.get(key, key): one for key, one in shown.items()}
    older = told.numbers[rubric_id] if rubric_id in told.earlier else None
    return JudgeLine(
        str(name or email), str(category), now, composed, why_not, to_organizers, to_nominee, notes, value, older
    )
