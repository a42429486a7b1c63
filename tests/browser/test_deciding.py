"""Decide, approve, publish, announce: two organizers, the public and a nominator, in a real browser."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.mail.models import OutboxMail
from tests import factories as make
from tests.browser.test_journey import Person
from tests.results.test_index import nominated

SLUG = "/programs/awards"


def held(db: Session) -> list[bool]:
    db.expire_all()
    found = list(
        db.scalars(select(OutboxMail.held).where(OutboxMail.subject.contains("fared")).order_by(OutboxMail.id))
    )
    db.commit()
    return found


def test_from_the_order_to_the_winners_page_and_the_mails(open_page: Callable[..., Page], db: Session) -> None:
    program = make.make_program(db, "awards", standing="tallying")
    make.make_organizer(db, program, "one@committee.example")
    make.make_organizer(db, program, "two@committee.example")
    judges = [make.make_judge(db, program) for _ in range(3)]
    ada, ben = (
        nominated(db, program, judges, [points] * 3, nominee=name, split=(20_000_00, 0, 80_000_00, 0))
        for name, points in (("Ada Climber", 9), ("Ben Second", 7))
    )
    nominator = db.get_one(User, ada.owner_id).email
    zone, own = ZoneInfo(program.time_zone), f"/nominations/{ada.public_id}"
    place, addresses = make.category_of(db, program).id, (ada.reference, ben.reference)
    db.commit()

    her = Person(open_page, db, nominator, script=True, looks=True).sign_in()
    her.go(own)
    her.press("Let these shares be published")
    expect(her.page.locator("main")).to_contain_text("Take the consent back")

    one = Person(open_page, db, "one@committee.example", script=True, looks=True).sign_in()
    one.go(f"{SLUG}/decisions/{place}")
    card = one.page.locator("#awards")
    for kind, reference, words in (("winner", addresses[0], "For the climb."), ("runner_up", addresses[1], "")):
        if not card.locator("[name=kind]").is_visible():
            card.locator("summary", has_text="Add an award").click()
        card.locator("[name=kind]").select_option(kind)
        card.locator("[name=reference]").fill(str(reference))
        card.locator("[name=citation]").fill(words)
        with one.page.expect_navigation():
            card.get_by_role("button", name="Add", exact=True).click()
    one.press("Propose")
    expect(card).to_contain_text("another organizer approves it")

    two = Person(open_page, db, "two@committee.example", script=True, looks=True).sign_in()
    two.go(f"{SLUG}/decisions/{place}")
    two.press("Approve")
    one.go(f"{SLUG}/decisions")
    moment = datetime.now(UTC).astimezone(zone) - timedelta(minutes=2)
    one.page.locator("[name=publish_at]").fill(moment.strftime("%Y-%m-%dT%H:%M"))
    one.press("Set this moment")
    public = open_page(f"{SLUG}/winners", width=390)
    expect(public.locator("h1")).not_to_contain_text("winners")
    assert held(db) == []
    two.go(f"{SLUG}/decisions")
    two.press("Approve publication")
    assert held(db) == [True, True]

    public.goto(f"{SLUG}/winners")
    expect(public.locator("h1")).to_have_text("The winners")
    expect(public.locator(".honored-large")).to_contain_text("Ada Climber")
    expect(public.locator(".honored-large")).to_contain_text("80%")
    expect(public.locator(".winners-beside")).to_contain_text("Ben Second")
    assert "$" not in public.locator("main").inner_text()

    two.go(f"{SLUG}/announcements")
    two.page.locator("#f-intro-nominators").fill("What a year it was!")
    with two.page.expect_navigation():
        two.page.get_by_role("button", name="Save and show").first.click()
    expect(two.page.locator("main")).to_contain_text("What a year it was!")
    two.press("Release 5 mails", confirm=True)
    expect(two.page.locator("main")).to_contain_text("Everybody was told")
    assert held(db) == [False, False]

    her.go(f"{SLUG}/winners")
    with her.page.expect_navigation():
        her.page.get_by_role("link", name="Your nominee's certificate").click()
    her.look()
    with her.page.expect_download() as certificate:
        her.page.locator("main").get_by_role("button").first.click()
    assert Path(certificate.value.path()).read_bytes().startswith(b"%PDF-")
