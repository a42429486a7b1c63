"""Mails about results: held, read, reworded, released once, and never before the winners are public."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from jinja2 import meta
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.domain.states import State
from app.judging.models import Score, Scorecard
from app.mail.models import OutboxMail
from app.mail.rendering import TEMPLATES, _environment
from app.mail.sender import claim
from app.nominations.models import Nomination
from app.programs.models import Program
from app.results.models import AwardKind, Publication
from tests import factories as make
from tests.browsing import Visitor
from tests.results.test_decisions import path, send
from tests.results.test_index import nominated

PAGE = "/programs/awards/announcements"
OUTBOX = "/programs/awards/mail"


@pytest.fixture
def program(db: Session) -> Program:
    return make.make_program(db, "awards", standing="tallying")


@pytest.fixture
def two(db: Session, program: Program, judges: list[User]) -> list[Nomination]:
    return [nominated(db, program, judges, [9 - place] * 2, nominee=name) for place, name in enumerate(("Ada Climber", "Ben Second"))]  # fmt: skip


def decided(db: Session, browser: Visitor, program: Program, winner: Nomination) -> None:
    send(db, browser, path(db, program, "award"), kind="winner", nomination_id=str(winner.id), citation="For the climb")
    send(db, browser, path(db, program, "propose"))
    assert send(db, browser, path(db, program, "approve")).status_code == 303


def approved(db: Session, browser: Visitor, program: Program, organizer: User, at: datetime) -> Publication:
    publication = Publication(program_id=program.id, publish_at=at, proposed_by_id=organizer.id)
    db.add(publication)
    db.commit()
    assert send(db, browser, "/programs/awards/publication/approve").status_code == 303
    return publication


def mails(db: Session) -> Sequence[OutboxMail]:
    db.expire_all()
    found = db.scalars(select(OutboxMail).order_by(OutboxMail.id)).all()
    db.commit()
    return found


def tomorrow() -> datetime:
    return datetime.now(UTC) + timedelta(days=1)


def test_mails_are_held_from_the_approval_and_released_once_after_publication(
    db: Session, visitor: Visitor, program: Program, organizer: User, two: list[Nomination]
) -> None:
    browser = visitor.signed_in(organizer)
    decided(db, browser, program, two[0])
    assert mails(db) == []
    publication = approved(db, browser, program, organizer, tomorrow())
    held = mails(db)
    assert [mail.held for mail in held] == [True] * 5, "two nominators and three judges"
    assert claim(db, datetime.now(UTC) + timedelta(days=9)) is None
    db.commit()
    won, lost, *others = [mail.body for mail in held]
    assert "Congratulations to Ada Climber" in won
    assert f"/nominations/{two[0].public_id}/certificate" in won
    assert "For the climb" in won
    assert "Ben Second" not in won
    assert "not among those who were honored" in lost
    assert "Ada" not in lost
    assert all("Ada" not in body and "Ben" not in body for body in others)
    early = send(db, browser, PAGE + "/release")
    assert early.status_code == 422
    assert "not public yet" in early.text
    publication.publish_at = datetime.now(UTC) - timedelta(seconds=1)
    db.commit()
    assert "Release 5 mails" in browser.get(PAGE).text
    assert send(db, browser, PAGE + "/release").status_code == 303
    sent = mails(db)
    assert [mail.held for mail in sent] == [False] * 5
    assert claim(db, datetime.now(UTC)) is not None
    db.commit()
    assert "Everybody was told" in browser.get(PAGE).text
    send(db, browser, PAGE + "/release")
    assert [mail.id for mail in mails(db)] == [mail.id for mail in sent], "nobody is told twice"


def test_own_words_stand_in_every_mail_and_nothing_in_them_is_a_template(
    db: Session, visitor: Visitor, program: Program, organizer: User, two: list[Nomination]
) -> None:
    browser = visitor.signed_in(organizer)
    decided(db, browser, program, two[0])
    approved(db, browser, program, organizer, tomorrow())
    words = "What a year! {{ program.name }} {% raw %}"
    assert send(db, browser, PAGE, audience="nominators", intro=words).status_code == 303
    assert [words in mail.body for mail in mails(db)] == [False] * 3 + [True] * 2
    assert words in browser.get(PAGE).text.replace("&lt;", "<")
    refused = send(db, browser, PAGE, audience="nominators", intro="x" * 2001)
    assert refused.status_code == 422
    assert "x" * 2001 in refused.text


@pytest.mark.parametrize("how", ["publication/withdraw", "publication", "decision"])
def test_what_is_taken_back_takes_its_mails_along(
    db: Session, visitor: Visitor, program: Program, organizer: User, two: list[Nomination], how: str
) -> None:
    browser = visitor.signed_in(organizer)
    decided(db, browser, program, two[0])
    approved(db, browser, program, organizer, tomorrow())
    assert len(mails(db)) == 5
    if how == "decision":
        assert send(db, browser, path(db, program, "withdraw")).status_code == 303
    else:
        assert send(db, browser, f"/programs/awards/{how}", publish_at="2035-05-05T12:00").status_code == 303
    assert mails(db) == []


def test_what_is_decided_later_is_told_later_and_only_that(
    db: Session, visitor: Visitor, program: Program, organizer: User, judges: list[User], two: list[Nomination]
) -> None:
    browser = visitor.signed_in(organizer)
    decided(db, browser, program, two[0])
    approved(db, browser, program, organizer, datetime.now(UTC) - timedelta(minutes=1))
    send(db, browser, PAGE + "/release")
    first = mails(db)
    farmer = make.category_of(db, program, make.ForRole.FARMER)
    send(db, browser, f"/programs/awards/decisions/{farmer.id}/award", kind="nobody")
    reference = two[1].reference or ""
    title = "For keeping at it"
    send(db, browser, f"/programs/awards/decisions/{farmer.id}/award", kind="special", reference=reference, title=title)
    send(db, browser, f"/programs/awards/decisions/{farmer.id}/propose", reason="Nobody was nominated")
    assert send(db, browser, f"/programs/awards/decisions/{farmer.id}/approve").status_code == 303
    assert send(db, browser, "/programs/awards/publication/approve").status_code == 303
    (new,) = mails(db)[len(first) :]
    assert new.held
    assert new.to_email == db.get_one(User, two[1].owner_id).email
    assert title in new.body
    assert "not among" not in new.body


def test_a_held_mail_can_be_stopped_but_not_sent_from_the_outbox(
    db: Session, visitor: Visitor, program: Program, organizer: User, two: list[Nomination]
) -> None:
    browser = visitor.signed_in(organizer)
    decided(db, browser, program, two[0])
    publication = approved(db, browser, program, organizer, tomorrow())
    mail = mails(db)[0]
    page = browser.get(OUTBOX + "?state=held").text
    assert "It goes out when an organizer releases it" in page
    assert "Send now" not in page
    assert "held" in send(db, browser, f"{OUTBOX}/{mail.id}/retry").text
    assert send(db, browser, f"{OUTBOX}/{mail.id}/cancel").status_code == 303
    assert send(db, browser, f"{OUTBOX}/{mail.id}/retry").status_code == 303
    assert mails(db)[0].held, "the undo of stopping holds it again"
    assert claim(db, datetime.now(UTC)) is None
    db.commit()
    send(db, browser, f"{OUTBOX}/{mail.id}/cancel")
    publication.publish_at = datetime.now(UTC) - timedelta(seconds=1)
    db.commit()
    send(db, browser, PAGE + "/release")
    found = mails(db)
    assert len(found) == 5
    assert next(one for one in found if one.id == mail.id).given_up_at is not None


def test_nominations_that_left_and_those_that_nobody_made_are_not_written_about(
    db: Session, visitor: Visitor, program: Program, organizer: User, judges: list[User], two: list[Nomination]
) -> None:
    browser = visitor.signed_in(organizer)
    third = nominated(db, program, judges, [5, 5], nominee="Cyd Sheet")
    third.on_behalf = True
    decided(db, browser, program, two[0])
    approved(db, browser, program, organizer, datetime.now(UTC) - timedelta(minutes=1))
    assert visitor.get("/programs/awards/winners").status_code == 200, "what somebody has read stands"
    two[1].state = State.OUT_OF_CONTEST
    db.commit()
    send(db, browser, PAGE + "/release")
    told = [mail for mail in mails(db) if mail.dedup_key.startswith("announced:")]
    assert ["Ada Climber" in mail.body for mail in told] == [True]


def test_an_organizer_with_a_conflict_in_a_category_reads_no_mail_about_it(
    db: Session, visitor: Visitor, program: Program, organizer: User, two: list[Nomination]
) -> None:
    browser = visitor.signed_in(organizer)
    decided(db, browser, program, two[0])
    approved(db, browser, program, organizer, tomorrow())
    conflicted = make.make_organizer(db, program)
    make.make_conflict(db, two[1], conflicted)
    other = visitor.signed_in(conflicted)
    assert "Congratulations" in browser.get(PAGE).text
    for address in (PAGE, OUTBOX):
        page = other.get(address).text
        assert "Congratulations" not in page
        assert "not among those" not in page
    told = next(mail.id for mail in mails(db) if "Congratulations" in mail.body)
    assert send(db, other, f"{OUTBOX}/{told}/cancel").status_code == 404


def test_an_award_that_nobody_gets_is_said_kindly(
    db: Session, visitor: Visitor, program: Program, organizer: User, two: list[Nomination]
) -> None:
    browser = visitor.signed_in(organizer)
    send(db, browser, path(db, program, "award"), kind=AwardKind.NOBODY.value)
    send(db, browser, path(db, program, "propose"))
    send(db, browser, path(db, program, "approve"))
    approved(db, browser, program, organizer, tomorrow())
    assert ["the award is not given this time" in mail.body for mail in mails(db)] == [True, True, False, False, False]


def test_the_page_asks_the_database_as_often_for_many_nominations_as_for_few(
    db: Session, visitor: Visitor, program: Program, organizer: User, judges: list[User], two: list[Nomination]
) -> None:  # fmt: skip
    browser = visitor.signed_in(organizer)
    decided(db, browser, program, two[0])
    approved(db, browser, program, organizer, tomorrow())
    with browser.counting() as few:
        browser.get(PAGE)
    for _more in range(4):
        nominated(db, program, judges, [4, 4])
    with browser.counting() as many:
        browser.get(PAGE)
    assert len(many) == len(few)


def test_the_overview_asks_for_the_release_once_the_winners_are_public(
    db: Session, visitor: Visitor, program: Program, organizer: User, two: list[Nomination]
) -> None:
    browser = visitor.signed_in(organizer)
    decided(db, browser, program, two[0])
    publication = approved(db, browser, program, organizer, tomorrow())
    asks = "5 mails about it are held"
    assert asks not in browser.get("/programs/awards/overview").text
    publication.publish_at = datetime.now(UTC) - timedelta(seconds=1)
    db.commit()
    assert asks in browser.get("/programs/awards/overview").text
    send(db, browser, PAGE + "/release")
    assert "about it" not in browser.get("/programs/awards/overview").text


def test_b10_each_mail_knows_what_its_reader_may_know_and_nothing_else(
    db: Session, visitor: Visitor, program: Program, organizer: User, judges: list[User], two: list[Nomination]
) -> None:
    browser = visitor.signed_in(organizer)
    program.feedback = True
    secrets = {"judge": ["Canary Magpie", "magpie@judges.example", "Canary comment", "Canary note"]}
    judges[0].name, judges[0].email = secrets["judge"][:2]
    for card in db.scalars(select(Scorecard)):
        card.comment_nominee, card.comment_organizers = secrets["judge"][2:]
    db.commit()
    decided(db, browser, program, two[0])
    approved(db, browser, program, organizer, tomorrow())
    owners = [db.get_one(User, one.owner_id) for one in two]
    for mail in mails(db):
        others = [*secrets["judge"], organizer.name, organizer.email]
        others += [word for one in owners if one.email != mail.to_email for word in (one.name + ",", one.email)]
        others = [word for word in others if word not in (mail.to_name, mail.to_email)]
        assert [word for word in others if word in mail.subject + mail.body] == [], mail.to_email
    told = meta.find_undeclared_variables
    for template, known in (("announced", {"name", "program", "intro", "origin", "fared"}), ("judges", {"name", "program", "intro", "origin"}), ("feedback", {"name", "program", "intro", "origin", "fared"})):  # fmt: skip
        text = (TEMPLATES / "results" / "mail" / f"{template}.txt").read_text()
        assert told(_environment.parse(text)) - {"_", "ngettext"} == known


def test_what_is_held_back_from_publication_is_held_back_from_the_mails_too(
    db: Session, visitor: Visitor, program: Program, organizer: User, two: list[Nomination]
) -> None:
    browser = visitor.signed_in(organizer)
    decided(db, browser, program, two[0])
    approved(db, browser, program, organizer, datetime.now(UTC) - timedelta(minutes=1))
    db.execute(update(Score).values(thousandths=5000))
    db.commit()
    assert send(db, browser, PAGE + "/release").status_code == 303
    assert not [mail for mail in mails(db) if mail.dedup_key.startswith("announced:")]
