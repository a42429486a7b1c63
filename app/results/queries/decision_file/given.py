"""Rules, rubric and scores as they stand in the file."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from babel.numbers import get_currency_precision
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.domain.decision_file.counting import Versions as ByVersion
from app.domain.decision_file.counting import why_not
from app.domain.decision_file.model import FORMAT, Card, NominationLine, RubricPart
from app.domain.decision_file.versions import versions_here
from app.judging.models import Assignment, CategoryDoubt, Score, Scorecard
from app.judging.queries.choosing import chosen
from app.nominations.models import Nomination
from app.nominations.queries.conflicts import conflict_between
from app.programs.models import CHOOSING, Criterion, CriterionOverride, Program
from app.programs.queries import RubricLine, Versions, current_round, round_now, takes_part, versions
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
        "versions": versions_here(), "mode": round_now(session, program.id).mode.value,
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rubrics:
    """The rubric of the round in all its versions. `keys`: criterion → its key in the file: what stayed keeps the key that it has
    in the latest version; `numbers`: rubric id → the number of an earlier version."""

    told: Versions
    criteria: Mapping[int, Sequence[Criterion]]
    keys: Mapping[int, str]
    latest: int
    numbers: Mapping[int, int]


def rubrics_now(session: Session, program: Program, people: People) -> Rubrics:
    told = versions(session, program.id, people.categories)
    latest = max(told.numbers, key=lambda key: told.numbers[key])
    rows: dict[int, list[Criterion]] = {version: [] for version in told.numbers}
    for one in session.scalars(
        select(Criterion).where(Criterion.rubric_id.in_(list(told.numbers))).order_by(Criterion.position)
    ):
        rows[one.rubric_id].append(one)
    keys = {one.id: f"C{place}" for place, one in enumerate(rows[latest], 1)}
    for version in sorted(told.earlier, key=lambda key: -told.numbers[key]):
        for one in rows[version]:
            keys[one.id] = keys.get(told.same[one.id]) or f"C{len(set(keys.values())) + 1}"
    return Rubrics(told, rows, keys, latest, {key: told.numbers[key] for key in told.earlier})


def rubric_part(session: Session, program: Program, people: People) -> dict[str, Any]:
    found = rubrics_now(session, program, people)
    differing: dict[int, dict[int, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for version, own in session.execute(
        select(Criterion.rubric_id, CriterionOverride)
        .join(Criterion, Criterion.id == CriterionOverride.criterion_id)
        .where(Criterion.id.in_(list(found.keys)), CriterionOverride.weight.is_not(None))
    ):
        differing[version][own.category_id][found.keys[own.criterion_id]] = own.weight or 0

    def lines(version: int, asked: Mapping[int, Sequence[RubricLine]]) -> dict[str, Any]:
        return {
            "criteria": [
                {
                    "key": found.keys[one.id], "name": one.name, "weight": one.weight, "scale_min": one.scale_min,
                    "scale_max": one.scale_max, "step": one.step,
                }
                for one in found.criteria[version]
            ],
            "categories": [
                {
                    "name": one.name, "order": people.category_order[one.id], "for_role": one.for_role.value,
                    "winners": one.winners, "overrides": differing[version][one.id],
                    "weights": {found.keys[line.criterion_id]: line.weight for line in asked[one.id]},
                }
                for one in people.categories
            ],
        }  # fmt: skip

    earlier = [
        {"number": number, **lines(version, found.told.earlier[version])} for version, number in found.numbers.items()
    ]
    return {**lines(found.latest, found.told.latest), **({"earlier": earlier} if earlier else {})}


def scores_part(session: Session, program: Program, people: People) -> dict[str, Any]:
    inside = set(session.scalars(select(Nomination.id).where(takes_part(Nomination.id, program.id), Nomination.program_id == program.id)))  # fmt: skip
    nominations = [
        {
            "reference": one.reference or "", "order": people.nominee_order[one.id],
            "category": people.names.categories[one.category_id], "state": one.state.value,
        }
        for one in people.nominations
        if one.id in inside
    ]  # fmt: skip
    of = ByVersion.of(RubricPart(**rubric_part(session, program, people)))
    lines = {str(one["reference"]): NominationLine.model_validate(one) for one in nominations}
    cards = []
    for one in _cards(session, program, people):
        if one["nomination"] not in lines:
            continue
        value = of.composite(Card(**one))
        one["composite"] = None if value is None else str(value)
        one["why_not"] = why_not(Card(**one), lines[one["nomination"]], value)
        cards.append(one)
    choices = _choices(session, program, people)
    return {"nominations": nominations, "cards": cards, **({"choices": choices} if choices else {})}


def _choices(session: Session, program: Program, people: People) -> list[dict[str, Any]]:
    """What counts, in an order that tells nothing but what is chosen."""
    if round_now(session, program.id).mode not in CHOOSING:
        return []
    names = people.names
    found = [
        {
            "judge": names.judges[one.judge_id], "category": names.categories[one.category_id],
            "best": [names.nominees[key] for key in (sorted(one.best) if one.even else one.best)],
            "rest": sorted(names.nominees[key] for key in one.rest), "even": one.even,
        }
        for one in chosen(session, program.id)
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one["category"], int(one["judge"][6:]), one["best"], one["rest"]))


def _cards(session: Session, program: Program, people: People) -> list[dict[str, Any]]:
    found_rubrics, given = rubrics_now(session, program, people), defaultdict[int, dict[str, int]](dict)
    keys = found_rubrics.keys
    in_program = (
        select(Scorecard.id)
        .join(Assignment, Assignment.id == Scorecard.assignment_id)
        .join(Nomination, Nomination.id == Assignment.nomination_id)
        .where(Nomination.program_id == program.id, Assignment.round_id == current_round(program.id))
    )
    for card_id, criterion_id, thousandths in session.execute(
        select(Score.scorecard_id, Score.criterion_id, Score.thousandths)
        .join(Scorecard, Scorecard.id == Score.scorecard_id)
        .join(Criterion, (Criterion.id == Score.criterion_id) & (Criterion.rubric_id == Scorecard.rubric_id))
        .where(Score.scorecard_id.in_(in_program), Score.thousandths.is_not(None))
    ):
        given[card_id][keys[criterion_id]] = thousandths or 0
    conflicted = conflict_between(Assignment.nomination_id, Assignment.judge_id)
    doubted = exists().where(CategoryDoubt.scorecard_id == Scorecard.id)
    rows = session.execute(
        select(
            Scorecard.id, Scorecard.category_id, Scorecard.final_at, Assignment.state, Assignment.judge_id, Nomination.id,
            Nomination.owner_id, conflicted, doubted, Scorecard.rubric_id,
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
            **({"rubric": found_rubrics.numbers[version]} if version in found_rubrics.numbers else {}),
        }
        for card_id, category_id, final_at, state, judge_id, nomination_id, owner_id, conflict, doubt, version in rows
    ]  # fmt: skip
    place = {one.reference: number for number, one in enumerate(people.nominations)}
    return sorted(found, key=lambda one: (place[one["nomination"]], int(one["judge"][6:]), one["category"]))
