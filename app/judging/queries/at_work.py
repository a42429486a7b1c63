"""The judges of a program at work: how far each is, when they were last seen, and what was agreed with them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, exists, func, select
from sqlalchemy.orm import Session, aliased

from app.accounts.models import User, UserSession
from app.domain.localtime import local_day
from app.domain.pacing import LAGGING, Standing, standing
from app.judging.models import Assignment, Declaration, JudgeTerms, Scorecard
from app.judging.queries.at_hand import on_desk
from app.judging.queries.finishing import done_of
from app.judging.queries.progress import ByJudge, by_judge
from app.nominations.models import Nomination
from app.panels.models import Panel
from app.panels.queries import Panelist, jury
from app.policy import ProgramFacts
from app.programs.models import Program, Round
from app.programs.queries import current_round, judged_between, round_now


@dataclass(frozen=True, slots=True)
class AtWork:
    """`seen_at`: the last visit, to any page. `opens_at`, `closes_at`: of the round, and this judge's own deadline in it.
    `done_at`: when they said "I'm done"."""

    person: Panelist
    work: ByJudge
    seen_at: datetime | None
    opens_at: datetime
    closes_at: datetime
    extended: bool
    no_reminders: bool
    reminded_at: datetime | None
    standing: Standing
    done_at: datetime | None = None

    @property
    def left(self) -> int:
        return self.work.assigned - self.work.done

    @property
    def lags(self) -> bool:
        return self.done_at is None and self.standing in LAGGING

    def was_reminded_on(self, now: datetime, zone: str) -> bool:
        """Whether today's reminder has gone out; today is a day of the program's time zone."""
        return self.reminded_at is not None and local_day(self.reminded_at, zone) == local_day(now, zone)


def judges_at_work(
    session: Session, program: Program, now: datetime, apart: Collection[int] = (), works: Sequence[ByJudge] | None = None,
    of: Round | None = None,
) -> list[AtWork]:  # fmt: skip
    """Every judge of the program, also those without a nomination, by name; five queries; one less each where
    the caller has `works`, and `of`, the round that counts now."""
    between = judged_between(program, of or round_now(session, program.id))
    people = jury(session, program.id)
    ids = [person.id for person in people]
    found = by_judge(session, program.id, apart) if works is None else works
    work_of = {work.judge_id: work for work in found}
    terms = terms_of(session, program.id)
    seen = _seen_and_done(session, program.id, ids)
    return [_at_work(between, one, work_of.get(one.id), terms.get(one.id), *seen[one.id], now) for one in people]


def terms_of(session: Session, program_id: int, judge_id: int | None = None) -> dict[int, JudgeTerms]:
    """What was agreed, by judge; judges with whom nothing was agreed are not in it."""
    found = select(JudgeTerms).where(JudgeTerms.program_id == program_id)
    if judge_id is not None:
        found = found.where(JudgeTerms.judge_id == judge_id)
    return {terms.judge_id: terms for terms in session.scalars(found)}


@dataclass(frozen=True, slots=True)
class OwnDates:
    """A calibration in which this judge has `entries`; of `finals` the scorecard is final."""

    opens_at: datetime
    closes_at: datetime
    entries: int
    finals: int

    def is_open(self, now: datetime, judging_opens_at: datetime) -> bool:
        return self.opens_at <= now <= self.closes_at and now < judging_opens_at


@dataclass(frozen=True, slots=True)
class OwnTerms:
    """What a judge's own desk says: until when in the round that counts now, whether reminders come, and whether the judge leads
    a panel."""

    round: Round
    several: bool  # the program has more than one round
    opens_at: datetime
    closes_for_all: datetime
    closes_at: datetime
    no_reminders: bool
    leads: bool
    last_at: datetime  # until then somebody may still score: this judge, or another with more time
    declared: bool  # what ties the judge, or that nothing does
    calibration: OwnDates | None = None

    def is_calibrating(self, program: Program, now: datetime) -> bool:
        return self.calibration is not None and self.calibration.is_open(now, program.judging_opens_at)

    def about(self, facts: ProgramFacts, now: datetime) -> ProgramFacts:
        """The facts about the program, with what is agreed with this judge."""
        return replace(
            facts, extended=now <= self.closes_at, scores_open=now <= self.last_at, undeclared=not self.declared
        )


@cache
def _own_terms() -> Any:
    """Put together once: every page of a judge's desk asks it."""
    program: Any = bindparam("program")
    judge: Any = bindparam("judge")
    every = aliased(JudgeTerms)
    leads = exists().where(Panel.program_id == program, Panel.lead_judge_id == judge)
    longest = select(func.max(every.extended_until)).where(every.program_id == program).scalar_subquery()
    declared = exists().where(Declaration.program_id == program, Declaration.user_id == judge)
    mine = (JudgeTerms.program_id == program) & (JudgeTerms.judge_id == judge)
    rounds = select(func.count()).where(Round.program_id == program, Round.calibration.is_(False))
    calibration = aliased(Round)
    columns = select(
        leads, JudgeTerms.extended_until, JudgeTerms.no_reminders, longest, declared, rounds.correlate_except(Round).scalar_subquery(), Round,
        calibration.opens_at, calibration.closes_at, _entries(calibration, judge), _entries(calibration, judge, Scorecard.final_at.is_not(None)),
    )  # fmt: skip
    now_on = columns.select_from(User).join(Round, Round.id == current_round(program)).outerjoin(JudgeTerms, mine)
    first = (calibration.program_id == program) & calibration.calibration
    return now_on.outerjoin(calibration, first).where(User.id == judge)


def _entries(calibration: Any, judge: Any, *also: Any) -> Any:
    """How many of the calibration's are this judge's."""
    same = (Scorecard.assignment_id == Assignment.id) & (Scorecard.category_id == Nomination.category_id)
    return (
        select(func.count())
        .select_from(Assignment)
        .join(Nomination, Nomination.id == Assignment.nomination_id)
        .outerjoin(Scorecard, same)
        .where(*on_desk(calibration.id, judge), *also)
        .correlate(calibration)
        .scalar_subquery()
    )


def own_terms(session: Session, program: Program, judge_id: int) -> OwnTerms:
    """One query."""
    row = session.execute(_own_terms(), {"program": program.id, "judge": judge_id}).one()
    opens_at, closes_for_all = judged_between(program, row[6])
    closes_at = _closes_at(closes_for_all, row[1])
    return OwnTerms(
        row[6], row[5] > 1, opens_at, closes_for_all, closes_at, bool(row[2]), bool(row[0]),
        max(closes_at, row[3] or closes_at), bool(row[4]), OwnDates(*row[7:]) if row[9] else None,
    )  # fmt: skip


def _closes_at(closes_for_all: datetime, extended_until: datetime | None) -> datetime:
    """A judge's own deadline in a round: never before everybody's."""
    return max(extended_until or closes_for_all, closes_for_all)


def _seen_and_done(
    session: Session, program_id: int, judge_ids: list[int]
) -> dict[int, tuple[datetime | None, datetime | None]]:
    """When each was last seen, on any page, and when each said "I'm done"; one query."""
    rows = session.execute(
        select(User.id, func.max(UserSession.seen_at), done_of(program_id, User.id))
        .outerjoin(UserSession, UserSession.user_id == User.id)
        .where(User.id.in_(judge_ids))
        .group_by(User.id)
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def _at_work(
    between: tuple[datetime, datetime], person: Panelist, work: ByJudge | None, terms: JudgeTerms | None, seen_at: datetime | None,
    done_at: datetime | None, now: datetime,
) -> AtWork:  # fmt: skip
    work = work or ByJudge(person.id, person.name, 0, 0, 0, 0, None)
    seen_at = max(filter(None, (seen_at, work.last_at)), default=None)
    opens_at, closes_for_all = between
    closes_at = _closes_at(closes_for_all, terms.extended_until if terms else None)
    return AtWork(
        person=person, work=work, seen_at=seen_at, opens_at=opens_at, closes_at=closes_at, extended=closes_at != closes_for_all,
        no_reminders=bool(terms and terms.no_reminders), reminded_at=terms.reminded_at if terms else None,
        standing=standing(
            assigned=work.assigned, done=work.done, opens_at=opens_at, closes_at=closes_at, seen_at=seen_at,
            last_at=work.last_at, now=now,
        ),
        done_at=done_at,
    )  # fmt: skip
