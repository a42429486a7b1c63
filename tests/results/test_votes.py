"""Votes of the panel: who is asked, what nobody sees before it is over, and what it decides."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.audit.models import AuditEvent
from app.mail.models import OutboxMail
from app.nominations.models import Nomination
from app.programs.models import Program
from app.results.models import Ballot, PanelVote
from tests import factories as make
from tests.browsing import Visitor
from tests.results.test_decisions import path, send, show
from tests.results.test_index import nominated

DESK = "/programs/awards/desk/votes"


@pytest.fixture
def program(db: Session) -> Program:
    return make.make_program(db, "awards", standing="tallying", tie_rules=["vote"])


@pytest.fixture
def tied(db: Session, program: Program, judges: list[User]) -> list[Nomination]:
    return [nominated(db, program, judges, [8, 8, 8], nominee=name) for name in ("Ada Climber", "Ben Second")]


def opened(db: Session, browser: Visitor, program: Program, about: str = "tied", **fields: str) -> int:
    answer = send(db, browser, path(db, program, "votes"), about=about, **fields)
    assert answer.status_code == 303, answer.text[:2000]
    number = db.scalars(select(PanelVote.id).order_by(PanelVote.id.desc())).first()
    db.commit()
    assert number is not None
    return number


def test_the_panel_votes_nobody_sees_a_count_before_it_is_over_and_then_it_breaks_the_tie(
    db: Session, visitor: Visitor, program: Program, organizer: User, judges: list[User], tied: list[Nomination]
) -> None:
    office = visitor.signed_in(organizer)
    assert "No vote about all of them is over yet" in show(db, office, program)
    number = opened(db, office, program)
    mails = db.scalars(select(OutboxMail).where(OutboxMail.dedup_key.like("vote:%"))).all()
    assert len(mails) == 3
    assert all("Ada" not in mail.body and "/desk/votes" in mail.body for mail in mails)
    before = show(db, office, program)
    for judge, choice in zip(judges, (tied[1].id, tied[1].id, 0), strict=True):
        desk = visitor.signed_in(judge)
        assert "Ben Second" in desk.get(DESK).text
        assert send(db, desk, f"{DESK}/{number}", choice=str(choice)).status_code == 303
    assert show(db, office, program) == before, "an open vote changes nothing that an organizer sees"
    refused = send(db, office, path(db, program, "award"), kind="winner", nomination_id=str(tied[1].id))
    assert refused.status_code == 303
    assert "The panel is voting on this category" in send(db, office, path(db, program, "propose")).text
    assert send(db, office, path(db, program, f"votes/{number}/close")).status_code == 303
    page = show(db, office, program)
    assert "Result of the vote" in page
    assert "So:" in page[page.index("Equal scores") :]
    assert "Ben Second 2.00" in page
    assert send(db, office, path(db, program, "propose")).status_code == 303
    late = send(db, visitor.signed_in(judges[0]), f"{DESK}/{number}", choice=str(tied[0].id))
    assert late.status_code == 422
    assert "over" in late.text


def test_a_vote_can_be_changed_while_it_is_open_and_one_of_each_judge_counts(
    db: Session, visitor: Visitor, program: Program, organizer: User, judges: list[User], tied: list[Nomination]
) -> None:
    number = opened(db, visitor.signed_in(organizer), program)
    desk = visitor.signed_in(judges[0])
    for choice in (tied[0].id, tied[1].id):
        assert send(db, desk, f"{DESK}/{number}", choice=str(choice)).status_code == 303
    db.expire_all()
    cast = [one for one in db.scalars(select(Ballot)) if one.cast_at]
    assert [one.nomination_id for one in cast] == [tied[1].id]
    assert "Change my vote" in desk.get(DESK).text
    events = db.scalars(select(AuditEvent).where(AuditEvent.action == "vote.cast")).all()
    assert len(events) == 2
    assert all(not event.after and not event.before and not event.reason for event in events), "no choice in the trail"


def test_c6_a_judge_with_a_conflict_does_not_vote_and_learns_no_more_than_that(
    db: Session, visitor: Visitor, program: Program, organizer: User, judges: list[User], tied: list[Nomination]
) -> None:
    make.make_conflict(db, tied[0], judges[0])
    number = opened(db, visitor.signed_in(organizer), program)
    assert f"vote:{number}:{judges[0].id}" not in set(db.scalars(select(OutboxMail.dedup_key)))
    db.commit()
    desk = visitor.signed_in(judges[0])
    page = desk.get(DESK).text
    assert "because of a conflict of interest" in page
    assert "Ada" not in page
    assert "Ben" not in page
    assert send(db, desk, f"{DESK}/{number}", choice=str(tied[1].id)).status_code == 422
    assert all(one.cast_at is None for one in db.scalars(select(Ballot)))


def test_c6_what_somebody_voted_before_the_conflict_was_found_does_not_count(
    db: Session, visitor: Visitor, program: Program, organizer: User, judges: list[User], tied: list[Nomination]
) -> None:
    office = visitor.signed_in(organizer)
    number = opened(db, office, program)
    for judge, choice in zip(judges, (tied[0], tied[0], tied[1]), strict=True):
        send(db, visitor.signed_in(judge), f"{DESK}/{number}", choice=str(choice.id))
    make.make_conflict(db, tied[1], judges[0])
    send(db, office, path(db, program, f"votes/{number}/close"))
    assert "This doesn't separate them." in show(db, office, program), "one to one, without the third"


def test_a_vote_ends_by_itself_at_its_moment(
    db: Session, visitor: Visitor, program: Program, organizer: User, judges: list[User], tied: list[Nomination]
) -> None:
    office = visitor.signed_in(organizer)
    assert send(db, office, path(db, program, "votes"), about="tied", closes_at="2020-01-01T10:00").status_code == 422
    number = opened(db, office, program, closes_at="2099-01-01T10:00")
    db.execute(update(PanelVote).values(closes_at=datetime.now(UTC) - timedelta(seconds=1)))
    db.commit()
    assert "Result of the vote" in show(db, office, program)
    assert send(db, visitor.signed_in(judges[0]), f"{DESK}/{number}", choice="0").status_code == 422


def test_somebody_who_was_not_asked_finds_no_vote(
    db: Session, visitor: Visitor, program: Program, organizer: User, judges: list[User], tied: list[Nomination]
) -> None:
    stranger = visitor.signed_in(make.make_judge(db, program))
    number = opened(db, visitor.signed_in(organizer), program)
    assert "No vote" in stranger.get(DESK).text
    assert send(db, stranger, f"{DESK}/{number}", choice=str(tied[0].id)).status_code == 404
    foreign = send(db, visitor.signed_in(judges[0]), f"{DESK}/{number}", choice="999999")
    assert foreign.status_code == 422


def test_in_a_blind_program_the_ballot_knows_references_only(
    db: Session, visitor: Visitor, program: Program, organizer: User, judges: list[User], tied: list[Nomination]
) -> None:
    program.blind = True
    db.commit()
    opened(db, visitor.signed_in(organizer), program)
    page = visitor.signed_in(judges[0]).get(DESK).text
    assert str(tied[0].reference) in page
    assert "Ada" not in page


def test_a_vote_on_the_shortlist_needs_two_who_stand_and_two_who_may_vote(
    db: Session, visitor: Visitor, program: Program, organizer: User, judges: list[User], tied: list[Nomination]
) -> None:
    office = visitor.signed_in(organizer)
    assert "two nominees" in send(db, office, path(db, program, "votes"), about="shortlist").text
    send(db, office, path(db, program, "shortlist"), nomination_ids=[one.id for one in tied])
    for judge in judges[:2]:
        make.make_conflict(db, tied[0], judge)
    assert "no secret" in send(db, office, path(db, program, "votes"), about="shortlist").text


def test_the_first_vote_about_them_counts_and_no_second_one_is_open_beside_it(
    db: Session, visitor: Visitor, program: Program, organizer: User, judges: list[User], tied: list[Nomination]
) -> None:
    office = visitor.signed_in(organizer)
    first = opened(db, office, program)
    assert "open in this category already" in send(db, office, path(db, program, "votes"), about="tied").text
    send(db, visitor.signed_in(judges[0]), f"{DESK}/{first}", choice=str(tied[0].id))
    send(db, office, path(db, program, f"votes/{first}/close"))
    second = opened(db, office, program, about="tied")
    for judge in judges:
        send(db, visitor.signed_in(judge), f"{DESK}/{second}", choice=str(tied[1].id))
    send(db, office, path(db, program, f"votes/{second}/close"))
    page = show(db, office, program)
    assert "So: Ada Climber" in " ".join(page.split())
