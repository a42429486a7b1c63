"""Organizers see who was asked, who answered and whose date has passed; they ask, remind after a look at the mail, and give more time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.mail.models import OutboxMail
from app.nominations.models import AnswerKind, Nomination, Question
from app.policy import Action, NominationFacts, ProgramFacts, Viewer, decide
from app.programs.models import Program
from tests import factories as make
from tests.browsing import Visitor
from tests.flags.arranging import actions, keep_apart, look, mails

PAGE = "/programs/awards/questions"


@pytest.fixture
def browser(visitor: Visitor, organizer: User) -> Visitor:
    return visitor.signed_in(organizer)


@pytest.fixture(autouse=True)
def _before_judging(db: Session, program: Program) -> None:
    now = datetime.now(UTC)
    program.closes_at, program.judging_opens_at = now - timedelta(days=1), now + timedelta(days=20)
    program.judging_closes_at = now + timedelta(days=40)
    db.commit()


def question(db: Session) -> Question:
    return look(db, select(Question).order_by(Question.number.desc()))[0]


def send(browser: Visitor, *nominations: Nomination, note: str = "") -> object:
    return browser.post(PAGE, data={"nominations": [one.public_id for one in nominations], "note": note})


def yesterday(db: Session) -> None:
    asked = question(db)
    asked.mailed_at = asked.asked_at = asked.mailed_at - timedelta(days=2)
    db.commit()


def test_nothing_goes_out_before_the_mail_was_looked_at(db: Session, browser: Visitor, flagged: Nomination) -> None:
    page = browser.get(PAGE)
    assert "Not asked yet" in page.text
    page = browser.post(PAGE + "/preview", data={"nominations": [flagged.public_id], "note": "Two words suffice."})
    assert "One mail, not sent yet" in page.text
    assert "A question about your nomination" in page.text
    assert "Two words suffice." in page.text
    assert mails(db) == []
    assert look(db, select(Question)) == []


def test_asking_mails_once_with_a_date_and_kind_words(db: Session, browser: Visitor, flagged: Nomination) -> None:
    send(browser, flagged, note="Two words suffice.")
    (mail,) = mails(db)
    assert "Please answer by" in mail.body
    assert f"/nominations/{flagged.public_id}/question" in mail.body
    assert "Two words suffice." in mail.body
    for word in ("flag", "farmer", "mostly managed"):
        assert word not in mail.body.lower()
    assert actions(db) == ["nomination.ask"]
    again = send(browser, flagged)
    assert again.status_code == 422  # type: ignore[attr-defined]
    assert len(mails(db)) == 1


def test_a_reminder_goes_out_on_another_day_and_gives_time_where_the_date_has_passed(
    db: Session, browser: Visitor, flagged: Nomination
) -> None:
    send(browser, flagged)
    yesterday(db)
    question(db).due_at = datetime.now(UTC) - timedelta(hours=1)
    db.commit()
    assert "No answer by the date" in browser.get(PAGE).text
    send(browser, flagged)
    asked = question(db)
    assert (asked.number, asked.reminders) == (1, 1)
    assert asked.due_at > datetime.now(UTC) + timedelta(days=5)
    assert mails(db)[-1].subject.startswith("Reminder:")
    assert actions(db) == ["nomination.ask", "nomination.remind"]


def test_what_was_answered_may_be_asked_again_and_both_questions_are_kept(
    db: Session, browser: Visitor, flagged: Nomination
) -> None:
    send(browser, flagged)
    yesterday(db)
    asked = question(db)
    asked.answered, asked.answered_at = AnswerKind.LEFT, datetime.now(UTC)
    db.commit()
    assert "Answered" in browser.get(PAGE).text
    send(browser, flagged, note="Who found Acme?")
    assert [one.number for one in look(db, select(Question).order_by(Question.number))] == [1, 2]
    assert question(db).answered is None


def test_from_a_sheet_there_is_nobody_to_ask_and_the_organizer_is_told(
    db: Session, browser: Visitor, flagged: Nomination
) -> None:
    flagged.on_behalf = True
    db.commit()
    for page in (PAGE, f"/nominations/{flagged.public_id}/flag"):
        assert "there is nobody to ask" in browser.get(page).text
    assert send(browser, flagged).status_code == 422  # type: ignore[attr-defined]
    assert mails(db) == []


def test_who_took_in_the_sheet_cannot_answer_as_if_they_had_nominated() -> None:
    facts = NominationFacts(ProgramFacts(1, "open"), owner_id=7, state="submitted", question_open=True)
    importer = Viewer(7, "Importer", "importer@firm.example")
    assert decide(importer, Action.NOMINATION_ANSWER, facts)
    refused = decide(importer, Action.NOMINATION_ANSWER, replace(facts, on_behalf=True))
    assert not refused
    assert "nobody to ask" in refused.reason


def test_once_judging_has_begun_nobody_is_asked(
    db: Session, browser: Visitor, program: Program, flagged: Nomination
) -> None:
    program.judging_opens_at = datetime.now(UTC) - timedelta(minutes=1)
    db.commit()
    assert "it is too late to ask" in browser.get(PAGE).text
    assert send(browser, flagged).status_code == 422  # type: ignore[attr-defined]
    assert mails(db) == []


def test_the_date_can_be_moved_but_never_past_the_opening_of_judging(
    db: Session, browser: Visitor, program: Program, flagged: Nomination
) -> None:
    path = f"/nominations/{flagged.public_id}/flag/date"
    assert browser.submit(path, day="2031-01-01").status_code == 422  # not asked yet
    send(browser, flagged)
    before = question(db).due_at
    for day in ("2001-01-01", "", "soon", "9999-99-99", "0001-01-01", "9999-12-31x"):
        assert browser.submit(path, day=day).status_code == 422
    assert question(db).due_at == before
    wanted = (datetime.now(UTC) + timedelta(days=12)).date()
    browser.submit(path, day=wanted.isoformat())
    assert before < question(db).due_at < program.judging_opens_at
    for day in ("2031-01-01", "9999-12-31"):
        browser.submit(path, day=day)
        assert question(db).due_at == program.judging_opens_at
    assert len(mails(db)) == 1
    assert actions(db)[-1] == "nomination.extend"


@pytest.mark.parametrize(
    ("nominations", "note", "words"),
    [([], "", "Please choose at least one"), (["x"], "", "None of these waits"), (["x"], "This flag again", "without “flag”"),
     (["x" * 900], "", "shorten"), (["x"] * 501, "", "")],
)  # fmt: skip
def test_what_cant_be_sent_comes_back_with_a_sentence(
    db: Session, browser: Visitor, flagged: Nomination, nominations: list[str], note: str, words: str
) -> None:
    for path in (PAGE, PAGE + "/preview"):
        answer = browser.post(path, data={"nominations": nominations, "note": note})
        assert answer.status_code == 422
        assert words in answer.text
        assert note in answer.text
    assert mails(db) == []


def test_whoever_has_a_conflict_neither_sees_nor_asks(
    db: Session, browser: Visitor, organizer: User, flagged: Nomination
) -> None:
    keep_apart(db, flagged, organizer.id)
    assert "Ines Inherited" not in browser.get(PAGE).text
    assert send(browser, flagged).status_code == 422  # type: ignore[attr-defined]
    assert browser.submit(f"/nominations/{flagged.public_id}/flag/date", day="2031-01-01").status_code == 403


def test_another_programs_nomination_is_not_asked_about(db: Session, browser: Visitor, flagged: Nomination) -> None:
    foreign = make.make_submitted(db, make.make_program(db), make.make_user(db), flag=True)
    assert send(browser, foreign).status_code == 422  # type: ignore[attr-defined]
    assert look(db, select(OutboxMail)) == []


def test_the_number_of_queries_does_not_grow_with_questions(
    db: Session, browser: Visitor, program: Program, nominator: User, flagged: Nomination
) -> None:
    send(browser, flagged)
    with browser.counting() as few:
        browser.get(PAGE)
    for _ in range(8):
        make.make_submitted(db, program, nominator, flag=True)
    with browser.counting() as many:
        browser.get(PAGE)
    assert len(few) == len(many)
