"""How far a panel is, for its lead judge and for organizers: counts of what is done, never a score."""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.domain.states import State
from app.domain.work import NONE, work_in
from app.judging.models import Assignment
from app.judging.queries.choosing import pairs_made
from app.judging.queries.counted import counted_scorecards
from app.judging.queries.progress import OWN, assignment_state, with_cards
from app.nominations.models import Nomination
from app.panels.queries import Panels, Seats
from app.programs.models import Category, Program, Round, RoundMode
from app.programs.queries import takes_part

HELD = (*OWN, "wrong_category")


def short_of_scores(session: Session, program_id: int, minimum: int, apart: Collection[int] = ()) -> int:
    """How many nominations in the contest have fewer counted scores than the minimum of the round that counts now; one query."""
    cards = counted_scorecards(program_id).subquery()
    each = select(cards.c.nomination_id).group_by(cards.c.nomination_id).having(func.count() >= minimum)
    statement = select(func.count()).select_from(Nomination)
    return session.scalar(
        statement.where(
            Nomination.program_id == program_id, Nomination.state == State.SUBMITTED, takes_part(Nomination.id, program_id),
            Nomination.id.not_in(list(apart)), Nomination.id.not_in(each),
        )
    ) or 0  # fmt: skip


@dataclass(frozen=True, slots=True)
class Seat:
    """A judge of the panel: of what is `assigned` of it, `done` is done (app.domain.work). `held`: nominations."""

    judge_id: int
    name: str
    assigned: int
    done: int
    held: int
    mode: str


@dataclass(frozen=True, slots=True)
class InPanel:
    """A nomination of the panel: how many scores count, and how many judges still have it to score."""

    nomination_id: int
    public_id: str
    reference: str
    category: str
    counted: int
    pending: int


@dataclass(frozen=True, slots=True)
class PanelProgress:
    seats: Seats
    judges: list[Seat]
    nominations: list[InPanel]  # the fewest scores first
    mode: str

    @property
    def done(self) -> int:
        return sum(judge.done for judge in self.judges)

    @property
    def assigned(self) -> int:
        return sum(judge.assigned for judge in self.judges)

    @property
    def held(self) -> int:
        return sum(judge.held for judge in self.judges)

    def short_of(self, minimum: int) -> int:
        return sum(one.counted < minimum for one in self.nominations)


def panels_at_work(
    session: Session, program: Program, panels: Panels, apart: Collection[int] = (), lead: int | None = None,
    round_id: int | None = None,
) -> list[PanelProgress]:  # fmt: skip
    """Every panel, or those that `lead` leads; nominations in `apart` are left out. Four queries, however many panels,
    and one more where judges compare."""
    shown = panels.seats if lead is None else panels.led_by(lead)
    if not shown:
        return []
    entries = _entries(session, program, apart, round_id)
    held = _held(session, program, round_id)
    names = _names(session, {judge for seats in shown for judge in seats.judges})
    return [_progress(seats, panels, entries, held, names) for seats in shown]


def _entries(
    session: Session, program: Program, apart: Collection[int], round_id: int | None
) -> list[tuple[int, int, InPanel]]:
    """(category, nomination, what is shown of it), without its judges."""
    rows = session.execute(
        select(Nomination.id, Nomination.public_id, Nomination.reference, Nomination.category_id, Category.name)
        .join(Category, Category.id == Nomination.category_id)
        .where(
            Nomination.program_id == program.id,
            Nomination.state == State.SUBMITTED,
            takes_part(Nomination.id, program.id, round_id),
            Nomination.id.not_in(list(apart)),
        )
        .order_by(Nomination.number)
    )
    cards = counted_scorecards(program.id, round_id).subquery()
    counted = Counter(session.scalars(select(cards.c.nomination_id)))
    return [(row[3], row[0], InPanel(row[0], row[1], row[2] or "", row[4], counted[row[0]], 0)) for row in rows]


@dataclass(frozen=True, slots=True)
class _Held:
    """`states`: nomination → judge → how far. By judge and category: `own` nominations, and `pairs` that were compared."""

    states: dict[int, dict[int, str]]
    own: Counter[tuple[int, int]]
    pairs: dict[tuple[int, int], int]
    mode: str
    choices: int | None


def _held(session: Session, program: Program, round_id: int | None) -> _Held:
    """One query, and one more where judges compare."""
    columns = select(
        Assignment.nomination_id, Assignment.judge_id, assignment_state(), Nomination.category_id, Round.mode, Round.choices
    )  # fmt: skip
    inside = takes_part(Nomination.id, program.id, round_id)
    rows = session.execute(
        with_cards(columns, round_id)
        .join(Round, Round.id == Assignment.round_id)
        .where(Nomination.program_id == program.id, Nomination.state == State.SUBMITTED, inside)
    ).all()
    states: dict[int, dict[int, str]] = defaultdict(dict)
    for nomination_id, judge_id, state, *_about in rows:
        states[nomination_id][judge_id] = state
    mode, choices = rows[0][4:] if rows else (RoundMode.SCORE, None)
    pairs = pairs_made(session, program.id, round_id) if mode == RoundMode.COMPARE else {}
    return _Held(states, Counter((row[1], row[3]) for row in rows if row[2] in OWN), pairs, mode, choices)


def _names(session: Session, ids: Collection[int]) -> dict[int, str]:
    rows = session.execute(select(User.id, User.name, User.email).where(User.id.in_(list(ids))))
    return {row[0]: row[1] or row[2] for row in rows}


def _progress(
    seats: Seats, panels: Panels, entries: list[tuple[int, int, InPanel]], held: _Held, names: dict[int, str]
) -> PanelProgress:
    own = [(category, entry) for category, key, entry in entries if seats in panels.of_nomination(key, category)]
    theirs: dict[int, Counter[tuple[int, str]]] = defaultdict(Counter)  # judge → (category, state) → nominations
    for category, entry in own:
        for judge, state in held.states[entry.nomination_id].items():
            if state in HELD:
                theirs[judge][category, state] += 1
    judges = [_seat(judge, names[judge], theirs[judge], held) for judge in seats.judges if judge in names]
    nominations = [
        InPanel(
            entry.nomination_id, entry.public_id, entry.reference, entry.category, entry.counted,
            sum(state in ("to_do", "begun") for state in held.states[entry.nomination_id].values()),
        )
        for _category, entry in own
    ]  # fmt: skip
    return PanelProgress(
        seats,
        sorted(judges, key=lambda one: (one.name, one.judge_id)),
        sorted(nominations, key=lambda one: one.counted),
        held.mode,
    )


def _seat(judge: int, name: str, theirs: Counter[tuple[int, str]], held: _Held) -> Seat:
    work = NONE
    for category in {category for category, _state in theirs}:
        work += work_in(
            held.mode, held.choices, own=held.own[judge, category], shown=sum(theirs[category, state] for state in OWN),
            final=theirs[category, "final"], doubted=theirs[category, "wrong_category"], pairs=held.pairs.get((judge, category), 0),
        )  # fmt: skip
    return Seat(judge, name, work.asked, work.done, sum(theirs.values()), held.mode)
