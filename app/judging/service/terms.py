"""What is agreed with one judge: more time than the others have, and whether they want reminders."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.service import record
from app.domain.errors import UserError
from app.domain.work import called
from app.judging.models import JudgeTerms
from app.mail.service import queue
from app.panels.queries import Panelist
from app.programs.models import Program
from app.programs.queries import judged_between, next_round, round_now
from app.web.filters import when
from app.web.i18n import _


def terms_for(session: Session, program_id: int, judge_id: int) -> JudgeTerms:
    """The row to write to, made where there is none."""
    found = session.scalar(
        select(JudgeTerms).where(JudgeTerms.program_id == program_id, JudgeTerms.judge_id == judge_id)
    )
    if found is None:
        found = JudgeTerms(program_id=program_id, judge_id=judge_id, no_reminders=False)
        session.add(found)
        session.flush()
    return found


def extend(
    session: Session, program: Program, judge: Panelist, until: datetime, *, reason: str, by: int, now: datetime, desk: str
) -> None:  # fmt: skip
    """This judge may score until `until`; the judge is told. Raises UserError where that would be no more time."""
    current = round_now(session, program.id)
    _opens, closes = judged_between(program, current)
    if until <= max(now, closes):
        raise UserError(_("Please choose a moment after judging closes for everybody, and not in the past."))
    following = next_round(session, program.id)
    if following is not None and until > following.opens_at:
        words = {
            "round": following.name,
            "when": when(following.opens_at, program.time_zone),
            "scores": _(called(current.mode).many),
        }
        raise UserError(_("“%(round)s” opens on %(when)s: please choose a moment before that, so that who goes through rests on all %(scores)s.") % words)  # fmt: skip
    terms = terms_for(session, program.id, judge.id)
    before, terms.extended_until = terms.extended_until, until
    record(
        session, program_id=program.id, actor_id=by, action="judge.extend", about=("user", judge.id), now=now,
        before={"until": before.isoformat() if before else None}, after={"until": until.isoformat()}, reason=reason,
    )  # fmt: skip
    queue(
        session, to=(judge.email, judge.name), template="judging/mail/extended.txt", dedup_key=f"extended:{terms.id}:{now.isoformat()}",
        now=now, program_id=program.id, name=judge.name, program=program, until=until, reason=reason, desk=desk,
    )  # fmt: skip


def end_extension(session: Session, program: Program, judge: Panelist, *, by: int, now: datetime) -> None:
    """The judge has as much time as everybody; said twice, nothing happens."""
    terms = terms_for(session, program.id, judge.id)
    if terms.extended_until is None:
        return
    before, terms.extended_until = terms.extended_until, None
    record(
        session, program_id=program.id, actor_id=by, action="judge.unextend", about=("user", judge.id), now=now,
        before={"until": before.isoformat()}, after={"until": None},
    )  # fmt: skip


def set_reminders(session: Session, program_id: int, judge_id: int, *, wanted: bool, now: datetime) -> None:
    """The judge's own choice, from the desk or from the link in a mail; said twice, nothing happens."""
    terms = terms_for(session, program_id, judge_id)
    if terms.no_reminders is not wanted:
        return
    terms.no_reminders = not wanted
    record(
        session, program_id=program_id, actor_id=judge_id, action="judge.reminders", about=("user", judge_id), now=now,
        before={"wanted": not wanted}, after={"wanted": wanted},
    )  # fmt: skip
