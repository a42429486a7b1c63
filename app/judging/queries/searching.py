"""A judge searches and filters their own nominations. Only what the judge may read anyway is searched: in a blind program the
reference, and of a nomination they left the same."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.revenue.roles import ROLES
from app.judging.models import Assignment
from app.judging.queries.desk import ORDER, group_of, read, waits
from app.nominations.models import Assessment, Nomination, Submission


@dataclass(frozen=True, slots=True)
class Wish:
    """What the judge asks to see: words in reference, nominee or company; a category; a role. Empty: any."""

    words: str = ""
    category_id: int | None = None
    role: str = ""

    @classmethod
    def of(cls, words: str, category: str, role: str, categories: Sequence[tuple[int, str]]) -> "Wish":
        """From an address, which may hold anything: an unknown category or role is none."""
        chosen = next((key for key, _name in categories if str(key) == category), None)
        return cls(words[:200].strip(), chosen, role if role in ROLES else "")

    def query(self) -> str:
        """As the end of an address."""
        values = {"search": self.words, "category": self.category_id, "role": self.role}
        said = urlencode({name: value for name, value in values.items() if value})
        return f"&{said}" if said else ""

    def __bool__(self) -> bool:
        return bool(self.words or self.category_id or self.role)


def folded(text: str) -> str:
    """Without case and accents, on every database alike."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


@cache
def _all(waiting: bool) -> Any:
    found = read(
        select(
            Assignment.id, group_of(), Nomination.reference, Submission.nominee_name, Submission.nominee_company,
            Nomination.category_id, Assessment.role,
        )
    )  # fmt: skip
    return (found.where(waits()) if waiting else found).order_by(*ORDER)


def matching(
    session: Session, program_id: int, judge_id: int, shown: tuple[str, ...], wish: Wish, now: datetime, *, blind: bool
) -> list[int]:
    """The assignments in these groups that fit, in the order of the desk; one query over narrow rows."""
    words = folded(wish.words).split()
    rows = session.execute(_all(shown == ("waiting",)), {"program": program_id, "judge": judge_id, "now": now})
    return [
        row[0]
        for row in rows
        if (row[1] in shown or shown == ("waiting",))
        and (wish.category_id is None or row[5] == wish.category_id)
        and (not wish.role or (row[6] == wish.role and row[1] != "recused"))
        and _said(words, row[2:3] if blind or row[1] == "recused" else row[2:5])
    ]


def _said(words: list[str], texts: Any) -> bool:
    text = folded(" ".join(text or "" for text in texts))
    return all(word in text for word in words)
