"""What may still change the scores of the round that counts: for organizers who decide, or choose who goes through."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.judging.queries.at_work import AtWork, judges_at_work
from app.judging.queries.conflicts import count_possible
from app.nominations.queries import kept_from
from app.programs.models import Program, Round, RoundMode
from app.programs.queries import next_round, round_now


@dataclass(frozen=True, slots=True)
class Outstanding:
    """`judges`: who may still score though the round has closed for all others; `conflicts`: possible ones that nobody answered;
    `coming`: a round into which nobody was taken yet; `round`: the one that counts."""

    round: Round
    judges: Sequence[AtWork]
    conflicts: int
    coming: Round | None

    @property
    def until(self) -> datetime:
        return max(one.closes_at for one in self.judges)

    @property
    def left(self) -> int:
        return sum(one.left for one in self.judges)


def outstanding(session: Session, program: Program, user_id: int, now: datetime) -> Outstanding:
    """Ten queries or so, however many judges and nominations. A final scorecard stays as it is, so a judge with more time and
    nothing open changes nothing; an answer of a first look can be changed until the close."""
    current, hidden = round_now(session, program.id), kept_from(session, program.id, user_id)
    final = current.mode is RoundMode.SCORE
    judges = [
        one
        for one in judges_at_work(session, program, now, hidden, of=current)
        if one.extended and now <= one.closes_at and one.work.assigned and (one.left or not final)
    ]
    return Outstanding(
        current, judges, count_possible(session, program.id, hidden, now), next_round(session, program.id)
    )
