"""Everybody whom a program hides from its judges, together: for texts that may name somebody of another nomination, or anybody."""

from collections.abc import Collection, Iterator, Sequence
from functools import cache
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.domain.masking import NOBODY, Crowd, Member, Sighting, Who, crowd
from app.domain.states import State
from app.nominations.models import Nomination, Submission
from app.programs.models import Program
from app.web.i18n import _


@cache
def _everybody() -> Any:
    return (
        select(
            Nomination.id, Nomination.reference, Program.hide_nominee, Program.hide_nominator, Submission.nominee_name,
            Submission.nominee_company, User.name, User.email,
        )
        .join(Program, Program.id == Nomination.program_id)
        .join(Submission, (Submission.nomination_id == Nomination.id) & Submission.superseded_at.is_(None))
        .join(User, User.id == Nomination.owner_id)
        .where(Nomination.program_id == bindparam("program"), Nomination.state == State.SUBMITTED)
        .order_by(Nomination.id)
    )  # fmt: skip


def crowd_of(
    session: Session, program_id: int, *, unknown: Collection[int] = (), but: Collection[int] = (), addresses: bool = False
) -> Crowd:  # fmt: skip
    """Nobody where the program hides nobody. One query. `unknown`: nominations whose references are not told; `but`: nominations
    left out; `addresses`: with the nominators' e-mail addresses, which in texts of nominations are hidden anyway."""
    found: list[Member] = []
    for nomination_id, reference, *rest in session.execute(_everybody(), {"program": program_id}):
        if nomination_id not in but:
            about = "" if nomination_id in unknown else reference or ""
            found += _of(about, *rest, addresses=addresses)
    return crowd(found)


def _of(
    about: str, hide_nominee: bool, hide_nominator: bool, nominee: str, company: str, name: str, email: str, *, addresses: bool
) -> Iterator[Member]:  # fmt: skip
    if hide_nominee:
        yield Member(Who.NOMINEE, nominee, about)
        yield Member(Who.COMPANY, company, about)
    if hide_nominator:
        yield Member(Who.NOMINATOR, name, about)
        if addresses:
            yield Member(Who.NOMINATOR, email, about)


def to_judges(session: Session, program: Program, *, unknown: Collection[int] = (), but: Collection[int] = ()) -> Crowd:
    """Whom a text that an organizer writes to judges must not name."""
    return crowd_of(session, program.id, unknown=unknown, but=but, addresses=True) if program.blind else NOBODY


def instead_of(text: str, found: Sequence[Sighting]) -> str:
    """The text with what judges may know in the place of each name: "the nominee of SA-0042"."""
    pieces, done = list[str](), 0
    for one in found:
        pieces += [text[done : one.start], known_as(one.member)]
        done = one.end
    return "".join([*pieces, text[done:]])


def known_as(member: Member) -> str:
    if not member.about:
        return {
            Who.NOMINEE: _("a nominee"), Who.NOMINATOR: _("a nominator"), Who.COMPANY: _("a nominee's company"),
        }.get(member.who, _("somebody"))  # fmt: skip
    told = {
        Who.NOMINEE: _("the nominee of %s"), Who.NOMINATOR: _("the nominator of %s"), Who.COMPANY: _("the company of %s"),
    }.get(member.who, "%s")  # fmt: skip
    return told % member.about
