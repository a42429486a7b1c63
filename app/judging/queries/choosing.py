"""What judges chose where there are no scores: their orders of the best, and the pairs that they compared. Only what counts."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.judging.models import Assignment, Comparison, Placing, Scorecard
from app.judging.queries.counted import counts
from app.nominations.models import Nomination
from app.programs.queries import round_or_current, takes_part


@dataclass(frozen=True, slots=True)
class Chosen:
    """One choice of one judge in a category, by nominations. An order: `best`, the best first, and `rest`, whom the judge put
    below all of those. A pair: `best` holds the preferred and the other, `rest` nobody; `even`: too close to tell."""

    judge_id: int
    category_id: int
    kind: Literal["order", "pair"]
    best: tuple[int, ...]
    rest: tuple[int, ...] = ()
    even: bool = False


def chosen(
    session: Session, program_id: int, hidden: Collection[int] = (), round_id: int | None = None
) -> list[Chosen]:
    """All that counts in the round that counts now, or another: orders by judge and category, then pairs as they were made. A
    nomination that doesn't count, or is in `hidden`, drops out of an order, and its pairs with it. An order of one says nothing
    and is not in it. Two queries."""
    return [*_orders(session, program_id, hidden, round_id), *_pairs(session, program_id, hidden, round_id)]


def _counted(statement: Any, program_id: int, hidden: Collection[int], round_id: int | None) -> Any:
    return (
        statement.select_from(Nomination)
        .join(Assignment, Assignment.nomination_id == Nomination.id)
        .join(Scorecard, Scorecard.assignment_id == Assignment.id)
        .where(
            Nomination.program_id == program_id,
            Assignment.round_id == round_or_current(round_id, program_id),
            Nomination.id.not_in(hidden),
            takes_part(Nomination.id, program_id, round_id),
            counts(),
        )
    )  # fmt: skip


def _orders(session: Session, program_id: int, hidden: Collection[int], round_id: int | None) -> list[Chosen]:
    columns = select(Assignment.judge_id, Scorecard.category_id, Nomination.id, Placing.place)
    rows = session.execute(
        _counted(columns, program_id, hidden, round_id)
        .join(Placing, Placing.scorecard_id == Scorecard.id)
        .order_by(Assignment.judge_id, Scorecard.category_id, Placing.place, Nomination.id)
    )
    best: dict[tuple[int, int], list[int]] = {}
    rest: dict[tuple[int, int], list[int]] = {}
    for judge_id, category_id, nomination_id, place in rows:
        (rest if place is None else best).setdefault((judge_id, category_id), []).append(nomination_id)
    return [
        Chosen(*key, "order", tuple(placed), tuple(rest.get(key, ())))
        for key, placed in best.items()
        if len(placed) + len(rest.get(key, ())) > 1
    ]


def _paired(columns: Callable[[Any, Any], Any], program_id: int, hidden: Collection[int], round_id: int | None) -> Any:
    """Comparisons that count. `columns`: of the preferred scorecard and the other."""
    each = select(Scorecard.id, Assignment.judge_id, Scorecard.category_id, Nomination.id.label("nomination_id"))
    cards = _counted(each, program_id, hidden, round_id).cte("cards")
    one, other = cards.alias("one"), cards.alias("other")
    return (
        columns(one.c, other.c)
        .select_from(Comparison)
        .join(one, one.c.id == Comparison.preferred_id)
        .join(other, other.c.id == Comparison.other_id)
        .where(one.c.category_id == other.c.category_id)
    )


def _pairs(session: Session, program_id: int, hidden: Collection[int], round_id: int | None) -> list[Chosen]:
    def columns(one: Any, other: Any) -> Any:
        found = select(one.judge_id, one.category_id, one.nomination_id, other.nomination_id, Comparison.even)
        return found.order_by(one.judge_id, one.category_id, Comparison.id)

    rows = session.execute(_paired(columns, program_id, hidden, round_id))
    return [Chosen(row[0], row[1], "pair", (row[2], row[3]), (), row[4]) for row in rows]


def pairs_made(session: Session, program_id: int, round_id: int | None = None) -> dict[tuple[int, int], int]:
    """(Judge, category) → how many of their comparisons count; one query."""

    def columns(one: Any, _other: Any) -> Any:
        return select(one.judge_id, one.category_id, func.count()).group_by(one.judge_id, one.category_id)

    return {(row[0], row[1]): row[2] for row in session.execute(_paired(columns, program_id, (), round_id))}
