"""An executive's way from a CRM export to revenue lines, in a real browser, with and without a script."""

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests import factories as make
from tests.browser.looking import accessibility_problems, pushed_sideways
from tests.nominations.conftest import Bench, bench  # noqa: F401 the fixture
from tests.nominations.exports import HUBSPOT_GERMAN, salesforce
from tests.nominations.test_deals import ASKED

Opened = Callable[..., Page]
DRAFT = {"nominee_name": "Nora Sample", "period_from": "2025-01-01", "period_to": "2025-12-31"}


def looked_at(page: Page) -> None:
    assert accessibility_problems(page) == []
    assert pushed_sideways(page) == 0


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_a_salesforce_report_is_looked_at_overruled_taken_over_and_taken_back(
    bench: Bench,  # noqa: F811
    signed_page: Opened,
    tmp_path: Path,
    javascript: bool,
) -> None:
    (tmp_path / "report.xlsx").write_bytes(salesforce())
    nomination = bench.draft(DRAFT)
    page = signed_page(bench.owner, f"/nominations/{nomination.public_id}/revenue", javascript=javascript)
    page.fill("[name=lines-0-name]", "Typed before")
    page.fill("[name=lines-0-revenue]", "12,000")
    page.click("text=From your CRM: upload an export")
    page.set_input_files("[name=file]", tmp_path / "report.xlsx")
    page.click("text=Read the file")
    expect(page.locator("h1")).to_have_text("What would be taken over")
    expect(page.locator("body")).to_contain_text("$450,000")
    page.locator("summary", has_text="Won outside the period").click()
    page.check("[name=use][value='8']")
    page.click("text=Read again with these ticks")
    expect(page.locator("body")).to_contain_text("$500,000")
    page.click("text=Replace them")
    page.click("button:has-text('Take over 3 lines')")
    expect(page.locator(".flashes")).to_contain_text("3 lines were taken over")
    assert [line["name"] for line in bench.again(nomination).draft["lines"]] == [
        "Foundry Works",
        "Old Dairy",
        "Late Mill",
    ]
    page.click(".flashes >> text=Undo")
    expect(page.locator(".flashes")).to_contain_text("3 lines were taken back")
    expect(page.locator("[name=lines-0-name]")).to_have_value("Typed before")


def test_a_german_hubspot_csv_is_mapped_and_taken_over(
    bench: Bench,  # noqa: F811
    signed_page: Opened,
    tmp_path: Path,
) -> None:
    (tmp_path / "deals.csv").write_bytes(HUBSPOT_GERMAN)
    nomination = bench.draft(DRAFT)
    page = signed_page(bench.owner, f"/nominations/{nomination.public_id}/crm", width=390)
    page.set_input_files("[name=file]", tmp_path / "deals.csv")
    page.click("text=Read the file")
    page.click("text=Change columns, kinds, period")
    expect(page.locator("[name=column-account]")).to_have_value("Zugeordnetes Unternehmen")
    page.get_by_label("“Bestandsgeschäft” is").select_option("renewal")
    page.click("text=Show what would be taken over")
    expect(page.locator("body")).to_contain_text("$200,000.50")
    page.click("button:has-text('Take over 2 lines')")
    lines = {line["name"]: line for line in bench.again(nomination).draft["lines"]}
    assert (lines["Molkerei Nord"]["prior"], lines["Molkerei Nord"]["kind"]) == ("75000", "renewal")


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")])
def test_its_pages_stand_up_to_axe_and_fit_the_window(
    bench: Bench,  # noqa: F811
    signed_page: Opened,
    tmp_path: Path,
    width: int,
    theme: str,
) -> None:
    (tmp_path / "report.xlsx").write_bytes(salesforce())
    nomination = bench.draft({**DRAFT, "lines": [{"name": "Typed before", "revenue": "12,000"}], "headline": "12,000"})
    page = signed_page(bench.owner, f"/nominations/{nomination.public_id}/crm", width=width, theme=theme)
    looked_at(page)
    page.set_input_files("[name=file]", tmp_path / "report.xlsx")
    with page.expect_navigation():
        page.click("text=Read the file")
    for group in page.locator("details.deal-group").all():
        group.locator("summary").click()
    looked_at(page)
    shot(page, f"deals-{width}-{theme}")
    page.click("text=Change columns, kinds, period")
    page.locator("details.paste-box > summary").click()
    looked_at(page)
    shot(page, f"columns-{width}-{theme}")
    page.click("text=Show what would be taken over")
    page.click("button:has-text('Take over 2 lines')")
    looked_at(page)
    shot(page, f"revenue-{width}-{theme}")
    page.click("text=Files from your CRM")
    looked_at(page)
    shot(page, f"crm-{width}-{theme}")


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
def test_the_file_behind_the_figures_is_shown_well(
    bench: Bench,  # noqa: F811
    signed_page: Opened,
    tmp_path: Path,
    width: int,
    theme: str,
) -> None:
    """To the nominator who answers with it, to the organizer, and to a judge."""
    (tmp_path / "report.xlsx").write_bytes(salesforce())
    nomination = bench.submitted(ASKED)
    bench.close_program()
    where = f"/nominations/{nomination.public_id}"
    page = signed_page(bench.owner, f"{where}/question", width=width, theme=theme)
    page.click("text=Or upload an export of your CRM")
    page.set_input_files("[name=file]", tmp_path / "report.xlsx")
    with page.expect_navigation():  # the file is read first: a look before that sees a page that goes away
        page.click("text=Read the file")
    looked_at(page)
    shot(page, f"answer-{width}-{theme}")
    page.click("text=Send the answer")
    expect(page.locator(".flashes")).to_contain_text("Thank you")
    organizer = signed_page(make.make_organizer(bench.db, bench.program), where, width=width, theme=theme)
    expect(organizer.locator("body")).to_contain_text("Files behind the figures")
    organizer.click("text=2 lines come from it")
    looked_at(organizer)
    shot(organizer, f"organizer-{width}-{theme}")
    now = datetime.now(UTC)
    bench.program.judging_opens_at, bench.program.closes_at = now - timedelta(hours=1), now - timedelta(days=2)
    bench.db.commit()
    judge = make.make_judge(bench.db, bench.program)
    make.make_assignment(bench.db, nomination, judge)
    scoring = signed_page(judge, f"{where}/score", width=width, theme=theme)
    expect(scoring.locator("body")).to_contain_text("-evidence-1")
    looked_at(scoring)
    with scoring.expect_download() as waiting:
        scoring.get_by_label("-evidence-1").click()
    assert waiting.value.suggested_filename.endswith("-evidence-1.xlsx")
    shot(scoring, f"judge-{width}-{theme}")


def shot(page: Page, name: str) -> None:
    if os.environ.get("SHOTS"):
        page.screenshot(path=f"{os.environ['SHOTS']}/{name}.png", full_page=True)
