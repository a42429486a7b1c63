"""What a plan of who judges what stands on: judges, nominations, what keeps them apart, and what is assigned and begun."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.db import Base
from app.judging.models import AssignedBy, Assignment, AssignmentState, Scorecard
from app.judging.queries.assigning import Candidate, candidates, close_pairs, too_close
from app.judging.queries.choosing import pairs_made
from app.judging.queries.conflicts import pairs
from app.judging.queries.pace import minutes_a_pair, minutes_each
from app.nominations.models import ConflictState, Nomination
from app.panels.queries import JuryWishes, Panelist, Panels, jury, panels_of, subjects, wishes_of
from app.programs.models import Program, RoundJudge, RoundMode
from app.programs.queries import current_round, round_now

Pair = tuple[int, int]  # (nomination, judge)


@dataclass(frozen=True, slots=True)
class Held:
    """An assignment as it stands. `begun`: something hangs on it, whatever it is; `final`: a scorecard was submitted."""

    id: int
    state: AssignmentState
    begun: bool
    final: bool
    plan_id: int | None
    how: AssignedBy | None
    at: datetime

    @property
    def active(self) -> bool:
        return self.state is AssignmentState.ACTIVE


@dataclass(frozen=True)
class Ground:
    """`apart`, `possible`, `dismissed`: pairs with a conflict of that state; those found possible by themselves included. `subjects`: nomination → topic → the word that
    names it. `names`: of whoever has or had a nomination. `minutes`: what one nomination takes a judge, where it was measured; else `estimate`. `mode`, `choices`: of the round. `pairs`: by judge and
    category, those compared; `pair_minutes`: what one takes a judge, where it was measured."""

    judges: tuple[Panelist, ...]
    entries: tuple[Candidate, ...]
    panels: Panels
    wishes: JuryWishes
    subjects: Mapping[int, Mapping[int, str]]
    held: Mapping[Pair, Held]
    apart: frozenset[Pair]
    possible: frozenset[Pair]
    dismissed: frozenset[Pair] = frozenset()
    names: Mapping[int, str] = field(default_factory=dict)
    minutes: Mapping[int, float] = field(default_factory=dict)
    estimate: float = 8
    mode: str = RoundMode.SCORE
    choices: int | None = None
    pairs: Mapping[Pair, int] = field(default_factory=dict)
    pair_minutes: Mapping[int, float] = field(default_factory=dict)

    def without(self, hidden: Collection[int]) -> "Ground":
        """As somebody may be told of it who is kept from some nominations."""
        return replace(self, entries=tuple(one for one in self.entries if one.id not in hidden))

    @cached_property
    def by_id(self) -> dict[int, Candidate]:
        return {one.id: one for one in self.entries}

    @cached_property
    def judge_by_id(self) -> dict[int, Panelist]:
        return {one.id: one for one in self.judges}

    def name_of(self, judge_id: int) -> str:
        judge = self.judge_by_id.get(judge_id)
        return judge.name if judge else self.names.get(judge_id, "")

    @cached_property
    def close(self) -> frozenset[Pair]:
        return frozenset(close_pairs(self.judges, self.entries, self.dismissed))

    @cached_property
    def forbidden(self) -> frozenset[Pair]:
        """Pairs that no plan may make."""
        closed = {pair for pair, one in self.held.items() if not one.active}
        return frozenset(self.apart | self.close | closed | self._other_panels())

    def _other_panels(self) -> set[Pair]:
        if not self.panels.seats:
            return set()
        found = set()
        for entry in self.entries:
            seated = self.panels.judges_of(entry.id, entry.category_id)
            found |= {(entry.id, judge.id) for judge in self.judges if judge.id not in seated}
        return found

    def why_not(self, entry: Candidate, judge: Panelist) -> str | None:
        """What keeps a judge from a nomination: own | company | conflict | recused | taken | panel; None: nothing."""
        pair, close = (entry.id, judge.id), too_close(judge, entry)
        if close == "own" or (close is not None and pair not in self.dismissed):
            return close
        if pair in self.apart:
            return "conflict"
        held = self.held.get(pair)
        if held is not None and not held.active:
            return "recused" if held.state is AssignmentState.RECUSED else "taken"
        return None if self.panels.seat_together(judge.id, entry.id, entry.category_id) else "panel"

    @cached_property
    def active(self) -> dict[Pair, Held]:
        """What is assigned now, of nominations in the contest and without a conflict."""
        return {
            pair: one
            for pair, one in self.held.items()
            if one.active and pair[0] in self.by_id and pair not in self.apart
        }

    @cached_property
    def departed(self) -> frozenset[int]:
        """Judges who have nominations, and can't sign in as a judge here any more."""
        return frozenset(judge for _nomination, judge in self.active if judge not in self.judge_by_id)


def begun() -> ColumnElement[bool]:
    """Whether anything hangs on an assignment, in whatever table: then no plan touches it."""
    key = Assignment.__table__.c.id
    columns = [
        column for table in Base.metadata.sorted_tables for column in table.c for to in column.foreign_keys if to.column is key
    ]  # fmt: skip
    return or_(*(exists().where(column == Assignment.id) for column in columns))


def ground_of(session: Session, program: Program) -> Ground:
    """Of the round that counts now; twenty-two queries or fewer, however many nominations and judges."""
    wishes, current = wishes_of(session, program.id, bids=program.bids), round_now(session, program.id)
    compares = current.mode is RoundMode.COMPARE
    conflicts = {key: pair.state for key, pair in pairs(session, program.id).items()}
    apart, possible, dismissed = (
        frozenset(key for key, state in conflicts.items() if state is sought)
        for sought in (ConflictState.CONFIRMED, ConflictState.POSSIBLE, ConflictState.DISMISSED)
    )
    chosen = set(session.scalars(select(RoundJudge.user_id).where(RoundJudge.round_id == current.id)))
    return Ground(
        judges=tuple(one for one in jury(session, program.id) if not chosen or one.id in chosen),
        entries=tuple(candidates(session, program.id)),
        panels=panels_of(session, program.id),
        wishes=wishes,
        subjects=subjects(session, program.id, wishes.topics),
        held=held_of(session, program.id),
        apart=apart,
        possible=possible,
        dismissed=dismissed,
        names=_names(session, program.id),
        minutes=minutes_each(session, program.id),
        estimate=program.minutes_each,
        mode=current.mode,
        choices=current.choices,
        pairs=pairs_made(session, program.id) if compares else {},
        pair_minutes=minutes_a_pair(session, program.id) if compares else {},
    )


def held_of(session: Session, program_id: int) -> dict[Pair, Held]:
    final = exists().where(Scorecard.assignment_id == Assignment.id, Scorecard.final_at.is_not(None))
    rows = session.execute(
        select(
            Assignment.nomination_id, Assignment.judge_id, Assignment.id, Assignment.state, begun(), final, Assignment.plan_id,
            Assignment.assigned_by, Assignment.created_at,
        )
        .join(Nomination, Nomination.id == Assignment.nomination_id)
        .where(Nomination.program_id == program_id, Assignment.round_id == current_round(program_id))
    )  # fmt: skip
    return {(row[0], row[1]): Held(row[2], row[3], bool(row[4]), bool(row[5]), row[6], row[7], row[8]) for row in rows}


def _names(session: Session, program_id: int) -> dict[int, str]:
    rows = session.execute(
        select(User.id, User.name, User.email)
        .join(Assignment, Assignment.judge_id == User.id)
        .join(Nomination, Nomination.id == Assignment.nomination_id)
        .where(Nomination.program_id == program_id)
        .distinct()
    )
    return {row[0]: row[1] or row[2] for row in rows}
