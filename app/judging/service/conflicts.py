"""Organizers settle what may be a conflict, judges answer and declare; and a conflict that was confirmed can be lifted."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.accounts.queries import user
from app.accounts.service.users import create_user
from app.audit.service import record
from app.domain.errors import UserError
from app.judging.models import Assignment, AssignmentState, Declaration
from app.judging.queries.conflicts import Pair
from app.judging.queries.declaring import declaration_of
from app.judging.queries.pages import reading_of
from app.judging.queries.sheet import hide_names
from app.judging.service.recusal import keep_apart, tell_organizers
from app.mail.service import queue
from app.nominations.models import Conflict, ConflictState, Nomination
from app.programs.models import Program
from app.web.i18n import _

FIELDS = ("employer", "former_employers", "clients", "relatives", "told")


def person_of(session: Session, pair: Pair, *, by: User, now: datetime) -> User:
    """Who the pair is about. Somebody invited who has no account yet is given one, without a right to anything: so what is
    decided now holds from the moment they join."""
    if pair.person_id > 0 or pair.invited is None:
        return user(session, pair.person_id)
    return create_user(session, email=pair.invited.email, name=pair.invited.name, now=now, by=by.id)


def confirm(
    session: Session, nomination: Nomination, pair: Pair, person: User, *, reason: str, by: User, now: datetime, origin: str
) -> None:  # fmt: skip
    """The two don't meet any more, on no page and in no mail; scores that were given stay, and don't count."""
    keep_apart(
        session, nomination.id, person.id, source="found", reason=reason, by=by.id, now=now, evidence=_ties(pair)
    )
    _record(session, nomination, "conflict.confirm", person, pair.state, ConflictState.CONFIRMED, by.id, now, reason)
    tell_organizers(
        session, nomination.program, nomination.id, nomination.reference or "", person, by=by.id, reason=reason, now=now, origin=origin
    )  # fmt: skip


def dismiss(
    session: Session, nomination: Nomination, pair: Pair, person: User, *, reason: str, by: User, now: datetime
) -> None:
    """What is known so far is no conflict. Not by the person whom it is about."""
    _not_oneself(person, by)
    row = _row(session, nomination.id, person.id, now)
    row.state, row.reason, row.by_id, row.decided_at, row.evidence = (
        ConflictState.DISMISSED, reason, by.id, now, _ties(pair),
    )  # fmt: skip
    for other in pair.rows:
        if other.state is ConflictState.POSSIBLE:
            other.state, other.reason, other.by_id, other.decided_at = ConflictState.DISMISSED, reason, by.id, now
    _record(session, nomination, "conflict.dismiss", person, pair.state, ConflictState.DISMISSED, by.id, now, reason)


def dismiss_several(
    session: Session, chosen: Collection[tuple[Nomination, Pair]], *, reason: str, by: User, now: datetime
) -> int:
    """What was found of one person with several nominations, in one go. How many: what was asked or decided before stays as
    it is, and wants a look of its own."""
    plain = [(nomination, pair) for nomination, pair in chosen if pair.is_plain]
    if plain:
        person = person_of(session, plain[0][1], by=by, now=now)
        for nomination, pair in plain:
            dismiss(session, nomination, pair, person, reason=reason, by=by, now=now)
    return len(plain)


def take_back_dismissal(session: Session, program_id: int, *, at: datetime, by: User, now: datetime) -> int:
    """Undoes what this organizer dismissed in one go at that moment. How many."""
    rows = session.execute(
        select(Conflict, Nomination, User)
        .join(Nomination, Nomination.id == Conflict.nomination_id)
        .join(User, User.id == Conflict.user_id)
        .where(
            Nomination.program_id == program_id, Conflict.by_id == by.id, Conflict.decided_at == at,
            Conflict.created_at == at, Conflict.state == ConflictState.DISMISSED, Conflict.source == "found",
        )
        .order_by(Conflict.id)
    ).all()  # fmt: skip
    for row, nomination, person in rows:
        _record(
            session, nomination, "conflict.undismiss", person, ConflictState.DISMISSED, ConflictState.POSSIBLE, by.id, now, ""
        )  # fmt: skip
        session.delete(row)
    session.flush()
    return len(rows)


def ask(
    session: Session, nomination: Nomination, pair: Pair, person: User, *, question: str, by: User, now: datetime, origin: str
) -> None:  # fmt: skip
    """A mail with a link to the page where the judge answers. Once in a day at most."""
    _not_oneself(person, by)
    if pair.invited:
        raise UserError(
            _("They have not joined yet, so they can't be asked here. Confirm it, dismiss it, or ask once they have.")
        )
    row = _row(session, nomination.id, person.id, now)
    row.state, row.asked_at, row.question, row.by_id = ConflictState.POSSIBLE, now, question, by.id
    row.answered_at, row.answer = None, ""
    program = nomination.program
    _record(session, nomination, "conflict.ask", person, pair.state, ConflictState.POSSIBLE, by.id, now, question)
    queue(
        session, to=(person.email, person.name), template="judging/mail/conflict_asked.txt", now=now,
        dedup_key=f"conflict_asked:{row.id}:{now.date().isoformat()}", program_id=program.id, nomination_id=nomination.id,
        name=person.name, program=program, reference=nomination.reference, category=nomination.category.name,
        question=hide_names(reading_of(session, nomination.id), question), link=f"{origin}/programs/{program.slug}/declare",
    )  # fmt: skip


def answer(
    session: Session, nomination: Nomination, judge: User, *, conflicted: bool, words: str, now: datetime, origin: str
) -> bool:
    """The asked judge's own answer: a yes is a conflict from now on, a no goes to the organizers. False: nobody asked."""
    row = _row(session, nomination.id, judge.id, now, new=False)
    if row is None or row.state is not ConflictState.POSSIBLE or row.asked_at is None or row.answered_at is not None:
        return False
    row.answered_at, row.answer = now, words
    after = ConflictState.POSSIBLE
    if conflicted:
        keep_apart(session, nomination.id, judge.id, source="found", reason=words, by=judge.id, now=now)
        after = ConflictState.CONFIRMED
        tell_organizers(
            session, nomination.program, nomination.id, nomination.reference or "", judge, by=judge.id, reason=words, now=now, origin=origin
        )  # fmt: skip
    _record(session, nomination, "conflict.answer", judge, ConflictState.POSSIBLE, after, judge.id, now, words)
    session.flush()
    return True


def lift(
    session: Session, nomination: Nomination, pair: Pair, person: User, *, reason: str, give_back: bool, by: User, now: datetime
) -> None:  # fmt: skip
    """A confirmed conflict is none any more: what it rested on is dismissed, and scores given before count again if the judge
    gets the nomination back. Never by the person whom it is about."""
    _not_oneself(person, by)
    if pair.state is not ConflictState.CONFIRMED:
        raise UserError(_("There is no confirmed conflict between the two. Please open the page again."))
    for row in pair.rows:
        if row.state is ConflictState.CONFIRMED:
            row.state, row.reason, row.by_id, row.decided_at, row.evidence = (
                ConflictState.DISMISSED, reason, by.id, now, _ties(pair),
            )  # fmt: skip
    _record(
        session,
        nomination,
        "conflict.lift",
        person,
        ConflictState.CONFIRMED,
        ConflictState.DISMISSED,
        by.id,
        now,
        reason,
    )
    _hand(session, nomination, person, give_back=give_back, by=by.id, now=now, reason=reason)
    session.flush()


def _hand(
    session: Session, nomination: Nomination, person: User, *, give_back: bool, by: int, now: datetime, reason: str
) -> None:
    """The nomination returns to the judge's desk, or leaves it also without the conflict."""
    after = AssignmentState.ACTIVE if give_back else AssignmentState.REMOVED
    from_states = (AssignmentState.RECUSED,) if give_back else (AssignmentState.RECUSED, AssignmentState.ACTIVE)
    held = session.execute(
        select(Assignment.id, Assignment.state).where(
            Assignment.nomination_id == nomination.id,
            Assignment.judge_id == person.id,
            Assignment.state.in_(from_states),
        )
    ).all()
    for assignment_id, state in held:
        session.execute(update(Assignment).where(Assignment.id == assignment_id).values(state=after))
        record(
            session, program_id=nomination.program_id, actor_id=by, now=now, reason=reason, about=("assignment", assignment_id),
            action="assignment.assign" if give_back else "assignment.remove", before={"state": state}, after={"state": after},
        )  # fmt: skip


def declare(session: Session, program: Program, user_id: int, said: dict[str, str], *, now: datetime) -> None:
    """What a judge says of themselves; the trail keeps which fields changed, and not what they say."""
    known = declaration_of(session, program.id, user_id)
    if known is None:
        known = Declaration(program_id=program.id, user_id=user_id, created_at=now, updated_at=now)
        session.add(known)
        changed: Collection[str] = [name for name in FIELDS if said[name]]
    else:
        changed = [name for name in FIELDS if said[name] != getattr(known, name)]
        if not changed:
            return
    for name in FIELDS:
        setattr(known, name, said[name])
    known.updated_at = now
    session.flush()
    record(
        session, program_id=program.id, actor_id=user_id, action="conflict.declare", about=("program", program.id), now=now,
        after={"fields": list(changed)},
    )  # fmt: skip


def _row(session: Session, nomination_id: int, user_id: int, now: datetime, *, new: bool = True) -> Conflict:
    """The row that holds what organizers decide about a pair; made if there is none."""
    same = Conflict.nomination_id == nomination_id, Conflict.user_id == user_id, Conflict.source == "found"
    row = session.scalar(select(Conflict).where(*same))
    if row is None and new:
        row = Conflict(
            nomination_id=nomination_id, user_id=user_id, source="found", state=ConflictState.POSSIBLE, created_at=now
        )
        session.add(row)
        session.flush()
    return row  # type: ignore[return-value]


def _ties(pair: Pair) -> list[dict[str, object]]:
    return [one.to_dict() for _key, one in sorted(pair.evidence.items())]


def _not_oneself(person: User, by: User) -> None:
    if person.id == by.id:
        raise UserError(_("This is about yourself, so another organizer decides it. You can confirm it."))


def _record(
    session: Session, nomination: Nomination, action: str, person: User, before: ConflictState, after: ConflictState, by: int,
    now: datetime, reason: str,
) -> None:  # fmt: skip
    who = person.name or person.email
    record(
        session, program_id=nomination.program_id, actor_id=by, action=action, about=("nomination", nomination.id), now=now,
        before={"person": who, "state": before}, after={"person": who, "state": after}, reason=reason,
    )  # fmt: skip
