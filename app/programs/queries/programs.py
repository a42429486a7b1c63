"""Reads about programs themselves: their facts, their dates, and who sees them in the list."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import column, exists, func, or_, select, table
from sqlalchemy.orm import Session

from app.accounts.models import ProgramRole, User
from app.audit.models import AuditEvent
from app.db import UtcDateTime
from app.domain.phases import Dates, Phase, Turn, phase_at
from app.policy import ProgramFacts, Role, Viewer
from app.programs.models import Category, Program, Round
from app.web.filters import when


def by_slug(session: Session, slug: str) -> Program | None:
    return session.scalar(select(Program).where(Program.slug == slug))


def by_id(session: Session, program_id: int) -> Program | None:
    return session.get(Program, program_id)


def dates_of(program: Program) -> Dates:
    return Dates(
        opens_at=program.opens_at,
        closes_at=program.closes_at,
        judging_opens_at=program.judging_opens_at,
        judging_closes_at=program.judging_closes_at,
        archived_at=program.archived_at,
        published=program.published,
    )


def rules_are_fixed(program: Program, now: datetime) -> bool:
    """Whether judging has opened, or a judge has scored, so that how results are computed stays as it is."""
    return now >= program.judging_opens_at or program.rubric_locked_at is not None


def phase_of(program: Program, now: datetime) -> Phase:
    return phase_at(dates_of(program), now)


def judged_between(program: Program, round_: Round) -> tuple[datetime, datetime]:
    """From when until when judges score in a round: the first opens with the program's judging, and none outlasts it. A
    calibration comes before: it is over when judging opens, whatever was planned."""
    if round_.calibration:
        return round_.opens_at, min(round_.closes_at, program.judging_opens_at)
    opens = round_.opens_at if round_.position > 1 else program.judging_opens_at
    return opens, min(program.judging_closes_at, round_.closes_at)


def facts_of(program: Program, now: datetime, round_: Round | None = None) -> ProgramFacts:
    """What the policy needs to know of a program at a moment; for a judge, by the dates of the round."""
    zone, dates = program.time_zone, dates_of(program)
    opens, closes = program.judging_opens_at, program.judging_closes_at
    if round_ is not None:
        opens, closes = judged_between(program, round_)
        dates = replace(dates, judging_opens_at=opens, judging_closes_at=closes)
        if round_.calibration:  # its judges may score also while nominations still arrive
            dates = replace(dates, closes_at=min(program.closes_at, opens - timedelta.resolution))
    return ProgramFacts(
        program_id=program.id,
        phase=phase_at(dates, now),
        published=program.published,
        rubric_locked=program.rubric_locked_at is not None,
        blind=program.blind,
        judges_compare=program.judges_compare,
        closes=when(program.closes_at, zone),
        judging_opens=when(opens, zone),
        judging_closes=when(closes, zone),
    )


def visible_to(session: Session, viewer: Viewer | None) -> Sequence[Program]:
    """The programs that PROGRAM_SEE allows: published ones, those where the viewer has a role, all for an administrator."""
    found = select(Program).order_by(Program.closes_at.desc(), Program.id.desc())
    if viewer is None:
        found = found.where(Program.published)
    elif not viewer.is_administrator:
        found = found.where(or_(Program.published, Program.id.in_(list(viewer.roles))))
    return session.scalars(found).all()


def category_names(session: Session, program_ids: Sequence[int]) -> dict[int, list[str]]:
    """Program id → the names of its categories, in order."""
    rows = session.execute(
        select(Category.program_id, Category.name)
        .where(Category.program_id.in_(program_ids))
        .order_by(Category.program_id, Category.position)
    )
    names: dict[int, list[str]] = {program_id: [] for program_id in program_ids}
    for program_id, name in rows:
        names[program_id].append(name)
    return names


def people_counted(session: Session, program_ids: Sequence[int]) -> dict[tuple[int, Role], int]:
    """How many people have a role in each program now; (program id, role) → number."""
    rows = session.execute(
        select(ProgramRole.program_id, ProgramRole.role, func.count())
        .join(User, User.id == ProgramRole.user_id)
        .where(ProgramRole.program_id.in_(program_ids), ProgramRole.ended_at.is_(None), User.disabled_at.is_(None))
        .group_by(ProgramRole.program_id, ProgramRole.role)
    )
    return {(program_id, role): number for program_id, role, number in rows}


@dataclass(frozen=True, slots=True)
class Step:
    """One stretch of a program's way. `key`: open | closed | judging | tallying; `state`: done | current | next;
    `share`: how much of a current one has passed, 0–1."""

    key: str
    begins: datetime
    ends: datetime | None
    state: str
    share: float = 0.0


def schedule(program: Program, now: datetime) -> list[Step]:
    """The way from the first nomination to the results, for a timeline. A stretch without length is left out."""
    moments = (program.opens_at, program.closes_at, program.judging_opens_at, program.judging_closes_at)
    steps = []
    for key, begins, ends in zip(("open", "closed", "judging", "tallying"), moments, (*moments[1:], None), strict=True):
        if begins == ends:
            continue
        if (ends is not None and ends < now) or (ends is None and program.archived_at is not None):
            steps.append(Step(key, begins, ends, "done"))
        elif now < begins or not program.published:
            steps.append(Step(key, begins, ends, "next"))
        else:
            share = (now - begins) / (ends - begins) if ends else 0.0
            steps.append(Step(key, begins, ends, "current", share))
    return steps


@dataclass(frozen=True, slots=True)
class LastTurn:
    """What the last opening or closing by hand wrote: column → value."""

    turn: Turn
    before: dict[str, Any]
    after: dict[str, Any]


publications = table("publications", column("program_id"), column("approved_at"), column("publish_at", UtcDateTime))
decided = table("category_decisions", column("id"), column("category_id"), column("state"), column("approved_at"))
awards = table("awards", column("decision_id"), column("nomination_id"), column("kind"))
nominations = table("nominations", column("id"), column("category_id"), column("state"))


def has_winners(session: Session, program_id: int, now: datetime) -> bool:
    """Whether the page of winners is public. Tables by name: results stands above programs, and a test keeps the two alike."""
    still_honored = exists().where(
        nominations.c.id == awards.c.nomination_id,
        nominations.c.state == "submitted",
        or_(awards.c.kind == "special", nominations.c.category_id == decided.c.category_id),
    )
    return bool(
        session.scalar(
            select(
                exists().where(
                    publications.c.program_id == Category.program_id,
                    publications.c.approved_at >= decided.c.approved_at,
                    publications.c.publish_at <= now,
                    decided.c.category_id == Category.id,
                    Category.program_id == program_id,
                    decided.c.state == "approved",
                    awards.c.decision_id == decided.c.id,
                    or_(awards.c.nomination_id.is_(None), still_honored),
                )
            )
        )
    )


def last_turn(session: Session, program_id: int) -> LastTurn | None:
    """None where the settings were changed since, or it was taken back."""
    event = session.scalar(
        select(AuditEvent)
        .where(
            AuditEvent.program_id == program_id,
            AuditEvent.object_kind == "program",
            AuditEvent.action.in_(["program.update", "program.take_back", *(f"program.{turn}" for turn in Turn)]),
        )
        .order_by(AuditEvent.seq.desc())
        .limit(1)
    )
    if event is None or event.action in ("program.update", "program.take_back"):
        return None
    return LastTurn(Turn(event.action.partition(".")[2]), _stored(event.before), _stored(event.after))


def _stored(values: dict[str, Any] | None) -> dict[str, Any]:
    """As the columns hold them: the trail keeps moments as text."""
    return {
        name: datetime.fromisoformat(value) if name.endswith("_at") and isinstance(value, str) else value
        for name, value in (values or {}).items()
    }
