"""A closed program with its organizer, and one flagged nomination in its category for hunters."""

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.domain.revenue import assess_json_line
from app.nominations.models import Nomination
from app.programs.models import Program
from tests import factories as make


@pytest.fixture
def program(db: Session) -> Program:
    return make.make_program(db, "awards", standing="closed")
