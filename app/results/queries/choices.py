"""Rounds of ranking and comparing: what judges chose as the figures that results are made of. Percent where scores have points."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import lcm

from sqlalchemy.orm import Session

from app.domain.scoring.choices.choice import Choice
from app.domain.scoring.choices.shares import WHOLE, counting
from app.judging.queries.choosing import Chosen, chosen
from app.judging.queries.counted import CountedCard


@dataclass(frozen=True, slots=True)
class Choices:
    """Everything chosen in a round, for one viewer. `kept`: category → the choices that go into its result; `cards`: nomination
    → each judge's share of the others, in thousandths of a percent × the denominator of the category."""

    kept: Mapping[int, tuple[Choice, ...]]
    cards: Mapping[int, list[CountedCard]]
    denominators: Mapping[int, int]


def choices_of(
    session: Session, program_id: int, hidden: Collection[int], round_id: int | None, minimum: int
) -> Choices:
    """`minimum`: of judges; a nominee with fewer is in no other's figure."""
    return choices_in(chosen(session, program_id, hidden, round_id), minimum)


def choices_in(made: Collection[Chosen], minimum: int) -> Choices:
    kept: dict[int, tuple[Choice, ...]] = {}
    cards: dict[int, list[CountedCard]] = {}
    denominators: dict[int, int] = {}
    for category_id in sorted({one.category_id for one in made}, key=str):  # as the engine takes categories
        own = [Choice(one.judge_id, one.best, one.rest, one.even) for one in made if one.category_id == category_id]
        kept[category_id], shares = counting(own, minimum)
        below = lcm(*(share.denominator for of in shares.values() for share in of.values()))
        denominators[category_id] = below
        for nomination_id, of in shares.items():
            cards[nomination_id] = [
                CountedCard(nomination_id, judge_id, int(share * WHOLE * below), False)
                for judge_id, share in sorted(of.items())
            ]
    return Choices(kept, cards, denominators)
