"""Panels: made, changed and removed; who has no place is told; what an organizer may not see stays."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.models import AuditEvent
from app.panels.models import Panel
from app.panels.queries import panels_of
from tests import factories as make
from tests.browsing import Visitor
from tests.judging.arranging import look


def test_a_panel_is_made_with_its_lead_judge_categories_and_nominations_by_hand(db: Session, visitor: Visitor) -> None:
    program = make.make_program(db)
    ann, ben = make.make_judge(db, program), make.make_judge(db, program)
    category = make.category_of(db, program)
    nomination = make.make_submitted(db, program, make.make_user(db))
    browser = visitor.signed_in(make.make_organizer(db, program))
    path = f"/programs/{program.slug}/panels"
    answer = browser.submit(
        path, name="Hunters", judges=[str(ann.id), str(ben.id)], lead=str(ann.id), categories=[str(category.id)],
        nominations=f"{nomination.reference}, {nomination.reference}",
    )  # fmt: skip
    page = browser.follow(answer)
    assert "The panel “Hunters” is there." in page.text
    assert "and one nomination by hand" in page.text
    assert "Judged by no panel" in page.text  # the other two categories
    assert look(db, select(AuditEvent.action).where(AuditEvent.action.like("panel.%"))) == ["panel.add"]
    (seats,) = panels_of(db, program.id).seats
    assert (seats.judges, seats.lead_judge_id, seats.categories) == ({ann.id, ben.id}, ann.id, {category.id})
    assert dict(seats.nominations) == {nomination.id: nomination.reference}


def test_what_is_wrong_is_said_and_what_was_typed_comes_back(db: Session, visitor: Visitor) -> None:
    program = make.make_program(db)
    ann, ben = make.make_judge(db, program), make.make_judge(db, program)
    make.make_panel(db, program, "Taken", judges=[ann])
    browser = visitor.signed_in(make.make_organizer(db, program))
    path = f"/programs/{program.slug}/panels"
    for fields, words in (
        ({"name": ""}, "Please fill this in"),
        ({"name": "Taken"}, "a panel of that name already"),
        ({"name": "New", "lead": str(ben.id), "judges": [str(ann.id)]}, "needs a seat on the panel"),
        ({"name": "New", "nominations": "NONE-1"}, "no nomination here with the reference NONE-1"),
    ):
        page = browser.submit(path, **fields)
        assert page.status_code == 422, fields
        assert words in page.text
        assert f'value="{fields["name"]}"' in page.text
    assert look(db, select(Panel.name)) == ["Taken"]


def test_a_panel_is_changed_and_removed_and_a_judge_of_nothing_is_named(db: Session, visitor: Visitor) -> None:
    program = make.make_program(db)
    ann, ben = make.make_judge(db, program), make.make_judge(db, program)
    panel = make.make_panel(db, program, "All", judges=[ann, ben])
    browser = visitor.signed_in(make.make_organizer(db, program))
    path = f"/programs/{program.slug}/panels"
    assert browser.submit(f"{path}/{panel.id}", name="All", judges=[str(ann.id)]).status_code == 303
    page = browser.get(f"{path}?edit={panel.id}")
    assert f"On no panel, so given nothing: {ben.name}." in page.text
    assert look(db, select(Panel.name)) == ["All"]
    assert browser.submit(f"{path}/{panel.id}/remove").status_code == 303
    assert look(db, select(Panel.id)) == []
    assert browser.submit(f"{path}/{panel.id}/remove").status_code == 404
    assert browser.get(f"{path}?edit={panel.id}").status_code == 404


def test_another_programs_panels_are_not_there_and_its_judges_get_no_seat(db: Session, visitor: Visitor) -> None:
    program, other = make.make_program(db), make.make_program(db)
    foreign = make.make_judge(db, other)
    theirs = make.make_panel(db, other, judges=[foreign])
    browser = visitor.signed_in(make.make_organizer(db, program))
    path = f"/programs/{program.slug}/panels"
    assert browser.submit(f"{path}/{theirs.id}", name="Mine").status_code == 404
    assert browser.submit(path, name="Mine", judges=[str(foreign.id)]).status_code == 303
    assert panels_of(db, program.id).seats[0].judges == frozenset()


def test_a_nomination_that_an_organizer_may_not_see_stays_where_it_is(db: Session, visitor: Visitor) -> None:
    program = make.make_program(db)
    ann = make.make_judge(db, program)
    organizer = make.make_organizer(db, program)
    hidden = make.make_submitted(db, program, organizer)
    panel = make.make_panel(db, program, "All", judges=[ann], nominations=[hidden])
    browser = visitor.signed_in(organizer)
    path = f"/programs/{program.slug}/panels"
    assert (hidden.reference or "") not in browser.get(f"{path}?edit={panel.id}").text
    assert browser.submit(path, name="New", nominations=hidden.reference).status_code == 422
    assert browser.submit(f"{path}/{panel.id}", name="Everything", judges=[str(ann.id)]).status_code == 303
    db.expire_all()
    assert list(panels_of(db, program.id).seats[0].nominations) == [hidden.id]


def test_by_hand_goes_before_by_category(db: Session) -> None:
    program = make.make_program(db)
    ann, ben = make.make_judge(db, program), make.make_judge(db, program)
    plain, moved = (make.make_submitted(db, program, make.make_user(db)) for _twice in range(2))
    make.make_panel(db, program, "A", judges=[ann])
    make.make_panel(db, program, "B", judges=[ben], categories=[], nominations=[moved])
    panels = panels_of(db, program.id)
    assert panels.judges_of(plain.id, plain.category_id) == {ann.id}
    assert panels.judges_of(moved.id, moved.category_id) == {ben.id}


def test_the_number_of_queries_does_not_grow_with_the_panels(db: Session, visitor: Visitor) -> None:
    program = make.make_program(db)
    ann = make.make_judge(db, program)
    browser = visitor.signed_in(make.make_organizer(db, program))
    counts = []
    for _more in range(2):
        make.make_panel(db, program, judges=[ann])
        with visitor.counting() as statements:
            browser.get(f"/programs/{program.slug}/panels")
        counts.append(len(statements))
    assert counts[0] == counts[1]
