"""A list of people checked against the nominations before anybody is invited: nothing is saved."""

from sqlalchemy.orm import Session

from app.judging.queries.checking import people_in
from tests import factories as make
from tests.browsing import Visitor

LIST = "Dana Okafor, Acme Tools, dana@acmetools.example\nlee@gmail.com\nDelta Dental\nPat Reyes; pat@firm.example"


def test_who_would_conflict_is_shown_with_the_evidence_and_nothing_is_saved(db: Session, visitor: Visitor) -> None:
    program = make.make_program(db)
    make.make_submitted(
        db, program, make.make_user(db, "pat@firm.example"), nominee="Jordan Vale", company="Acme Tools, Inc."
    )
    make.make_submitted(
        db, program, make.make_user(db, "lee.ho@gmail.com"), nominee="Robin Wu", company="Delta Air Lines"
    )
    browser = visitor.signed_in(make.make_organizer(db, program))
    path = f"/programs/{program.slug}/conflicts/check"
    assert "Check the list" in browser.get(path).text
    with browser.counting() as statements:
        page = browser.submit(f"{path}/preview", people=LIST).text
    assert not [one for one in statements if one.startswith(("INSERT", "UPDATE", "DELETE"))]
    assert "2 of 4 people are too close to a nomination" in page
    assert "Same company: the employer, Acme Tools" in page
    assert "Has the e-mail address of the nominator: pat@firm.example" in page
    assert "Robin Wu" not in page
    assert "Delta Dental" in page.partition("Nothing found")[2]


def test_a_nomination_that_is_kept_from_the_organizer_is_left_out(db: Session, visitor: Visitor) -> None:
    program = make.make_program(db)
    organizer = make.make_organizer(db, program)
    shut = make.make_submitted(db, program, make.make_user(db), nominee="Jordan Vale", company="Acme Tools")
    make.make_conflict(db, shut, organizer)
    page = (
        visitor.signed_in(organizer)
        .submit(f"/programs/{program.slug}/conflicts/check/preview", people="Acme Tools")
        .text
    )
    assert "Jordan Vale" not in page
    assert "One nomination is left out" in page


def test_too_long_a_list_is_refused_and_comes_back(db: Session, visitor: Visitor) -> None:
    program = make.make_program(db)
    browser = visitor.signed_in(make.make_organizer(db, program))
    refused = browser.submit(
        f"/programs/{program.slug}/conflicts/check/preview", people="\n".join(["Dana Okafor"] * 201)
    )
    assert refused.status_code == 422
    assert "at most 200 people at once; these are 201" in refused.text
    assert "Dana Okafor" in refused.text


def test_a_line_is_read_in_any_order() -> None:
    assert [
        (one.email, [name for _tie, name in one.names], [name for _tie, name in one.companies])
        for one in people_in(LIST)
    ] == [
        ("dana@acmetools.example", ["Dana Okafor"], ["Acme Tools"]),
        ("lee@gmail.com", [], []),
        ("", ["Delta Dental"], ["Delta Dental"]),
        ("pat@firm.example", ["Pat Reyes"], []),
    ]
    (one,) = people_in('"Pat Reyes" <pat@firm.example>')
    assert (one.email, one.names[0][1]) == ("pat@firm.example", "Pat Reyes")
