"""The whole journey in a real browser: nominated, closed, assigned, scored, ruled on, settled, ranked and exported; with a script
and without one."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from tests import factories as make
from tests.accounts.mailbox import code_in, mails_to
from tests.browser.looking import accessibility_problems, pushed_sideways
from tests.crawling import Page as Read
from tests.crawling import withheld

Open = Callable[..., Page]
ROWS = "Customer\tRevenue\tYear before\nDairy\t700,000\t680,000\nSnacks\t300,000\t100,000"
POINTS = (8, 7, 6, 5, 10)  # weights 3, 2, 2, 1, 1


class Person:
    """Somebody at a browser. `looks`: every page that they come to is looked at, by axe and for its width on a phone."""

    def __init__(self, open_page: Open, db: Session, email: str, *, script: bool, looks: bool) -> None:
        self.page = open_page("/sign-in", javascript=script)
        self.db, self.email, self.script, self.looks = db, email, script, looks

    def sign_in(self) -> "Person":
        self.page.get_by_label("Your e-mail address").first.fill(self.email)
        self.press("Mail me a code")
        self.page.get_by_label("Code from the mail").fill(code_in(mails_to(self.db, self.email)[-1]))
        self.press("Sign in")
        return self

    def press(self, name: str, *, confirm: bool = False) -> None:
        """A button that leads to a page; `confirm`: it asks first."""
        button = self.page.locator("main").get_by_role("button", name=name, exact=True).first
        if confirm and self.script:
            button.click()
            button = self.page.get_by_role("dialog").get_by_role("button", name=name)
        with self.page.expect_navigation():
            button.click()
        self.look()

    def go(self, path: str) -> None:
        self.page.goto(path)
        self.look()

    def look(self) -> None:
        if self.looks:
            where = self.page.url
            assert (where, accessibility_problems(self.page)) == (where, [])
            self.page.set_viewport_size({"width": 390, "height": 900})
            assert (where, pushed_sideways(self.page)) == (where, 0)
            self.page.set_viewport_size({"width": 1280, "height": 900})


def nominate(person: Person, slug: str) -> str:
    """The form from its first step to the receipt; the nomination's reference."""
    page = person.page
    person.go(f"/programs/{slug}/nominate")
    page.get_by_text("Salesperson of the Year").check()
    person.press("Begin the nomination")
    page.get_by_label("Name").first.fill("Nora Sample")
    page.get_by_label("Company").fill("Sample Pumps")
    person.press("Save and continue")
    page.get_by_text("Almost all").check()
    page.locator("[name=headline]").fill("1 million")
    paste_rows(person)
    person.press("Take these 2 rows over")
    for row, origin in enumerate(("inherited", "assigned")):
        page.locator(f"[name=lines-{row}-origin]").select_option(origin)
    if person.script:
        expect(page.locator("[data-split-live]")).to_contain_text("78%")
    person.press("Save and continue")
    page.locator("[name=story]").fill(
        "Nora looks after two large customers, and both stayed. She manages the Dairy account."
    )
    person.press("Save and continue")
    page.get_by_label("Link 1").fill("https://news.example/dairy")
    page.locator("[name=explanation]").fill("Both accounts came with the territory.")
    person.press("Save and continue")
    expect(page.locator("main")).to_contain_text("78% of this revenue was there the year before")
    person.press("Submit nomination")
    expect(page.locator("h1")).to_contain_text("Received:")
    said = [withheld(Read(page.content()))] + [
        withheld(Read(mail.subject + mail.body)) for mail in mails_to(person.db, person.email)
    ]
    assert not any(said), said
    return page.locator("h1").inner_text().removeprefix("Received:").strip()


def paste_rows(person: Person) -> None:
    """As one pastes into the first row; without a script, into the box that is there for it."""
    if person.script:
        person.page.locator("[name=lines-0-name]").evaluate(
            """(field, text) => {
                const clipboardData = new DataTransfer();
                clipboardData.setData("text/plain", text);
                field.dispatchEvent(new ClipboardEvent("paste", {clipboardData, bubbles: true, cancelable: true}));
            }""",
            ROWS,
        )
    else:
        person.page.get_by_text("Paste rows from a spreadsheet").click()
        person.page.locator("[name=paste]").fill(ROWS)
        person.press("Look at the rows")
    expect(person.page.locator("main")).to_contain_text("2 rows were understood")


def turn(organizer: Person, slug: str, name: str) -> None:
    organizer.go(f"/programs/{slug}/phases")
    organizer.page.locator("[name=reason]").fill("The board met early.")
    organizer.press(name, confirm=True)


def begin_judging(organizer: Person, slug: str, reference: str, judge: str) -> None:
    page = organizer.page
    turn(organizer, slug, "Close nominations now")
    organizer.go(f"/programs/{slug}/flags")
    expect(page.locator("main")).to_contain_text("78%")
    organizer.go(f"/programs/{slug}/assignments")
    page.locator("[name=reference]").fill(reference)
    page.locator("[name=judge]").select_option(label=judge)
    organizer.press("Assign")
    expect(page.locator("main")).to_contain_text(judge)
    turn(organizer, slug, "Open judging now")


def score(judge: Person, slug: str) -> None:
    page = judge.page
    judge.go(f"/programs/{slug}/desk")
    page.get_by_role("link", name="Score the next one").click()
    judge.look()
    expect(page.locator("main")).to_contain_text("mostly managed")
    page.get_by_text("What this rests on").click()
    expect(page.locator("details.evidence").first).to_contain_text("Dairy")
    expect(page.locator("mark").first).to_be_visible()
    judge.look()
    if judge.script:
        for place, points in enumerate(POINTS):
            page.keyboard.press("j" if place else "Escape")
            page.keyboard.press(str(points % 10))
        expect(page.locator("[data-scores-done]")).to_have_text("5")
        expect(page.locator("[data-save-status]")).to_contain_text("Saved")
    else:
        for section, points in zip(page.locator("[data-criterion]").all(), POINTS, strict=True):
            section.locator(f"label:has(> input[value='{points}'])").click()
    page.get_by_text("I agree: mostly managed").click()
    judge.press("Submit and next")
    expect(page.locator("main")).to_contain_text("Everything is done")


def settle(organizer: Person, slug: str, nominator: str) -> None:
    page = organizer.page
    organizer.go(f"/programs/{slug}/progress")
    organizer.go(f"/programs/{slug}/flags")
    page.locator("a[href$='/flag']").first.click()
    organizer.look()
    expect(page.locator("main")).to_contain_text("Both accounts came with the territory.")
    page.get_by_text("Keep it in Salesperson of the Year").click()
    page.locator("[name=reason]").fill("The judge agrees, and the board keeps it.")
    organizer.press("Settle and tell the nominator")
    told = mails_to(organizer.db, nominator)[-1]
    assert withheld(Read(told.subject + told.body)) == []


def read_results(organizer: Person, slug: str, folder: Path) -> dict[str, Any]:
    """The results page, and the one row of the exported workbook, as openpyxl reads it."""
    page = organizer.page
    organizer.go(f"/programs/{slug}/results")
    expect(page.get_by_role("table", name="Ranking of Salesperson of the Year")).to_contain_text("7.22")
    organizer.go(f"/programs/{slug}/exports")
    with page.expect_download() as file:
        page.get_by_role("button", name="Results as XLSX").click()
    file.value.save_as(folder / "results.xlsx")
    head, row = openpyxl.load_workbook(folder / "results.xlsx").active.iter_rows(values_only=True)
    return dict(zip(head, row, strict=True))


@pytest.mark.parametrize("script", [True, False], ids=["with a script", "without a script"])
def test_from_the_first_nomination_to_the_exported_result(
    open_page: Open, db: Session, tmp_path: Path, backend: str, script: bool
) -> None:
    program = make.make_program(db, minimum_scores=1)
    judge, organizer = make.make_judge(db, program), make.make_organizer(db, program)
    slug, nominator = program.slug, "olive@nominators.example"

    def person(email: str) -> Person:
        return Person(open_page, db, email, script=script, looks=script and backend == "sqlite").sign_in()

    reference = nominate(person(nominator), slug)
    board = person(organizer.email)
    begin_judging(board, slug, reference, judge.name)
    score(person(judge.email), slug)
    settle(board, slug, nominator)
    row = read_results(board, slug, tmp_path)
    assert (row["Reference"], row["Nominee"], row["Rank"], row["Scores"]) == (reference, "Nora Sample", 1, 1)
    assert row["Plain mean"] == pytest.approx(65 / 9, abs=0.0006)
    money = [row[f"{title} (USD)"] for title in ("Headline revenue", "Managed", "Expansion", "New business")]
    assert money == [1_000_000, 780_000, 220_000, 0]
    assert (row["Managed share"], row["Role"]) == (0.78, "farmer")
