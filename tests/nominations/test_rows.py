"""The rows with role, share and question: downloaded, taken all or nothing, undone while untouched."""

import io

import openpyxl
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.audit.models import AuditEvent
from app.domain.revenue import assess
from app.domain.states import State
from app.mail.models import OutboxMail
from app.nominations.models import Assessment, KeptSheet, RevenueLine, Submission
from app.nominations.service.rows import reading_of, rows_of
from app.programs.queries import categories
from tests import example_sheets as examples
from tests import factories as make
from tests.browsing import Visitor
from tests.nominations.sheets import SheetDesk, sheet_desk

SHEETS = {
    "form.csv": examples.google_form(), "german.csv": examples.german(), "export.csv": examples.award_export(),
    "titled.xlsx": examples.titled_workbook(),
}  # fmt: skip


@pytest.fixture
def desk(db: Session, visitor: Visitor) -> SheetDesk:
    return sheet_desk(db, visitor)


def test_the_rows_are_shown_with_role_and_question(desk: SheetDesk) -> None:
    page = desk.browser.get(desk.kept(examples.award_export()) + "/rows").text
    assert "Sample Person Five" in page
    assert "Hunter" in page
    assert "The same reference as in row 2." in page
    assert "Take in 2 nominations" in page


def test_nobody_is_flagged_for_being_an_account_manager_in_their_own_category(desk: SheetDesk) -> None:
    page = desk.browser.get(desk.kept(examples.award_export()) + "/rows").text
    assert "Mostly managed:" not in page
    assert "raises the flag" not in page
    assert "Was there already: 89%" in page
    flagged = desk.kept(examples.award_export().replace(b"Account Manager of the Year", b"Salesperson of the Year"))
    assert "Mostly managed: 89%" in desk.browser.get(flagged + "/rows").text


@pytest.mark.parametrize("name", SHEETS)
def test_what_is_shown_is_what_the_command_line_says_and_what_is_taken(desk: SheetDesk, db: Session, name: str) -> None:
    path = desk.kept(SHEETS[name], name)
    kept = db.scalars(select(KeptSheet)).one()
    shown = rows_of(kept, desk.program, categories(db, desk.program.id))
    for row, entry in zip(shown, reading_of(kept, desk.program).entries, strict=True):
        if entry.facts is None:
            assert row.answered.assessment is None
            continue
        alone = assess(entry.facts)
        assert row.answered.assessment is not None
        assert (row.answered.assessment.role, row.answered.assessment.flag) == (alone.role, alone.flag)
        assert row.answered.assessment.components == pytest.approx(alone.components)
    db.rollback()
    desk.browser.follow(desk.browser.post(path + "/take"))
    stored = db.execute(
        select(Submission.nominee_name, Assessment.role, Assessment.flag)
        .join(Assessment, Assessment.submission_id == Submission.id)
        .order_by(Submission.id)
    ).all()
    expected = [
        (row.content["nominee_name"], row.answered.assessment.role, row.answered.assessment.flag)
        for row in shown if row.content and not row.left_out and row.answered.assessment
    ]  # fmt: skip
    assert [tuple(one) for one in stored] == expected
    assert expected


def test_the_download_holds_the_same_rows_with_answers_and_stores_nothing(desk: SheetDesk) -> None:
    path = desk.kept(examples.titled_workbook(), "titled.xlsx")
    answer = desk.browser.get(path + "/answers.xlsx")
    assert answer.headers["content-disposition"] == 'attachment; filename="titled-with-shares.xlsx"'
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    assert sheet["B6"].value == "=1+1"
    assert sheet["B6"].data_type == "s"
    assert sheet.cell(5, 18).value == "FLAG: mostly managed"
    assert desk.nominations() == []
    assert desk.browser.get(path + "/answers.csv").content.startswith(b"\xef\xbb\xbf")
    assert desk.browser.get(path + "/answers.pdf").status_code == 404


def test_taken_rows_are_submitted_nominations_of_their_nominators_and_nobody_is_notified(
    desk: SheetDesk, db: Session
) -> None:
    known = make.make_user(db, "kim@sample.example", name="Kim Sample")
    path = desk.kept(examples.google_form())
    page = desk.browser.follow(desk.browser.post(path + "/take"))
    assert "3 nominations were taken." in page.text
    first, second, third = desk.nominations()
    assert [n.state for n in (first, second, third)] == [State.SUBMITTED] * 3
    assert first.reference
    assert second.owner_id == third.owner_id == known.id
    assert db.scalars(select(User.email).where(User.id == first.owner_id)).one() == "pat@sample.example"
    assert db.scalars(select(OutboxMail)).all() == []
    submission = db.scalars(select(Submission).where(Submission.nomination_id == first.id)).one()
    assert submission.nominee_company == "Sample Steel"
    assert submission.content["story"].startswith("She looks after the accounts")
    assert submission.content["existing_share"] == "almost_all"
    assert "From the sheet “form.csv”, row 2." in submission.content["explanation"]
    actions = list(db.scalars(select(AuditEvent.action).where(AuditEvent.program_id == desk.program.id)))
    assert actions.count("nomination.submit") == 3
    assert "sheet.take" in actions


def test_listed_customers_become_revenue_lines(desk: SheetDesk, db: Session) -> None:
    desk.browser.post(desk.kept(examples.titled_workbook(), "titled.xlsx") + "/take")
    lines = db.scalars(select(RevenueLine).order_by(RevenueLine.id)).all()
    assert [(line.name, line.revenue_minor, line.prior_minor) for line in lines] == [
        ("Sample Mine", 900_000_00, 850_000_50), ("Sample Port", 100_000_00, 0), ("Sample Dock", 250_000_00, 0),
    ]  # fmt: skip


def test_without_an_address_the_organizer_owns_the_nomination_and_is_told_so(desk: SheetDesk) -> None:
    path = desk.kept(b"Nominee,Revenue,Nominator email\nA,1000,\nB,2000,not an address\nC,3000,c@firm.example\n")
    assert "2 have no nominator's e-mail" in desk.browser.get(path + "/rows").text
    desk.browser.post(path + "/take")
    assert [n.owner_id == desk.organizer.id for n in desk.nominations()] == [True, True, False]


def test_whoever_took_in_rows_without_an_address_may_settle_them_since_they_did_not_make_them(desk: SheetDesk) -> None:
    path = desk.kept(examples.titled_workbook(), "last.xlsx")
    desk.browser.submit(path + "/take")
    taken = desk.nominations()
    assert {nomination.owner_id for nomination in taken} == {desk.organizer.id}
    assert all(nomination.on_behalf for nomination in taken)
    for nomination in taken:
        assert desk.browser.get(f"/nominations/{nomination.public_id}/flag").status_code == 200
    assert (taken[0].reference or "") in desk.browser.get(f"/programs/{desk.program.slug}/results").text


def test_rows_go_to_the_category_they_name_else_to_the_chosen_one(desk: SheetDesk, db: Session) -> None:
    desk.browser.post(desk.kept(examples.award_export()) + "/take")
    names = {c.id: c.name for c in categories(db, desk.program.id)}
    db.rollback()
    assert [names[n.category_id] for n in desk.nominations()] == [
        "Account Manager of the Year",
        "Salesperson of the Year",
    ]
    page = desk.browser.get(desk.kept(b"Nominee,Revenue,Category\nZ,1000,Best Hat\n") + "/rows").text
    assert "the sheet says “Best Hat”" in page


def test_what_is_in_the_program_already_is_left_out_and_said(desk: SheetDesk) -> None:
    desk.browser.post(desk.kept(examples.award_export()) + "/take")
    again = desk.kept(examples.award_export(), "other.csv")
    page = desk.browser.get(again + "/rows").text
    assert f"It is in the program already, as {desk.nominations()[0].reference}." in page
    response = desk.browser.post(again + "/take")
    assert response.status_code == 422
    assert "There is no row left to take" in response.text
    assert len(desk.nominations()) == 2


def test_the_same_sheet_is_taken_once_however_often_the_button_is_pressed(desk: SheetDesk) -> None:
    path = desk.kept(examples.google_form())
    desk.browser.post(path + "/take")
    response = desk.browser.post(path + "/take")
    assert response.status_code == 422
    assert "There is no row left to take" in response.text
    assert len(desk.nominations()) == 3


def test_rows_without_a_reference_are_known_again_under_another_file_name(desk: SheetDesk) -> None:
    desk.browser.post(desk.kept(examples.google_form()) + "/take")
    page = desk.browser.get(desk.kept(examples.google_form(), "copy.csv") + "/rows").text
    assert page.count("It is in the program already") == 3


def test_a_long_sheet_is_taken_in_parts(desk: SheetDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.nominations.service.importing.MOST_AT_ONCE", 2)
    path = desk.kept(examples.google_form())
    page = desk.browser.follow(desk.browser.post(path + "/take"))
    assert "2 nominations were taken." in page.text
    assert "Take in one nomination" in page.text
    desk.browser.post(path + "/take")
    assert [n.number for n in desk.nominations()] == [1, 2, 3]
    assert "3 withdrawn." in desk.browser.follow(desk.browser.post(path + "/undo")).text


def test_a_row_without_a_nominee_stays_out_with_its_reason(desk: SheetDesk) -> None:
    path = desk.kept(b"Nominee,Revenue,Story\n,1000,Words\nB,2000,Words\n")
    assert "The nominee&#39;s name is missing." in desk.browser.get(path + "/rows").text
    desk.browser.post(path + "/take")
    assert len(desk.nominations()) == 1


def test_undo_withdraws_what_is_untouched_and_lets_the_rest_be(desk: SheetDesk, db: Session) -> None:
    path = desk.kept(examples.google_form())
    desk.browser.post(path + "/take")
    make.make_assignment(db, desk.nominations()[0], make.make_judge(db, desk.program))
    page = desk.browser.follow(desk.browser.post(path + "/undo"))
    assert "2 withdrawn. 1 were changed or given to judges since, and stay." in page.text
    assert [n.state for n in desk.nominations()] == [State.SUBMITTED, State.WITHDRAWN, State.WITHDRAWN]


def test_after_an_undo_the_sheet_can_be_taken_again(desk: SheetDesk) -> None:
    path = desk.kept(examples.google_form())
    desk.browser.post(path + "/take")
    desk.browser.post(path + "/undo")
    assert desk.browser.post(path + "/take").status_code == 303
    assert [n.state for n in desk.nominations()].count(State.SUBMITTED) == 3


def test_undoing_what_was_never_taken_is_said(desk: SheetDesk) -> None:
    assert "nothing to undo" in desk.browser.post(desk.kept(examples.google_form()) + "/undo").text


def test_a_failure_in_the_middle_takes_nothing(desk: SheetDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.nominations.service import importing

    real, seen = importing.submit_nomination, []

    def failing(*arguments: object, **options: object) -> object:
        seen.append(1)
        if len(seen) == 3:
            raise RuntimeError("the disk is full")
        return real(*arguments, **options)  # type: ignore[arg-type]

    path = desk.kept(examples.google_form())
    monkeypatch.setattr(importing, "submit_nomination", failing)
    with pytest.raises(RuntimeError):
        desk.browser.post(path + "/take")
    assert len(seen) == 3
    assert desk.nominations() == []


def test_amounts_in_another_currency_are_not_taken_for_the_programs(desk: SheetDesk, db: Session) -> None:
    desk.browser.post(desk.kept(b"Nominee,Revenue,Existing customers,Currency\nA,1000,700,CAD\n") + "/take")
    assert "CAD" in str(db.scalars(select(Submission)).one().content["lines"])


HOSTILE = ["<script>alert(1)</script>", "=1+1", "\u202eevil", "👩\u200d🚀𝟙", "x" * 30_000, "NaN", "-5", "1e308", "９９９", "%s %(x)s {0}"]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_in_any_cell_is_shown_as_text_and_taken(desk: SheetDesk, text: str) -> None:
    header = ["Nominee", "Job title", "Company", "Category", "Email Address", "Revenue", "Existing customers", "Quota", "Story",
              "Period", "Currency", "Reference", "New customers", "Customer 1", "Revenue 1", "Prior 1"]  # fmt: skip
    path = desk.kept(examples.as_csv([header, ["A"] + ["1000"] * 15, [text] * 16]).encode())
    for page in ("/mapping", "/rows", "/answers.xlsx", "/answers.csv"):
        response = desk.browser.get(path + page)
        assert response.status_code == 200
        assert page.endswith(".csv") or "<script>alert" not in response.text
    assert desk.browser.post(path + "/take").status_code == 303
    assert len(desk.nominations()) == 2


@pytest.mark.parametrize("page", ["0", "-1", "x", "999", "9" * 30, "²"])
def test_any_page_number_shows_rows(desk: SheetDesk, page: str) -> None:
    assert desk.browser.get(desk.kept(examples.google_form()) + "/rows", params={"page": page}).status_code == 200


def test_the_number_of_queries_does_not_grow_with_the_rows(desk: SheetDesk) -> None:
    def counted(rows: int) -> int:
        path = desk.kept(
            examples.as_csv([["Nominee", "Revenue"]] + [[f"P{n}", str(1000 + n)] for n in range(rows)]).encode()
        )
        with desk.browser.counting() as statements:
            desk.browser.get(path + "/rows")
        return len(statements)

    assert counted(1) == counted(120)


def test_the_trail_names_the_organizer_who_took_the_rows_in(desk: SheetDesk, db: Session) -> None:
    desk.browser.post(desk.kept(examples.google_form()) + "/take")
    started = db.scalars(select(AuditEvent).where(AuditEvent.action == "nomination.start")).all()
    assert started
    assert {event.actor_id for event in started} == {desk.organizer.id}
    db.rollback()


def test_after_the_close_the_organizer_is_told_that_rows_join_the_running_contest(
    db: Session, visitor: Visitor
) -> None:
    closed = sheet_desk(db, visitor, slug="closed-awards", standing="judging")
    assert "joins the running contest" in closed.browser.get(closed.kept(examples.google_form()) + "/rows").text


def test_while_nominations_are_open_nobody_is_warned(desk: SheetDesk) -> None:
    assert "joins the running contest" not in desk.browser.get(desk.kept(examples.google_form()) + "/rows").text
