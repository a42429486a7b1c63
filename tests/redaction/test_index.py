"""What still names somebody: one list of a program's nominations, with how far the look through them is."""

import re

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.nominations.models import Submission
from app.redaction.models import Redaction
from tests import factories as make
from tests.browsing import Visitor
from tests.judging.arranging import arrange
from tests.redaction.test_redact import Room, told
from tests.redaction.test_redact import room as room


def listed(room: Room, shown: str = "") -> str:
    page = room.organizer.get(f"/programs/{room.desk.program.slug}/redaction{'?shown=' + shown if shown else ''}")
    assert page.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))


def test_what_is_hidden_and_what_is_pointed_out_is_counted_before_anybody_looked(room: Room) -> None:
    page = listed(room)
    assert "Not looked at yet" in page
    assert "8 places" in page
    assert "2 places to look at" in page
    assert "0 of 1 looked through" in page


def test_a_name_that_was_left_readable_stands_in_the_list_of_those(room: Room) -> None:
    assert "No nomination is in this group" in listed(room, "names")
    room.save(leave="Brindlewick")
    assert "One name left readable" in listed(room, "names")
    assert "1 of 1 looked through" in listed(room)
    assert "No nomination is in this group" in listed(room, "unread")


def test_a_version_that_came_since_is_to_be_looked_through_again(room: Room) -> None:
    room.save()
    sent = room.db.scalars(select(Submission)).one()
    older = Submission(
        nomination_id=sent.nomination_id, number=0, received_at=sent.received_at, superseded_at=sent.received_at, content={},
        content_hash="", nominee_name="Zyxqua",
    )  # fmt: skip
    room.db.add(older)
    room.db.flush()
    room.db.execute(update(Redaction).values(read_submission_id=older.id))
    room.db.commit()
    assert "Changed since" in listed(room, "unread")


def test_those_that_the_organizer_is_kept_from_are_left_out_and_counted(db: Session, room: Room) -> None:
    organizer = make.make_organizer(db, room.desk.program)
    make.make_conflict(db, room.desk.nomination, organizer)
    db.commit()
    room.organizer = make_browser(room, organizer)
    page = listed(room)
    assert "One nomination is left out" in page
    assert "Brindlewick" not in page
    assert room.organizer.get(room.path).status_code == 403


def make_browser(room: Room, user: User) -> Visitor:
    return room.organizer.signed_in(user)


def test_the_number_of_queries_does_not_grow_with_the_rows(db: Session, visitor: Visitor) -> None:
    desk = arrange(db, blind=True, nominee="Zyxqua Brindlewick", **told())
    browser = visitor.signed_in(make.make_organizer(db, desk.program))
    counted = []
    for _more in range(2):
        with browser.counting() as statements:
            assert browser.get(f"/programs/{desk.program.slug}/redaction").status_code == 200
        counted.append(len(statements))
        for number in range(3):
            make.make_submitted(db, desk.program, make.make_user(db), nominee=f"Other {number}", company="Other Ltd")
        db.commit()
    assert counted[0] == counted[1]


def test_a_program_that_hides_nobody_says_where_to_change_that(db: Session, room: Room) -> None:
    db.execute(update(type(room.desk.program)).values(hide_nominator=False, hide_nominee=False))
    db.commit()
    page = listed(room)
    assert "Nothing is hidden here" in page


@pytest.mark.parametrize("query", ["shown=else", "page=0", "page=x"])
def test_nonsense_in_the_address_is_refused(room: Room, query: str) -> None:
    assert room.organizer.get(f"/programs/{room.desk.program.slug}/redaction?{query}").status_code == 404


def test_texts_of_the_program_that_name_somebody_are_pointed_out_with_the_page_that_changes_them(room: Room) -> None:
    assert "name somebody whom judges must not know" not in listed(room)
    criterion = room.desk.criteria[0]
    room.desk.program.description = "Last year Zyxqua Brindlewick was close."
    criterion.anchors = {**criterion.anchors, "9": "As at Vexcorda"}
    room.db.commit()
    page = room.organizer.get(f"/programs/{room.desk.program.slug}/redaction").text
    assert "name somebody whom judges must not know" in page
    assert "“Zyxqua Brindlewick” (the nominee of" in page
    assert f'/programs/{room.desk.program.slug}/settings">the program' in page
    assert "“Vexcorda” (the company of" in page
    assert "the rubric (" in page
