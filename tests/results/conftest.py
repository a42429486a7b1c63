"""A program that is being judged, its organizer, and three judges."""

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.programs.models import Program
from tests import factories as make


@pytest.fixture
def program(db: Session) -> Program:
    return make.make_program(db, "awards", standing="judging")


@pytest.fixture
def organizer(db: Session, program: Program) -> User:
    return make.make_organizer(db, program)


@pytest.fixture
def judges(db: Session, program: Program) -> list[User]:
    return [make.make_judge(db, program) for _ in range(3)]
