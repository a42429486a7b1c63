"""What tests of judging begin with: a program in judging, a nomination from real revenue lines, its judge."""

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

from sqlalchemy.orm import Session

from app.accounts.models import User
from app.domain.revenue import assess, nomination_from
from app.judging.models import Assignment
from app.nominations.models import Nomination
from app.programs.models import Criterion, Program
from tests import factories as make

STORY = (
    "In March she cold-called Bolt Foundry eleven times and unseated a supplier of nineteen years. "
    "She manages the Acme account, which renewed for another year."
)
ACCOUNTS: list[dict[str, Any]] = [
    {"name": "Acme Mills", "revenue": 2_950_000, "prior_revenue": 2_950_000, "origin": "inherited", "kind": "renewal"},
    {"name": "Bolt Foundry", "revenue": 310_000, "prior_revenue": 0, "origin": "self_sourced", "kind": "new_business"},
]


@dataclass
class Desk:
    program: Program
    judge: User
    owner: User
    nomination: Nomination
    assignment: Assignment
    criteria: list[Criterion]

    @property
    def score(self) -> str:
        return f"/nominations/{self.nomination.public_id}/score"

    def path(self, last: str) -> str:
        return f"/nominations/{self.nomination.public_id}/{last}"

    def fields(self, *points: Any, version: int = 0, **more: Any) -> dict[str, Any]:
        """The scorecard's fields with these scores, in the order of the criteria."""
        scores = {f"score-{criterion.id}": str(value) for criterion, value in zip(self.criteria, points, strict=False)}
        return {"version": str(version), **scores, **more}


def assessed(story: str = STORY, accounts: list[dict[str, Any]] | None = None, **more: Any) -> dict[str, Any]:
    """Arguments of `make_submitted`: the content, and what the rules make of it."""
    accounts = ACCOUNTS if accounts is None else accounts
    facts = {
        "id": 1,
        "narrative": story,
        "accounts": accounts,
        "period_end": "2025-12-31",
        "period_months": 12,
        "currency": "USD",
        **more,
    }
    found = assess(nomination_from(facts))
    split = tuple(
        round((found.components[part] or 0) * 100) for part in ("managed", "expansion", "new", "undetermined")
    )
    return {
        "content": {"story": story},
        "result": found.to_dict(),
        "flag": found.flag,
        "role": found.role,
        "split": split,
    }


def arrange(
    db: Session, *, standing: str = "judging", blind: bool = False, declared: bool = True, **nomination: Any
) -> Desk:
    program = make.make_program(db, standing=standing, blind=blind)
    judge, owner = make.make_judge(db, program, declared=declared), make.make_user(db)
    made = make.make_submitted(db, program, owner, **{**assessed(), **nomination})
    desk = Desk(program, judge, owner, made, make.make_assignment(db, made, judge), make.criteria_of(db, program))
    db.commit()  # reading began a transaction; on SQLite it would keep the app's writers out
    return desk


def look(db: Session, statement: Any) -> list[Any]:
    """What the app has committed by now, in a session of its own (so that nothing of `db` expires)."""
    with Session(db.get_bind()) as other:
        return list(other.scalars(statement))


def visible(page: str) -> str:
    """The words of a page, without its tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())
