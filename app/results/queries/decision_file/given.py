"""Rules, rubric and scores as they stand in the file."""

from collections import defaultdict
from typing import Any

from babel.numbers import get_currency_precision
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.domain.decision_file.counting import composite_of, rubrics_of, why_not
from app.domain.decision_file.model import FORMAT, Card, NominationLine, RubricPart
from app.domain.decision_file.versions import versions_here
from app.judging.models import Assignment, CategoryDoubt, Score, Scorecard
from app.nominations.models import Conflict, ConflictState, Nomination
from app.programs.models import Criterion, CriterionOverride, Program
from app.programs.queries import current_round, current_rubric, rubrics
from app.results.queries.decision_file.people import People
from app.results.queries.rounds import judges_of


def rules_part(session: Session, program: Program) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "program": {
            "slug": program.slug, "name": program.name, "currency": program.currency,
            "currency_digits": get_currency_precision(program.currency),
        },
        "method": program.result_method.value, "assignment": judges_of(session, program).assignment,
        "seed": program.result_seed, "minimum": program.minimum_scores, "threshold": program.threshold,
        "new_for_months": program.new_for_months, "tie_rules": list(program.tie_rules), "figures_by": "this",
        "versions": versions_here(),
    }  # fmt: skip


def criteria_of(session: Session, program: Program) -> dict[int, str]:
    """Criterion → its key in the file, in the order of the rubric."""
    ids = session.scalars(
        select(Criterion.id).where(Criterion.rubric_id == current_rubric(program.id)).order_by(Criterion.position)
    ).all()
    return {criterion_id: f"C{place}" for place, criterion_id in enumerate(ids, 1)}


def rubric_part(session: Session, program: Program, people: People) -> dict[str, Any]:
    keys = criteria_of(session, program)
    rows = session.scalars(
        select(Criterion).where(Criterion.rubric_id == current_rubric(program.id)).order_by(Criterion.position)
    )
    differing: dict[int, dict[str, int]] = defaultdict(dict)
    for one in session.scalars(
        select(CriterionOverride).where(
            CriterionOverride.criterion_id.in_(list(keys)), CriterionOverride.weight.is_not(None)
        )
    ):
        differing[one.category_id][keys[one.criterion_id]] = one.weight or 0
    asked = rubrics(session, program.id, people.categories)
    return {
        "criteria": [
            {
                "key": keys[one.id], "name": one.name, "weight": one.weight, "scale_min": one.scale_min,
                "scale_max": one.scale_max, "step": one.step,
            }
            for one in rows
        ],
        "categories": [
            {
                "name": one.name, "order": people.category_order[one.id], "for_role": one.for_role.value, "winners": one.winners,
                "overrides": differing[one.id], "weights": {keys[line.criterion_id]: line.weight for line in asked[one.id]},
            }
            for one in people.categories
        ],
    }  # fmt: skip


def scores_part(session: Session, program: Program, people: People) -> dict[str, Any]:
    nominations = [
        {
            "reference": one.reference or "", "order": people.nominee_order[one.id],
            "category": people.names.categories[one.category_id], "state": one.state.value,
        }
        for one in people.nominations
    ]  # fmt: skip
    of = rubrics_of(RubricPart(**rubric_part(session, program, people)))
    lines = {str(one["reference"]): NominationLine.model_validate(one) for one in nominations}
    cards = []
    for one in _cards(session, program, people):
        value = composite_of(one["scores"], of.get(one["category"]))
        one["composite"] = None if value is None else str(value)
        one["why_not"] = why_not(Card(**one), lines[one["nomination"]], value)
        cards.append(one)
    return {"nominations": nominations, "cards": cards}


def _cards(session: Session, program: Program, people: People) -> list[dict[str, Any]]:
    keys, given = criteria_of(session, program), defaultdict[int, dict[str, int]](dict)
    in_program = (
        select(Scorecard.id)
        .join(Assignment, Assignment.id == Scorecard.assignment_id)
        .join(Nomination, Nomination.id == Assignment.nomination_id)
        .where(Nomination.program_id == program.id, Assignment.round_id == current_round(program.id))
    )
    for card_id, criterion_id, thousandths in session.execute(
        select(Score.scorecard_id, Score.criterion_id, Score.thousandths).where(
            Score.scorecard_id.in_(in_program), Score.criterion_id.in_(list(keys)), Score.thousandths.is_not(None)
        )
    ):
        given[card_id][keys[criterion_id]] = thousandths or 0
    conflicted = exists().where(
        Conflict.nomination_id == Assignment.nomination_id,
        Conflict.user_id == Assignment.judge_id,
        Conflict.state == ConflictState.CONFIRMED,
    )
    doubted = exists().where(CategoryDoubt.scorecard_id == Scorecard.id)
    rows = session.execute(
        select(
            Scorecard.id, Scorecard.category_id, Scorecard.final_at, Assignment.state, Assignment.judge_id, Nomination.id,
            Nomination.owner_id, conflicted, doubted,
        )
        .join(Assignment, Assignment.id == Scorecard.assignment_id)
        .join(Nomination, Nomination.id == Assignment.nomination_id)
        .where(
            Nomination.id.in_([one.id for one in people.nominations]), Assignment.round_id == current_round(program.id)
        )
    )  # fmt: skip
    names = people.names
    found = [
        {
            "nomination": names.nominees[nomination_id], "judge": names.judges[judge_id], "category": names.categories[category_id],
            "assigned": state.value, "conflict": bool(conflict), "own": judge_id == owner_id, "wrong_category": bool(doubt),
            "final": final_at is not None, "scores": given[card_id], "composite": None, "why_not": None,
        }
        for card_id, category_id, final_at, state, judge_id, nomination_id, owner_id, conflict, doubt in rows
    ]  # fmt: skip
    place = {one.reference: number for number, one in enumerate(people.nominations)}
    return sorted(found, key=lambda one: (place[one["nomination"]], int(one["judge"][6:]), one["category"]))
