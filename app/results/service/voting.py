"""Votes of the panel: opened, voted in, closed. What somebody voted is in no trail."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.service import record
from app.domain.errors import UserError
from app.mail.service import queue
from app.programs.models import Program
from app.results.models import Ballot, PanelVote, VoteAbout, VoteCandidate
from app.results.queries.deciding import Deciding
from app.results.queries.votes import Asked, judges_of_category, kept_out_of, tied_in
from app.results.service.deliberating import changeable, not_shut
from app.web.i18n import _

FEWEST = 2
"""Judges; what a single one votes is no secret."""


def open_vote(
    session: Session, program: Program, one: Deciding, about: VoteAbout, closes_at: datetime | None, *, by: int,
    now: datetime, origin: str,
) -> None:  # fmt: skip
    """On the shortlist, or on those who are tied. Judges with a conflict are written down too, and are not asked."""
    changeable(one)
    if one.is_voting:
        raise UserError(_("A vote is open in this category already. Close it before you open another."))
    candidates = one.shortlist if about is VoteAbout.SHORTLIST else tied_in(one.ties)
    if len(candidates) < 2:
        raise UserError(
            _("A vote needs two nominees at least.") if about is VoteAbout.SHORTLIST else _("Nobody is tied.")
        )
    if closes_at is not None and closes_at <= now:
        raise UserError(_("This moment has passed. Please choose a later one, or none."))
    judges = judges_of_category(session, one.category)
    out = kept_out_of(session, candidates, judges)
    if len(judges.keys() - out) < FEWEST:
        raise UserError(_("Fewer than two judges of this category may vote, so what they vote would be no secret."))
    vote = PanelVote(category_id=one.category.id, about=about, opened_by_id=by, opened_at=now, closes_at=closes_at)
    session.add(vote)
    session.flush()
    session.add_all(VoteCandidate(vote_id=vote.id, nomination_id=key) for key in candidates)
    session.add_all(Ballot(vote_id=vote.id, judge_id=judge) for judge in judges)
    _tell(
        session,
        program,
        one.category.id,
        "vote.open",
        by,
        now,
        {"about": about.value, "judges": len(judges) - len(out)},
    )
    _invite(session, program, one, vote, {key: who for key, who in judges.items() if key not in out}, now, origin)


def _invite(
    session: Session, program: Program, one: Deciding, vote: PanelVote, judges: dict[int, tuple[str, str]], now: datetime,
    origin: str,
) -> None:  # fmt: skip
    """Names no nominee: in a blind program a judge may not know one."""
    for judge_id, to in judges.items():
        queue(
            session, to=to, template="results/mail/vote.txt", dedup_key=f"vote:{vote.id}:{judge_id}", now=now,
            program_id=program.id, useless_after=vote.closes_at, name=to[1], program=program, category=one.category.name,
            closes_at=vote.closes_at, link=f"{origin}/programs/{program.slug}/desk/votes",
        )  # fmt: skip


def close_vote(session: Session, program: Program, one: Deciding, vote_id: int, *, by: int, now: datetime) -> None:
    not_shut(one)
    vote = _locked(session, next((each.vote.id for each in one.votes if each.vote.id == vote_id), 0))
    if vote is None or not vote.is_open(now):
        raise UserError(_("This vote is over already."))
    vote.closed_by_id, vote.closed_at = by, now
    _tell(session, program, one.category.id, "vote.close", by, now)


def cast(session: Session, program: Program, asked: Asked, choice: int | None, *, by: int, now: datetime) -> None:
    """`choice`: a candidate; None abstains. It can be changed as long as the vote is open."""
    vote = _locked(session, asked.vote.id)
    if asked.kept_out:
        raise UserError(_("You don't take part in this vote, because of a conflict of interest."))
    if vote is None or not vote.is_open(now):
        raise UserError(_("This vote is over. What you voted before is kept."))
    if choice is not None and choice not in asked.candidates:
        raise UserError(_("Please choose one of those who stand here."))
    ballot = session.scalars(select(Ballot).where(Ballot.vote_id == vote.id, Ballot.judge_id == by)).one()
    ballot.nomination_id, ballot.cast_at = choice, now
    _tell(session, program, vote.category_id, "vote.cast", by, now)


def _locked(session: Session, vote_id: int) -> PanelVote | None:
    """A vote is closed before or after a ballot, never meanwhile."""
    return session.scalars(
        select(PanelVote).where(PanelVote.id == vote_id).with_for_update().execution_options(populate_existing=True)
    ).one_or_none()


def _tell(
    session: Session, program: Program, category_id: int, action: str, by: int, now: datetime,
    after: dict[str, object] | None = None,
) -> None:  # fmt: skip
    about = ("category", category_id)
    record(session, program_id=program.id, actor_id=by, action=action, about=about, now=now, after=after)
