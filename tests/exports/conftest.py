"""A judged program whose texts are as hostile as a spreadsheet could fear."""

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.nominations.models import Nomination
from app.programs.models import Program
from tests import factories as make

HOSTILE = ("=1+1", "+1", "-1", "@SUM(A1)", "\tTab", "＝1+1", ' "=1+1"', "=HYPERLINK(\"http://x.example\")")  # fmt: skip


@pytest.fixture
def program(db: Session) -> Program:
    return make.make_program(db, "awards", standing="judging", currency="USD", time_zone="America/New_York")


@pytest.fixture
def organizer(db: Session, program: Program) -> User:
    return make.make_organizer(db, program)


@pytest.fixture
def nominations(db: Session, program: Program) -> list[Nomination]:
    """One nomination per hostile text, each with two judges' final scores, the first one flagged."""
    owner = make.make_user(db, name="Nina Nominator")
    judges = [make.make_judge(db, program) for _ in range(2)]
    made = []
    for number, text in enumerate(HOSTILE):
        lines = [
            {"name": text, "revenue_minor": 1_234_567_89, "prior_minor": None},
            {"name": "Credit", "revenue_minor": -500_50},
        ]
        nomination = make.make_submitted(
            db, program, owner, nominee=f"Nominee {number}", company=text, lines=lines, flag=number == 0,
            split=(900_00, 0, 100_00, 0), content={"story": text, "explanation": text},
        )  # fmt: skip
        for judge, points in zip(judges, (8000, 7500), strict=True):
            card = {criterion.id: points for criterion in make.criteria_of(db, program)}
            make.make_scorecard(db, make.make_assignment(db, nomination, judge), card)
        made.append(nomination)
    return made
