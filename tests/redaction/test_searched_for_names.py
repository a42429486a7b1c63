"""A blind program searched for names: every page and file that a judge can reach by any link, from the first page on."""

import re

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.mail.models import OutboxMail
from tests import factories as make
from tests.browsing import Visitor
from tests.crawling import Crawl
from tests.judging.arranging import look
from tests.redaction.worlds import PEOPLE, contest, inhabit

STARTS = ("/", "/judging", "/programs", "/account", "/nominations")


def folded(text: str) -> str:
    return text.lower().replace("\u00ad", "")


@pytest.mark.parametrize("people", PEOPLE[:3], ids=lambda people: people.company)
def test_a_blind_program_searched_for_names(app: FastAPI, db: Session, visitor: Visitor, people: object) -> None:
    desk = contest(db, app)
    inhabit(db, app, desk, people)  # type: ignore[arg-type]
    judge = visitor.signed_in(desk.judge)
    slug = desk.program.slug
    db.commit()
    crawl = Crawl(app, judge).follow(*STARTS, f"/programs/{slug}/desk", of_one_route=12)
    downloads = [
        judge.submit(path) for page in crawl.pages.values() for path in set(page.posts) if path.endswith("/download")
    ]
    texts = {
        **{
            path: answer.text + str(dict(answer.headers))
            for path, answer in crawl.seen.items()
            if "/static/" not in path
        },
        **{f"download {n}": one.text + str(dict(one.headers)) for n, one in enumerate(downloads)},
    }
    found = [(path, word) for path, text in texts.items() for word in people.words if word in folded(text)]  # type: ignore[attr-defined]
    assert found == []
    assert any(path.endswith("/score") for path in texts)
    assert any(one.status_code == 200 for one in downloads)


def test_the_same_search_finds_them_where_judging_is_not_blind(app: FastAPI, db: Session, visitor: Visitor) -> None:
    desk = contest(db, app)
    desk.program.blind = False
    db.commit()
    judge = visitor.signed_in(desk.judge)
    db.commit()
    crawl = Crawl(app, judge).follow("/", of_one_route=3)
    whole = folded(" ".join(answer.text for answer in crawl.seen.values()))
    assert [word for word in PEOPLE[0].words if not re.search(re.escape(word), whole)] == []


def test_a_question_about_a_conflict_names_nobody_on_the_page_and_in_the_mail(
    app: FastAPI, db: Session, visitor: Visitor
) -> None:
    desk = contest(db, app)
    organizer, judge = visitor.signed_in(make.make_organizer(db, desk.program)), visitor.signed_in(desk.judge)
    settle, slug = desk.path("conflict/settle"), desk.program.slug
    desk.judge.company = PEOPLE[0].company  # so that a tie is found to ask about
    person, address = desk.judge.id, desk.judge.email
    db.commit()
    asked = organizer.submit(
        settle, person=person, decision="ask", reason="Do you know Zyxqua of Vexcorda, or Wavecrest?"
    )
    assert asked.status_code == 303, asked.text[:500]
    page = judge.get(f"/programs/{slug}/declare").text
    sent = [" ".join(body.split()) for body in look(db, select(OutboxMail.body).where(OutboxMail.to_email == address))]
    (mail,) = [body for body in sent if "/declare" in body]
    own = PEOPLE[0].company.lower()  # the judge's own employer, in the judge's own form
    for text in (page, mail):
        assert "Do you know [nominee] of [company], or [removed]?" in text
        assert [word for word in PEOPLE[0].words if word in folded(text) and word != own] == []
