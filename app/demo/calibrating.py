"""The demo's calibration: two entries that most judges scored in the days before judging opened."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.demo.records import Demo
from app.demo.scoring import SEED, Scale, draw_scorecards
from app.demo.seeding import Seeded
from app.judging.models import Assignment
from app.judging.queries.access import task_for
from app.judging.queries.cards import card_of
from app.judging.queries.entries import entries, sitting_out, suggested
from app.judging.service import calibrating, scoring
from app.panels.queries import jury
from app.programs.models import Program

HELD = timedelta(days=5), timedelta(days=1)  # from and until, before judging opens


def hold_calibration(session: Session, seeded: Seeded, demo: Demo, *, by: int, origin: str) -> None:
    program = session.get_one(Program, seeded.program.id)
    opens, closes = (program.judging_opens_at - before for before in HELD)
    every = [one for one in entries(session, program.id, ()) if one.role != "insufficient"]
    chosen = suggested(every, sitting_out(session, program.id, jury(session, program.id, whole=True)))
    wanted = calibrating.Wanted(opens, closes, chosen)
    made = calibrating.set_up(session, program, wanted, by=by, now=opens - timedelta(days=1), origin=origin)
    judges = {seeded.users[each.email].id: each.key for each in demo.judges}
    keys = {nomination.id: key for key, nomination in seeded.nominations.items()}
    rows = session.execute(
        select(Assignment.nomination_id, Assignment.judge_id)
        .where(Assignment.round_id == made.id)
        .order_by(Assignment.judge_id, Assignment.id)
    ).all()
    scales = [Scale(str(place), 1000, 10000, 1000) for place in range(20)]
    cards = draw_scorecards([(judges[judge], keys[one]) for one, judge in rows], demo.judges, scales, seed=SEED + 1)
    for place, ((one, judge), card) in enumerate(zip(rows, cards, strict=True)):
        if len(card.scores) == len(scales):
            _score(session, seeded.nominations[keys[one]].public_id, judge, list(card.scores.values()), opens + timedelta(hours=2 * place + 1))  # fmt: skip


def _score(session: Session, public_id: str, judge: int, points: list[int], moment: datetime) -> None:
    found = task_for(session, public_id, judge, moment)
    assert found is not None
    assert found[0].calibration
    stored = card_of(session, found[0])
    scores: dict[int, int | None] = {
        line.criterion_id: value for line, value in zip(stored.lines, points, strict=False)
    }
    data = scoring.CardData(version=stored.version, scores=scores)
    saved = scoring.save_scorecard(session, found[0], stored, data, by=judge, now=moment)
    session.flush()
    scoring.finish_scorecard(session, found[0], saved, by=judge, now=moment)
