"""`make shots`: starts a demo of its own and photographs its main pages at 1280 and 390 pixels into shots/."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import CHROMIUM

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "shots"
PROGRAM = "/programs/central-mass-demo"
OPEN = "/programs/wachusett-rookies-demo"
# What each role looks at; a name in the first column is the picture's.
PAGES = {
    "": [("front", "/"), ("sign-in", "/sign-in"), ("programs", "/programs"), ("program", PROGRAM)],
    "organizer": [
        ("overview", f"{PROGRAM}/overview"), ("nominations", f"{PROGRAM}/nominations"), ("flags", f"{PROGRAM}/flags"),
        ("assignments", f"{PROGRAM}/assignments"), ("progress", f"{PROGRAM}/progress"), ("results", f"{PROGRAM}/results"),
        ("exports", f"{PROGRAM}/exports"), ("charts", f"{PROGRAM}/charts"), ("choose", f"{PROGRAM}/compare"),
        ("settings", f"{PROGRAM}/settings"), ("categories", f"{PROGRAM}/categories"),
        ("criteria", f"{PROGRAM}/criteria"), ("phases", f"{PROGRAM}/phases"), ("people", f"{PROGRAM}/people"),
        ("mail", f"{PROGRAM}/mail"), ("audit", f"{PROGRAM}/audit"), ("spreadsheet", f"{PROGRAM}/spreadsheet"),
    ],
    "judge": [("desk", f"{PROGRAM}/desk"), ("desk-charts", f"{PROGRAM}/desk/charts"), ("desk-choose", f"{PROGRAM}/desk/compare")],
    "nominator": [("mine", "/nominations"), ("nominate", f"{OPEN}/nominate")],
    "administrator": [("home", "/"), ("administration", "/administration"), ("users", "/administration/users")],
}  # fmt: skip

# What the form is filled with: an account manager's year, as an executive would type it.
TYPED = {
    "nominee": {"nominee_name": "Demo Nominee", "nominee_title": "Account Manager", "nominee_company": "Sample Pumps"},
    "revenue": {
        "headline": "1.2 million", "lines-0-name": "Fable Foundry", "lines-0-revenue": "900,000",
        "lines-0-prior": "850,000", "lines-1-name": "Mock Bakery", "lines-1-revenue": "300,000", "lines-1-prior": "0",
    },
    "story": {"story": "She answers on the first ring, and not one customer left."},
}  # fmt: skip


def photograph(page: Page, name: str) -> None:
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(150)
        page.screenshot(path=FOLDER / f"{name}-{width}.png", full_page=True)


def visit(browser: Browser, base: str, part: str) -> None:
    context = browser.new_context(base_url=base)
    page = context.new_page()
    if part:
        page.goto("/sign-in")
        page.locator("li", has_text=re.compile(f"{part}", re.IGNORECASE)).locator("button").first.click()
        page.wait_for_load_state()
    for name, path in PAGES[part]:
        answer = page.goto(path)
        if answer is None or answer.status != 200:
            print(f"{path} answers {answer and answer.status}")
        photograph(page, name)
    if part == "judge":
        page.goto(f"{PROGRAM}/desk")
        for place, link in enumerate(page.locator("a[href$='/score']").all()[:2]):
            page.goto(str(link.get_attribute("href")))
            photograph(page, f"score-{place}")
            page.goto(f"{PROGRAM}/desk")
    if part in ("judge", "organizer"):
        page.goto(f"{PROGRAM}/desk/compare" if part == "judge" else f"{PROGRAM}/compare")
        page.goto(str(page.locator("a[href*='near=']").first.get_attribute("href")))
        photograph(page, f"compare-{part}")
    if part == "organizer":
        page.goto(f"{PROGRAM}/flags")
        page.goto(str(page.locator("a[href$='/flag']").first.get_attribute("href")))
        photograph(page, "flag")
    if part == "nominator":
        steps(page)
    context.close()


def steps(page: Page) -> None:
    """The form from its first step to the review, as somebody fills it."""
    page.goto(f"{OPEN}/nominate")
    page.locator("main input[type=radio]").first.check()
    page.get_by_role("button", name="Begin the nomination").click()
    page.wait_for_load_state()
    base = page.url.rsplit("/", 1)[0]
    for step in ("nominee", "revenue", "story", "evidence", "review"):
        page.goto(f"{base}/{step}")
        photograph(page, f"form-{step}")
        for field, text in TYPED.get(step, {}).items():
            page.fill(f"[name={field}]", text)
        if step == "revenue":
            page.check("text=About three quarters")
        if step in TYPED:
            page.get_by_role("button", name="Save and continue").click()
            page.wait_for_load_state()


def main() -> None:
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    if CHROMIUM is None:
        sys.exit("Chromium is needed to take pictures. On Debian and Ubuntu: apt install chromium")
    with tempfile.TemporaryDirectory() as data:
        environment = {**os.environ, "UPHILL_DATA_DIR": data, "UPHILL_PORT": "8199"}
        environment.pop("UPHILL_DATABASE_URL", None)
        server = subprocess.Popen([sys.executable, "-m", "app", "demo", "--serve"], cwd=ROOT, env=environment)
        base = "http://127.0.0.1:8199"
        try:
            for _each in range(100):
                time.sleep(0.2)
                try:
                    httpx.get(f"{base}/health")
                    break
                except httpx.ConnectError:
                    continue
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
                for part in PAGES:
                    visit(browser, base, part)
        finally:
            server.terminate()
            server.wait(15)
    print(f"Pictures are in {FOLDER.name}/")


if __name__ == "__main__":
    main()
