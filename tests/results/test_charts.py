"""The organizer's pictures: everybody or one category, within the weight of a page however many there are; and as documents."""

from xml.dom import minidom

import pytest
from sqlalchemy.orm import Session

from app.domain.charts import ChartData
from app.programs.models import ForRole
from app.web.charts import Name, render_chart
from tests import factories as make
from tests.browsing import Visitor
from tests.domain.charts.test_map import crowd
from tests.judging.arranging import arrange
from tests.judging.test_compare import hunters

HEAVIEST = 100_000


def test_one_category_can_be_drawn_by_itself(visitor: Visitor, db: Session) -> None:
    desk = arrange(db)
    elsewhere = make.category_of(db, desk.program, ForRole.ACCOUNT_MANAGER)
    hunters(db, desk, 2, category=elsewhere)
    browser = visitor.signed_in(make.make_organizer(db, desk.program))
    path = f"/programs/{desk.program.slug}/charts"
    assert browser.get(path).text.count('<a class="dot-link"') == 3
    assert browser.get(f"{path}?category={elsewhere.id}").text.count('<a class="dot-link"') == 2
    assert browser.get(f"{path}?category=987654").status_code == 404


def test_who_has_a_conflict_does_not_see_that_nominee(visitor: Visitor, db: Session) -> None:
    desk = arrange(db)
    (made,) = hunters(db, desk, 1)
    organizer = make.make_organizer(db, desk.program)
    make.make_conflict(db, made, organizer)
    page = visitor.signed_in(organizer).get(f"/programs/{desk.program.slug}/charts").text
    assert made.public_id not in page
    assert "1 nomination isn't here" in page


def test_four_hundred_nominees_are_within_the_weight_of_a_page(visitor: Visitor, db: Session) -> None:
    program = make.make_program(db, standing="judging")
    owner = make.make_user(db)
    for at, figure in enumerate(crowd(400)):
        rest = figure.total - figure.new
        managed = round(rest * (figure.share or 0))
        make.make_submitted(db, program, owner, nominee=f"Nominee Number {at}", split=(managed, rest - managed, figure.new, 0))  # fmt: skip
    browser = visitor.signed_in(make.make_organizer(db, program))
    page = browser.get(f"/programs/{program.slug}/charts")
    assert page.text.count('<use href="#map-') == 400
    assert 0 < page.text.count('<a class="dot-link"') < 30
    assert "Named are those who move the most" in page.text
    assert len(page.content) < HEAVIEST
    assert "Nominee Number" in browser.get(f"/programs/{program.slug}/charts?page=16").text


def test_the_number_of_queries_does_not_grow(visitor: Visitor, db: Session) -> None:
    desk = arrange(db)
    browser = visitor.signed_in(make.make_organizer(db, desk.program))
    for path in (f"/programs/{desk.program.slug}/charts", f"/programs/{desk.program.slug}/compare"):
        browser.get(path)
        with browser.counting() as few:
            browser.get(path)
        hunters(db, desk, 5)
        with browser.counting() as many:
            browser.get(path)
        assert len(few) == len(many)


@pytest.mark.parametrize("name", ["slope", "map"])
@pytest.mark.parametrize("count", [0, 2, 40, 400])
def test_a_picture_is_a_document_of_its_own(name: Name, count: int) -> None:
    drawn = render_chart(name, ChartData(crowd(count), "USD", 0.5))
    top = minidom.parseString(drawn).documentElement
    assert top is not None
    assert top.getAttribute("width") == "680"
    assert [element.tagName for element in top.childNodes if element.nodeType == element.ELEMENT_NODE][:3] == ["title", "desc", "style"]  # fmt: skip
    assert "%" not in "".join(value for element in top.getElementsByTagName("*") for name, value in element.attributes.items() if name in ("x", "x1", "x2", "width"))  # fmt: skip
    assert "<a " not in drawn


def test_names_are_escaped_in_a_document() -> None:
    (figure,) = crowd(1)
    drawn = render_chart("slope", ChartData([type(figure)("k", "<Ann & Co>", "hunter", 1, 1, 1, 0.0)], "USD", 0.5))
    assert "&lt;Ann &amp; Co&gt;" in drawn
