"""An organizer with a browser, who uploads sheets."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.nominations.models import KeptSheet, Nomination
from app.programs.models import Program
from tests import factories as make
from tests.browsing import Visitor


@dataclass
class SheetDesk:
    db: Session
    program: Program
    organizer: User
    browser: Visitor
    visitor: Visitor

    @property
    def path(self) -> str:
        return f"/programs/{self.program.slug}/spreadsheet"

    def upload(self, data: bytes, name: str = "form.csv") -> Any:
        return self.browser.post(self.path, files={"sheet": (name, data)})

    def kept(self, data: bytes, name: str = "form.csv") -> str:
        """Upload, and give the path of the kept sheet."""
        response = self.upload(data, name)
        assert response.status_code == 303, response.text[:800]
        return str(response.headers["location"]).removesuffix("/mapping")

    def nominations(self) -> list[Nomination]:
        """As they stand; the transaction ends, so that the app can write."""
        self.db.rollback()
        chosen = select(Nomination).where(Nomination.program_id == self.program.id)
        found = list(self.db.scalars(chosen.order_by(Nomination.number)))
        self.db.expunge_all()
        self.db.rollback()
        return found

    def count(self, model: Any = KeptSheet) -> int:
        self.db.rollback()
        found = self.db.scalar(select(func.count()).select_from(model)) or 0
        self.db.rollback()
        return found


def sheet_desk(db: Session, visitor: Visitor, **program: Any) -> SheetDesk:
    made = make.make_program(db, **program)
    organizer = make.make_organizer(db, made, "organizer@awards.example")
    for row in (made, organizer):
        db.refresh(row)
    db.expunge_all()
    db.rollback()
    return SheetDesk(db, made, organizer, visitor.signed_in(organizer), visitor)
