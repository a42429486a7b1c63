"""Nominations whose judges are further apart than the program's bound, and who could be asked next; while judging goes on."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.scoring.composite import divide_half_even
from app.domain.scoring.means import Tally
from app.judging.models import AssignmentState
from app.judging.queries.assigning import Candidate, candidates, kept_apart, standings, too_close
from app.judging.queries.counted import Asked, tallies
from app.nominations.models import Nomination, Submission
from app.panels.queries import Panelist, jury
from app.programs.models import Category, Program
from app.programs.queries import categories, versions

MOST = 10  # shown at a time, the furthest apart first


@dataclass(frozen=True, slots=True)
class NextJudge:
    """Who has the fewest nominations and nothing against this one; `load`: how many they have."""

    id: int
    name: str
    load: int


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Scores in thousandths. `pending`: judges who still have it to score; `next`: None where nobody is left to ask."""

    nomination_id: int
    public_id: str
    reference: str
    nominee: str
    category: str
    scores: int
    low: int
    high: int
    pending: int
    next: NextJudge | None

    @property
    def apart(self) -> int:
        return self.high - self.low


@dataclass(frozen=True, slots=True)
class Disagreements:
    """The first of them, and how many there are."""

    shown: list[Disagreement]
    count: int


def disagreements(session: Session, program: Program, apart: Collection[int]) -> Disagreements:
    """Four queries where nobody disagrees, nine else, however many nominations and judges."""
    of = Asked.by(versions(session, program.id, categories(session, program.id)))
    denominators = {category_id: of.denominator(category_id) for category_id in of.of}
    given = {int(key): tally for key, tally in tallies(session, program.id, of, apart).items() if tally.count > 1}
    category_of = _category_of(session, program)
    far: list[tuple[int, Tally, int]] = []
    for key, one in given.items():
        below = denominators[category_of[key]]
        if one.most - one.least > program.disagreement_bound * below:
            far.append((key, one, below))
    far.sort(key=lambda each: (-(each[1].most - each[1].least) / each[2], each[0]))
    return Disagreements(_described(session, program, far[:MOST]) if far else [], len(far))


def _category_of(session: Session, program: Program) -> dict[int, int]:
    rows = session.execute(select(Nomination.id, Nomination.category_id).where(Nomination.program_id == program.id))
    return {row[0]: row[1] for row in rows}


def _described(session: Session, program: Program, far: list[tuple[int, Tally, int]]) -> list[Disagreement]:
    rows = session.execute(
        select(Nomination.id, Nomination.public_id, Nomination.reference, Submission.nominee_name, Category.name)
        .join(Category, Category.id == Nomination.category_id)
        .join(Submission, (Submission.nomination_id == Nomination.id) & Submission.superseded_at.is_(None))
        .where(Nomination.id.in_([key for key, _one, _below in far]))
    )
    about = {row[0]: row for row in rows}
    asking = Asking.of(session, program)
    found = []
    for key, one, below in far:
        low, high = divide_half_even(one.least, below), divide_half_even(one.most, below)
        pending = max(0, asking.active(key) - one.count)
        found.append(
            Disagreement(*about[key][:2], about[key][2] or "", *about[key][3:], one.count, low, high, pending, asking.next_for(key))
        )  # fmt: skip
    return found


@dataclass(frozen=True)
class Asking:
    """What decides who can be asked for one more score."""

    judges: list[Panelist]
    entries: dict[int, Candidate]
    forbidden: set[tuple[int, int]]
    standing: dict[tuple[int, int], AssignmentState]
    loads: dict[int, int]

    @classmethod
    def of(cls, session: Session, program: Program) -> "Asking":
        standing = standings(session, program.id)
        judges = jury(session, program.id)
        loads = {judge.id: 0 for judge in judges}
        for (_nomination, judge_id), state in standing.items():
            if state is AssignmentState.ACTIVE and judge_id in loads:
                loads[judge_id] += 1
        entries = {one.id: one for one in candidates(session, program.id)}
        return cls(judges, entries, kept_apart(session, program.id), standing, loads)

    def active(self, nomination_id: int) -> int:
        return sum(
            state is AssignmentState.ACTIVE for (at, _judge), state in self.standing.items() if at == nomination_id
        )

    def next_for(self, nomination_id: int) -> NextJudge | None:
        """Whoever has the fewest nominations, of those who never had this one and may judge it."""
        entry = self.entries.get(nomination_id)
        if entry is None:
            return None
        fitting = [
            judge
            for judge in self.judges
            if (nomination_id, judge.id) not in self.standing
            and (nomination_id, judge.id) not in self.forbidden
            and too_close(judge, entry) is None
        ]
        best = min(fitting, key=lambda judge: (self.loads[judge.id], judge.name, judge.id), default=None)
        return NextJudge(best.id, best.name, self.loads[best.id]) if best else None
