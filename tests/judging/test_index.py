"""/judging: to the only desk, else a list."""

from sqlalchemy.orm import Session

from app.policy import Role
from tests import factories as make
from tests.browsing import Visitor


def test_the_only_desk_opens_at_once(db: Session, visitor: Visitor) -> None:
    program = make.make_program(db, standing="judging")
    answer = visitor.signed_in(make.make_judge(db, program)).get("/judging")
    assert answer.headers["location"] == f"/programs/{program.slug}/desk"


def test_several_desks_are_listed_and_none_says_how_to_begin(db: Session, visitor: Visitor) -> None:
    judge = make.make_user(db)
    assert "not a judge in any program" in visitor.signed_in(judge).get("/judging").text
    programs = [make.make_program(db), make.make_program(db)]
    for program in programs:
        make.make_role(db, judge, program, Role.JUDGE)
    page = visitor.signed_in(judge).get("/judging")
    assert all(program.name in page.text for program in programs)
