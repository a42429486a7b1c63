"""A program that is open, its organizer, and their browser."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.audit.models import AuditEvent
from app.programs.models import Program
from tests import factories as make
from tests.browsing import Visitor


@pytest.fixture
def visitor(visitor: Visitor, db: Session, monkeypatch: pytest.MonkeyPatch) -> Visitor:
    """Before each request the test lets go of the database: on SQLite, its session would keep the app from writing."""
    plain = Visitor.request

    def request(self: Visitor, *given: Any, **named: Any) -> Any:
        db.rollback()
        return plain(self, *given, **named)

    monkeypatch.setattr(Visitor, "request", request)
    signing_in = Visitor.signed_in

    def signed_in(self: Visitor, user: User) -> Visitor:
        user_id = user.id  # noqa: F841 loaded before the session ends
        db.commit()
        db.refresh(user)
        db.expunge(user)
        db.rollback()
        return signing_in(self, user)

    monkeypatch.setattr(Visitor, "signed_in", signed_in)
    return visitor


@pytest.fixture
def program(db: Session) -> Program:
    return make.make_program(db, "awards")


@pytest.fixture
def organizer(db: Session, program: Program) -> User:
    return make.make_organizer(db, program)


@pytest.fixture
def browser(visitor: Visitor, organizer: User) -> Visitor:
    return visitor.signed_in(organizer)


@pytest.fixture
def trail(db: Session) -> Callable[[str], list[AuditEvent]]:
    """The events of an action, the latest first."""

    def find(action: str) -> list[AuditEvent]:
        db.rollback()
        found = select(AuditEvent).where(AuditEvent.action == action).order_by(AuditEvent.id.desc())
        return list(db.scalars(found))

    return find


@pytest.fixture
def seen(db: Session) -> Callable[[Any], Any]:
    """The row as it is stored now."""

    def look(row: Any) -> Any:
        db.rollback()
        db.refresh(row)
        return row

    return look
