"""Another rule for the flag: kept with the program, and every submission assessed anew under it. The old assessments stay.

The work is done in batches: each is computed without the writers' lock and then written at once, so that nobody waits long.
What is left when a batch fails is still outdated, and the page offers to go on.
"""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.audit.service import record
from app.domain.revenue import Assessment as Outcome
from app.flags.queries import Outdated, outdated
from app.judging.models import Ruling
from app.nominations.models import Assessment, Nomination, Settlement, Submission
from app.nominations.service import assess_content, assessment_row, rules_json
from app.programs.models import Program

BATCH = 50  # about 0.1 s of the writers' lock


class Transactions(Protocol):
    """Reads without a lock, and writes in transactions of their own."""

    def reading(self) -> AbstractContextManager[Session]: ...
    def writing(self) -> AbstractContextManager[Session]: ...


@dataclass(frozen=True, slots=True)
class Prepared:
    assessment_id: int
    submission_id: int
    number: int
    outcome: Outcome


@dataclass(slots=True)
class Reassessed:
    """How many were assessed anew, and for how many a flag or question came or went."""

    assessed: int = 0
    newly: int = 0
    no_longer: int = 0


def reassess(transactions: Transactions, program_id: int, *, by: int, now: datetime) -> Reassessed:
    """Every latest submission that was assessed under another rule than the program's present one. Audited once, at the end."""
    done = Reassessed()
    with transactions.reading() as session:
        todo = outdated(session, _program(session, program_id))
    for start in range(0, len(todo), BATCH):
        with transactions.reading() as session:
            program = _program(session, program_id)
            rules = rules_json(program)
            prepared = list(_prepared(session, program, todo[start : start + BATCH]))
        with transactions.writing() as session:
            program = _program(session, program_id)
            if rules_json(program) != rules:  # somebody changed the rule again: theirs goes on with the rest
                break
            _store(session, program, prepared, done, now)
    if done.assessed:
        with transactions.writing() as session:
            record(
                session, program_id=program_id, actor_id=by, action="program.reassess", about=("program", program_id), now=now,
                after={"assessed": done.assessed, "newly": done.newly, "no_longer": done.no_longer},
            )  # fmt: skip
    return done


def _program(session: Session, program_id: int) -> Program:
    return session.get_one(Program, program_id)


def _prepared(session: Session, program: Program, todo: Sequence[Outdated]) -> Iterable[Prepared]:
    rows = session.execute(
        select(Assessment.id, Assessment.number, Submission.id, Submission.content, Nomination.reference)
        .join(Submission, Submission.id == Assessment.submission_id)
        .join(Nomination, Nomination.id == Submission.nomination_id)
        .where(Assessment.id.in_([one.assessment_id for one in todo]))
    ).all()
    for assessment_id, number, submission_id, content, reference in rows:
        yield Prepared(assessment_id, submission_id, number, assess_content(content, program, name=reference or "-"))


def _store(session: Session, program: Program, prepared: Sequence[Prepared], done: Reassessed, now: datetime) -> None:
    """One batch. What was superseded meanwhile (its nominator submitted again) is left alone."""
    ids = [one.assessment_id for one in prepared]
    still = select(Assessment).where(Assessment.id.in_(ids), Assessment.superseded_at.is_(None)).with_for_update()
    old = {row.id: row for row in session.scalars(still)}
    current = set(
        session.scalars(
            select(Submission.id).where(
                Submission.id.in_([row.submission_id for row in old.values()]), Submission.superseded_at.is_(None)
            )
        )
    )
    pairs = []
    for one in prepared:
        before = old.get(one.assessment_id)
        if before is None or before.submission_id not in current:
            continue
        before.superseded_at = now
        pairs.append((before, assessment_row(one.outcome, program, one.submission_id, number=one.number + 1, now=now)))
    session.flush()
    session.add_all([after for _before, after in pairs])
    session.flush()
    for before, after in pairs:
        carry(session, before, after)
        raised, was = after.flag or after.question, before.flag or before.question
        done.assessed += 1
        done.newly += raised and not was
        done.no_longer += was and not raised
    session.flush()


def carry(session: Session, before: Assessment, after: Assessment) -> None:
    """What is settled stays settled; and what judges ruled stands, where the flag they ruled on is still the same."""
    session.execute(update(Settlement).where(Settlement.assessment_id == before.id).values(assessment_id=after.id))
    if (before.flag, before.question) == (after.flag, after.question):
        session.execute(update(Ruling).where(Ruling.assessment_id == before.id).values(assessment_id=after.id))
