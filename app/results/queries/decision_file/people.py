"""Who is who in the file: nominees by reference, judges by numbers, and no judge's name in what organizers wrote."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.domain.decision_file.naming import Names
from app.domain.scoring.tokens import token
from app.domain.states import State
from app.judging.models import Assignment, Score, Scorecard
from app.nominations.models import Nomination
from app.programs.models import Category, Program
from app.programs.queries import categories as categories_of
from app.programs.queries import current_round

_SHORTEST = 3  # letters; a shorter name stands in too many words


@dataclass(frozen=True, slots=True)
class People:
    """`nominations`: in the order of their numbers; `order`: id → place in which the engine takes nominations, and categories;
    `names`: what each is called in the file."""

    categories: Sequence[Category]
    nominations: Sequence[Nomination]
    nominee_order: Mapping[int, int]
    category_order: Mapping[int, int]
    names: Names
    judges: re.Pattern[str] | None

    def without_judges(self, text: str) -> str:
        """What somebody wrote, with no judge's name or address in it."""
        return self.judges.sub("[a judge]", text) if self.judges else text


def people_of(session: Session, program: Program) -> People:
    categories = categories_of(session, program.id)
    nominations = session.scalars(
        select(Nomination)
        .where(Nomination.program_id == program.id, Nomination.reference.is_not(None), Nomination.state != State.DRAFT)
        .order_by(Nomination.number)
    ).all()
    names = Names(
        {one.id: one.reference or "" for one in nominations},
        _judges(session, program),
        {one.id: one.name for one in categories},
    )
    return People(
        categories, nominations, _order([token("n", one.id) for one in nominations], [one.id for one in nominations]),
        _order([str(one.id) for one in categories], [one.id for one in categories]), names, _spelled(session, program),
    )  # fmt: skip


def _order(texts: Sequence[str], keys: Sequence[int]) -> dict[int, int]:
    return {key: place for place, (_text, key) in enumerate(sorted(zip(texts, keys, strict=True)), 1)}


def _judges(session: Session, program: Program) -> dict[int, str]:
    """Judge → "Judge 3". Numbered by what they gave, nomination by nomination: neither names nor accounts go into it, and
    whoever has the file can see no more from the number than from the scores themselves."""
    rows = session.execute(
        select(Assignment.judge_id, Nomination.number, Scorecard.final_at.is_(None), Score.thousandths)
        .select_from(Scorecard)
        .join(Assignment, Assignment.id == Scorecard.assignment_id)
        .join(Nomination, Nomination.id == Assignment.nomination_id)
        .outerjoin(Score, Score.scorecard_id == Scorecard.id)
        .where(
            Nomination.program_id == program.id,
            Nomination.reference.is_not(None),
            Assignment.round_id == current_round(program.id),
        )
        .order_by(Nomination.number, Scorecard.category_id, Score.criterion_id)
    )
    given: dict[int, list[tuple[int, bool, int]]] = {}
    for judge_id, number, is_open, thousandths in rows:
        given.setdefault(judge_id, []).append((number or 0, bool(is_open), thousandths or 0))
    ordered = sorted(given, key=lambda judge: (given[judge], token("j", judge)))
    return {judge: f"Judge {place}" for place, judge in enumerate(ordered, 1)}


def _spelled(session: Session, program: Program) -> re.Pattern[str] | None:
    rows = session.execute(
        select(User.name, User.email)
        .where(
            User.id.in_(
                select(Assignment.judge_id)
                .join(Nomination, Nomination.id == Assignment.nomination_id)
                .where(Nomination.program_id == program.id)
            )
        )
        .distinct()
    )
    words = {word.strip() for row in rows for word in row if word and len(word.strip()) >= _SHORTEST}
    if not words:
        return None
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return re.compile("|".join(r"\s+".join(map(re.escape, word.split())) for word in longest_first), re.IGNORECASE)
