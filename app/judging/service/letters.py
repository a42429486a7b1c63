"""Mails of the organizers to judges: what is expected, a reminder, thanks, or anything else; each with the judge's own figures."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from app.audit.service import record
from app.domain.localtime import local_day
from app.domain.work import called
from app.judging.queries.at_work import AtWork
from app.judging.service.terms import terms_for
from app.mail.rendering import render_mail
from app.mail.service import queue
from app.programs.models import Program
from app.web.i18n import _

TEMPLATE = "judging/mail/letter.txt"
_ASKS = {
    "score": "Please score each by the rubric.",
    "screen": "Please take a first look at each: yes, no, or wrong category.",
    "rank": "Please put the best in order, category by category.",
    "compare": "Please say which of two is the better one, pair after pair.",
}


class Kind(StrEnum):
    REMINDER = "reminder"
    EXPECTED = "expected"
    THANKS = "thanks"
    MESSAGE = "message"


@dataclass(frozen=True, slots=True)
class Letter:
    """What an organizer wrote."""

    kind: Kind
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Links:
    """The addresses that a mail leads to: the desk, and the page that ends reminders for one judge."""

    desk: str
    stop: str


def first_words(kind: Kind, program: Program, mode: str) -> tuple[str, str]:
    """The subject and text that an organizer begins with, in a round of this mode."""
    name, work = program.name, called(mode)
    if kind is Kind.REMINDER:
        text = _(
            "The nominees and the companies behind them count on a fair hearing, and each missing %(score)s makes the result less "
            "certain. If something keeps you from it, answer this mail: we can give you more time, or ask somebody else."
        ) % {"score": _(work.one)}
        return _("%(name)s: your %(scores)s are still missing") % {"name": name, "scores": _(work.many)}, text
    if kind is Kind.EXPECTED:
        text = _(
            "Thank you for judging. On your desk you find your nominations, one after the other; each opens with what the nominee "
            "sold, split into new business and managed accounts. %(ask)s Say where you have a conflict, and rule on the questions "
            "about the category. Everything is saved as you go."
        ) % {"ask": _(_ASKS[mode])}
        return _("%s: what judging asks of you") % name, text
    if kind is Kind.THANKS:
        text = _("Judging is over. Thank you for the hours that you gave, and for the care you took.")
        return _("%s: thank you for judging") % name, text
    return "", ""


def why_not(kind: Kind, judge: AtWork, now: datetime, zone: str) -> str:
    """Why this judge gets no such mail now, for people; empty where nothing speaks against it."""
    if kind is not Kind.REMINDER:
        return ""
    if judge.no_reminders:
        return _("wants no reminders")
    if not judge.left:
        return _("has nothing left to %(do)s") % {"do": _(called(judge.work.mode).to_do)}
    if judge.was_reminded_on(now, zone):
        return _("was reminded today")
    return ""


def preview(program: Program, letter: Letter, judge: AtWork, links: Links) -> tuple[str, str]:
    """Subject and body as this judge would get them."""
    return render_mail(TEMPLATE, **_context(program, letter, judge, links))


def send(
    session: Session, program: Program, letter: Letter, judges: Sequence[tuple[AtWork, Links]], *, by: int, now: datetime
) -> list[AtWork]:  # fmt: skip
    """Queues the mail for those whom nothing speaks against, and answers who they are. A reminder goes out once a day at most,
    whoever presses how often."""
    sent = [(judge, links) for judge, links in judges if not why_not(letter.kind, judge, now, program.time_zone)]
    today = local_day(now, program.time_zone)
    for judge, links in sent:
        moment = today.isoformat() if letter.kind is Kind.REMINDER else now.isoformat()
        queue(
            session, to=(judge.person.email, judge.person.name), template=TEMPLATE,
            dedup_key=f"letter:{letter.kind}:{program.id}:{judge.person.id}:{moment}", now=now, program_id=program.id,
            **_context(program, letter, judge, links),
        )  # fmt: skip
        if letter.kind is Kind.REMINDER:
            terms_for(session, program.id, judge.person.id).reminded_at = now
    if sent:
        record(
            session, program_id=program.id, actor_id=by, action="judges.write", about=("program", program.id), now=now,
            after={"kind": letter.kind.value, "subject": letter.subject, "to": _names(judge for judge, _links in sent)},
        )  # fmt: skip
    return [judge for judge, _links in sent]


def _names(judges: Iterable[AtWork]) -> list[str]:
    return [judge.person.name for judge in judges]


def _context(program: Program, letter: Letter, judge: AtWork, links: Links) -> dict[str, Any]:
    return {
        "subject": letter.subject, "text": letter.text, "kind": letter.kind.value, "name": judge.person.name, "program": program,
        "on_desk": judge.work.held, "mode": judge.work.mode, "assigned": judge.work.assigned, "done": judge.work.done, "opens": judge.opens_at, "closes": judge.closes_at, "desk": links.desk, "stop": links.stop,
    }  # fmt: skip
