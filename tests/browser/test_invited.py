"""A judge from the invitation in their mailbox to "I'm done" with keys only: a real mail server, a real browser, no mouse. And a
judge who declares a conflict after scoring."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.accounts.service.roles import invite
from app.db import Database
from app.judging.models import Declaration, JudgeFinish, Scorecard
from app.judging.queries.counted import counted_scorecards
from app.mail.models import OutboxMail
from app.mail.sender import deliver_waiting
from app.nominations.models import Conflict
from app.policy import Role
from app.settings import Settings
from tests import factories as make
from tests.browser.looking import accessibility_problems, pushed_sideways
from tests.browser.test_scoring import signed_in
from tests.browsing import Visitor
from tests.judging.arranging import arrange, assessed, look
from tests.mail.test_sender import Server, free_port

Open = Callable[..., Page]
EMAIL = "jo@judge.example"


class Mailbox:
    """What the judge finds in their mail program: everything that waits is sent there first."""

    def __init__(self, database: Database, settings: Settings, server: Server) -> None:
        self.database, self.server = database, server
        self.settings = settings.model_copy(
            update={"smtp_host": "127.0.0.1", "smtp_port": server.port, "smtp_security": "none", "mail_from": "awards@firm.example"}
        )  # fmt: skip

    def last(self) -> str:
        deliver_waiting(self.database, self.settings)
        mail = self.server.mails()[-1]
        assert mail["To"].addresses[0].addr_spec == EMAIL
        return str(mail.get_content())


@pytest.fixture
def mailbox(database: Database, settings: Settings) -> Iterator[Mailbox]:
    server = Server()
    server.port = free_port()
    controller = Controller(server, hostname="127.0.0.1", port=server.port, ready_timeout=10)
    controller.start()
    yield Mailbox(database, settings, server)
    controller.stop()


def press(page: Page, name: str) -> None:
    """Tab until the thing of this name has the focus, then Enter; it leads to a page."""
    for _step in range(80):
        page.keyboard.press("Tab")
        said = page.evaluate("() => (document.activeElement.getAttribute('aria-label') || document.activeElement.textContent || '').trim()")  # fmt: skip
        if said == name:
            break
    else:
        raise AssertionError(f"{name} can't be reached by Tab on {page.url}")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def score_all(page: Page) -> None:
    for key in "8j7j6j5j4":
        page.keyboard.press(key)
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")


def test_from_the_invitation_in_the_mail_to_done_with_keys_only(db: Session, mailbox: Mailbox, open_page: Open, served: str) -> None:  # fmt: skip
    program = make.make_program(db, standing="judging")
    organizer = make.make_organizer(db, program)
    told = [make.make_submitted(db, program, make.make_user(db), **assessed()) for _one in range(2)]
    invite(db, program_id=program.id, role=Role.JUDGE, email=EMAIL, name="Jo Judge", by=organizer.id, now=datetime.now(UTC), origin=served)  # fmt: skip
    db.commit()
    (link,) = re.findall(rf"{served}(/invitations/\S+)", mailbox.last())
    page = open_page(link)
    press(page, f"Mail a code to {EMAIL}")
    (code,) = re.findall(r"^ +(\d{4} \d{4})\s*$", mailbox.last(), re.M)
    expect(page.get_by_label("Code from the mail")).to_be_focused()
    page.keyboard.type(code)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    press(page, "Accept")
    page.wait_for_url("**/declare")
    assert accessibility_problems(page) == []
    press(page, "I have nothing to declare")
    page.wait_for_url("**/desk/wishes")
    judge = db.scalars(select(User).where(User.email == EMAIL)).one()
    for nomination in told:
        make.make_assignment(db, nomination, judge)
    press(page, "Back to your desk")
    page.wait_for_url("**/desk")
    page.keyboard.press("g")
    page.wait_for_url("**/score")
    score_all(page)
    page.wait_for_url("**/score")
    score_all(page)
    page.wait_for_url("**/desk")
    page.keyboard.press("d")
    page.wait_for_url("**/desk/done")
    page.keyboard.press("g")
    expect(page.get_by_text("You said that you are done")).to_be_visible()
    assert look(db, select(JudgeFinish.judge_id)) == [judge.id]
    assert look(db, select(Declaration.user_id)) == [judge.id]
    finals: list[Any] = look(db, select(Scorecard.final_at))
    assert (len(finals), None in finals) == (2, False)


def test_a_conflict_declared_after_scoring_takes_the_score_out_and_leads_to_a_new_plan(db: Session, visitor: Visitor, open_page: Open, signed_page: Open) -> None:  # fmt: skip
    desk = arrange(db, nominee="Jordan Vale", company="Brightwater Foods")
    other, organizer = make.make_judge(db, desk.program), make.make_organizer(db, desk.program)
    other.name = "Robin Spare"
    organizer.email = "org@firm.example"
    make.make_scorecard(db, desk.assignment, {criterion.id: 8000 for criterion in desk.criteria})
    assert len(look(db, counted_scorecards(desk.program.id))) == 1
    page = signed_in(open_page, visitor, desk, width=390)
    page.goto(f"/programs/{desk.program.slug}/declare")
    page.get_by_label("Jordan Vale, Brightwater Foods").check()
    page.get_by_label("Reason").fill("We became business partners last week")
    page.get_by_role("button", name="Step back from these").click()
    expect(page.get_by_text(f"You stepped back from: {desk.nomination.reference}")).to_be_visible()
    assert (pushed_sideways(page), accessibility_problems(page)) == (0, [])
    assert page.goto(desk.score).status == 404  # type: ignore[union-attr]
    assert look(db, counted_scorecards(desk.program.id)) == []
    assert look(db, select(Scorecard.id)) != []
    assert look(db, select(Conflict.state)) == ["confirmed"]
    told = look(db, select(OutboxMail.body).where(OutboxMail.to_email == "org@firm.example"))
    assert len(told) == 1
    assert "business partners" in told[0]
    office = signed_page(organizer, f"/programs/{desk.program.slug}/conflicts?state=confirmed")
    office.get_by_role("button", name="See what a new plan would move").click()
    office.wait_for_url("**/plan/preview*")
    expect(office.locator("main")).to_contain_text("Robin Spare")
    office.get_by_role("button", name="Save this plan").click()
    expect(office.get_by_text("Saved: 1 assignments added")).to_be_visible()
