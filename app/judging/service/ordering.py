"""A judge puts the best of a category in order: saved on the way, submitted as a whole, changed or taken back until the close."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from app.audit.service import record
from app.judging.models import Assignment, Placing, Scorecard
from app.judging.queries.own_choices import Field, Own
from app.programs.models import Program
from app.programs.queries import current_round, latest_rubric


def save_order(
    session: Session, program: Program, field: Field, places: Mapping[str, int | None], *, final: bool, by: int, now: datetime
) -> bool:  # fmt: skip
    """Writes the whole order: those without a place stand below. `final`: it counts from now on; else it is kept for going on
    with. False: it was like this already, and nothing is written."""
    same = all(one.placed and one.place == places.get(one.public_id) and one.final == final for one in field.own)
    if same:
        return False
    cards = cards_for(session, program, field.own, field.category_id, now)
    _forget(session, program.id, field.category_id, by)
    session.execute(
        insert(Placing),
        [{"scorecard_id": cards[one.public_id], "place": places.get(one.public_id)} for one in field.own],
    )
    session.execute(
        update(Scorecard)
        .where(Scorecard.id.in_(list(cards.values())))
        .values(final_at=now if final else None, updated_at=now)
        .execution_options(synchronize_session=False)
    )
    if final or field.counts:
        for one in field.own:
            _tell(session, program.id, one, cards[one.public_id], places.get(one.public_id), final, by, now)
    else:
        record(
            session, program_id=program.id, actor_id=by, action="order.save", about=("category", field.category_id), now=now,
            before=None, after={"nominations": len(field.own)},
        )  # fmt: skip
    return True


def take_back_order(session: Session, program: Program, field: Field, *, by: int, now: datetime) -> bool:
    """It doesn't count any more, and stays as it was for going on with. False: it didn't count."""
    return field.counts and save_order(session, program, field, field.places, final=False, by=by, now=now)


def _tell(
    session: Session, program_id: int, one: Own, card_id: int, place: int | None, final: bool, by: int, now: datetime
) -> None:  # fmt: skip
    """One event for each nomination, so that who must not read about one reads about the others."""
    before = {"final": True, "place": one.place} if one.placed and one.final else {"final": False}
    after = {"final": True, "place": place} if final else {"final": False}
    if before != after:
        record(
            session, program_id=program_id, actor_id=by, action="scorecard.place" if final else "scorecard.unplace",
            about=("scorecard", card_id), now=now, before=before, after=after,
        )  # fmt: skip


def cards_for(
    session: Session, program: Program, own: tuple[Own, ...], category_id: int, now: datetime
) -> dict[str, int]:
    """Public id → scorecard, begun where there was none."""
    missing = [one for one in own if not one.scorecard_id]
    if missing:
        rubric = session.scalar(select(latest_rubric(current_round(program.id))))
        values = {"category_id": category_id, "rubric_id": rubric, "version": 1, "created_at": now, "updated_at": now}
        session.execute(insert(Scorecard), [{"assignment_id": one.assignment_id, **values} for one in missing])
    ids = [one.assignment_id for one in own]
    rows = session.execute(
        select(Scorecard.assignment_id, Scorecard.id).where(
            Scorecard.assignment_id.in_(ids), Scorecard.category_id == category_id
        )
    )
    cards = {row[0]: row[1] for row in rows}
    return {one.public_id: cards[one.assignment_id] for one in own}


def _forget(session: Session, program_id: int, category_id: int, by: int) -> None:
    """Also the places of nominations that the judge can't see now: lifted, a conflict must not bring back an old place."""
    mine = (
        select(Scorecard.id)
        .join(Assignment, Assignment.id == Scorecard.assignment_id)
        .where(
            Assignment.judge_id == by, Assignment.round_id == current_round(program_id),
            Scorecard.category_id == category_id, Scorecard.id.in_(select(Placing.scorecard_id)),
        )
    )  # fmt: skip
    ids = list(session.scalars(mine))
    quiet = {"synchronize_session": False}
    session.execute(update(Scorecard).where(Scorecard.id.in_(ids)).values(final_at=None).execution_options(**quiet))
    session.execute(delete(Placing).where(Placing.scorecard_id.in_(ids)).execution_options(**quiet))
