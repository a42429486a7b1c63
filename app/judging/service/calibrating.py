"""Organizers set up a calibration: which few entries everybody scores, and when; changed or taken back while nobody has begun."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from app.audit.service import record
from app.judging.models import AssignedBy, Assignment, AssignmentState
from app.judging.queries.calibrating import has_begun
from app.judging.queries.entries import Entry, Out, sitting_out
from app.mail.service import queue
from app.nominations.models import Nomination
from app.panels.queries import Panelist, jury
from app.programs.models import Program, Round, RoundEntry
from app.programs.queries import calibrated_with, calibration_of, judged_between
from app.programs.service import ProgramProblem
from app.programs.service.problems import plain
from app.web.filters import when
from app.web.i18n import _

MOST = 3
BEFORE_ALL = 0  # its place among the rounds


@dataclass(frozen=True, slots=True)
class Wanted:
    """One to three entries, and between when they are scored."""

    opens_at: datetime
    closes_at: datetime
    entries: Sequence[Entry]

    def told(self) -> dict[str, Any]:
        entries = ", ".join(sorted(one.reference for one in self.entries))
        return {"opens_at": plain(self.opens_at), "closes_at": plain(self.closes_at), "nominations": entries}


def set_up(session: Session, program: Program, wanted: Wanted, *, by: int, now: datetime, origin: str) -> Round:
    """Everybody who may judge gets the entries, but for those whom a conflict keeps from one, and is told."""
    session.refresh(program, with_for_update=True)
    if calibration_of(session, program.id) is not None:
        raise ProgramProblem("form", _("There is a calibration already. Please look at the page again."))
    _refuse(session, program, wanted, now)
    made = Round(
        program_id=program.id, position=BEFORE_ALL, name=_("Calibration"), calibration=True, opens_at=wanted.opens_at,
        closes_at=wanted.closes_at, begun_at=now,
    )  # fmt: skip
    session.add(made)
    session.flush()
    judges = _seat(session, program, made, [one.id for one in wanted.entries], by=by, now=now)
    _tell(session, program, made, judges, now=now, origin=origin)
    after = {"name": made.name, **wanted.told(), "judges": len(judges)}
    record(session, program_id=program.id, actor_id=by, action="calibration.set_up", about=("round", made.id), now=now, after=after)  # fmt: skip
    return made


def change(session: Session, program: Program, wanted: Wanted, *, by: int, now: datetime, origin: str) -> bool:
    """Says whether anything changed. Whoever has an entry is told again."""
    made = _unbegun(session, program)
    _refuse(session, program, wanted, now)
    before = _as_it_is(session, made)
    if before == wanted.told():
        return False
    made.opens_at, made.closes_at = wanted.opens_at, wanted.closes_at
    _empty(session, made)
    judges = _seat(session, program, made, [one.id for one in wanted.entries], by=by, now=now)
    _tell(session, program, made, judges, now=now, origin=origin)
    record(
        session, program_id=program.id, actor_id=by, action="calibration.change", about=("round", made.id), now=now,
        before=before, after={**wanted.told(), "judges": len(judges)},
    )  # fmt: skip
    return True


def take_back(session: Session, program: Program, *, by: int, now: datetime) -> None:
    """As if it had never been; those who were told of it are told."""
    made = _unbegun(session, program)
    seated = set(session.scalars(select(Assignment.judge_id).where(Assignment.round_id == made.id)))
    before = {"name": made.name, **_as_it_is(session, made)}
    record(session, program_id=program.id, actor_id=by, action="calibration.take_back", about=("round", made.id), now=now, before=before)  # fmt: skip
    for judge in jury(session, program.id, whole=True):
        if judge.id in seated:
            queue(
                session, to=(judge.email, judge.name), template="judging/mail/calibration_off.txt", now=now,
                dedup_key=f"calibration_off:{program.id}:{judge.id}:{now.isoformat()}", program_id=program.id, name=judge.name,
                program=program,
            )  # fmt: skip
    _empty(session, made)
    session.delete(made)
    session.flush()


def seat_newcomers(session: Session, program: Program, *, by: int, now: datetime, origin: str) -> int:
    """Judges who came after it was set up get the entries too. Says how many did."""
    session.refresh(program, with_for_update=True)
    made = calibration_of(session, program.id)
    if made is None or now > judged_between(program, made)[1]:
        raise ProgramProblem("form", _("The calibration is over. Please look at the page again."))
    judges = _seat(session, program, made, _nominations(session, made), by=by, now=now)
    _tell(session, program, made, judges, now=now, origin=origin)
    if judges:
        record(
            session, program_id=program.id, actor_id=by, action="calibration.seat", about=("round", made.id), now=now,
            after={"judges": ", ".join(judge.name for judge, _entries in judges)},
        )  # fmt: skip
    return len(judges)


def _refuse(session: Session, program: Program, wanted: Wanted, now: datetime) -> None:
    zone = program.time_zone
    if now >= program.judging_opens_at:
        raise ProgramProblem("form", opened(program))
    if calibrated_with(session, program.id) is None:
        raise ProgramProblem("form", _("No round of this program is scored with a rubric, so there is nothing to calibrate."))  # fmt: skip
    if wanted.closes_at <= wanted.opens_at:
        raise ProgramProblem("closes_at", _("A calibration must end after it begins."))
    if wanted.closes_at > program.judging_opens_at:
        text = _("Judging opens on %s. Please end the calibration then or earlier, so that its result can be of use.")
        raise ProgramProblem("closes_at", text % when(program.judging_opens_at, zone))
    if wanted.closes_at <= now:
        raise ProgramProblem(
            "closes_at", _("This is over already. Please choose a time to come, before judging opens.")
        )
    if not 1 <= len(wanted.entries) <= MOST:
        raise ProgramProblem("entry1", _("Please choose one, two or three nominations."))


def opened(program: Program) -> str:
    """Why it is too late."""
    text = _("Judging opened on %s. A calibration comes before all judging, so none can be added any more.")
    return text % when(program.judging_opens_at, program.time_zone)


def _unbegun(session: Session, program: Program) -> Round:
    session.refresh(program, with_for_update=True)
    made = calibration_of(session, program.id)
    if made is None:
        raise ProgramProblem(
            "form", _("The calibration was taken back in the meantime. Please look at the page again.")
        )
    if has_begun(session, made.id):
        raise ProgramProblem("form", _("A judge has begun with the calibration, so it stays as it is."))
    return made


def _empty(session: Session, made: Round) -> None:
    session.execute(delete(Assignment).where(Assignment.round_id == made.id))
    session.execute(delete(RoundEntry).where(RoundEntry.round_id == made.id))


def _nominations(session: Session, made: Round) -> list[int]:
    return list(session.scalars(select(RoundEntry.nomination_id).where(RoundEntry.round_id == made.id)))


def _as_it_is(session: Session, made: Round) -> dict[str, Any]:
    chosen = select(RoundEntry.nomination_id).where(RoundEntry.round_id == made.id)
    references = session.scalars(select(Nomination.reference).where(Nomination.id.in_(chosen)))
    return {"opens_at": plain(made.opens_at), "closes_at": plain(made.closes_at), "nominations": ", ".join(sorted(one or "" for one in references))}  # fmt: skip


Seated = list[tuple[Panelist, int]]  # judges with how many entries they have


def _seat(
    session: Session, program: Program, made: Round, nominations: Sequence[int], *, by: int, now: datetime
) -> Seated:
    """Gives the entries to whoever may score them and has not got them yet."""
    judges = jury(session, program.id, whole=True)
    known = _nominations(session, made)
    entries = [{"round_id": made.id, "nomination_id": one, "by_id": by, "created_at": now} for one in nominations if one not in known]  # fmt: skip
    if entries:
        session.execute(insert(RoundEntry), entries)
    out: Out = sitting_out(session, program.id, judges)
    there = {tuple(row) for row in session.execute(select(Assignment.nomination_id, Assignment.judge_id).where(Assignment.round_id == made.id))}  # fmt: skip
    rows = [
        {
            "round_id": made.id, "nomination_id": one, "judge_id": judge.id, "state": AssignmentState.ACTIVE,
            "assigned_by": AssignedBy.RULE, "created_at": now,
        }
        for judge in judges for one in nominations if (one, judge.id) not in out and (one, judge.id) not in there
    ]  # fmt: skip
    if rows:
        session.execute(insert(Assignment), rows)
    session.flush()
    given = [row["judge_id"] for row in rows]
    return [(judge, given.count(judge.id)) for judge in judges if judge.id in given]


def _tell(session: Session, program: Program, made: Round, judges: Seated, *, now: datetime, origin: str) -> None:
    """Names no nomination: whoever has a conflict later has read nothing."""
    opens, closes = judged_between(program, made)
    for judge, entries in judges:
        queue(
            session, to=(judge.email, judge.name), template="judging/mail/calibration.txt", now=now,
            dedup_key=f"calibration:{made.id}:{judge.id}:{now.isoformat()}", program_id=program.id,
            useless_after=closes, name=judge.name, program=program, entries=entries, opens=opens, closes=closes,
            desk=f"{origin}/programs/{program.slug}/desk",
        )  # fmt: skip
