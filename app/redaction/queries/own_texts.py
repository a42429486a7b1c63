"""Texts of a blind program itself that judges read, and that name somebody whom they must not know."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.programs.models import Criterion, CriterionOverride, Program, Round, Rubric
from app.programs.queries import categories
from app.redaction.queries.crowds import known_as, to_judges


@dataclass(frozen=True, slots=True)
class Naming:
    """`page`: the last word of the address where the text can be changed; `about`: whose text it is, empty: the program's."""

    page: str
    about: str
    words: str
    known_as: str


def naming_texts(session: Session, program: Program, unknown: Collection[int]) -> list[Naming]:
    """Description, categories, rounds and rubrics; six queries, none where nobody is hidden. `unknown`: nominations whose
    references are not told."""
    if not program.blind:
        return []
    everybody = to_judges(session, program, unknown=unknown)
    found = [
        Naming(page, about, text[one.start : one.end], known_as(one.member))
        for page, about, text in _texts(session, program)
        for one in everybody.sightings(text)
    ]
    return list(dict.fromkeys(found))


def _texts(session: Session, program: Program) -> Iterator[tuple[str, str, str]]:
    yield "settings", "", program.description
    for one in categories(session, program.id):
        yield from (("categories", one.name, text) for text in (one.name, one.description))
    yield from (
        ("rounds", name, name) for name in session.scalars(select(Round.name).where(Round.program_id == program.id))
    )
    rubrics = select(Rubric.id).join(Round, Round.id == Rubric.round_id).where(Round.program_id == program.id)
    yield from (
        ("criteria", "", reason) for reason in session.scalars(select(Rubric.reason).where(Rubric.id.in_(rubrics)))
    )
    for line in session.scalars(select(Criterion).where(Criterion.rubric_id.in_(rubrics))):
        yield from (("criteria", line.name, text) for text in (line.name, line.guidance, *_anchors(line.anchors)))
    overrides = (
        select(Criterion.name, CriterionOverride)
        .join(Criterion, Criterion.id == CriterionOverride.criterion_id)
        .where(Criterion.rubric_id.in_(rubrics))
    )
    for name, own in session.execute(overrides):
        yield from (("criteria", name, text) for text in (own.guidance or "", *_anchors(own.anchors)))


def _anchors(anchors: object) -> list[str]:
    return [str(text) for text in anchors.values()] if isinstance(anchors, dict) else []
