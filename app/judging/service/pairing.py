"""A judge says which of two nominations is the better one, changes that until the close, or takes it back."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.orm import Session

from app.audit.service import record
from app.judging.models import Comparison, Placing, Scorecard
from app.judging.queries.cards import Card
from app.judging.queries.own_choices import Field, Own
from app.judging.service.ordering import cards_for
from app.programs.models import Program


def compare(
    session: Session, program: Program, field: Field, left: Own, right: Own, answer: str, *, by: int, now: datetime
) -> bool:  # fmt: skip
    """`answer`: left | right | even. Both scorecards are final with it. False: it was said before, and nothing is written."""
    known = field.pair_of(left.nomination_id, right.nomination_id)
    said = known.answer(left.nomination_id, right.nomination_id) if known else ""
    if known is not None and said == answer and known.stands:
        return False
    cards = cards_for(session, program, (left, right), field.category_id, now)
    best, other = (right, left) if answer == "right" else (left, right)
    ids = {"preferred_id": cards[best.public_id], "other_id": cards[other.public_id], "even": answer == "even"}
    if known is None:
        session.execute(insert(Comparison).values(**ids, created_at=now, updated_at=now))
    else:
        session.execute(update(Comparison).where(Comparison.id == known.id).values(**ids, updated_at=now))
    _mark(session, list(cards.values()), final_at=now, now=now)
    for one in (left, right):
        _tell(session, program.id, cards[one.public_id], said, one is left, answer, by, now)
    return True


def drop_comparison(
    session: Session, program: Program, field: Field, left: Own, right: Own, *, by: int, now: datetime
) -> bool:
    """The two were not compared after all. A scorecard without any comparison is open again. False: they weren't."""
    known = field.pair_of(left.nomination_id, right.nomination_id)
    if known is None:
        return False
    said = known.answer(left.nomination_id, right.nomination_id)
    session.execute(delete(Comparison).where(Comparison.id == known.id))
    _reopen_lonely(session, [left.scorecard_id, right.scorecard_id], now)
    for one in (left, right):
        _tell(session, program.id, one.scorecard_id, said, one is left, "", by, now)
    return True


def leave_choice(session: Session, card: Card, *, now: datetime) -> Card:
    """ "Wrong category": the nomination stands in no order and in no pair of its judge any more. Scorecards that have no other
    comparison are open again. Gives the card as it is then."""
    if not card.begun:
        return card
    session.execute(delete(Placing).where(Placing.scorecard_id == card.id))
    pairs = session.scalars(
        select(Comparison).where(or_(Comparison.preferred_id == card.id, Comparison.other_id == card.id))
    ).all()
    others = {one.other_id if one.preferred_id == card.id else one.preferred_id for one in pairs}
    session.execute(delete(Comparison).where(Comparison.id.in_([one.id for one in pairs])))
    _reopen_lonely(session, [card.id, *others], now)
    return replace(card, final_at=None)


def _reopen_lonely(session: Session, card_ids: list[int], now: datetime) -> None:
    rows = session.execute(
        select(Comparison.preferred_id, Comparison.other_id).where(
            or_(Comparison.preferred_id.in_(card_ids), Comparison.other_id.in_(card_ids))
        )
    )
    still = {one for row in rows for one in row}
    _mark(session, [one for one in card_ids if one not in still], final_at=None, now=now)


def _mark(session: Session, card_ids: list[int], *, final_at: datetime | None, now: datetime) -> None:
    session.execute(
        update(Scorecard)
        .where(Scorecard.id.in_(card_ids))
        .values(final_at=final_at, updated_at=now)
        .execution_options(synchronize_session=False)
    )


WORDS = {"left": ("preferred", "not preferred"), "right": ("not preferred", "preferred"), "even": ("even", "even")}


def _tell(
    session: Session, program_id: int, card_id: int, before: str, is_left: bool, after: str, by: int, now: datetime
) -> None:
    """One event for each of the two, which doesn't name the other: who must not read about one learns nothing of it."""

    def said(answer: str) -> dict[str, str] | None:
        return {"compared": WORDS[answer][0 if is_left else 1]} if answer else None

    record(
        session, program_id=program_id, actor_id=by, action="scorecard.compare" if after else "scorecard.uncompare",
        about=("scorecard", card_id), now=now, before=said(before), after=said(after),
    )  # fmt: skip
