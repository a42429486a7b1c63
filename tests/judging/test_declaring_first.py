"""Nobody reads before they have declared: every page with a nomination's content leads to the declaration, and back; what is
written is saved all the same."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.judging.models import Declaration, Score, Screening
from tests import factories as make
from tests.browsing import Visitor
from tests.judging.arranging import Desk, arrange, look

LISTED = [line.split() for name in ("judging", "exports", "results") for line in (Path(__file__).parents[1] / name / "routes.txt").read_text().splitlines()]  # fmt: skip
READING = {"nomination_judge", "evidence_judge", "desk_read", "program_desk_print"}
READERS = [(method, path) for method, path, action in LISTED if action in READING]


def declare(desk: Desk) -> str:
    return f"/programs/{desk.program.slug}/declare"


def address(path: str, desk: Desk) -> str:
    ids = {"nomination_id": desk.nomination.public_id, "category_id": desk.nomination.category_id, "number": 1}
    return path.format(slug=desk.program.slug, **ids)


@pytest.mark.parametrize(("method", "path"), READERS)
def test_who_has_not_declared_is_led_there_from_every_page_that_shows_content(db: Session, visitor: Visitor, method: str, path: str) -> None:  # fmt: skip
    desk = arrange(db, declared=False)
    judge = visitor.signed_in(desk.judge)
    asked = address(path, desk)
    answer = judge.request(method, asked, headers={"Referer": f"http://testserver{desk.score}"})
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{declare(desk)}?then={asked if method == 'GET' else desk.score}"
    told = judge.request(method, asked, headers={"Accept": "application/json"})
    assert (told.status_code, "declare your conflicts" in told.text) == (403, True)


def test_the_pages_that_show_content_are_many() -> None:
    assert len(READERS) >= 12


def test_one_click_declares_that_there_is_nothing_and_leads_back(db: Session, visitor: Visitor) -> None:
    desk = arrange(db, declared=False)
    desk.judge.company = "Acme Tools"
    db.commit()
    judge = visitor.signed_in(desk.judge)
    page = judge.follow(judge.get(f"{desk.score}?x=1"))
    assert "I have nothing to declare" in page.text
    back = judge.submit(declare(desk), then=f"{desk.score}?x=1")
    assert back.headers["location"] == f"{desk.score}?x=1"
    assert "cold-called Bolt Foundry" in judge.follow(back).text
    assert look(db, select(Declaration.employer)) == [""]
    assert "I have nothing to declare" not in judge.get(declare(desk)).text


@pytest.mark.parametrize("evil", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_nobody_is_led_away_from_this_site(db: Session, visitor: Visitor, evil: str) -> None:
    desk = arrange(db, declared=False)
    judge = visitor.signed_in(desk.judge)
    assert "evil" not in judge.get(declare(desk), params={"then": evil}).text
    assert judge.submit(declare(desk), then=evil).headers["location"].endswith("/desk/wishes")


def test_what_is_typed_too_long_comes_back_and_the_way_is_not_forgotten(db: Session, visitor: Visitor) -> None:
    desk = arrange(db, declared=False)
    refused = visitor.signed_in(desk.judge).submit(declare(desk), then=desk.score, clients="y" * 2500)
    assert refused.status_code == 422
    assert refused.text.count(f'name="then" value="{desk.score}"') == 2
    assert "y" * 2500 in refused.text


@pytest.mark.parametrize("json", [True, False])
def test_a_save_without_a_declaration_is_kept_and_then_it_is_asked_for(db: Session, visitor: Visitor, json: bool) -> None:  # fmt: skip
    desk = arrange(db, declared=False)
    judge = visitor.signed_in(desk.judge)
    headers = {"Accept": "application/json"} if json else {}
    answer = judge.post(desk.score, data=desk.fields(7, 8), headers=headers)
    assert answer.status_code == (200 if json else 303)
    assert sorted(look(db, select(Score.thousandths))) == [7000, 8000]
    assert judge.get(desk.score).headers["location"] == f"{declare(desk)}?then={desk.score}"


def test_what_is_refused_comes_back_without_the_nomination(db: Session, visitor: Visitor) -> None:
    desk = arrange(db, declared=False)
    judge = visitor.signed_in(desk.judge)
    refused = judge.submit(desk.score, **desk.fields("99", comment_organizers="Strong <3"))
    assert refused.status_code == 422
    assert "Strong &lt;3" in refused.text
    assert "What you typed is here." in refused.text
    for word in ("cold-called", "Bolt Foundry", "Acme Mills", "mostly managed"):
        assert word not in refused.text


def test_a_first_look_without_a_declaration_is_kept_too_and_shows_nothing(db: Session, visitor: Visitor) -> None:
    desk = arrange(db, declared=False)
    make.round_of(db, desk.program).mode = "screen"
    db.commit()
    judge = visitor.signed_in(desk.judge)
    refused = judge.submit(desk.path("screen"), answer="perhaps", reason="Not sure")
    assert (refused.status_code, "Not sure" in refused.text, "cold-called" in refused.text) == (422, True, False)
    assert judge.submit(desk.path("screen"), answer="yes").status_code == 303
    assert look(db, select(Screening.yes)) == [True]


def test_the_desk_tells_titles_and_stepping_back_needs_no_declaration(db: Session, visitor: Visitor) -> None:
    desk = arrange(db, declared=False, nominee="Jordan Vale")
    judge = visitor.signed_in(desk.judge)
    page = judge.get(f"/programs/{desk.program.slug}/desk").text
    assert ("Jordan Vale" in page, "3,260,000" in page or "$3.26M" in page) == (True, False)
    assert judge.get(desk.path("recuse")).status_code == 200


def test_a_declaration_for_one_program_is_none_for_another(db: Session, visitor: Visitor) -> None:
    desk, other = arrange(db, declared=False), arrange(db)
    make.make_declaration(db, other.program, desk.judge)
    judge = visitor.signed_in(desk.judge)
    assert judge.get(desk.score).status_code == 303


def test_before_judging_opens_that_is_what_is_said(db: Session, visitor: Visitor) -> None:
    desk = arrange(db, standing="closed", declared=False)
    told: Any = visitor.signed_in(desk.judge).get(desk.score)
    assert (told.status_code, "Judging opens on" in told.text) == (403, True)
