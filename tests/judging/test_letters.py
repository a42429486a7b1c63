"""Organizers write to judges: previewed, one mail each, one reminder a day, none to who doesn't want any."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.judging.models import JudgeTerms
from app.mail.models import OutboxMail
from tests import factories as make
from tests.browsing import Visitor
from tests.judging.arranging import Desk, arrange, look


def written(desk: Desk, **more: Any) -> dict[str, Any]:
    return {"kind": "reminder", "judges": str(desk.judge.id), "subject": "Scores are missing", "text": "Please go on with it.", **more}  # fmt: skip


def mails(db: Session) -> list[OutboxMail]:
    return look(db, select(OutboxMail).where(OutboxMail.dedup_key.startswith("letter:")))


def test_those_who_are_behind_are_chosen_and_the_mail_is_seen_first(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    make.make_judge(db, desk.program)  # has nothing to score: a reminder would make no sense
    organizer = visitor.signed_in(make.make_organizer(db, desk.program))
    here = f"/programs/{desk.program.slug}/letters"
    page = organizer.get(here).text
    assert page.count("checked") == 1
    assert "has nothing left to score" in page
    seen = organizer.submit(f"{here}/preview", **written(desk))
    assert seen.status_code == 200
    assert "Where you are: 0 of 1 done." in seen.text
    assert mails(db) == []


def test_a_reminder_goes_out_once_a_day(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    organizer = visitor.signed_in(make.make_organizer(db, desk.program))
    here = f"/programs/{desk.program.slug}/letters"
    assert organizer.submit(here, **written(desk)).status_code == 303
    again = organizer.submit(here, **written(desk, subject="Other words"))
    assert again.status_code == 422
    assert "was reminded today" in again.text
    assert "Other words" in again.text
    sent = mails(db)
    assert [(mail.to_email, mail.subject) for mail in sent] == [(desk.judge.email, "Scores are missing")]
    assert organizer.submit(here, **written(desk, kind="message")).status_code == 303


def test_the_link_in_a_reminder_ends_reminders_without_signing_in(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    organizer = visitor.signed_in(make.make_organizer(db, desk.program))
    here = f"/programs/{desk.program.slug}/letters"
    organizer.submit(here, **written(desk))
    link = next(line for line in mails(db)[0].body.splitlines() if "/reminders/" in line)
    path = link[link.index("/reminders/") :]
    assert "No more reminders" in visitor.get(path).text
    assert look(db, select(JudgeTerms.no_reminders)) == [False]  # looking changed nothing
    visitor.submit(path, wanted="no")
    assert look(db, select(JudgeTerms.no_reminders)) == [True]
    page = organizer.get(here).text
    assert "wants no reminders" in page
    assert organizer.submit(f"{here}/preview", **written(desk)).status_code == 422
    judge = visitor.signed_in(desk.judge)
    judge.submit(f"/programs/{desk.program.slug}/desk/reminders", wanted="yes")
    assert look(db, select(JudgeTerms.no_reminders)) == [False]


def test_a_forged_link_leads_nowhere(visitor: Visitor, db: Session) -> None:
    arrange(db)
    assert visitor.get("/reminders/WzEsMV0.forged").status_code == 404
    assert visitor.submit("/reminders/WzEsMV0.forged", wanted="no").status_code == 404


def test_judges_of_other_programs_get_nothing(db: Session, visitor: Visitor) -> None:
    desk, other = arrange(db), arrange(db)
    organizer = visitor.signed_in(make.make_organizer(db, desk.program))
    refused = organizer.submit(f"/programs/{desk.program.slug}/letters", **written(other))
    assert refused.status_code == 422
    assert "Please choose judges of this program." in refused.text
    assert mails(db) == []


def test_each_judge_gets_a_mail_alone_with_own_figures(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    second = make.make_judge(db, desk.program)
    organizer = visitor.signed_in(make.make_organizer(db, desk.program))
    organizer.post(
        f"/programs/{desk.program.slug}/letters",
        data=written(desk, kind="thanks", judges=[str(desk.judge.id), str(second.id)]),
    )
    assert {mail.to_email for mail in mails(db)} == {desk.judge.email, second.email}
    assert all(second.email not in mail.body for mail in mails(db))


def test_the_days_are_those_of_the_program(db: Session) -> None:
    from app.domain.localtime import local_day

    late = datetime(2027, 3, 2, 3, tzinfo=UTC)  # still March 1 in New York
    assert local_day(late, "America/New_York").day == 1
