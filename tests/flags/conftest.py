"""A closed program with its organizer and a nominator, and one flagged nomination in its category for hunters."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.domain.revenue import assess, nomination_from
from app.nominations.models import Nomination
from app.programs.models import Program
from tests import factories as make

INHERITED = [
    {"name": "Acme", "revenue": 3_000_000, "prior_revenue": 3_000_000, "origin": "inherited"},
    {"name": "Bolt", "revenue": 1_000_000, "prior_revenue": 900_000, "origin": "assigned"},
    {"name": "Cray", "revenue": 200_000, "prior_revenue": 0, "origin": "self_sourced", "kind": "new_business"},
]


def stored_result(
    accounts: list[dict[str, Any]], narrative: str = "She took over the Acme account from a colleague."
) -> dict[str, Any]:
    """What the rules say about these accounts, as it is stored."""
    data = {
        "id": "A-1", "period_months": 12, "period_end": "2025-12-31", "accounts": accounts,
        "narrative": narrative,
    }  # fmt: skip
    return assess(nomination_from(data)).to_dict()


@pytest.fixture
def program(db: Session) -> Program:
    return make.make_program(db, "awards", standing="closed")


@pytest.fixture
def organizer(db: Session, program: Program) -> User:
    return make.make_organizer(db, program)


@pytest.fixture
def nominator(db: Session) -> User:
    return make.make_user(db, name="Nina Nominator")


@pytest.fixture
def flagged(db: Session, program: Program, nominator: User) -> Nomination:
    return make.make_submitted(
        db, program, nominator, nominee="Ines Inherited", flag=True, role="account_manager",
        split=(3_900_000_00, 100_000_00, 200_000_00, 0), content={"explanation": "She rebuilt the Acme account from ruins."},
        result=stored_result(INHERITED),
    )  # fmt: skip
