"""Every link of the demo, followed as everybody: nothing is missing, heavy or from elsewhere, and no nominator reads words that
would hurt."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.demo.blind import prepare_spring
from app.demo.judging import judge_half
from app.demo.last_year import finish_last_year
from app.demo.seeding import seed
from app.files.folder import Folder
from app.programs.models import Program, RoundMode
from app.programs.queries import rounds_of
from app.programs.service import add_round
from app.web.templates import STATIC, TEMPLATES
from tests.architecture.walking import served
from tests.browsing import Visitor
from tests.crawling import Crawl, Page, problems, withheld
from tests.nominations.exports import salesforce, shown_fields

PARTS = ("", "nominator", "judge", "organizer", "administrator")
# On SQLite every address; on PostgreSQL a few of each route, to see that its queries run there too.
OF_ONE_ROUTE = {"sqlite": 1000, "postgresql": 12}
# Pages that no link of the demo leads to: they stand in mails, come after a button, need a file first, or are for machines
# and builders.
NOT_LINKED = {
    "GET /health", "GET /components", "GET /invitations/{token}", "GET /sign-in/link", "GET /sign-in/link/{token}", "GET /sign-in/code",
    "GET /programs/{slug}/spreadsheet/{sheet_id}/mapping", "GET /programs/{slug}/spreadsheet/{sheet_id}/rows",
    "GET /programs/{slug}/spreadsheet/{sheet_id}/answers.{format}", "GET /reminders/{token}", "GET /programs/{slug}/desk/complete",
    "GET /programs/{slug}/versions", "GET /nominations/{nomination_id}/screen",  # in a round that screens
    "GET /programs/{slug}/desk/order/{category_id}",  # where judges put the best in order
}  # fmt: skip


def demo(db: Session, folder: Folder) -> str:
    """All of it, and a round to come; the address of the program that takes nominations."""
    now = datetime.now(UTC)
    made = seed(db, now)
    judge_half(db, made, now)
    finish_last_year(db, made, now)
    program = db.get_one(Program, made.program.id)
    last = rounds_of(db, program.id)[-1]
    values = {"name": "Final", "mode": RoundMode.SCORE, "opens_at": last.closes_at, "closes_at": last.closes_at + timedelta(days=7), "goes_through": None, "bound": None, "calibration": False, "scores_wanted": 3, "minimum_scores": 2}  # fmt: skip
    add_round(
        db,
        program,
        values,
        [],
        reason="Another round",
        by=next(user for user in made.users.values() if user.demo_part == "organizer").id,
        now=now,
    )
    slug = made.open_program.slug
    prepare_spring(db, made, folder, now)
    db.commit()
    return slug


def browser_of(part: str, visitor: Visitor, db: Session) -> Visitor:
    person = db.scalars(select(User).where(User.demo_part == part).order_by(User.id)).first() if part else None
    db.commit()
    assert person or not part
    return visitor.signed_in(person) if person else visitor


def draft_by_hand(nominator: Visitor, slug: str) -> None:
    """The demo's nominator begins a nomination with rows from a CRM export, so that the steps of the form are linked too."""
    category = re.findall(
        r'<input[^>]*name="category"[^>]*value="(\d+)"', nominator.get(f"/programs/{slug}/nominate").text
    )[0]
    started = nominator.submit(f"/programs/{slug}/nominate", category=category)
    assert started.headers["location"].endswith("/nominee")
    path = started.headers["location"].removesuffix("/nominee")
    nominator.submit(path + "/nominee", nominee_name="Nora Sample")
    nominator.submit(path + "/revenue", period_from="2025-01-01", period_to="2025-12-31")
    uploaded = nominator.post(path + "/crm", files={"file": ("report.xlsx", salesforce())})
    shown = shown_fields(nominator.follow(uploaded).text)
    taken = nominator.submit(uploaded.headers["location"], **{**shown, "go": "take"})
    assert taken.headers["location"].endswith("/revenue")


def test_every_link_leads_somewhere_for_everybody(app: FastAPI, visitor: Visitor, db: Session) -> None:
    slug, most = demo(db, Folder(app.state.settings.files_dir)), OF_ONE_ROUTE[app.state.database.engine.dialect.name]
    browsers = {part: browser_of(part, visitor, db) for part in PARTS}
    draft_by_hand(browsers["nominator"], slug)
    crawls = {
        part: Crawl(app, browser).follow("/", "/sign-in", "/account", of_one_route=most)
        for part, browser in browsers.items()
    }
    assert {part: crawl.wrong for part, crawl in crawls.items() if crawl.wrong} == {}
    read = [
        (path, said)
        for part in ("", "nominator")
        for path, page in crawls[part].pages.items()
        for said in withheld(page)
    ]
    assert read == []
    reached = {route for crawl in crawls.values() for route in crawl.routes}
    assert {f"GET {route.path}" for route in served(app) if route.method == "GET"} - reached - NOT_LINKED == set()
    assert min(len(crawl.pages) for crawl in crawls.values()) > 5


def test_no_mail_that_a_nominator_gets_says_what_would_hurt() -> None:
    texts = {
        text.name: text.read_text()
        for folder in ("nominations", "flags", "results")
        for text in (TEMPLATES / folder / "mail").iterdir()
    }
    assert len(texts) > 3
    assert {name: said for name, text in texts.items() if (said := withheld(Page(text)))} == {}


def test_no_stylesheet_or_script_asks_another_site_for_anything() -> None:
    files = [*STATIC.rglob("*.css"), *STATIC.rglob("*.js")]
    assert len(files) > 10
    asks = re.compile(r"""(?:url\(|@import|fetch\(|import\(|from|src\s*=)\s*["']?\s*(?:https?:)?//""")
    assert [file.name for file in files if asks.search(file.read_text())] == []
    assert asks.search("@import url(https://fonts.example/x.css)")


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("<title>Good</title><h1>a</h1><h1>b</h1>", "2 h1"),
        ("<h1>a</h1>", "no title"),
        ("<title>Good</title><h1>a</h1><img src=//cdn.example/x.png>", "loads //cdn.example/x.png"),
        ("<title>Good</title><h1>a</h1><p style='x'>", "inline p style"),
        ("<title>Good</title><h1>a</h1><script>1</script>", "inline script"),
        ("<title>Good</title><h1>a</h1><a href='#there'>", "leads nowhere: #there"),
        ("<title>Good</title><h1>a</h1><p id=x><p id=x>", "id twice: x"),
        ("<title>Good</title><h1>a</h1><p>share: None", "says"),
        ("<title>Good</title><h1>a</h1>" + "x" * 100_000, "bytes"),
    ],
)  # fmt: skip
def test_a_planted_fault_is_seen(html: str, said: str) -> None:
    (found,) = problems(Page(html))
    assert said in found


def test_a_word_that_would_hurt_is_seen_in_text_and_in_what_is_read_out() -> None:
    assert len(withheld(Page("<p>a farmer</p><img alt='Flagged: mostly  managed'>"))) == 3
