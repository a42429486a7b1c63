"""The list of programs."""

from sqlalchemy.orm import Session

from app.policy import Action, decide
from app.programs import queries
from tests import factories as make
from tests.browsing import Visitor


def test_programs_stand_in_groups_and_unpublished_ones_only_for_their_people(visitor: Visitor, db: Session) -> None:
    for standing in ("open", "judging", "tallying"):
        make.make_program(db, standing, standing=standing, name=f"Awards {standing}")
    hidden = make.make_program(db, "hidden", published=False, name="Secret Awards")
    organizer = make.make_organizer(db, hidden)
    page = visitor.get("/programs").text
    assert page.index("Open for nominations") < page.index("Awards open") < page.index("In judging")
    assert "Secret Awards" not in page
    assert "New program" not in page
    assert "Secret Awards" in visitor.signed_in(organizer).get("/programs").text
    assert "Secret Awards" not in visitor.signed_in(make.make_user(db)).get("/programs").text
    administrator = visitor.signed_in(make.make_user(db, is_administrator=True)).get("/programs").text
    assert "Secret Awards" in administrator
    assert "New program" in administrator


def test_the_empty_list_says_what_will_be_here(visitor: Visitor) -> None:
    assert "No programs yet" in visitor.get("/programs").text


def test_the_list_holds_exactly_what_the_policy_allows(visitor: Visitor, db: Session, now) -> None:  # type: ignore[no-untyped-def]
    programs = [make.make_program(db, published=published) for published in (True, False, False, True)]
    judge = make.make_judge(db, programs[1])
    browser = visitor.signed_in(judge)
    for viewer in (None, make.make_user(db), judge, make.make_user(db, is_administrator=True)):
        asking = None
        if viewer is not None:
            with visitor.application.state.database.reading() as session:
                from app.accounts.queries import live_session
                from app.accounts.tokens import digest

                token = (browser if viewer is judge else visitor.signed_in(viewer)).cookies["uphill"]
                found = live_session(session, digest(token), now)
                assert found is not None
                asking = found.viewer
        with visitor.application.state.database.reading() as session:
            listed = {one.id for one in queries.visible_to(session, asking)}
        allowed = {one.id for one in programs if decide(asking, Action.PROGRAM_SEE, queries.facts_of(one, now))}
        assert listed == allowed


def test_the_queries_do_not_grow_with_the_programs(visitor: Visitor, db: Session) -> None:
    make.make_program(db)
    with visitor.counting() as few:
        visitor.get("/programs")
    for _number in range(8):
        make.make_program(db)
    with visitor.counting() as many:
        visitor.get("/programs")
    assert len(few) == len(many)
