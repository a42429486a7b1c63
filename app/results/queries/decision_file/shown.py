"""The results as they are shown, by every method, from the store where they are there."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy.orm import Session

from app.domain.decision_file.comparing import differences
from app.domain.decision_file.naming import named
from app.domain.decision_file.recomputing import Contest, results, row_of
from app.programs.models import Program, ResultMethod
from app.results.queries.boards import Board, Results, Row, results_now
from app.results.queries.computed import Computed
from app.results.queries.decision_file.people import People


def results_part(
    session: Session, program: Program, people: People, contest: Contest
) -> tuple[dict[str, Any], bool, list[Computed]]:
    """Every method's results; whether all stored figures are those that are computed here and now (an earlier version may have
    stored them); and those that were not stored. Judges are listed by number in the engine's sentences, elsewhere by name."""
    found, by_this, fresh = {}, True, []
    for method in ResultMethod:
        shown = results_now(session, program, (), method)
        stored, again = _told(shown, people), results(contest, method.value)
        same = not any(differences(_figures(stored), _figures(again)))
        found[method.value] = again if same else stored
        by_this = by_this and same
        fresh += shown.fresh
    return found, by_this, fresh


def _told(shown: Results, people: People) -> dict[str, Any]:
    names = people.names
    by_round: dict[str, list[str]] = {}
    for board in shown.boards:
        if board.result is not None:
            by_round.setdefault(board.result.digest, []).append(board.category.name)
    rounds = {one.digest: named(one.told, names) for one in shown.computed}
    return {
        "rounds": [
            {"categories": sorted(by_round.get(digest, [])), "outcome": outcome} for digest, outcome in rounds.items()
        ],
        "categories": {board.category.name: _board(board, names.nominees) for board in shown.boards},
    }


def _board(board: Board, references: Mapping[int, str]) -> dict[str, Any]:
    return {
        "ranked": [_row(row, references) for row in board.ranked], "few": [_row(row, references) for row in board.few],
        "tie_zone": [references[row.key] for row in board.tie_zone], "significant": board.significant,
    }  # fmt: skip


def _row(row: Row, references: Mapping[int, str]) -> dict[str, Any]:
    return row_of(references[row.key], row.raw, asdict(row.line) if row.line else None, shared=row.shared)


def _figures(part: Mapping[str, Any]) -> dict[str, Any]:
    """Without sentences, in which judges are listed in the order of their names."""
    rounds = [{**one, "outcome": _without_sentences(one["outcome"])} for one in part["rounds"]]
    return {"rounds": rounds, "categories": part["categories"]}


def _without_sentences(outcome: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in outcome.items() if name not in ("reason", "warnings")}
