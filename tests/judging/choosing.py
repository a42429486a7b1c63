"""What tests of orders and pairs begin with: a judge with nominations of one category in a round without scores."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.judging.models import Scorecard
from app.judging.queries.choosing import Chosen, chosen
from app.nominations.models import Nomination
from app.programs.models import Program, RoundMode
from tests import factories as make
from tests.browsing import Visitor
from tests.judging.arranging import look


@dataclass
class Field:
    db: Session
    program: Program
    judge: User
    nominations: list[Nomination] = field(default_factory=list)
    number: int = 0  # of the program, so that nothing is read again

    @property
    def order(self) -> str:
        return f"/programs/{self.program.slug}/desk/order/{self.nominations[0].category_id}"

    @property
    def pair(self) -> str:
        return f"/programs/{self.program.slug}/desk/pair/{self.nominations[0].category_id}"

    def places(self, *places: Any) -> dict[str, str]:
        return {f"place-{one.public_id}": str(place) for one, place in zip(self.nominations, places, strict=True)}

    def sides(self, left: int, right: int) -> dict[str, str]:
        return {"left": self.nominations[left].public_id, "right": self.nominations[right].public_id}

    def chosen(self) -> list[Chosen]:
        """What the app has committed by now, and counts."""
        with Session(self.db.get_bind()) as other:
            return chosen(other, self.number)

    def ids(self, *places: int) -> tuple[int, ...]:
        return tuple(self.nominations[place].id for place in places)

    def rows(self, kind: type[Any]) -> list[Any]:
        return look(self.db, select(kind).order_by(kind.id))

    def finals(self) -> list[bool]:
        return [one.final_at is not None for one in self.rows(Scorecard)]

    def close(self) -> None:
        make.make_round(self.db, self.program, begun=False)
        make.round_of(self.db, self.program).closes_at = datetime.now(UTC) - timedelta(minutes=1)
        self.db.commit()


def arrange(db: Session, mode: RoundMode, *, count: int = 4, choices: int | None = None, **program: Any) -> Field:
    made = make.make_program(db, "choosing", standing="judging", **program)
    round_ = make.round_of(db, made)
    round_.mode, round_.choices = mode, choices
    found = Field(db, made, make.make_judge(db, made))
    owner = make.make_user(db)
    for place in range(count):
        one = make.make_submitted(db, made, owner, nominee=f"Nominee {'ABCDEFGHIJ'[place]}")
        make.make_assignment(db, one, found.judge)
        found.nominations.append(one)
    found.number = made.id
    for one in (made, found.judge, *found.nominations):
        db.refresh(one)
    db.commit()
    return found


def version_in(browser: Visitor, path: str) -> str:
    text = browser.get(path).text
    return text.partition('name="version" value="')[2].partition('"')[0]
