"""What goes into a result: the counted composite scores of the categories that are judged on one scale, and the rules they fall under.

A judge's severity says something only on a scale, so that categories with different scales are rounds of their own."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.domain.scoring import ENGINE as ENGINE
from app.domain.scoring.choices.choice import Choice
from app.domain.scoring.composite import Rubric
from app.judging.models import AssignedBy, Assignment
from app.judging.queries.counted import Asked, CountedCard, counted_cards
from app.nominations.models import Nomination
from app.programs.models import CHOOSING, Category, Program, ResultMethod, RoundMode
from app.programs.models import Round as JudgingRound
from app.programs.queries import round_or_current, versions
from app.results.queries.choices import choices_of

_STRAIGHT_FROM = 3  # scorecards; fewer say nothing about a habit


@dataclass(frozen=True, slots=True)
class Entered:
    """One counted composite: `value` ÷ `denominator` is thousandths of a point, exactly."""

    nomination_id: int
    judge_id: int
    category_id: int
    value: int
    denominator: int


@dataclass(frozen=True)
class Round:
    """`assignment`: auto | random | chosen; `straight`: judges who gave all criteria the same score, for every nominee. Where
    judges ranked or compared there are `choices` of one category, and no scores."""

    program_id: int
    category_ids: tuple[int, ...]
    method: ResultMethod
    assignment: str
    seed: int
    scores: tuple[Entered, ...]
    straight: tuple[int, ...]
    choices: tuple[Choice, ...] = ()

    @cached_property
    def digest(self) -> str:
        """Of exactly what the outcome depends on."""
        told: dict[str, Any] = {
            "engine": ENGINE, "method": self.method.value, "assignment": self.assignment, "seed": self.seed,
            "straight": self.straight,
            "scores": [(s.nomination_id, s.judge_id, s.category_id, s.value, s.denominator) for s in self.scores],
        }  # fmt: skip
        if self.choices:
            told["category"] = self.category_ids
            told["choices"] = [(one.judge, one.best, one.rest, one.even) for one in self.choices]
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Counted:
    """Everything counted in a round, for one viewer. `cards` by nomination; `rubrics` by category (those that are judged), in the
    latest version; `same`: criterion → what it became in that version. In a round of ranking or comparing `choices` by category,
    and cards hold shares in thousandths of a percent, with `denominators` of their own."""

    cards: Mapping[int, list[CountedCard]]
    asked: Asked
    same: Mapping[int, int]
    mode: RoundMode = RoundMode.SCORE
    choices: Mapping[int, tuple[Choice, ...]] = field(default_factory=dict)
    denominators: Mapping[int, int] = field(default_factory=dict)

    @property
    def percent(self) -> bool:
        """Judges chose: figures are percent instead of points."""
        return self.mode in CHOOSING

    def denominator(self, category_id: int) -> int:
        return self.denominators.get(category_id, 1) if self.percent else self.asked.denominator(category_id)

    @property
    def rubrics(self) -> Mapping[int, Rubric]:
        return self.asked.of


def counted_of(
    session: Session, program: Program, categories: Sequence[Category], hidden: Collection[int], round_id: int | None = None
) -> Counted:  # fmt: skip
    """`round_id`: of another round than the one that counts now."""
    told = versions(session, program.id, categories, round_id)
    asked = Asked.by(told)
    if told.mode in CHOOSING:
        minimum = program.minimum_scores if round_id is None else told.minimum
        made = choices_of(session, program.id, hidden, round_id, minimum)
        return Counted(made.cards, asked, told.same, told.mode, made.kept, made.denominators)
    cards: dict[int, list[CountedCard]] = {}
    for card in counted_cards(session, program.id, asked, hidden, round_id):
        cards.setdefault(card.nomination_id, []).append(card)
    return Counted(cards, asked, told.same, told.mode)


def rounds_of(
    program: Program, counted: Counted, category_of: Mapping[int, int], method: ResultMethod, assignment: str,
    minimum: int | None = None,
) -> list[Round]:  # fmt: skip
    """One round per scale, and where judges chose one per category; nominations with fewer scores than the minimum are not in it.
    `category_of`: nomination → category."""
    if counted.percent:
        return [
            Round(program.id, (place,), method, "auto", program.result_seed, (), (), own)
            for place, own in counted.choices.items()
            if own
        ]
    minimum = max(1, program.minimum_scores if minimum is None else minimum)
    by_scale: dict[tuple[int, int], list[int]] = {}
    for category_id, rubric in counted.rubrics.items():
        by_scale.setdefault((rubric.scale.minimum, rubric.scale.maximum), []).append(category_id)
    found = []
    for ids in by_scale.values():
        inside = [
            card
            for nomination_id, cards in sorted(counted.cards.items())
            if len(cards) >= minimum and category_of.get(nomination_id) in ids
            for card in cards
        ]
        below = {category_id: counted.denominator(category_id) for category_id in ids}
        scores = tuple(
            Entered(card.nomination_id, card.judge_id, place, card.value, below[place])
            for card in inside
            for place in (category_of[card.nomination_id],)
        )
        if scores:
            straight = _straight(inside, category_of, counted.rubrics)
            found.append(
                Round(program.id, tuple(sorted(ids)), method, assignment, program.result_seed, scores, straight)
            )
    return found


def _straight(
    cards: Sequence[CountedCard], category_of: Mapping[int, int], of: Mapping[int, Rubric]
) -> tuple[int, ...]:
    """Where there is but one criterion, every card is straight and it says nothing."""
    seen: dict[int, list[bool]] = {}
    for card in cards:
        if len(of[category_of[card.nomination_id]].criteria) > 1:
            seen.setdefault(card.judge_id, []).append(card.straight)
    return tuple(sorted(judge for judge, lines in seen.items() if len(lines) >= _STRAIGHT_FROM and all(lines)))


@dataclass(frozen=True, slots=True)
class Judges:
    """`names`: judge → name, of everybody who has or had an assignment. `assignment`: how they came to nominations, "random" if a
    rule gave all of them, "chosen" if people did, else "auto" (the engine then looks)."""

    names: Mapping[int, str]
    assignment: str


def judges_of(session: Session, program: Program, round_id: int | None = None) -> Judges:
    """What was assigned before the round opened decides about the kind; what is added later changes nothing. One query."""
    wanted = round_or_current(round_id, program.id)
    early = Assignment.created_at < select(JudgingRound.opens_at).where(JudgingRound.id == wanted).scalar_subquery()
    rows = session.execute(
        select(User.id, User.name, User.email, Assignment.assigned_by, early)
        .select_from(Assignment)
        .join(Nomination, Nomination.id == Assignment.nomination_id)
        .join(User, User.id == Assignment.judge_id)
        .where(Nomination.program_id == program.id, Assignment.round_id == wanted)
        .distinct()
    ).all()
    kinds = {row[3] for row in rows if row[4]} or {row[3] for row in rows}
    kind = "random" if kinds == {AssignedBy.RULE} else "chosen" if kinds == {AssignedBy.CHOICE} else "auto"
    return Judges({row[0]: row[1] or row[2] for row in rows}, kind)
