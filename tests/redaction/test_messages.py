"""What organizers write to judges of a blind program, and a nominee who is named in somebody else's story."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.mail.models import OutboxMail
from app.nominations.models import Nomination
from app.programs.models import Program
from app.results.models import Adjustment, Publication
from tests import factories as make
from tests.browsing import Visitor
from tests.judging.arranging import Desk, assessed, look
from tests.redaction.test_redact import marks_of
from tests.redaction.worlds import PEOPLE, contest
from tests.results.test_decisions import path, send

WORDS = re.compile("zyxqua|brindlewick|vexcorda|florptine|quillmaster|grombly", re.I)


@pytest.fixture
def desk(db: Session, app: FastAPI) -> Desk:
    return contest(db, app)


@pytest.fixture
def organizer(db: Session, desk: Desk, visitor: Visitor) -> Visitor:
    return visitor.signed_in(make.make_organizer(db, desk.program))


def reference(db: Session, desk: Desk) -> str:
    db.refresh(desk.nomination)
    db.commit()
    return str(desk.nomination.reference)


def letter(desk: Desk, **more: Any) -> dict[str, Any]:
    return {
        "kind": "message", "judges": str(desk.judge.id), "subject": "About Vexcorda", **more,
        "text": more.get("text", "Please read what Florptine Quillmaster wrote about Zyxqua Brindlewick (florptine@grombly.example)."),
    }  # fmt: skip


def bodies(db: Session, desk: Desk) -> list[str]:
    mails = look(db, select(OutboxMail).where(OutboxMail.to_email == desk.judge.email))
    return [f"{mail.subject}\n{' '.join(mail.body.split())}" for mail in mails]


def test_a_letter_that_names_somebody_is_stopped_and_says_whom_it_names(
    db: Session, desk: Desk, organizer: Visitor
) -> None:
    here, known = f"/programs/{desk.program.slug}/letters", reference(db, desk)
    for step in ("/preview", ""):
        answer = organizer.submit(here + step, **letter(desk))
        page = unescape(answer.text)
        assert answer.status_code == (200 if step else 422)
        for words, who in (("Zyxqua Brindlewick", "nominee"), ("Florptine Quillmaster", "nominator"), ("Vexcorda", "company"), ("florptine@grombly.example", "nominator")):  # fmt: skip
            assert f"“{words}”: the {who} of {known}" in page
        assert "Send this mail" not in page
    assert bodies(db, desk) == []


def test_one_press_puts_references_in_their_place_and_the_mail_is_seen_again(
    db: Session, desk: Desk, organizer: Visitor
) -> None:
    here, known = f"/programs/{desk.program.slug}/letters", reference(db, desk)
    answer = organizer.submit(here, **letter(desk, names="replace"))
    assert answer.status_code == 200
    assert "must not know these names" not in answer.text
    text = f"Please read what the nominator of {known} wrote about the nominee of {known} (the nominator of {known})."
    assert text in unescape(answer.text)
    assert bodies(db, desk) == []
    assert organizer.submit(here, **letter(desk, subject=f"About {known}", text=text)).status_code == 303
    assert [WORDS.search(body) for body in bodies(db, desk)] == [None]


def test_a_name_that_means_somebody_else_can_be_sent(db: Session, desk: Desk, organizer: Visitor) -> None:
    here = f"/programs/{desk.program.slug}/letters"
    assert organizer.submit(here, **letter(desk, text="Quillmaster Street 7 is where we meet.", names="keep", subject="Where we meet")).status_code == 303  # fmt: skip
    assert "Quillmaster Street 7" in bodies(db, desk)[0]


def test_where_nobody_is_hidden_a_letter_is_not_stopped(db: Session, desk: Desk, organizer: Visitor) -> None:
    desk.program.blind = False
    db.commit()
    assert organizer.submit(f"/programs/{desk.program.slug}/letters", **letter(desk)).status_code == 303


def test_an_organizer_with_a_conflict_is_stopped_too_and_learns_no_reference(
    db: Session, desk: Desk, visitor: Visitor
) -> None:
    person, known = make.make_organizer(db, desk.program), reference(db, desk)
    make.make_conflict(db, desk.nomination, person)
    answer = visitor.signed_in(person).submit(f"/programs/{desk.program.slug}/letters", **letter(desk))
    assert "“Zyxqua Brindlewick”: a nominee" in answer.text
    assert known not in answer.text


def test_the_reason_for_more_time_is_looked_over(db: Session, desk: Desk, organizer: Visitor) -> None:
    here, known = f"/programs/{desk.program.slug}/judges/{desk.judge.id}/extend", reference(db, desk)
    until = (datetime.now(UTC) + timedelta(days=90)).strftime("%Y-%m-%dT%H:%M")
    typed = {"until": until, "reason": "Zyxqua Brindlewick came late."}
    answer = organizer.submit(here, **typed)
    assert answer.status_code == 422
    assert "must not know these names" in answer.text
    answer = organizer.submit(here, **typed, names="replace")
    assert f"the nominee of {known} came late." in answer.text
    assert bodies(db, desk) == []
    assert organizer.submit(here, until=until, reason=f"The nominee of {known} came late.").status_code == 303
    assert len(bodies(db, desk)) == 1


@pytest.mark.parametrize("others", [True, False])
def test_somebody_of_another_nomination_who_is_named_in_a_story_is_hidden(
    db: Session, desk: Desk, visitor: Visitor, organizer: Visitor, others: bool
) -> None:
    """Not planted (`others` False): the same story is read as it is, since nobody in the contest is called so."""
    name, firm = ("Zyxqua Brindlewick", "Vexcorda") if others else ("Quentin Outsider", "Outside Works")
    story = f"He outsold {name} of {firm}. Ask Ms. {name.split()[1]}, or {PEOPLE[0].nominator}."
    kept = f"Ms. {name.split()[1]} of {firm} is a customer."
    told = assessed(story, title="Rep", company="Tidewater")
    told["content"]["explanation"] = kept
    second = make.make_submitted(
        db, desk.program, make.make_user(db), nominee="Otto Plain", company="Tidewater", **told
    )
    make.make_assignment(db, second, desk.judge)
    db.commit()
    page = visitor.signed_in(desk.judge).get(f"/nominations/{second.public_id}/score").text
    said = "He outsold [removed] of [removed]. Ask Ms. [removed]," if others else f"He outsold {name} of {firm}."
    assert said in page
    assert kept in page, "in part only: pointed out to organizers"
    assert PEOPLE[0].nominator not in page
    marks = marks_of(organizer.get(f"/nominations/{second.public_id}/redact").text)
    assert ((name, "hide", True) in marks) is others
    assert (("Vexcorda", "offer", False) in marks) is others
    assert (("Brindlewick", "offer", False) in marks) is others


def decided(db: Session) -> tuple[Program, list[Nomination]]:
    """Two nominees of a blind program, scored by two judges."""
    program: Program = make.make_program(db, "awards", standing="tallying", blind=True)
    judges = [make.make_judge(db, program) for _each in range(2)]
    criteria = make.criteria_of(db, program)
    made = []
    for name, points in (("Zyxqua Brindlewick", 9000), ("Benno Secondling", 5000)):
        made.append(make.make_submitted(db, program, make.make_user(db), nominee=name, company=f"{name.split()[1]} Works"))  # fmt: skip
        for judge in judges:
            make.make_scorecard(db, make.make_assignment(db, made[-1], judge), {one.id: points for one in criteria})
    db.commit()
    return program, made


def test_the_reason_for_an_adjusted_result_names_nobody_to_its_judges(db: Session, visitor: Visitor) -> None:
    program, made = decided(db)
    one, other = (visitor.signed_in(make.make_organizer(db, program)) for _each in range(2))
    told = {
        "nomination_id": str(made[1].id),
        "score": "6",
        "reason": "Secondling won a customer late; Zyxqua Brindlewick knew.",
    }
    assert send(db, one, path(db, program, "adjustments"), **told).status_code == 303
    (number,) = look(db, select(Adjustment.id))
    assert send(db, other, path(db, program, f"adjustments/{number}/approve")).status_code == 303
    mails = look(db, select(OutboxMail.body).where(OutboxMail.dedup_key.startswith("adjusted:")))
    assert len(mails) == 2
    assert all("[nominee] won a customer late; [removed] knew." in " ".join(body.split()) for body in mails)


def test_thanks_to_judges_after_publication_are_looked_over(db: Session, visitor: Visitor) -> None:
    program, made = decided(db)
    browser = visitor.signed_in(make.make_organizer(db, program))
    send(db, browser, path(db, program, "award"), kind="winner", nomination_id=str(made[0].id))
    send(db, browser, path(db, program, "propose"))
    send(db, browser, path(db, program, "approve"))
    db.add(Publication(program_id=program.id, publish_at=datetime.now(UTC) - timedelta(days=1), proposed_by_id=browser.user.id))  # type: ignore[union-attr] # fmt: skip
    db.commit()
    send(db, browser, "/programs/awards/publication/approve")
    here = "/programs/awards/announcements"
    intro = "Zyxqua Brindlewick won, and Benno Secondling came close."
    answer = browser.submit(here, audience="judges", intro=intro)
    assert answer.status_code == 422
    assert "“Benno Secondling”" in answer.text
    assert "“Zyxqua Brindlewick”" not in answer.text, "winners are public by then"
    assert browser.submit(here, audience="nominators", intro=intro).status_code == 303
    answer = browser.submit(here, audience="judges", intro=intro, names="replace")
    assert f"Zyxqua Brindlewick won, and the nominee of {made[1].reference} came close." in answer.text
