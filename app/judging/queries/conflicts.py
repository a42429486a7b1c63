"""Who must not, or perhaps must not, meet which nomination: what was found and what was decided, put together."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from sqlalchemy import select, true
from sqlalchemy.orm import Session

from app.accounts.models import ProgramRole, User
from app.domain.conflicts import Evidence
from app.judging.models import Assignment, AssignmentState
from app.judging.queries.finding import Only, findings
from app.nominations.models import Conflict, ConflictState, Nomination, Submission
from app.policy import Role
from app.programs.models import Category

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
    def fresh(self) -> list[Evidence]:
        return [self.evidence[key] for key in sorted(self.found - self._decided)]


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
    session: Session, program_id: int, apart: Collection[int] = (), only: Only | None = None
) -> dict[tuple[int, int], Pair]:
    """(nomination, person) → pair, but for nominations that the viewer is kept apart from. Four queries."""
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
    for finding in findings(session, program_id, only):
        key = finding.entry_id, finding.person_id
        pair = known.setdefault(key, Pair(*key))
        pair.evidence.update({one.key: one for one in finding.evidence})
        pair.found = {one.key for one in finding.evidence}
    return {key: pair for key, pair in known.items() if key[0] not in apart}


def pair_of(session: Session, program_id: int, nomination_id: int, person_id: int) -> Pair | None:
    return pairs(session, program_id, only=Only(nomination_id, person_id)).get((nomination_id, person_id))


def count_possible(session: Session, program_id: int, apart: Collection[int]) -> int:
    found = pairs(session, program_id, apart).values()
    return sum(pair.state is ConflictState.POSSIBLE for pair in found)


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
        user_id: (name or email, email)
        for user_id, name, email in session.execute(select(User.id, User.name, User.email).where(User.id.in_(wanted)))
    }
    roles: dict[int, set[Role]] = {}
    active = ProgramRole.program_id == program_id, ProgramRole.ended_at.is_(None)
    for user_id, role in session.execute(select(ProgramRole.user_id, ProgramRole.role).where(*active)):
        roles.setdefault(user_id, set()).add(role)
    held = select(Assignment.nomination_id, Assignment.judge_id, Assignment.state).where(
        Assignment.nomination_id.in_(ids)
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
