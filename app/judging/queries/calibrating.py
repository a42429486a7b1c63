"""A calibration as its organizers see it: who has finished, how far apart they read, and what they wrote."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.domain.scoring.calibration import PanelSpread, distance, panel_spread
from app.judging.models import Assignment, AssignmentState, Score, Scorecard
from app.judging.queries.counted import counts
from app.judging.queries.entries import Entry, Out, entries, sitting_out
from app.nominations.models import Nomination
from app.panels.queries import Panelist
from app.programs.models import Criterion, Program, Round
from app.programs.queries import calibration_of, judged_between


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion of an entry. `given`: judge → thousandths; `spread`: of all of them, None where nobody has finished."""

    name: str
    scale: tuple[int, int]
    given: Mapping[int, int]
    spread: PanelSpread | None


@dataclass(frozen=True, slots=True)
class Read:
    """An entry with what was given, and what its judges wrote to the organizers (judge → text). `waits`: the organizer judges it
    too, and sees what the others gave once the own is in."""

    entry: Entry
    lines: list[Line]
    comments: Mapping[int, str]
    waits: bool


@dataclass(frozen=True, slots=True)
class Given:
    nomination_id: int
    judge_id: int
    criterion: str
    scale: tuple[int, int]
    thousandths: int


def given_in(session: Session, round_id: int) -> list[Given]:
    """Every score of a final scorecard that stands, by criterion; one query. What keeps a score from counting in judging, such
    as a conflict, keeps it from here."""
    rows = session.execute(
        select(
            Nomination.id, Assignment.judge_id, Criterion.name, Criterion.scale_min, Criterion.scale_max, Score.thousandths
        )
        .select_from(Assignment)
        .join(Nomination, Nomination.id == Assignment.nomination_id)
        .join(Scorecard, Scorecard.assignment_id == Assignment.id)
        .join(Score, Score.scorecard_id == Scorecard.id)
        .join(Criterion, (Criterion.id == Score.criterion_id) & (Criterion.rubric_id == Scorecard.rubric_id))
        .where(Assignment.round_id == round_id, counts(), Score.thousandths.is_not(None))
        .order_by(Nomination.number, Criterion.position, Assignment.judge_id)
    )  # fmt: skip
    return [Given(row[0], row[1], row[2], (row[3], row[4]), row[5] or 0) for row in rows]


@dataclass(frozen=True, slots=True)
class Seat:
    """A judge of the calibration: nomination → to_do | begun | final."""

    judge: Panelist
    states: Mapping[int, str]

    @property
    def done(self) -> bool:
        return all(state == "final" for state in self.states.values())


@dataclass(frozen=True, slots=True)
class Apart:
    """How far two judges lie apart on a criterion, in thousandths, and as a share of its scale."""

    name: str
    distance: Fraction
    share: Fraction


@dataclass(frozen=True, slots=True)
class Held:
    """The calibration as it stands. `begun`: somebody has a scorecard in it; `newcomers`: judges who came since and have no
    entry yet."""

    round: Round
    closes_at: datetime
    entries: list[Entry]
    seats: list[Seat]
    out: Out
    begun: bool
    newcomers: list[Panelist]
    reads: list[Read]
    apart: list[Apart]

    @property
    def finished(self) -> int:
        return sum(seat.done for seat in self.seats)


def held(
    session: Session, program: Program, judges: Sequence[Panelist], viewer_id: int, apart: Collection[int]
) -> Held | None:
    """None: there is none. Eleven queries or so, however many `judges`: all of the program."""
    calibration = calibration_of(session, program.id)
    if calibration is None:
        return None
    chosen = entries(session, program.id, apart, calibration)
    states, begun = _states(session, calibration.id)
    out = sitting_out(session, program.id, judges)
    seats = [
        Seat(judge, {one.id: states[one.id, judge.id] for one in chosen if (one.id, judge.id) in states and (one.id, judge.id) not in out})
        for judge in judges
    ]  # fmt: skip
    newcomers = [
        judge for judge in judges if any((one.id, judge.id) not in states and (one.id, judge.id) not in out for one in chosen)
    ]  # fmt: skip
    reads = _reads(chosen, given_in(session, calibration.id), _comments(session, calibration.id), states, viewer_id)
    seated = [seat for seat in seats if seat.states]
    return Held(
        calibration,
        judged_between(program, calibration)[1],
        chosen,
        seated,
        out,
        begun,
        newcomers,
        reads,
        _apart(reads),
    )


def _states(session: Session, round_id: int) -> tuple[dict[tuple[int, int], str], bool]:
    rows = session.execute(
        select(Assignment.nomination_id, Assignment.judge_id, Scorecard.id, Scorecard.final_at)
        .join(Nomination, Nomination.id == Assignment.nomination_id)
        .outerjoin(
            Scorecard, (Scorecard.assignment_id == Assignment.id) & (Scorecard.category_id == Nomination.category_id)
        )
        .where(Assignment.round_id == round_id, Assignment.state == AssignmentState.ACTIVE)
    )
    found = {(row[0], row[1]): "final" if row[3] else "begun" if row[2] else "to_do" for row in rows}
    return found, has_begun(session, round_id)


def has_begun(session: Session, round_id: int) -> bool:
    """Whether anybody has a scorecard there; then it stays as it is."""
    card: Any = exists().where(Scorecard.assignment_id == Assignment.id, Assignment.round_id == round_id)
    return bool(session.scalar(select(card)))


def _comments(session: Session, round_id: int) -> dict[tuple[int, int], str]:
    rows = session.execute(
        select(Nomination.id, Assignment.judge_id, Scorecard.comment_organizers)
        .select_from(Assignment)
        .join(Nomination, Nomination.id == Assignment.nomination_id)
        .join(Scorecard, Scorecard.assignment_id == Assignment.id)
        .where(Assignment.round_id == round_id, counts(), Scorecard.comment_organizers != "")
    )
    return {(row[0], row[1]): row[2] for row in rows}


def _reads(
    chosen: Sequence[Entry], given: Sequence[Given], comments: Mapping[tuple[int, int], str],
    states: Mapping[tuple[int, int], str], viewer_id: int,
) -> list[Read]:  # fmt: skip
    found = []
    for entry in chosen:
        waits = states.get((entry.id, viewer_id), "final") != "final"
        by_criterion: dict[str, list[Given]] = {}
        for one in given:
            if one.nomination_id == entry.id and not waits:
                by_criterion.setdefault(one.criterion, []).append(one)
        lines = [
            Line(name, those[0].scale, {one.judge_id: one.thousandths for one in those}, panel_spread([one.thousandths for one in those], 1))
            for name, those in by_criterion.items()
        ]  # fmt: skip
        written = {judge: text for (one, judge), text in comments.items() if one == entry.id and not waits}
        found.append(Read(entry, lines, written, waits))
    return found


def _apart(reads: Sequence[Read]) -> list[Apart]:
    """Those that judges read most differently first."""
    scores: dict[tuple[str, tuple[int, int]], list[list[int]]] = {}
    for read in reads:
        for line in read.lines:
            scores.setdefault((line.name, line.scale), []).append(list(line.given.values()))
    found = []
    for (name, (low, high)), entries_ in scores.items():
        far = distance(entries_)
        if far is not None:
            found.append(Apart(name, far, far / max(high - low, 1)))
    return sorted(found, key=lambda one: (-one.share, one.name))
