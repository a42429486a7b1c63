"""A calibration as its organizers see it: what it could be about, who sits out which entry, who has finished, how they read."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.domain.scoring.calibration import PanelSpread, Proposed, distance, panel_spread, suggestion
from app.domain.states import State
from app.judging.models import Assignment, AssignmentState, Score, Scorecard
from app.judging.queries.assigning import candidates, cleared, kept_apart, too_close
from app.judging.queries.counted import counts
from app.nominations.models import Assessment, Nomination, Submission
from app.panels.queries import Panelist, jury
from app.programs.models import Category, Criterion, Program, Round, RoundEntry
from app.programs.queries import calibration_of, judged_between

Out = Mapping[tuple[int, int], str]  # (nomination, judge) → own | company | conflict


@dataclass(frozen=True, slots=True)
class Entry:
    """A nomination that everybody scores, or could."""

    id: int
    public_id: str
    reference: str
    nominee: str
    company: str
    category: str
    category_id: int
    role: str
    flagged: bool


def entries(session: Session, program_id: int, apart: Collection[int], only: Round | None = None) -> list[Entry]:
    """The submitted nominations that this organizer looks after, or those of the calibration; one query."""
    statement = (
        select(
            Nomination.id, Nomination.public_id, Nomination.reference, Submission.nominee_name, Submission.nominee_company,
            Category.name, Category.id, Assessment.role, Assessment.flag | Assessment.question,
        )
        .join(Category, Category.id == Nomination.category_id)
        .join(Submission, (Submission.nomination_id == Nomination.id) & Submission.superseded_at.is_(None))
        .join(Assessment, (Assessment.submission_id == Submission.id) & Assessment.superseded_at.is_(None))
        .where(Nomination.program_id == program_id, Nomination.state == State.SUBMITTED, Nomination.id.not_in(list(apart)))
        .order_by(Nomination.number)
    )  # fmt: skip
    if only is not None:
        statement = statement.where(
            exists().where(RoundEntry.round_id == only.id, RoundEntry.nomination_id == Nomination.id)
        )
    return [Entry(row[0], row[1], row[2] or "", *row[3:8], bool(row[8])) for row in session.execute(statement)]


def sitting_out(session: Session, program_id: int, judges: Sequence[Panelist]) -> Out:
    """Who must not score which submitted nomination, and why; four queries."""
    found: dict[tuple[int, int], str] = {}
    dismissed, conflicts = cleared(session, program_id), kept_apart(session, program_id)
    for candidate in candidates(session, program_id):
        for judge in judges:
            pair, close = (candidate.id, judge.id), too_close(judge, candidate)
            if close == "own" or (close is not None and pair not in dismissed):
                found[pair] = close
            elif pair in conflicts:
                found[pair] = "conflict"
    return found


def suggested(every: Sequence[Entry], out: Out) -> list[Entry]:
    """Two that show most of what is to come."""
    kept = {one.id: sum(pair[0] == one.id for pair in out) for one in every}
    keys = suggestion([Proposed(one.id, one.category_id, one.role, one.flagged, kept[one.id]) for one in every])
    return [one for key in keys for one in every if one.id == key]


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion of an entry. `given`: judge → thousandths; `spread`: of all of them, None where nobody has finished."""

    name: str
    scale: tuple[int, int]
    given: Mapping[int, int]
    spread: PanelSpread | None


@dataclass(frozen=True, slots=True)
class Read:
    """An entry with what was given. `waits`: the organizer judges it too, and sees the others' scores once the own are in."""

    entry: Entry
    lines: list[Line]
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


def held(session: Session, program: Program, viewer_id: int, apart: Collection[int]) -> Held | None:
    """None: there is none. Eleven queries, however many judges."""
    calibration = calibration_of(session, program.id)
    if calibration is None:
        return None
    chosen, judges = entries(session, program.id, apart, calibration), jury(session, program.id, whole=True)
    states, begun = _states(session, calibration.id)
    out = sitting_out(session, program.id, judges)
    seats = [
        Seat(judge, {one.id: states[one.id, judge.id] for one in chosen if (one.id, judge.id) in states and (one.id, judge.id) not in out})
        for judge in judges
    ]  # fmt: skip
    newcomers = [
        judge for judge in judges if any((one.id, judge.id) not in states and (one.id, judge.id) not in out for one in chosen)
    ]  # fmt: skip
    reads = _reads(chosen, given_in(session, calibration.id), states, viewer_id)
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


def _reads(
    chosen: Sequence[Entry], given: Sequence[Given], states: Mapping[tuple[int, int], str], viewer_id: int
) -> list[Read]:
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
        found.append(Read(entry, lines, waits))
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
