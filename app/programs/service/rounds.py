"""Writes about rounds: add, change, order, remove one; take nominations into it, and take that back."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from app.audit.service import record
from app.domain import phases
from app.programs import queries
from app.programs.models import Criterion, CriterionOverride, Program, Round, RoundEntry, RoundJudge, RoundMode, Rubric
from app.programs.service.first_round import SHARED, copy_rubric
from app.programs.service.problems import ProgramProblem, plain
from app.web.i18n import _

MOST_ROUNDS = 8
BEGUN = _("Judges have begun with this round, so this stays as it is.")


def add_round(
    session: Session, program: Program, values: Mapping[str, Any], judges: Collection[int], *, reason: str, by: int, now: datetime
) -> Round:  # fmt: skip
    """After all others, with a copy of the rubric of the one before."""
    session.refresh(program, with_for_update=True)
    rounds = queries.rounds_of(session, program.id)
    if len(rounds) >= MOST_ROUNDS:
        raise ProgramProblem("form", _("A program can have eight rounds at most."))
    _refuse_disorder(
        [*((one.opens_at, one.closes_at) for one in rounds), (values["opens_at"], values["closes_at"])], len(rounds)
    )
    _span(session, program, len(rounds), len(rounds) + 1, values, reason=reason, by=by, now=now)
    added = Round(program_id=program.id, position=rounds[-1].position + 1, **values)
    session.add(added)
    session.flush()
    copy_rubric(session, rounds[-1], added, now=now)
    _write_judges(session, added, judges)
    _tell(session, added, "add", by, now, None, {**values, "judges": len(judges)})
    return added


def update_round(
    session: Session, program: Program, row: Round, values: Mapping[str, Any], judges: Collection[int], *, reason: str, by: int,
    now: datetime,
) -> bool:  # fmt: skip
    """Says whether anything changed."""
    session.refresh(program, with_for_update=True)
    session.refresh(row)
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    before_judges = set(queries.judges_of_round(session, row.id))
    if not changed and before_judges == set(judges):
        return False
    if has_opened(row, now):
        for name in ("mode", "minimum_scores", "opens_at", "choices"):
            if name in changed:
                shown = {"choices": "places" if row.mode is RoundMode.RANK else "comparisons"}
                raise ProgramProblem(shown.get(name, name), BEGUN)
    rounds = queries.rounds_of(session, program.id)
    place = [one.id for one in rounds].index(row.id)
    spans = [(one.opens_at, one.closes_at) for one in rounds]
    spans[place] = (values["opens_at"], values["closes_at"])
    _refuse_disorder(spans, place)
    _span(session, program, place, len(rounds), values, reason=reason, by=by, now=now)
    before = {name: getattr(row, name) for name in changed}
    for name, value in changed.items():
        setattr(row, name, value)
    if row.id == queries.round_now(session, program.id).id:
        _share(program, row)
    _write_judges(session, row, judges)
    _tell(
        session, row, "update", by, now, {**before, "judges": len(before_judges)}, {**changed, "judges": len(judges)},
        reason,
    )  # fmt: skip
    return True


def has_opened(row: Round, now: datetime) -> bool:
    return row.begun_at is not None and now >= row.opens_at


def _refuse_disorder(spans: Sequence[tuple[datetime, datetime]], place: int) -> None:
    """One after the other: a round opens when the one before has closed, or later."""
    opens, closes = spans[place]
    if place and opens < spans[place - 1][1]:
        raise ProgramProblem(
            "opens_at", _("The round before is still going on then. Please open this one when that has closed.")
        )
    if place + 1 < len(spans) and closes > spans[place + 1][0]:
        raise ProgramProblem(
            "closes_at", _("The next round opens before this. Please close this one earlier, or open that one later.")
        )


def _span(
    session: Session, program: Program, place: int, count: int, values: Mapping[str, Any], *, reason: str, by: int, now: datetime
) -> None:  # fmt: skip
    """The program's judging opens with the first of its `count` rounds and closes with its last; one has a new span."""
    found: dict[str, Any] = {}
    if place == 0:
        found["judging_opens_at"] = values["opens_at"]
    if place == count - 1:
        found["judging_closes_at"] = values["closes_at"]
    changed = {name: value for name, value in found.items() if getattr(program, name) != value}
    if not changed:
        return
    dates = queries.dates_of(program)
    whole = {name: getattr(dates, name) for name in ("opens_at", "closes_at", "judging_opens_at", "judging_closes_at")}
    for problem in phases.problems(
        phases.Dates(**{**whole, **changed, "archived_at": program.archived_at, "published": True})
    ):
        name = "opens_at" if problem.field == "judging_opens_at" else "closes_at"
        raise ProgramProblem(
            name, _("Judging can't open before nominations have closed, nor close after the program was archived.")
        )
    if program.published and not reason:
        raise ProgramProblem(
            "reason",
            _("The program is public, and people rely on when judging opens and closes. Please say why that changes."),
        )
    before = {name: plain(getattr(program, name)) for name in changed}
    for name, value in changed.items():
        setattr(program, name, value)
    program.version += 1
    record(
        session, program_id=program.id, actor_id=by, action="program.update", about=("program", program.id), now=now,
        before=before, after={name: plain(value) for name, value in changed.items()}, reason=reason,
    )  # fmt: skip


def _share(program: Program, row: Round) -> None:
    for name in SHARED:
        setattr(program, name, getattr(row, name))
    program.version += 1


def _write_judges(session: Session, row: Round, judges: Collection[int]) -> None:
    session.execute(delete(RoundJudge).where(RoundJudge.round_id == row.id))
    if judges:
        session.execute(insert(RoundJudge), [{"round_id": row.id, "user_id": judge} for judge in sorted(set(judges))])


def move_round(session: Session, program: Program, row: Round, *, up: bool, by: int, now: datetime) -> None:
    """Changes places, and dates, with its neighbor, if neither has begun."""
    session.refresh(program, with_for_update=True)
    rounds = queries.rounds_of(session, program.id)
    here = [one.id for one in rounds].index(row.id)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(rounds):
        return
    other = rounds[there]
    if row.begun_at or other.begun_at:
        raise ProgramProblem("form", _("A round that has begun keeps its place."))
    mine, its = (row.position, row.opens_at, row.closes_at), (other.position, other.opens_at, other.closes_at)
    other.position = -1
    session.flush()
    row.position, row.opens_at, row.closes_at = its
    session.flush()
    other.position, other.opens_at, other.closes_at = mine
    _tell(session, row, "move", by, now, {"position": here + 1}, {"position": there + 1})


def remove_round(session: Session, program: Program, row: Round, *, reason: str, by: int, now: datetime) -> None:
    """Only one that has not begun: nobody was taken into it, and nobody judged in it."""
    session.refresh(program, with_for_update=True)
    if row.begun_at is not None:
        raise ProgramProblem("form", _("This round has begun, so it stays. Take the nominations out of it first."))
    rounds = [one for one in queries.rounds_of(session, program.id) if one.id != row.id]
    last = {"opens_at": rounds[-1].opens_at, "closes_at": rounds[-1].closes_at}
    _span(session, program, len(rounds) - 1, len(rounds), last, reason=reason, by=by, now=now)
    _tell(session, row, "remove", by, now, {"name": row.name}, None, reason)
    versions = select(Rubric.id).where(Rubric.round_id == row.id)
    lines = select(Criterion.id).where(Criterion.rubric_id.in_(versions))
    session.execute(delete(CriterionOverride).where(CriterionOverride.criterion_id.in_(lines)))
    for later in session.scalars(select(Criterion).where(Criterion.source_id.in_(lines))):
        later.source_id = None
    session.flush()
    session.execute(delete(Criterion).where(Criterion.rubric_id.in_(versions)))
    for kind in (Rubric, RoundJudge, RoundEntry):
        session.execute(delete(kind).where(kind.round_id == row.id))
    session.delete(row)
    session.flush()


def begin_round(
    session: Session, program: Program, row: Round, nominations: Collection[int], *, by: int, now: datetime
) -> None:
    """Takes nominations into a round, which is the one that counts from now on. What is in earlier rounds stays there."""
    session.refresh(program, with_for_update=True)
    session.refresh(row)
    if row.begun_at is not None:
        raise ProgramProblem("form", _("This round has begun in the meantime. Please look at the page again."))
    before = queries.round_now(session, program.id).name
    session.execute(delete(RoundEntry).where(RoundEntry.round_id == row.id))
    session.execute(
        insert(RoundEntry),
        [
            {"round_id": row.id, "nomination_id": one, "by_id": by, "created_at": now}
            for one in sorted(set(nominations))
        ],
    )
    row.begun_at = now
    _share(program, row)
    session.flush()
    _tell(session, row, "begin", by, now, {"round": before}, {"round": row.name, "nominations": len(set(nominations))})


def take_back_round(session: Session, program: Program, row: Round, *, by: int, now: datetime) -> None:
    """The round before counts again. Who was chosen stays noted, and assignments made since wait for it; whoever calls makes
    sure that nobody has judged in it."""
    session.refresh(program, with_for_update=True)
    session.refresh(row)
    if row.begun_at is None:
        raise ProgramProblem("form", _("This was taken back already."))
    row.begun_at = None
    session.flush()
    current = queries.round_now(session, program.id)
    _share(program, current)
    session.flush()
    _tell(session, row, "take_back", by, now, {"round": row.name}, {"round": current.name})


def _tell(
    session: Session, row: Round, verb: str, by: int, now: datetime, before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None, reason: str = "",
) -> None:  # fmt: skip
    was, became = (
        None if values is None else {"name": row.name, **{key: plain(value) for key, value in values.items()}}
        for values in (before, after)
    )
    record(
        session, program_id=row.program_id, actor_id=by, action=f"round.{verb}", about=("round", row.id), now=now, before=was,
        after=became, reason=reason,
    )  # fmt: skip
