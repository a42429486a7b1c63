"""Mails about results wait in the outbox until an organizer releases them, never before the winners are public; nobody gets
the same news twice."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.audit.service import record
from app.domain.errors import UserError
from app.mail.models import OutboxMail
from app.mail.service import queue
from app.programs.models import Program
from app.results.models import Announcement, Audience, Told
from app.results.queries.announcing import TEMPLATES, announcements_of, held_mails, letters
from app.results.queries.awards import is_public, publication_of
from app.web.i18n import _

RESULTS = (Audience.NOMINATORS, Audience.JUDGES)
ALL = tuple(Audience)


def prepare(
    session: Session, program: Program, audiences: Sequence[Audience], *, origin: str, now: datetime, held: bool = True
) -> int:
    """Writes what is to be said as it is now, in place of what was held; how many mails there are."""
    publication, words, count = publication_of(session, program.id), announcements_of(session, program.id), 0
    if publication is not None:  # two organizers at once: one after the other
        session.refresh(publication, with_for_update=True)
    drop_held(session, program.id, audiences)
    for audience in audiences:
        intro = words[audience].intro if audience in words else ""
        for letter in letters(session, program, publication, audience, now):
            mail = queue(
                session, to=letter.to, template=TEMPLATES[audience], dedup_key=letter.key, now=now, program_id=program.id,
                held=held, **letter.context(program, intro, origin),
            )  # fmt: skip
            if mail is None:
                continue
            session.flush()
            session.add_all(
                Told(audience=audience, nomination_id=one.nomination_id, category_id=one.category_id, mail_id=mail.id)
                for one in letter.fared
            )
            count += 1
    return count


def drop_held(session: Session, program_id: int, audiences: Sequence[Audience], *, stopped: bool = False) -> None:
    """`stopped`: also those that an organizer stopped while they were held."""
    session.flush()
    for mail in held_mails(session, program_id, audiences):
        if mail.given_up_at is None or stopped:
            session.execute(delete(Told).where(Told.mail_id == mail.id))
            session.execute(delete(OutboxMail).where(OutboxMail.id == mail.id))
    session.flush()


def word_announcement(
    session: Session, program: Program, audience: Audience, intro: str, *, by: int, origin: str, now: datetime
) -> None:
    """The organizers' own words at the beginning; what is held is written anew with them."""
    found = _announcement(session, program.id, audience)
    if found.intro == intro:
        return
    before, found.intro = found.intro, intro
    session.flush()
    if any(True for _mail in held_mails(session, program.id, [audience])):
        prepare(session, program, [audience], origin=origin, now=now)
    _tell(session, program, "announcement.word", by, now, {"audience": audience.value, "intro": before}, {"audience": audience.value, "intro": intro})  # fmt: skip


def release_announcement(session: Session, program: Program, *, by: int, origin: str, now: datetime) -> int:
    """Sends all that is held about results; how many mails."""
    if not is_public(publication_of(session, program.id), now):
        raise UserError(_("The winners are not public yet. Mails about them go out after that moment, not before."))
    return release(session, program, RESULTS, action="announcement.release", by=by, origin=origin, now=now)


def release(
    session: Session,
    program: Program,
    audiences: Sequence[Audience],
    *,
    action: str,
    by: int,
    origin: str,
    now: datetime,
) -> int:
    """Written anew, so that they say what is true at this moment."""
    count = prepare(session, program, audiences, origin=origin, now=now, held=False)
    for audience in audiences:
        found = _announcement(session, program.id, audience)
        found.released_at, found.released_by_id = now, by
    _tell(session, program, action, by, now, None, {"mails": count})
    return count


def _announcement(session: Session, program_id: int, audience: Audience) -> Announcement:
    found = announcements_of(session, program_id).get(audience)
    if found is None:
        found = Announcement(program_id=program_id, audience=audience)
        session.add(found)
    return found


def _tell(
    session: Session, program: Program, action: str, by: int, now: datetime, before: dict[str, str] | None,
    after: dict[str, object],
) -> None:  # fmt: skip
    about = ("program", program.id)
    record(session, program_id=program.id, actor_id=by, action=action, about=about, now=now, before=before, after=after)
