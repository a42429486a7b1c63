"""Ties as they were broken, awards, and when they are published."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.domain.decision_file.deciding import ties_json
from app.programs.models import Program
from app.programs.queries import rubrics
from app.results.queries.awards import Awarded, awards_of, publication_of
from app.results.queries.boards import results_now
from app.results.queries.deciding import decisions_of, ties_of
from app.results.queries.decision_file.people import People
from app.results.queries.rounds import counted_of


def decisions_part(session: Session, program: Program, people: People) -> dict[str, Any]:
    """`adjustments` has its place, and is empty until there are any."""
    shown, counted = results_now(session, program), counted_of(session, program, people.categories, ())
    lines = rubrics(session, program.id, people.categories)
    decided = {one.category_id: one for one in decisions_of(session, program.id)}
    awards = awards_of(session, program.id)
    found = {}
    for board in shown.boards:
        place = board.category.id
        one, ties = decided.get(place), ties_of(session, program, board, lines[place], counted)
        found[board.category.name] = {
            "ties": ties_json(ties, people.names.nominees),
            "state": one.state.value if one else "draft", "blocked": list(one.blocked) if one else [],
            "override": people.without_judges(one.override) if one else "",
            "proposed_at": _moment(one.proposed_at if one else None), "approved_at": _moment(one.approved_at if one else None),
            "awards": [_award(each, people) for each in awards if each.category.id == place],
        }  # fmt: skip
    publication = publication_of(session, program.id)
    return {
        "categories": found, "adjustments": [],
        "publication": publication and {
            "publish_at": _moment(publication.publish_at), "approved_at": _moment(publication.approved_at),
        },
    }  # fmt: skip


def _award(one: Awarded, people: People) -> dict[str, Any]:
    return {
        "kind": one.award.kind.value, "nominee": people.names.nominees[one.nomination.id] if one.nomination else None,
        "title": people.without_judges(one.award.title), "citation": people.without_judges(one.award.citation),
    }  # fmt: skip


def _moment(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
