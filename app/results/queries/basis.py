"""What a decision rests on: the official result, and flags, adjustments and votes of its category. Whether it still does."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.states import State
from app.flags.queries import FlagState, flag_state, with_latest
from app.nominations.models import Nomination, Settlement
from app.programs.models import Program, RoundMode
from app.programs.queries import categories as categories_of
from app.programs.queries import round_now
from app.results.models import AdjustmentState, CategoryDecision, DecisionState
from app.results.queries.adjusting import adjustments_in
from app.results.queries.rounds import counted_of, judges_of, rounds_of
from app.results.queries.screened import screened
from app.results.queries.votes import votes_in


@dataclass(frozen=True, slots=True)
class Basis:
    """`result`: digest of the official result, "" where there is none; `whole`: of that and everything beside it."""

    result: str
    whole: str


def bases_now(session: Session, program: Program, now: datetime) -> dict[int, Basis]:
    """Category id → what a decision made now would rest on, whoever asks; nothing is computed. A fixed number of queries."""
    results, flags = digests_now(session, program), _flags(session, program)
    answers = _answers(session, program)
    adjustments, votes = adjustments_in(session, program.id), votes_in(session, program.id, now)
    found = {}
    for category in categories_of(session, program.id):
        told = {
            "result": results.get(category.id, ""),
            "flags": flags.get(category.id, []),
            "adjusted": [
                (one.id, one.nomination_id, one.old, one.new)
                for one in adjustments.get(category.id, ())
                if one.state is AdjustmentState.APPROVED
            ],
            **({"answers": answers[category.id]} if category.id in answers else {}),
            "votes": [(one.vote.id, sorted(one.counts.items())) for one in votes.get(category.id, ()) if one.counts],
        }
        whole = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
        found[category.id] = Basis(results.get(category.id, ""), whole)
    return found


def digests_now(session: Session, program: Program) -> dict[int, str]:
    """Category id → digest of everything its official result depends on, whoever asks; nothing is computed."""
    counted = counted_of(session, program, categories_of(session, program.id), ())
    rows = session.execute(
        select(Nomination.id, Nomination.category_id)
        .where(Nomination.program_id == program.id, Nomination.state == State.SUBMITTED)
        .order_by(Nomination.id)
    )
    category_of: Mapping[int, int] = {row[0]: row[1] for row in rows}
    rounds = rounds_of(program, counted, category_of, program.result_method, judges_of(session, program).assignment)
    return {category_id: one.digest for one in rounds for category_id in one.category_ids}


def _answers(session: Session, program: Program) -> dict[int, list[Any]]:
    """Category → [nomination, yes, no] where the round that counts is a first look, which has no scores to rest on."""
    current = round_now(session, program.id)
    if current.mode is not RoundMode.SCREEN:
        return {}
    return {
        one.category.id: sorted([row.key, row.answers.yes, row.answers.no] for row in one.rows)
        for one in screened(session, program, current)
    }


def _flags(session: Session, program: Program) -> dict[int, list[Any]]:
    """Category → [nomination, flag, how it was settled] of those that have or had one."""
    state = flag_state(program)
    columns = select(Nomination.category_id, Nomination.id, state, Settlement.decision)
    statement = (
        with_latest(columns, program.id, ())
        .where(Nomination.state == State.SUBMITTED, state != FlagState.NONE.value)
        .order_by(Nomination.id)
    )
    found: dict[int, list[Any]] = {}
    for category_id, nomination_id, flag, decision in session.execute(statement):
        found.setdefault(category_id, []).append([nomination_id, str(flag), decision and decision.value])
    return found


def has_changed(decision: CategoryDecision | None, now: Basis) -> bool:
    """Something that the proposal rests on is no longer as it was."""
    if decision is None or decision.state is DecisionState.DRAFT:
        return False
    return decision.digest != now.result or bool(decision.basis and decision.basis != now.whole)


def may_be_held(decision: CategoryDecision) -> bool:
    """What everybody has seen already stays; and what was decided before there was a basis can't be compared."""
    return bool(decision.basis) and decision.published_at is None and decision.state is DecisionState.APPROVED


def held_back(
    session: Session, program: Program, decisions: Sequence[CategoryDecision], now: datetime
) -> frozenset[int]:
    """Category ids of approved decisions that may not become public, because something changed since they were approved.
    Queries only where there is anything to compare."""
    open_ = [one for one in decisions if may_be_held(one)]
    if not open_:
        return frozenset()
    bases = bases_now(session, program, now)
    return frozenset(one.category_id for one in open_ if has_changed(one, bases[one.category_id]))
