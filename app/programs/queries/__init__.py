"""Reads about programs, by noun; what other features need can be had from here."""

from app.programs.queries.asking import asking_roles, asks, category_asks
from app.programs.queries.criteria import RubricLine, categories, category, rubric, rubrics
from app.programs.queries.programs import (
    LastTurn,
    Step,
    by_id,
    by_slug,
    category_names,
    dates_of,
    facts_of,
    has_winners,
    last_turn,
    people_counted,
    phase_of,
    rules_are_fixed,
    schedule,
    visible_to,
)
from app.programs.queries.rounds import current_round, current_rubric, latest_rubric, round_now, rounds_of, takes_part

__all__ = [
    "LastTurn",
    "RubricLine",
    "Step",
    "asking_roles",
    "asks",
    "by_id",
    "by_slug",
    "categories",
    "category",
    "category_asks",
    "category_names",
    "current_round",
    "current_rubric",
    "dates_of",
    "facts_of",
    "has_winners",
    "last_turn",
    "latest_rubric",
    "people_counted",
    "phase_of",
    "round_now",
    "rounds_of",
    "rubric",
    "rubrics",
    "rules_are_fixed",
    "schedule",
    "takes_part",
    "visible_to",
]
