"""What goes into a program's decision file: read here in one snapshot, packed and verified by app.domain.decision_file."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.domain.decision_file import pack
from app.domain.decision_file.model import RubricPart, Rules, Scores
from app.domain.decision_file.recomputing import Contest
from app.programs.models import Program
from app.results.queries.computed import Computed
from app.results.queries.decision_file.assessed import assessments_part, settlements_part
from app.results.queries.decision_file.decided import decisions_part
from app.results.queries.decision_file.given import rubric_part, rules_part, scores_part
from app.results.queries.decision_file.people import people_of
from app.results.queries.decision_file.shown import results_part


@dataclass(frozen=True, slots=True)
class DecisionFile:
    """`seal`: SHA-256 of its manifest, to be written down elsewhere; `fresh`: results that are not in the store yet."""

    data: bytes
    seal: str
    cards: int
    fresh: list[Computed]


def decision_file(session: Session, program: Program, now: datetime) -> DecisionFile:
    """Of everything: only for somebody without a conflict of interest. The same state gives the same bytes."""
    people = people_of(session, program)
    rubric, scores = rubric_part(session, program, people), scores_part(session, program, people)
    rules = rules_part(session, program)
    contest = Contest(Rules(**rules), RubricPart(**rubric), Scores(**scores))
    if contest.percent:  # what a card is worth follows from all choices together
        for line, one in zip(scores["cards"], contest.cards, strict=True):
            line.update(composite=None if one.value is None else str(one.value), why_not=one.why_not)
    results, by_this, fresh = results_part(session, program, people, contest)
    rules["figures_by"] = "this" if by_this else "another"
    parts: dict[str, Any] = {
        "rules.json": rules, "rubric.json": rubric, "scores.json": scores, "results.json": results,
        "assessments.json": assessments_part(session, program),
        "settlements.json": settlements_part(session, program, people),
        "decisions.json": decisions_part(session, program, people, now),
    }  # fmt: skip
    data, seal = pack(parts)
    return DecisionFile(data, seal, len(scores["cards"]), fresh)
