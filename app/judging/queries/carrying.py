"""What a judge typed on a page of another version of the rubric, carried over to the version that the scorecard is made with."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.scoring.scale import ScoreError, parse_score
from app.judging.queries.access import Task
from app.judging.queries.cards import Card, Line
from app.programs.models import Criterion, Rubric


@dataclass(frozen=True, slots=True)
class Left:
    """What has no place any more, to be read and copied. `score` and `note` as typed; `gone`: the criterion is no longer asked,
    else its scale has changed and the score doesn't fit."""

    name: str
    score: str
    note: str
    gone: bool


@dataclass(frozen=True, slots=True)
class Carried:
    """`typed`: the fields under their present names; `new`: criteria that were not asked before."""

    typed: dict[str, list[str]]
    new: list[str]
    left: list[Left]


def carry(session: Session, task: Task, card: Card, last: Mapping[str, str]) -> Carried | None:
    """`last`: field → what was typed. None where every criterion is one of the scorecard's, or none of the strange ones is of this round. One query where there
    are any."""
    lines = {line.criterion_id: line for line in card.lines}
    strange = {key for name in last if (key := _criterion(name)) is not None and key not in lines}
    if not strange or task.round is None:
        return None
    rows = session.execute(
        select(Criterion.id, Criterion.source_id, Criterion.name, Criterion.rubric_id)
        .join(Rubric, Rubric.id == Criterion.rubric_id)
        .where(Rubric.round_id == task.round.id)
    )
    of = {row[0]: row for row in rows}
    if not strange & of.keys():
        return None
    heirs = {_first(key, of): line for key, line in lines.items()}
    typed = {name: [value] for name, value in last.items() if _criterion(name) in (None, *lines)}
    left = [
        one
        for key in sorted(strange & of.keys())
        if (one := _move(key, of[key][2], heirs.get(_first(key, of)), last, typed)) is not None
    ]
    before = {_first(key, of) for key in of if of[key][3] in {of[one][3] for one in strange & of.keys()}}
    new = [line.name for first, line in heirs.items() if first not in before]
    return Carried(typed, new, left)


def _criterion(name: str) -> int | None:
    prefix, _dash, key = name.partition("-")
    return int(key) if prefix in ("score", "note") and key.isascii() and key.isdigit() and len(key) < 10 else None


def _first(key: int, of: Mapping[int, Any]) -> int:
    """The criterion of the round that this one goes back to."""
    while key in of and of[key][1] in of:
        key = of[key][1]
    return key


def _move(key: int, name: str, heir: Line | None, last: Mapping[str, str], typed: dict[str, list[str]]) -> Left | None:
    """Puts score and note of one criterion under the names of what it became; what doesn't fit is given back."""
    score, note = last.get(f"score-{key}", "").strip(), last.get(f"note-{key}", "").strip()
    if heir is None:
        return Left(name, score, note, True) if score or note else None
    if note:
        typed.setdefault(f"note-{heir.criterion_id}", [note])
    if not score:
        return None
    try:
        parse_score(score, heir.scale)
    except ScoreError:
        return Left(heir.name, score, "", False)
    typed.setdefault(f"score-{heir.criterion_id}", [score])
    return None
