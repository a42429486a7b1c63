"""The slope and the map on a judge's desk: their own nominations, nobody's headline alone, unknown ones beside."""

from sqlalchemy.orm import Session

from tests import factories as make
from tests.browsing import Visitor
from tests.judging.arranging import Desk, arrange
from tests.judging.test_compare import hunters


def charts(desk: Desk, more: str = "") -> str:
    return f"/programs/{desk.program.slug}/desk/charts{more}"


def test_both_pictures_show_the_judges_own_with_links_and_a_table(visitor: Visitor, db: Session) -> None:
    desk = arrange(db)
    made = hunters(db, desk, 3)
    page = visitor.signed_in(desk.judge).get(charts(desk)).text
    assert page.count('class="slope-row slope-') == 4 + 3  # the lines, and the samples of the legend
    assert page.count('<a class="dot-link"') == 4
    for nomination in made:
        assert page.count(f'href="/nominations/{nomination.public_id}/score"') == 3
    assert "rank 1 by headline" in page
    assert "threshold 50%" in page
    assert 'id="figures"' in page


def test_others_nominations_are_not_in_the_pictures(visitor: Visitor, db: Session) -> None:
    desk = arrange(db)
    other = make.make_judge(db, desk.program, "other@panel.example")
    (theirs,) = hunters(db, desk, 1, judge=other)
    page = visitor.signed_in(desk.judge).get(charts(desk)).text
    assert theirs.public_id not in page
    assert "Hunter 0" not in page


def test_in_a_blind_program_the_pictures_know_references_only(visitor: Visitor, db: Session) -> None:
    desk = arrange(db, blind=True)
    (made,) = hunters(db, desk, 1)
    page = visitor.signed_in(desk.judge).get(charts(desk)).text
    assert made.reference
    assert made.reference in page
    assert "Hunter 0" not in page


def test_an_unknown_split_is_listed_and_not_drawn(visitor: Visitor, db: Session) -> None:
    desk = arrange(db)
    (vague,) = hunters(db, desk, 1, split=(0, 0, 0, 500_000_00))
    page = visitor.signed_in(desk.judge).get(charts(desk)).text
    assert "One nominee is not drawn" in page
    assert page.count('<a class="dot-link"') == 1
    assert f'href="/nominations/{vague.public_id}/score"' in page


def test_before_judging_opens_there_is_nothing_to_draw(visitor: Visitor, db: Session) -> None:
    desk = arrange(db, standing="closed")
    page = visitor.signed_in(desk.judge).get(charts(desk)).text
    assert "Nothing to draw yet" in page
    assert desk.nomination.public_id not in page


def test_a_category_that_is_not_on_the_desk_does_not_exist(visitor: Visitor, db: Session) -> None:
    desk = arrange(db)
    browser = visitor.signed_in(desk.judge)
    assert browser.get(charts(desk, f"?category={desk.nomination.category_id}")).status_code == 200
    assert browser.get(charts(desk, "?category=987654")).status_code == 404


def test_the_number_of_queries_does_not_grow(visitor: Visitor, db: Session) -> None:
    desk = arrange(db)
    browser = visitor.signed_in(desk.judge)
    browser.get(charts(desk))
    with browser.counting() as one:
        browser.get(charts(desk))
    hunters(db, desk, 6)
    with browser.counting() as seven:
        browser.get(charts(desk))
    assert len(one) == len(seven)
