"""A judge's comparison: two to five of their own nominations of one role, masked as on the scoring page."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.domain.states import State
from app.nominations.models import Nomination
from tests import factories as make
from tests.browsing import Visitor
from tests.judging.arranging import Desk, arrange, assessed

HUNTING: list[dict[str, Any]] = [
    {"name": "Core Optics", "revenue": 500_000, "prior_revenue": 0, "origin": "self_sourced", "kind": "new_business", "incumbent_displaced": "Rival"},
    {"name": "Dune Paper", "revenue": 200_000, "prior_revenue": 150_000, "origin": "inherited"},
]  # fmt: skip


def hunters(db: Session, desk: Desk, count: int, *, judge: Any = None, **more: Any) -> list[Nomination]:
    """So many more nominations of hunters on the judge's desk."""
    found = []
    for at in range(count):
        made = make.make_submitted(db, desk.program, make.make_user(db), nominee=f"Hunter {at}", **{**assessed("She won Core Optics.", HUNTING), **more})  # fmt: skip
        make.make_assignment(db, made, judge or desk.judge)
        found.append(made)
    db.commit()
    return found


def path(desk: Desk, *of: Nomination, **more: str) -> str:
    parts = [f"of={one.public_id}" for one in of] + [f"{name}={value}" for name, value in more.items()]
    return f"/programs/{desk.program.slug}/desk/compare?" + "&".join(parts)


def test_rows_are_aligned_and_the_headline_has_its_split(visitor: Visitor, db: Session) -> None:
    desk = arrange(db)
    one, two = hunters(db, desk, 2)
    page = visitor.signed_in(desk.judge).get(path(desk, one, two))
    assert page.status_code == 200
    for words in ("Hunter 0", "Hunter 1", "$700k", "of which $500k new business", "1 of 1", "Won from another supplier", "She won Core Optics."):  # fmt: skip
        assert words in page.text
    assert page.text.count('<th scope="row">') >= 12


@pytest.mark.parametrize(
    ("count", "said"), [(1, "One alone can&#39;t be compared"), (6, "These are 6. Please take some out")]
)
def test_fewer_than_two_and_more_than_five_are_told_why(visitor: Visitor, db: Session, count: int, said: str) -> None:
    desk = arrange(db)
    chosen = hunters(db, desk, count)
    page = visitor.signed_in(desk.judge).get(path(desk, *chosen))
    assert page.status_code == 422
    assert said in page.text
    assert page.text.count(" checked>") == count


def test_of_two_roles_nothing_is_compared_and_what_was_chosen_stays(visitor: Visitor, db: Session) -> None:
    desk = arrange(db)
    (one,) = hunters(db, desk, 1)
    page = visitor.signed_in(desk.judge).get(path(desk, one, desk.nomination))
    assert page.status_code == 422
    assert "These have different roles" in page.text
    assert page.text.count(" checked>") == 2


def test_what_is_not_on_the_desk_does_not_exist(visitor: Visitor, db: Session) -> None:
    desk = arrange(db)
    one, two = hunters(db, desk, 2)
    other = make.make_judge(db, desk.program, "other@panel.example")
    (theirs,) = hunters(db, desk, 1, judge=other)
    make.make_conflict(db, two, desk.judge)
    browser = visitor.signed_in(desk.judge)
    for asked in (path(desk, one, theirs), path(desk, one, two), path(desk, near=theirs.public_id), path(desk, near="no-such")):  # fmt: skip
        assert browser.get(asked).status_code == 404
    assert theirs.public_id not in browser.get(path(desk)).text


def test_the_nearest_are_found_among_the_judges_own(visitor: Visitor, db: Session) -> None:
    desk = arrange(db)
    chosen = hunters(db, desk, 7)
    page = visitor.signed_in(desk.judge).get(path(desk, near=chosen[3].public_id))
    assert page.status_code == 200
    assert page.text.count('name="of"') == 5
    assert "Hunter 3" in page.text


def test_alone_of_its_role_is_no_mistake_of_whoever_followed_the_link(visitor: Visitor, db: Session) -> None:
    desk = arrange(db)
    page = visitor.signed_in(desk.judge).get(path(desk, near=desk.nomination.public_id))
    assert page.status_code == 200
    assert "no other nominee of this role" in page.text


def test_only_ones_own_final_score_is_shown(visitor: Visitor, db: Session) -> None:
    desk = arrange(db)
    one, two = hunters(db, desk, 2)
    second = make.make_judge(db, desk.program, "second@panel.example")
    for nomination in (one, two):
        make.make_scorecard(db, make.make_assignment(db, nomination, second), {c.id: 3000 for c in desk.criteria})
    browser = visitor.signed_in(desk.judge)
    assert "3.00" not in browser.get(path(desk, one, two)).text
    browser.submit(f"/nominations/{one.public_id}/final", **desk.fields(*[8 for _each in desk.criteria]))
    browser.submit(f"/nominations/{two.public_id}/score", **desk.fields(*[6 for _each in desk.criteria]))
    page = browser.get(path(desk, one, two)).text
    assert "8.00" in page
    assert "6.00" not in page
    assert "3.00" not in page


def test_in_a_blind_program_no_name_is_shown(visitor: Visitor, db: Session) -> None:
    desk = arrange(db, blind=True)
    made = hunters(db, desk, 2, company="Grindstone Tools")
    browser = visitor.signed_in(desk.judge)
    for page in (browser.get(path(desk, *made)).text, browser.get(path(desk, role="hunter")).text):
        assert made[0].reference
        assert made[0].reference in page
        assert "Hunter 0" not in page
        assert "Grindstone" not in page


def test_before_judging_opens_there_is_nothing_to_see(visitor: Visitor, db: Session) -> None:
    desk = arrange(db, standing="closed")
    one, two = hunters(db, desk, 2)
    browser = visitor.signed_in(desk.judge)
    assert browser.get(path(desk, one, two)).status_code == 404
    assert one.public_id not in browser.get(path(desk)).text


def test_what_is_chosen_stays_while_one_looks_through_the_list(visitor: Visitor, db: Session) -> None:
    desk = arrange(db)
    chosen = hunters(db, desk, 3)
    page = visitor.signed_in(desk.judge).get(path(desk, *chosen[:2], page="1"))
    assert page.status_code == 200
    assert page.text.count(" checked>") == 2
    assert page.text.count('name="of"') == 3


def test_the_number_of_queries_does_not_grow(visitor: Visitor, db: Session) -> None:
    desk = arrange(db)
    chosen = hunters(db, desk, 5)
    browser = visitor.signed_in(desk.judge)
    browser.get(path(desk, *chosen[:2]))
    with browser.counting() as two:
        browser.get(path(desk, *chosen[:2]))
    with browser.counting() as five:
        browser.get(path(desk, *chosen))
    assert len(two) == len(five)


def test_what_was_withdrawn_is_compared_no_more(visitor: Visitor, db: Session) -> None:
    desk = arrange(db)
    one, two = hunters(db, desk, 2)
    two.state = State.WITHDRAWN
    db.commit()
    assert visitor.signed_in(desk.judge).get(path(desk, one, two)).status_code == 404


def test_the_scoring_page_and_the_organizers_pages_say_how_steep_the_hill_was(visitor: Visitor, db: Session) -> None:
    desk = arrange(db)
    (one,) = hunters(db, desk, 1)
    organizer = make.make_organizer(db, desk.program)
    for who, address in ((desk.judge, "score"), (organizer, ""), (organizer, "scores")):
        page = visitor.signed_in(who).get(f"/nominations/{one.public_id}/{address}".rstrip("/")).text
        assert "How steep the hill was" in page, address
        assert '<strong class="num">1 of 1</strong>, $500k' in page, address


def test_without_rows_the_hill_is_not_known(visitor: Visitor, db: Session) -> None:
    desk = arrange(db, **assessed("A story.", []))
    assert "Not known: no revenue by customer was given." in visitor.signed_in(desk.judge).get(desk.score).text
