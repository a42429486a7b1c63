"""A nominator in an open program, with a browser, and drafts made as the form makes them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.nominations import service
from app.nominations.models import Nomination
from app.programs.models import Category, ForRole, Program
from tests import factories as make
from tests.browsing import Visitor


@dataclass
class Bench:
    db: Session
    program: Program
    owner: User
    browser: Visitor
    visitor: Visitor

    def draft(self, content: dict[str, Any] | None = None, **more: Any) -> Nomination:
        nomination = service.start_draft(
            self.db, self.program, category=make.category_of(self.db, self.program), by=self.owner.id, now=datetime.now(UTC),
            draft={**(content or {}), **more},
        )  # fmt: skip
        self.db.commit()
        return nomination

    def submitted(self, content: dict[str, Any]) -> Nomination:
        nomination = self.draft(content)
        service.submit_nomination(self.db, nomination, by=self.owner.id, now=datetime.now(UTC))
        self.db.commit()
        return nomination

    def again(self, nomination: Nomination) -> Nomination:
        """As it stands in the database now."""
        self.db.refresh(nomination)
        self.db.commit()
        return nomination

    def close_program(self) -> None:
        self.program.closes_at = datetime.now(UTC) - timedelta(hours=1)
        self.db.commit()

    def category(self, role: ForRole = ForRole.HUNTER) -> Category:
        """A category of the program; lets go of the writers' lock, which reading here would hold."""
        found = make.category_of(self.db, self.program, role)
        self.db.commit()
        return found

    def all(self, model: type[Any]) -> list[Any]:
        """All rows of a table as they are now, likewise."""
        found = list(self.db.scalars(select(model).execution_options(populate_existing=True)))
        self.db.commit()
        return found

    def organizer(self) -> Visitor:
        return self.visitor.signed_in(make.make_organizer(self.db, self.program))


@pytest.fixture
def bench(db: Session, visitor: Visitor) -> Bench:
    program = make.make_program(db)
    owner = make.make_user(db, name="Olive Nominator")
    return Bench(db, program, owner, visitor.signed_in(owner), visitor)
