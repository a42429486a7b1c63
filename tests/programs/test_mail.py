"""A program's outbox."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.mail.models import OutboxMail
from app.nominations.models import Conflict, ConflictState
from app.programs.models import Program
from tests import factories as make
from tests.browsing import Visitor
from tests.programs.typing_in import BAD_TEXTS, CANARY

PATH = "/programs/awards/mail"


def make_mail(db: Session, program: Program | None, now: datetime, key: str = "", **values: Any) -> OutboxMail:
    row = OutboxMail(
        **{
            "dedup_key": key or f"receipt:{make.next_number()}", "program_id": program.id if program else None, "to_email": "ann@firm.example",
            "to_name": "Ann", "subject": "Your nomination", "body": "Thank you, Ann.", "created_at": now, "next_try_at": now, **values,
        }
    )  # fmt: skip
    db.add(row)
    db.commit()
    return row


def test_each_mail_is_shown_with_its_state_and_its_trouble(
    browser: Visitor, db: Session, program: Program, now: datetime
) -> None:
    make_mail(db, program, now, subject="First", sent_at=now)
    make_mail(db, program, now, subject="Second", attempts=2, last_error="450 come back later", next_try_at=now + timedelta(minutes=30))  # fmt: skip
    make_mail(db, program, now, subject="Third", given_up_at=now, last_error="550 no such mailbox")
    page = browser.get(PATH).text
    assert page.index("Third") < page.index("Second") < page.index("First")
    assert "450 come back later Tried 2 times." in page
    assert "in 29 minutes" in page
    assert "550 no such mailbox" in page
    assert "Thank you, Ann." in page
    assert "Second" not in browser.get(f"{PATH}?state=given_up").text
    assert "Second" in browser.get(f"{PATH}?state=waiting").text


def test_j5_no_secret_and_nothing_of_another_program(
    browser: Visitor, db: Session, program: Program, now: datetime
) -> None:
    secret = make_mail(db, None, now, subject="Your code", secret=True, body="1234 5678")
    planted = make_mail(db, program, now, subject="Planted secret", secret=True, body="1234 5678")
    foreign = make_mail(db, make.make_program(db), now, subject="Foreign")
    page = browser.get(PATH).text
    for row in (secret, planted, foreign):
        assert row.subject not in page
        for verb in ("retry", "cancel"):
            assert browser.submit(f"{PATH}/{row.id}/{verb}").status_code == 404


def test_c7_mails_about_own_and_conflicted_nominations_are_left_out(
    browser: Visitor, visitor: Visitor, db: Session, program: Program, organizer: User, now: datetime
) -> None:
    shut = [make.make_submitted(db, program, make.make_user(db)), make.make_submitted(db, program, organizer)]
    free = [make.make_submitted(db, program, make.make_user(db)) for _ in range(12)]
    db.add(Conflict(nomination_id=shut[0].id, user_id=organizer.id, source="declared", state=ConflictState.CONFIRMED, created_at=now))  # fmt: skip
    db.commit()
    for nomination in (*shut, *free):
        word = "Closed" if nomination in shut else "Open"
        for key in ("receipt", "question", "flags/mail/kept.txt", "reopened"):  # whatever it is called by
            make_mail(
                db, program, now, f"{key}:{make.next_number()}", nomination_id=nomination.id, subject=f"{word} {key}"
            )
    page = browser.get(PATH).text
    assert "Closed" not in page
    assert page.count("<strong>Open ") == 48
    assert "Closed" in visitor.signed_in(make.make_organizer(db, program)).get(PATH).text


def test_c6_a_stopped_mail_is_not_sent_again_to_who_has_a_conflict_by_now(
    browser: Visitor, db: Session, program: Program, now: datetime
) -> None:
    judge, nomination = make.make_judge(db, program), make.make_submitted(db, program, make.make_user(db))
    row = make_mail(db, program, now, nomination_id=nomination.id, to_email=judge.email, given_up_at=now)
    make.make_conflict(db, nomination, judge)
    refused = browser.submit(f"{PATH}/{row.id}/retry")
    assert refused.status_code == 422
    assert "It stays stopped." in refused.text


def test_a_mail_is_stopped_and_sent_again(
    browser: Visitor, db: Session, program: Program, now: datetime, seen: Any, trail: Any
) -> None:
    row = make_mail(db, program, now)
    page = browser.follow(browser.submit(f"{PATH}/{row.id}/cancel")).text
    assert "An organizer stopped it" in page
    assert f'action="{PATH}/{row.id}/retry"' in page
    assert browser.submit(f"{PATH}/{row.id}/cancel").status_code == 422
    assert browser.submit(f"{PATH}/{row.id}/retry").status_code == 303
    seen(row)
    assert (row.given_up_at, row.attempts) == (None, 0)
    assert (len(trail("mail.cancel")), len(trail("mail.retry"))) == (1, 1)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"sent_at": timedelta()}, "has been sent already"),
        ({"lease_until": timedelta(minutes=3)}, "being sent at this moment"),
        ({"created_at": -timedelta(days=4), "given_up_at": timedelta()}, "three days old"),
    ],
)
def test_what_cannot_be_sent_again_is_refused_in_words(
    browser: Visitor, db: Session, program: Program, now: datetime, values: dict[str, timedelta], sentence: str
) -> None:
    row = make_mail(db, program, now, **{name: now + delta for name, delta in values.items()})
    response = browser.submit(f"{PATH}/{row.id}/retry")
    assert (response.status_code, sentence in response.text) == (422, True)


def test_html_in_a_mail_is_shown_as_text(browser: Visitor, db: Session, program: Program, now: datetime) -> None:
    make_mail(db, program, now, subject=CANARY, body=CANARY, to_name=CANARY, last_error=CANARY)
    assert "<img" not in browser.get(PATH).text


def test_there_are_pages_and_the_queries_do_not_grow(
    browser: Visitor, db: Session, program: Program, now: datetime
) -> None:
    make_mail(db, program, now)
    with browser.counting() as few:
        browser.get(PATH)
    for _number in range(55):
        make_mail(db, program, now)
    with browser.counting() as many:
        page = browser.get(PATH).text
    assert len(few) == len(many)
    assert "Page 1 of 2" in page


@pytest.mark.parametrize("text", BAD_TEXTS.values(), ids=BAD_TEXTS)
def test_whatever_stands_in_the_address_is_answered(browser: Visitor, program: Program, text: str) -> None:
    assert browser.get(PATH, params={"state": text[:2000]}).status_code == 200
