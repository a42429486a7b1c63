"""People whom a nomination names as able to confirm it: read by judges as far as they may, and looked at for conflicts."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests import factories as make
from tests.browsing import Visitor
from tests.judging.arranging import arrange
from tests.judging.test_conflicts import Panel

REFEREE = {"name": "Dana Okafor", "company": "Nowhere Freight", "email": "dana@nowherefreight.example"}


def named(**more: str) -> dict[str, Any]:
    return {"content": {"story": "A story.", "referees": [{**REFEREE, **more}]}, "company": "Brightwater"}


@pytest.mark.parametrize(
    ("judge", "sentence"),
    [
        ({"name": "Dana Okafor"}, "Same name: Dana Okafor, and a referee, Dana Okafor"),
        ({"company": "Nowhere Freight, Inc."}, "Same company: the employer, Nowhere Freight, Inc., and a referee's company"),
        ({"email": "dana@nowherefreight.example"}, "Has the e-mail address of a referee: dana@nowherefreight.example"),
        ({"email": "kim@nowherefreight.example"}, "E-mail at the domain of a referee"),
    ],
)  # fmt: skip
def test_a_judge_who_is_named_or_is_of_their_house_is_possible(db: Session, visitor: Visitor, judge: dict[str, str], sentence: str) -> None:  # fmt: skip
    panel = Panel(db, visitor, **named())
    panel.judge.name, panel.judge.company = "Somebody Else", "Elsewhere"
    for name, text in judge.items():
        setattr(panel.judge, name, text)
    db.commit()
    assert sentence in panel.page().replace("&#39;", "'")


def test_judges_read_names_and_companies_and_no_addresses(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    told = dict(named()["content"])
    other = make.make_submitted(db, desk.program, make.make_user(db), content=told)
    make.make_assignment(db, other, desk.judge)
    judge = visitor.signed_in(desk.judge)
    page = judge.get(f"/nominations/{other.public_id}/score").text
    assert "Dana Okafor, Nowhere Freight" in page
    assert "dana@nowherefreight" not in page
    organizer = visitor.signed_in(make.make_organizer(db, desk.program))
    assert "dana@nowherefreight.example" in organizer.get(f"/nominations/{other.public_id}").text


def test_b1_where_judging_is_blind_judges_read_how_many_and_no_name_also_not_in_the_story(db: Session, visitor: Visitor) -> None:  # fmt: skip
    content = {
        **named()["content"],
        "story": "Dana Okafor of the mill confirms it; write to dana@nowherefreight.example.",
    }
    desk = arrange(db, blind=True, content=content)
    page = visitor.signed_in(desk.judge).get(desk.score).text
    assert "One person is named. Judging is blind" in page
    for word in ("Dana", "Okafor", "Nowhere Freight", "nowherefreight"):
        assert word not in page
    assert "confirms it" in page
