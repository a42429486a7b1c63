"""An organizer's comparison: everybody but those they must not look after."""

from sqlalchemy.orm import Session

from tests import factories as make
from tests.browsing import Visitor
from tests.judging.arranging import Desk, arrange
from tests.judging.test_compare import hunters


def compare(desk: Desk, *of: str, near: str = "") -> str:
    asked = "&".join([*(f"of={one}" for one in of), *([f"near={near}"] if near else [])])
    return f"/programs/{desk.program.slug}/compare?{asked}"


def test_an_organizer_compares_with_names_also_in_a_blind_program(visitor: Visitor, db: Session) -> None:
    desk = arrange(db, blind=True)
    one, two = hunters(db, desk, 2)
    page = visitor.signed_in(make.make_organizer(db, desk.program)).get(compare(desk, one.public_id, two.public_id))
    assert page.status_code == 200
    for words in ("Hunter 0", "Hunter 1", "of which $500k new business", "Won from another supplier"):
        assert words in page.text
    assert "Your score" not in page.text


def test_a_nomination_one_is_kept_from_does_not_exist(visitor: Visitor, db: Session) -> None:
    desk = arrange(db)
    one, two = hunters(db, desk, 2)
    organizer = make.make_organizer(db, desk.program)
    make.make_conflict(db, two, organizer)
    browser = visitor.signed_in(organizer)
    assert browser.get(compare(desk, one.public_id, two.public_id)).status_code == 404
    page = browser.get(f"/programs/{desk.program.slug}/compare?role=hunter").text
    assert one.public_id in page
    assert two.public_id not in page
    assert "1 nomination isn't here" in page


def test_an_id_of_another_program_does_not_exist(visitor: Visitor, db: Session) -> None:
    desk, other = arrange(db), arrange(db)
    (one,) = hunters(db, desk, 1)
    organizer = make.make_organizer(db, desk.program)
    make.make_role(db, organizer, other.program, make.Role.ORGANIZER)
    browser = visitor.signed_in(organizer)
    assert browser.get(compare(desk, one.public_id, other.nomination.public_id)).status_code == 404


def test_the_nearest_to_one_are_of_its_role(visitor: Visitor, db: Session) -> None:
    desk = arrange(db)
    one, *_others = hunters(db, desk, 3)
    page = visitor.signed_in(make.make_organizer(db, desk.program)).get(compare(desk, near=one.public_id)).text
    assert page.count('name="of"') == 3
    assert desk.nomination.public_id not in page


def test_a_program_without_nominations_says_what_will_be_here(visitor: Visitor, db: Session) -> None:
    program = make.make_program(db)
    page = visitor.signed_in(make.make_organizer(db, program)).get(f"/programs/{program.slug}/compare")
    assert page.status_code == 200
    assert "Nothing to compare yet" in page.text
