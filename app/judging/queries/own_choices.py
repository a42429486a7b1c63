"""What one judge chose in a round without scores: their order of the best, or the pairs they compared, by category. Only own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from zlib import crc32

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.domain.ordering import in_order, places_asked
from app.domain.scoring.choices.next_pair import next_pair
from app.domain.scoring.choices.pair import Pair
from app.domain.work import Work, minutes_in, work_in
from app.judging.models import Assignment, AssignmentState, CategoryDoubt, Comparison, Placing, Scorecard
from app.judging.queries.access import choosing
from app.judging.queries.desk import ORDER, held
from app.judging.queries.pace import minutes_a_pair
from app.nominations.models import Nomination
from app.programs.models import Category, Round
from app.programs.models import RoundMode as RoundMode  # for routes too
from app.programs.queries import round_now


@dataclass(frozen=True, slots=True)
class Own:
    """One of the judge's nominations that can be chosen; `placed`: it is in their order, with a place or below all places."""

    nomination_id: int
    public_id: str
    reference: str
    assignment_id: int
    scorecard_id: int
    final: bool
    placed: bool
    place: int | None


@dataclass(frozen=True, slots=True)
class Compared:
    """A pair of nominations. `stands`: both scorecards are final; an organizer can have reopened one, and it is asked again."""

    id: int
    preferred: int
    other: int
    even: bool
    stands: bool
    at: datetime

    def answer(self, left: int, right: int) -> str:
        """In the words of the page: left | right | even | "" (not this pair)."""
        if {left, right} != {self.preferred, self.other}:
            return ""
        return "even" if self.even else "left" if left == self.preferred else "right"


@dataclass(frozen=True, slots=True)
class Field:
    """A category of the judge's; those marked as in the wrong category are only counted."""

    category_id: int
    name: str
    mode: RoundMode
    choices: int | None
    own: tuple[Own, ...]
    doubted: int
    compared: tuple[Compared, ...]

    @property
    def is_alone(self) -> bool:
        """There is nothing to choose from."""
        return len(self.own) < 2

    @property
    def work(self) -> Work:
        """As organizers see it."""
        own, final = len(self.own), sum(one.final for one in self.own)
        return work_in(self.mode, self.choices, own=own, shown=own, final=final, pairs=len(self.standing))

    def minutes_left(self, reading: float, choosing: float | None) -> float:
        unread = sum(not one.final for one in self.own)
        return minutes_in(self.mode, self.work, unread, reading=reading, choosing=choosing)

    @property
    def asked(self) -> int:
        """How many places, or pairs."""
        return places_asked(len(self.own), self.choices) if self.mode is RoundMode.RANK else self.work.asked

    @property
    def places(self) -> dict[str, int | None]:
        return {one.public_id: one.place for one in self.own}

    @property
    def order(self) -> list[str]:
        return in_order(self.places)

    @property
    def is_submitted(self) -> bool:
        """The order counts as it stands; of one that was only saved nothing does, and of one in which an organizer reopened a
        scorecard the rest does (`counts`)."""
        placed = [one for one in self.own if one.placed]
        return bool(placed) and all(one.final for one in placed)

    @property
    def counts(self) -> bool:
        return any(one.placed and one.final for one in self.own)

    @property
    def added(self) -> int:
        """How many came to the judge's desk since they put the others in order."""
        return sum(not one.placed for one in self.own) if any(one.placed for one in self.own) else 0

    @property
    def standing(self) -> list[Compared]:
        return [pair for pair in self.compared if pair.stands]

    @property
    def done(self) -> int:
        """Of `asked`."""
        if self.mode is RoundMode.RANK:
            return min(len(self.order), self.asked) if self.is_submitted else 0
        return self.work.done

    @property
    def is_done(self) -> bool:
        if self.is_alone:
            return True
        return self.done >= self.asked and not (self.mode is RoundMode.RANK and self.added)

    @property
    def version(self) -> int:
        """Of an order: another one as soon as anything about it is another."""
        return crc32(repr([(one.public_id, one.placed, one.place, one.final) for one in self.own]).encode()) >> 1

    def find(self, public_id: str) -> Own | None:
        return next((one for one in self.own if one.public_id == public_id), None)

    def pair_of(self, one: int, other: int) -> Compared | None:
        return next((pair for pair in self.compared if pair.answer(one, other)), None)

    def following(self, seed: int) -> tuple[Own, Own] | None:
        """The pair that tells most, (left, right); None when all were compared."""
        by_id = {one.nomination_id: one for one in self.own}
        pairs = [Pair(one.preferred, one.other, one.even) for one in self.standing]
        found = next_pair(list(by_id), pairs, seed=seed)
        return (by_id[found[0]], by_id[found[1]]) if found else None


@cache
def _own() -> Any:
    columns = select(
        Category.id, Category.name, Nomination.id, Nomination.public_id, Nomination.reference, Assignment.id, Scorecard.id,
        Scorecard.final_at, Placing.id, Placing.place, CategoryDoubt.id,
    )  # fmt: skip
    return (
        held(columns)
        .outerjoin(Placing, Placing.scorecard_id == Scorecard.id)
        .where(Assignment.state == AssignmentState.ACTIVE)
        .order_by(*ORDER)
    )


@cache
def _compared() -> Any:
    cards: Any = bindparam("cards", expanding=True)
    return (
        select(Comparison)
        .where(Comparison.preferred_id.in_(cards), Comparison.other_id.in_(cards))
        .order_by(Comparison.updated_at, Comparison.id)
    )


def own_fields(session: Session, program_id: int, judge_id: int, of: Round | None = None) -> list[Field]:
    """By category, in the round that counts now; none where it asks for scores. Up to three queries; one less where the caller
    has `of`, that round."""
    round_ = of or round_now(session, program_id)
    if not choosing(round_):
        return []
    rows = session.execute(_own(), {"program": program_id, "judge": judge_id}).all()
    chosen = [row for row in rows if row[10] is None]
    card_of = {row[6]: row for row in chosen if row[6] is not None}
    pairs = session.scalars(_compared(), {"cards": list(card_of)}) if round_.mode is RoundMode.COMPARE else ()
    compared: dict[int, list[Compared]] = {}
    for pair in pairs:
        one, other = card_of[pair.preferred_id], card_of[pair.other_id]
        stands = one[7] is not None and other[7] is not None
        compared.setdefault(one[0], []).append(Compared(pair.id, one[2], other[2], pair.even, stands, pair.updated_at))
    return [_field(round_, category, rows, compared.get(category[0], [])) for category in dict.fromkeys((row[0], row[1]) for row in rows)]  # fmt: skip


def _field(round_: Round, category: tuple[int, str], rows: Sequence[Any], compared: Sequence[Compared]) -> Field:
    inside = [row for row in rows if row[0] == category[0]]
    own = tuple(
        Own(row[2], row[3], row[4] or "", row[5], row[6] or 0, row[7] is not None, row[8] is not None, row[9])
        for row in inside
        if row[10] is None
    )
    return Field(*category, round_.mode, round_.choices, own, len(inside) - len(own), tuple(compared))


def alone_in(fields: Sequence[Field]) -> list[int]:
    """Assignments that are the judge's only one in a category."""
    return [one.assignment_id for field in fields if field.is_alone for one in field.own]


def minutes_left(session: Session, program_id: int, judge_id: int, fields: Sequence[Field], reading: float) -> float:
    """What is left takes so long, at `reading` minutes for a nomination; one query where judges compare, else none."""
    compares = any(one.mode is RoundMode.COMPARE for one in fields)
    choosing = minutes_a_pair(session, program_id, judge_id).get(judge_id) if compares else None
    return sum(one.minutes_left(reading, choosing) for one in fields)


def own_field(
    session: Session, program_id: int, judge_id: int, category_id: int, of: Round | None = None
) -> Field | None:
    """Of one category; None where the judge has nothing in it, or the round asks for scores."""
    return next((one for one in own_fields(session, program_id, judge_id, of) if one.category_id == category_id), None)


def field_to_change(session: Session, program_id: int, judge_id: int, category_id: int) -> Field | None:
    """The same once no other change of it is under way: PostgreSQL needs rows to wait at, SQLite's writers wait anyway."""
    if session.get_bind().dialect.name == "postgresql":
        mine = select(Assignment.id).join(Nomination, Nomination.id == Assignment.nomination_id)
        session.execute(
            mine.where(Assignment.judge_id == judge_id, Nomination.program_id == program_id)
            .order_by(Assignment.id)
            .with_for_update(of=Assignment)
        )
    return own_field(session, program_id, judge_id, category_id)


def own_places(session: Session, card_ids: Sequence[int]) -> dict[int, int | None]:
    """Scorecard → its place in the order; those in none are not in it."""
    rows = session.execute(select(Placing.scorecard_id, Placing.place).where(Placing.scorecard_id.in_(card_ids)))
    return {row[0]: row[1] for row in rows}
