"""Titles that a judge may bid on: what he or she could be given, and nothing of what stands in it."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.judging.queries.assigning import candidates, kept_apart, person_of, standings, too_close
from app.panels.queries import panels_of
from app.programs.models import Program
from app.programs.queries import categories


@dataclass(frozen=True, slots=True)
class Title:
    nomination_id: int
    nominee: str
    company: str
    category: str


def to_bid_on(session: Session, program: Program, judge_id: int) -> list[Title]:
    """Without one's own, one's company's, those in conflict, those of other panels, and those that the judge has or had."""
    judge = person_of(session, program.id, judge_id)
    if judge is None:
        return []
    apart, standing = kept_apart(session, program.id), standings(session, program.id)
    panels, names = panels_of(session, program.id), {one.id: one.name for one in categories(session, program.id)}
    return [
        Title(one.id, one.nominee, one.nominee_company, names[one.category_id])
        for one in candidates(session, program.id)
        if (one.id, judge_id) not in apart
        and (one.id, judge_id) not in standing
        and too_close(judge, one) is None
        and panels.seat_together(judge_id, one.id, one.category_id)
    ]
