"""How a judge's final scores compare with the panel's on the same nominations: for that judge, after the close, without names."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.scoring.beside import Beside, beside_panel
from app.judging.models import Score, Scorecard
from app.judging.queries.counted import counted_scorecards
from app.programs.models import Criterion


@dataclass(frozen=True, slots=True)
class Compared:
    """One criterion; `beside` in points, or None where too few judges share nominations with this one."""

    name: str
    beside: Beside | None


def compared(session: Session, program_id: int, judge_id: int) -> list[Compared]:
    """By criterion, over the scorecards that count; one query."""
    cards = counted_scorecards(program_id).subquery()
    mine = select(cards.c.nomination_id).where(cards.c.judge_id == judge_id)
    rows = session.execute(
        select(Criterion.name, cards.c.nomination_id, cards.c.judge_id, Score.thousandths)
        .select_from(cards)
        .join(Score, Score.scorecard_id == cards.c.scorecard_id)
        .join(Scorecard, Scorecard.id == cards.c.scorecard_id)
        .join(Criterion, (Criterion.id == Score.criterion_id) & (Criterion.rubric_id == Scorecard.rubric_id))
        .where(cards.c.nomination_id.in_(mine), Score.thousandths.is_not(None))
        .order_by(Criterion.position, cards.c.nomination_id, cards.c.judge_id)
    ).all()
    own: dict[str, dict[int, float]] = {}
    others: dict[str, list[tuple[int, int, float]]] = {}
    for name, nomination, judge, thousandths in rows:
        score = (thousandths or 0) / 1000
        if judge == judge_id:
            own.setdefault(name, {})[nomination] = score
        else:
            others.setdefault(name, []).append((nomination, judge, score))
    return [Compared(name, beside_panel(scores, others.get(name, []))) for name, scores in own.items()]
