"""The demo is what it promises: 42 nominations, nine judges, a calibration held, half-judged, one flag settled, and safe to make again."""

from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.db import Database
from app.demo.content import load
from app.demo.judging import judge_half
from app.demo.seeding import seed
from app.judging.models import Assignment, CategoryDoubt, Ruling, Scorecard
from app.nominations.models import Assessment, Conflict, Nomination, Settlement, Submission
from app.programs.models import Round

NOW = datetime(2027, 3, 10, 15, tzinfo=UTC)


def count(session: Session, model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_the_demo_in_the_database(database: Database) -> None:
    with database.writing() as session:
        judge_half(session, seed(session, NOW), NOW)
    with database.reading() as session:
        assert count(session, Nomination) == 42
        rounds = dict(session.execute(select(Round.calibration, func.count()).join(Assignment, Assignment.round_id == Round.id).group_by(Round.calibration)).all())  # fmt: skip
        assert rounds == {False: 126, True: 18}
        cards = select(Round.calibration, func.count()).select_from(Scorecard).join(Assignment, Assignment.id == Scorecard.assignment_id)  # fmt: skip
        finished = dict(session.execute(cards.join(Round, Round.id == Assignment.round_id).where(Scorecard.final_at.is_not(None)).group_by(Round.calibration)).all())  # fmt: skip
        assert 50 <= finished[False] <= 76
        assert finished[True] >= 8  # enough for judges to see how the panel read it
        assert count(session, Ruling) >= 5
        assert count(session, CategoryDoubt) >= 1
        assert count(session, Conflict) >= 1
        assert count(session, Settlement) == 1
        stored = {
            (name, company): (role, flag)
            for name, company, role, flag in session.execute(
                select(Submission.nominee_name, Submission.nominee_company, Assessment.role, Assessment.flag).join(
                    Assessment, Assessment.submission_id == Submission.id
                )
            )
        }
    expected = load(NOW.date()).nominations
    assert len(stored) == 42
    for each in expected:
        assert stored[(each.nominee.name, each.nominee.company)] == (each.expected.role, each.expected.flag), each.key
