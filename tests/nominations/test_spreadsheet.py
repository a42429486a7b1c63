"""Uploading a sheet: what is read is kept for a week for its uploader; what can't be read is said, and nothing is kept."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app.domain.sheets import guess_columns, read_sheet
from app.nominations.models import KeptSheet
from app.web.templates import STATIC
from tests import example_sheets as examples
from tests import factories as make
from tests.browsing import Visitor
from tests.nominations.sheets import SheetDesk, sheet_desk


@pytest.fixture
def desk(db: Session, visitor: Visitor) -> SheetDesk:
    return sheet_desk(db, visitor)


def test_a_sheet_is_kept_and_its_columns_are_asked_about(desk: SheetDesk) -> None:
    response = desk.upload(examples.google_form(), "../../Form (answers).csv")
    page = desk.browser.follow(response)
    assert page.status_code == 200
    assert "Form (answers).csv" in page.text
    assert ".." not in page.text.split("<main")[1].split("</nav>")[0]
    assert "Form (answers).csv" in desk.browser.get(desk.path).text


BAD = [
    b"",
    b"<html><table>",
    b"PK\x03\x04broken",
    b"%PDF-1.7",
    b"one column\nonly\n",
    b"Nominee,Revenue\n" + b"A,1\n" * 1001,
]


@pytest.mark.parametrize("data", BAD)
def test_a_file_that_cannot_be_read_is_said_and_nothing_is_kept(desk: SheetDesk, data: bytes) -> None:
    response = desk.upload(data)
    assert response.status_code == 422
    assert 'id="f-sheet-error"' in response.text
    assert desk.count() == 0


def test_no_file_at_all_is_said(desk: SheetDesk) -> None:
    for response in (
        desk.browser.post(desk.path),
        desk.browser.post(desk.path, data={"sheet": "text"}),
        desk.upload(b"x", ""),
    ):
        assert response.status_code == 422


def test_a_file_beyond_the_limit_is_refused_before_it_is_read(desk: SheetDesk) -> None:
    response = desk.upload(b"x" * 20_600_000)
    assert response.status_code == 413
    assert "20 MB" in response.text


def test_a_large_file_within_the_limit_comes_in(desk: SheetDesk) -> None:
    rows = [["Nominee", "Story"]] + [[f"Person {n}", "word " * 5000] for n in range(120)]
    assert desk.upload(examples.as_csv(rows).encode()).status_code == 303


@pytest.mark.parametrize("name", ["💥.csv", "=cmd.csv", "x" * 300 + ".csv", "<script>.csv", "a\u202eb.csv", "\r\n.csv"])
def test_any_file_name_is_only_text(desk: SheetDesk, name: str) -> None:
    path = desk.kept(examples.google_form(), name)
    assert desk.browser.get(path + "/rows").status_code == 200
    assert "<script>.csv" not in desk.browser.get(desk.path).text
    answer = desk.browser.get(path + "/answers.xlsx")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].isascii()


def test_only_the_uploader_sees_a_sheet(desk: SheetDesk, db: Session) -> None:
    path = desk.kept(examples.google_form())
    other = make.make_organizer(db, desk.program)
    stranger = make.make_user(db)
    judge = make.make_judge(db, desk.program)
    for user in (other, stranger, judge):
        browser = desk.visitor.signed_in(user)
        for page in ("/rows", "/mapping", "/answers.xlsx"):
            assert browser.get(path + page).status_code == 404
        for action in ("/mapping", "/take", "/undo", "/forget"):
            assert browser.post(path + action).status_code == 404
    assert desk.visitor.signed_in(judge).get(desk.path).status_code == 404
    assert desk.visitor.get(path + "/rows").status_code == 303
    elsewhere = make.make_program(db)
    make.make_role(db, desk.organizer, elsewhere, make.Role.ORGANIZER)
    assert desk.browser.get(path.replace(desk.program.slug, elsewhere.slug) + "/rows").status_code == 404


def test_a_sheet_is_gone_after_a_week_and_removed_by_the_next_upload(desk: SheetDesk, db: Session) -> None:
    path = desk.kept(examples.google_form())
    db.query(KeptSheet).update({"expires_at": datetime.now(UTC) - timedelta(seconds=1)})
    db.commit()
    assert desk.browser.get(path + "/rows").status_code == 404
    desk.kept(examples.german(), "german.csv")
    assert desk.count() == 1


def test_of_an_expired_sheet_that_was_taken_only_the_references_are_left(desk: SheetDesk, db: Session) -> None:
    desk.browser.post(desk.kept(examples.award_export()) + "/take")
    db.query(KeptSheet).update({"expires_at": datetime.now(UTC) - timedelta(seconds=1)})
    db.commit()
    desk.kept(examples.german(), "german.csv")
    old = db.query(KeptSheet).filter(KeptSheet.taken_at.is_not(None)).one()
    assert old.content == {}
    assert [reference for _id, reference in old.taken] == ["AF-0001", "AF-0002"]


def test_a_sheet_can_be_deleted_at_once(desk: SheetDesk) -> None:
    path = desk.kept(examples.google_form())
    desk.browser.follow(desk.browser.post(path + "/forget"))
    assert desk.count() == 0


def test_a_program_without_categories_says_so(desk: SheetDesk, db: Session) -> None:
    from app.programs.models import Category

    db.query(Category).filter(Category.program_id == desk.program.id).delete()
    db.commit()
    response = desk.upload(examples.google_form())
    assert response.status_code == 422
    assert "no category yet" in response.text


def test_the_example_is_a_sheet_that_is_understood() -> None:
    table = read_sheet(Path(STATIC / "examples" / "nominations.csv").read_bytes())
    assert "ignore" not in guess_columns(table)
