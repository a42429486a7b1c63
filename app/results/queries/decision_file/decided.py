"""Ties as they were broken, votes, adjustments, awards, and when they are published."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.domain.decision_file.deciding import ties_json
from app.programs.models import Program
from app.programs.queries import rubrics
from app.results.models import CategoryDecision
from app.results.queries.adjusting import Adjusted, Placed, adjusted_now, adjustments_in, placed
from app.results.queries.awards import Awarded, awards_of, decisions_of, publication_of
from app.results.queries.boards import results_now
from app.results.queries.decision_file.people import People
from app.results.queries.rounds import counted_of
from app.results.queries.ties import ties_of
from app.results.queries.votes import Vote, counts_in_order, votes_in


def decisions_part(session: Session, program: Program, people: People, now: datetime) -> dict[str, Any]:
    """Of votes only those that are over: nobody sees a count before."""
    shown, counted = results_now(session, program), counted_of(session, program, people.categories, ())
    lines = rubrics(session, program.id, people.categories)
    decided = {one.category_id: one for one in decisions_of(session, program.id)}
    awards, votes = awards_of(session, program.id), votes_in(session, program.id, now)
    made = adjustments_in(session, program.id)
    found, adjustments = {}, []
    for board in shown.boards:
        place = board.category.id
        over = [vote for vote in votes.get(place, ()) if vote.counts is not None]
        adjusted = adjusted_now(board, made.get(place, ()), {})
        order = placed(board, adjusted)
        ties = ties_of(session, program, order, lines[place], counted, counts_in_order(over))
        found[board.category.name] = {
            "ties": ties_json(ties, people.names.nominees), "votes": [_vote(vote, people) for vote in over],
            "order": _order(order, people) if any(one.adjusted for one in order) else None,
            **_decision(decided.get(place), people),
            "awards": [_award(each, people) for each in awards if each.category.id == place],
        }  # fmt: skip
        adjustments += [_adjustment(one, board.category.name, people) for one in adjusted]
    publication = publication_of(session, program.id)
    return {
        "categories": found, "adjustments": adjustments,
        "publication": publication and {
            "publish_at": _moment(publication.publish_at), "approved_at": _moment(publication.approved_at),
        },
    }  # fmt: skip


def _decision(one: CategoryDecision | None, people: People) -> dict[str, Any]:
    return {
        "state": one.state.value if one else "draft", "blocked": list(one.blocked) if one else [],
        "override": people.without_judges(one.override) if one else "",
        "override_few": people.without_judges(one.override_few) if one else "",
        "proposed_at": _moment(one.proposed_at if one else None), "approved_at": _moment(one.approved_at if one else None),
    }  # fmt: skip


def _vote(vote: Vote, people: People) -> dict[str, Any]:
    names = people.names.nominees
    return {
        "about": vote.vote.about.value, "candidates": [names[key] for key in vote.candidates], "asked": vote.asked,
        "counts": {names[key]: count for key, count in (vote.counts or {}).items()}, "abstained": vote.abstained,
        "opened_at": _moment(vote.vote.opened_at), "over_at": _moment(vote.vote.over_at()),
    }  # fmt: skip


def _order(order: Sequence[Placed], people: People) -> list[dict[str, Any]]:
    """As it stands with adjustments; the results themselves hold the original."""
    return [{"nominee": people.names.nominees[one.row.key], "rank": one.rank, "score": one.score} for one in order]


def _adjustment(one: Adjusted, category: str, people: People) -> dict[str, Any]:
    made = one.adjustment
    return {
        "nominee": people.names.nominees[made.nomination_id], "category": category, "state": made.state.value,
        "old": made.old, "new": made.new, "reason": people.without_judges(made.reason), "applies": one.applies,
        "by_two": made.approved_by_id is not None and made.approved_by_id != made.proposed_by_id,
        "proposed_at": _moment(made.proposed_at), "approved_at": _moment(made.approved_at),
        "withdrawn_at": _moment(made.withdrawn_at),
    }  # fmt: skip


def _award(one: Awarded, people: People) -> dict[str, Any]:
    return {
        "kind": one.award.kind.value, "nominee": people.names.nominees[one.nomination.id] if one.nomination else None,
        "title": people.without_judges(one.award.title), "citation": people.without_judges(one.award.citation),
    }  # fmt: skip


def _moment(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
