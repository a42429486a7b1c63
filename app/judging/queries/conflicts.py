"""Who must not, or perhaps must not, meet which nomination: what was found and what was decided, put together."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select, true
from sqlalchemy.orm import Session

from app.accounts.models import ProgramRole, User
from app.domain.conflicts import Evidence
from app.judging.models import Assignment, AssignmentState
from app.judging.queries.finding import Invited, Only, findings, invited_people
from app.nominations.models import Conflict, ConflictState, Nomination, Submission
from app.policy import Role
from app.programs.models import Category
from app.programs.queries import current_round

PairState = ConflictState  # for routes


@dataclass(slots=True)
class Pair:
    """A person and a nomination in one of the states (none: there is no pair). `evidence`: what ties them now, with what was
    decided about; `fresh`: what was found since it was dismissed."""

    nomination_id: int
    person_id: int
    rows: list[Conflict] = field(default_factory=list)
    evidence: dict[str, Evidence] = field(default_factory=dict)
    found: set[str] = field(default_factory=set)
    invited: Invited | None = None  # the person has been invited, and has not joined

    @property
    def state(self) -> ConflictState:
        states = {row.state for row in self.rows}
        if ConflictState.CONFIRMED in states:
            return ConflictState.CONFIRMED
        if ConflictState.POSSIBLE in states or self.found - self._decided:
            return ConflictState.POSSIBLE
        return ConflictState.DISMISSED

    @property
    def _decided(self) -> set[str]:
        dismissed = (row for row in self.rows if row.state is ConflictState.DISMISSED)
        return {Evidence.of(one).key for row in dismissed for one in row.evidence}

    @property
    def last(self) -> Conflict | None:
        """What was decided, or asked, last; of a confirmed one, what confirms it."""
        confirmed = [row for row in self.rows if row.state is ConflictState.CONFIRMED]
        return max(confirmed or self.rows, key=lambda row: row.decided_at or row.created_at, default=None)

    @property
    def asked(self) -> Conflict | None:
        return next((row for row in self.rows if row.asked_at is not None), None)

    @property
    def is_fresh(self) -> bool:
        """Dismissed before, and found again by something new."""
        return bool(self.rows) and self.state is ConflictState.POSSIBLE and bool(self._decided) and bool(self.fresh)

    @property
    def is_plain(self) -> bool:
        """Possible by what was found alone: nobody was asked, and nothing was decided before."""
        return self.state is ConflictState.POSSIBLE and not self.rows

    @property
    def fresh(self) -> list[Evidence]:
        return [self.evidence[key] for key in sorted(self.found - self._decided)]


@dataclass(frozen=True, slots=True)
class Hits:
    """How many possible conflicts one person has."""

    person_id: int
    name: str
    count: int


def hits(session: Session, found: Iterable[Pair]) -> list[Hits]:
    """By person, those with the most first. One query."""
    counts: Counter[int] = Counter()
    names: dict[int, str] = {}
    for pair in found:
        if pair.state is ConflictState.POSSIBLE:
            counts[pair.person_id] += 1
            if pair.invited:
                names[pair.person_id] = pair.invited.name or pair.invited.email
    accounts = session.execute(select(User.id, User.name, User.email).where(User.id.in_(counts)))
    names = {user_id: name or email for user_id, name, email in accounts} | names
    rows = [Hits(person, names[person], count) for person, count in counts.items() if person in names]
    return sorted(rows, key=lambda row: (-row.count, row.name, row.person_id))


@dataclass(frozen=True, slots=True)
class Shown:
    """A pair with what a page says about the two."""

    pair: Pair
    public_id: str
    reference: str
    nominee: str
    company: str
    category: str
    person: str
    email: str
    roles: frozenset[Role]
    standing: AssignmentState | None
    decided_by: str


def pairs(
    session: Session,
    program_id: int,
    apart: Collection[int] = (),
    only: Only | None = None,
    now: datetime | None = None,
) -> dict[tuple[int, int], Pair]:
    """(nomination, person) → pair, but for nominations that the viewer is kept apart from. Four queries. `now`: those invited
    at that moment are compared too, in up to two more."""
    invited = invited_people(session, program_id, now, only) if now else {}
    stored = session.scalars(
        select(Conflict)
        .join(Nomination, Nomination.id == Conflict.nomination_id)
        .where(Nomination.program_id == program_id)
        .where(
            (Conflict.nomination_id == only.nomination_id) & (Conflict.user_id == only.person_id) if only else true()
        )
        .order_by(Conflict.id)
    )
    known: dict[tuple[int, int], Pair] = {}
    for row in stored:
        pair = known.setdefault((row.nomination_id, row.user_id), Pair(row.nomination_id, row.user_id))
        pair.rows.append(row)
        for one in map(Evidence.of, row.evidence):
            pair.evidence[one.key] = one
    for finding in findings(session, program_id, only, list(invited.values())):
        key = finding.entry_id, finding.person_id
        pair = known.setdefault(key, Pair(*key))
        pair.evidence.update({one.key: one for one in finding.evidence})
        pair.found = {one.key for one in finding.evidence}
    for pair in known.values():
        pair.invited = invited.get(pair.person_id)
    return {key: pair for key, pair in known.items() if key[0] not in apart}


def pair_of(session: Session, program_id: int, nomination_id: int, person_id: int, now: datetime) -> Pair | None:
    return pairs(session, program_id, only=Only(nomination_id, person_id), now=now).get((nomination_id, person_id))


def count_possible(session: Session, program_id: int, apart: Collection[int], now: datetime | None) -> int:
    """`now`: see `pairs`."""
    found = pairs(session, program_id, apart, now=now).values()
    return sum(pair.state is ConflictState.POSSIBLE for pair in found)


def is_to_judge(session: Session, pair: Pair) -> bool:
    """In whatever round."""
    held = Assignment.nomination_id == pair.nomination_id, Assignment.judge_id == pair.person_id
    return session.scalar(select(Assignment.id).where(*held, Assignment.state == AssignmentState.ACTIVE)) is not None


def not_to_meet(session: Session, program_id: int) -> set[tuple[int, int]]:
    """(nomination, person) of confirmed conflicts and of possible ones: who plans should give no judge what may be taken away."""
    found = pairs(session, program_id).items()
    return {key for key, pair in found if pair.state is not ConflictState.DISMISSED}


def shown(session: Session, program_id: int, chosen: Iterable[Pair]) -> list[Shown]:
    """The pairs, with names; in the order given. Four queries."""
    chosen = list(chosen)
    ids = {pair.nomination_id for pair in chosen}
    nominations = {
        row[0]: row[1:]
        for row in session.execute(
            select(Nomination.id, Nomination.public_id, Nomination.reference, Submission.nominee_name,
                   Submission.nominee_company, Category.name)
            .join(Category, Category.id == Nomination.category_id)
            .join(Submission, (Submission.nomination_id == Nomination.id) & Submission.superseded_at.is_(None))
            .where(Nomination.id.in_(ids))
        )
    }  # fmt: skip
    by = {row.by_id for pair in chosen for row in pair.rows if row.by_id}
    wanted = by | {pair.person_id for pair in chosen}
    users = {
        pair.person_id: (pair.invited.name or pair.invited.email, pair.invited.email) for pair in chosen if pair.invited
    }
    users |= {
        user_id: (name or email, email)
        for user_id, name, email in session.execute(select(User.id, User.name, User.email).where(User.id.in_(wanted)))
    }
    roles: dict[int, set[Role]] = {}
    active = ProgramRole.program_id == program_id, ProgramRole.ended_at.is_(None)
    for user_id, role in session.execute(select(ProgramRole.user_id, ProgramRole.role).where(*active)):
        roles.setdefault(user_id, set()).add(role)
    held = select(Assignment.nomination_id, Assignment.judge_id, Assignment.state).where(
        Assignment.nomination_id.in_(ids), Assignment.round_id == current_round(program_id)
    )
    standings = {(nomination, judge): state for nomination, judge, state in session.execute(held)}
    return [
        Shown(
            pair, public_id, reference or "", nominee, company, category, *users[pair.person_id],
            frozenset(roles.get(pair.person_id, ())), standings.get((pair.nomination_id, pair.person_id)),
            users[pair.last.by_id][0] if pair.last and pair.last.by_id else "",
        )
        for pair in chosen
        if pair.nomination_id in nominations
        for public_id, reference, nominee, company, category in [nominations[pair.nomination_id]]
    ]  # fmt: skip
