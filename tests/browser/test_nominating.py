"""The nomination form in a real browser: with a script it saves itself, without one every button still works."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.states import State
from app.nominations.models import Nomination
from tests import factories as make
from tests.browser.looking import accessibility_problems, pushed_sideways
from tests.nominations.conftest import Bench, bench  # noqa: F401 the fixture
from tests.nominations.writing import MANAGED

STEPS = ("nominee", "revenue", "story", "evidence", "review")
Opened = Callable[..., Page]


def test_what_is_typed_saves_itself_and_the_split_follows(bench: Bench, signed_page: Opened) -> None:  # noqa: F811
    nomination = bench.draft()
    page = signed_page(bench.owner, f"/nominations/{nomination.public_id}/revenue")
    page.fill("[name=lines-0-name]", "Acme")
    page.fill("[name=lines-0-revenue]", "500,000")
    page.fill("[name=lines-0-prior]", "100,000")
    expect(page.locator("[data-save-status]")).to_contain_text("Saved")
    expect(page.locator("[data-split-live]")).to_contain_text("$400k")
    page.press("[name=lines-0-revenue]", "Enter")
    expect(page.locator("[name=lines-0-name]")).to_have_value("Acme")
    assert bench.again(nomination).draft["lines"][0]["revenue"] == "500,000"


def test_a_second_tab_never_overwrites_the_first(bench: Bench, signed_page: Opened) -> None:  # noqa: F811
    nomination = bench.draft()
    first = signed_page(bench.owner, f"/nominations/{nomination.public_id}/story")
    second = first.context.new_page()
    second.goto(first.url)
    first.fill("[name=story]", "From the first tab.")
    expect(first.locator("[data-save-status]")).to_contain_text("Saved")
    second.fill("[name=story]", "From the second tab.")
    expect(second.locator("[data-save-status]")).to_contain_text("changed in another tab")
    expect(second.locator("[name=story]")).to_have_value("From the second tab.")
    assert bench.again(nomination).draft["story"] == "From the first tab."


def test_a_nomination_is_written_and_submitted_without_a_script(
    bench: Bench,  # noqa: F811
    signed_page: Opened,
    db: Session,
) -> None:
    page = signed_page(bench.owner, f"/programs/{bench.program.slug}/nominate", width=390, javascript=False)
    page.check("text=Salesperson of the Year")
    page.click("text=Begin the nomination")
    page.fill("[name=nominee_name]", "Nora Sample")
    page.fill("[name=nominee_company]", "Sample Pumps")
    page.click("text=Save and continue")
    page.check("text=Almost none")
    page.fill("[name=headline]", "100,000")
    page.fill("[name=lines-0-name]", "Foundry")
    page.fill("[name=lines-0-revenue]", "97,000")
    page.fill("[name=lines-0-prior]", "0")
    page.click("summary:has-text('Paste rows')")
    page.fill("[name=paste]", "Customer;Revenue\nBakery;1.000,00\nOrchard;2.000,00")
    page.click("text=Look at the rows")
    page.click("text=Take these 2 rows over")
    page.click("text=Save and continue")
    page.fill("[name=story]", "She knocked on doors.")
    page.click("text=Save and continue")
    page.click("text=Save and continue")
    page.click("text=Submit nomination")
    expect(page.locator("h1")).to_contain_text("Received:")
    nomination = db.scalars(select(Nomination)).one()
    assert nomination.state is State.SUBMITTED
    assert [line["name"] for line in nomination.draft["lines"]] == ["Foundry", "Bakery", "Orchard"]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_on_any_page_and_none_is_pushed_sideways(
    bench: Bench,  # noqa: F811
    signed_page: Opened,
    width: int,
    theme: str,
) -> None:
    draft, sent = bench.draft({**MANAGED, "links": ["https://example.org/a"]}), bench.submitted(MANAGED)
    paths = [f"/nominations/{draft.public_id}/{step}?mend=1" for step in STEPS]
    paths += [f"/nominations/{sent.public_id}{page}" for page in ("", "/receipt", "/question")]
    paths += [
        "/nominations",
        f"/programs/{bench.program.slug}/nominate",
        f"/nominations/{bench.draft().public_id}/review",
    ]
    page = signed_page(bench.owner, "/nominations", width=width, theme=theme)
    organizer = signed_page(make.make_organizer(bench.db, bench.program), "/nominations", width=width, theme=theme)
    theirs = [f"/programs/{bench.program.slug}/nominations", f"/nominations/{sent.public_id}"]
    for browser, path in [(page, path) for path in paths] + [(organizer, path) for path in theirs]:
        browser.goto(path)
        assert (path, accessibility_problems(browser), pushed_sideways(browser)) == (path, [], 0)
