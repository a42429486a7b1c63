"""Uploading an export: what is read at once, what is refused with a sentence, and who reaches the file afterwards."""

import io
import zipfile
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.files.folder import Folder
from app.files.models import StoredFile
from app.nominations.models import CrmExport
from tests.browsing import Visitor
from tests.nominations.conftest import Bench
from tests.nominations.exports import HUBSPOT_GERMAN, Uploader, salesforce, shown_fields, uploader


@pytest.fixture
def desk(bench: Bench) -> Uploader:
    return uploader(bench)


def test_a_known_report_leads_straight_to_the_preview_and_is_kept(desk: Uploader) -> None:
    answer = desk.upload(salesforce(), "C:\\Sales\\Q4 report.xlsx")
    assert answer.headers["location"].endswith("/deals")
    stored = desk.bench.all(StoredFile)[0]
    assert (stored.name, stored.kind, stored.size) == ("Q4 report.xlsx", "xlsx", len(salesforce()))
    page = desk.browser.get(desk.path)
    assert "Q4 report.xlsx" in page.text
    assert "Not taken over" in page.text


def test_who_is_not_named_in_it_is_asked_for(bench: Bench) -> None:
    desk = uploader(bench, nominee_name="Somebody Else")
    answer = desk.upload(salesforce())
    assert answer.headers["location"].endswith("/columns")
    page = desk.browser.follow(answer).text
    assert "Nobody in this file is called Somebody Else" in page
    assert "Omar Example" in page


def zip_bomb() -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            for _megabyte in range(500):
                part.write(b"0" * 1_000_000)
    return sink.getvalue()


def with_macros() -> bytes:
    sink = io.BytesIO(salesforce())
    with zipfile.ZipFile(sink, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    return sink.getvalue()


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "empty.csv"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "picture.xlsx"),
        (b"<html><body><table><tr><td>1</td></tr></table></body></html>", "report.xls"),
        (b"PK\x03\x04 not a workbook", "broken.xlsx"),
        (with_macros(), "macros.xlsm"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_and_nothing_changes(desk: Uploader, data: bytes, name: str) -> None:
    desk.kept()
    answer = desk.upload(data, name)
    assert answer.status_code == 422
    assert f"“{name}”" in answer.text
    assert "report.xlsx" in answer.text  # what was there before
    assert len(desk.bench.all(StoredFile)) == 1


def test_a_zip_bomb_is_refused(desk: Uploader) -> None:
    assert desk.upload(zip_bomb(), "bomb.xlsx").status_code == 422
    assert desk.bench.all(StoredFile) == []


def test_no_file_at_all_is_said(desk: Uploader) -> None:
    answer = desk.browser.post(desk.path)
    assert answer.status_code == 422
    assert "choose a file" in answer.text


def test_a_name_is_only_ever_text(desk: Uploader) -> None:
    name = "<img src=x onerror=alert(1)>\u202e.csv"
    path = desk.kept(HUBSPOT_GERMAN, name)
    for page in (desk.path, path + "/deals", path + "/columns"):
        text = desk.browser.get(page).text
        assert "<img src=x" not in text
        assert "\u202e" not in text


def test_the_same_shape_is_recognized_for_the_next_nominator(desk: Uploader) -> None:
    path = desk.kept()
    fields = shown_fields(desk.browser.get(path + "/columns").text)
    place = next(name for name, value in fields.items() if value == ["Platform"]).replace("-text", "")
    desk.browser.submit(path + "/columns", **{**fields, place: "expansion"})
    assert desk.bench.all(CrmExport)[0].mapping["types"]["Platform"] == "expansion"
    desk.took(path)
    from tests import factories as make

    other = make.make_user(desk.bench.db)
    desk.bench.db.commit()
    second = Uploader(desk.bench, Bench(desk.bench.db, desk.bench.program, other, desk.browser, desk.browser).draft({"nominee_name": "Nora Sample", "period_from": "2025-01-01", "period_to": "2025-12-31"}), desk.bench.visitor.signed_in(other))  # fmt: skip
    page = second.browser.get(second.kept(name="mine.xlsx") + "/deals").text
    assert "as for an earlier file of this program" in page
    assert "Say what it is" not in page
    assert "report.xlsx" not in page


def download(browser: Visitor, path: str) -> Any:
    return browser.submit(path + "/download")


def test_the_owner_downloads_the_very_bytes_never_inline(desk: Uploader) -> None:
    path = desk.kept(name="Übersicht; 1.xlsx")
    answer = download(desk.browser, path)
    assert answer.content == salesforce()
    assert answer.headers["content-disposition"].startswith(
        "attachment; filename=\"bersicht-1.xlsx\"; filename*=UTF-8''"
    )
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert desk.browser.get(path + "/download").status_code in (404, 405)


def test_a_foreign_nominator_an_administrator_and_a_draft_s_organizer_find_nothing(desk: Uploader) -> None:
    from tests import factories as make

    path = desk.kept()
    strangers = [
        desk.bench.visitor.signed_in(make.make_user(desk.bench.db)),
        desk.bench.visitor.signed_in(make.make_user(desk.bench.db, is_administrator=True)),
        desk.bench.organizer(),
    ]
    for browser in strangers:
        for answer in (
            browser.get(desk.path),
            browser.get(path + "/deals"),
            browser.get(path + "/columns"),
            download(browser, path),
        ):
            assert answer.status_code == 404
        for word in ("deals", "columns", "take-back", "discard"):
            assert browser.submit(f"{path}/{word}").status_code == 404


def test_an_export_is_reached_through_its_own_nomination_only(desk: Uploader) -> None:
    path = desk.kept()
    other = desk.bench.draft({"nominee_name": "Nora Sample"})
    moved = path.replace(desk.nomination.public_id, other.public_id)
    desk.bench.db.commit()
    assert desk.browser.get(moved + "/deals").status_code == 404
    assert download(desk.browser, moved).status_code == 404


def test_a_file_is_deleted_when_nothing_rests_on_it(desk: Uploader) -> None:
    path = desk.kept()
    desk.took(path)
    assert desk.browser.submit(path + "/discard").status_code == 422
    desk.browser.submit(path + "/take-back")
    assert "was deleted" in desk.browser.follow(desk.browser.submit(path + "/discard")).text
    assert desk.browser.get(path + "/deals").status_code == 404
    assert download(desk.browser, path).status_code == 404


def test_a_deleted_draft_takes_its_files_along(desk: Uploader) -> None:
    desk.kept()
    answer = desk.browser.submit(f"/nominations/{desk.nomination.public_id}/delete")
    assert answer.status_code == 303
    assert desk.bench.all(CrmExport) == []
    stored = desk.bench.all(StoredFile)[0]
    assert stored.removed_at is not None
    assert stored.nomination_id is None


def test_uploads_that_nothing_came_of_go_after_a_week(desk: Uploader) -> None:
    path = desk.kept()
    export = desk.export()
    export.expires_at = datetime.now(UTC) - timedelta(hours=1)
    desk.bench.db.commit()
    desk.kept(HUBSPOT_GERMAN, "deals.csv")
    assert desk.browser.get(path + "/deals").status_code == 404


def test_a_missing_file_is_said_and_the_pages_stay(desk: Uploader) -> None:
    path = desk.kept()
    folder = Folder(desk.browser.application.state.settings.files_dir)
    digest = desk.bench.all(StoredFile)[0].sha256
    folder.remove(digest)
    assert download(desk.browser, path).status_code == 422
    page = desk.browser.get(path + "/deals")
    assert page.status_code == 200
    fields = shown_fields(page.text)
    answer = desk.browser.submit(path + "/deals", **{**fields, "use": [*fields["use"], "8"], "go": "again"})
    assert answer.status_code == 422
    assert "upload it again" in answer.text
    assert desk.took(path).status_code == 303


def test_too_much_for_one_nomination_is_said(desk: Uploader, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.kept()
    monkeypatch.setattr("app.files.service.MOST_OF_A_NOMINATION", len(salesforce()) + 5)
    answer = desk.upload(HUBSPOT_GERMAN, "deals.csv")
    assert answer.status_code == 422
    assert "delete one that you no longer need" in answer.text


def test_more_than_20_mb_never_reaches_the_reader(desk: Uploader) -> None:
    answer = desk.upload(b"a,b\n" * 5_200_000, "big.csv")
    assert answer.status_code == 413
    assert desk.bench.all(StoredFile) == []


HEADINGS = "Account Name,Amount,Close Date,Stage,Opportunity Owner\n"


@pytest.mark.parametrize(
    "rows",
    [
        "A,5,0000-00-00,Closed Won,Nora Sample\nB,5,9999-12-31,Closed Won,Nora Sample\n",
        "x" * 100_000 + ",5,2025-01-02,Closed Won,Nora Sample\n",
        "=cmd|' /C calc'!A0," + "9" * 40 + ",2025-01-02,Closed Won,Nora Sample\n",
        "Largest,999999999999999,2025-01-02,Closed Won,Nora Sample\n",
        "Credit,-5,2025-01-02,Closed Won,Nora Sample\n",
        "A,5\nB\n,,,,,,,,,,\n",
    ],
)
def test_odd_rows_are_shown_and_taken_over_or_said(desk: Uploader, rows: str) -> None:
    path = desk.kept((HEADINGS + rows).encode(), "odd.csv")
    assert desk.browser.get(path + "/columns").status_code == 200
    assert desk.browser.get(path + "/deals").status_code in (200, 303)
    assert desk.took(path).status_code in (303, 409, 422)  # 409: a question is open, so there is no preview
    assert desk.browser.get(f"/nominations/{desk.nomination.public_id}/review").status_code == 200
    assert all(len(line["name"]) <= 200 for line in desk.draft()["lines"])


def test_more_customers_than_the_form_takes_become_all_others(desk: Uploader) -> None:
    rows = "".join(f"C{n},{n}.50,2025-01-02,Closed Won,Nora Sample\n" for n in range(1, 401))
    earlier = "".join(f"C{n},1,2024-01-02,Closed Won,Omar Example\n" for n in range(1, 301))
    desk.took(desk.kept((HEADINGS + rows + earlier).encode(), "many.csv"))
    lines = desk.draft()["lines"]
    assert len(lines) == 149
    assert (lines[0]["name"], lines[0]["revenue"]) == ("C400", "400.50")
    assert (lines[-1]["name"], lines[-1]["customers"]) == ("All others", "252")
    assert sum(round(float(line["revenue"]) * 100) for line in lines) == sum(n * 100 + 50 for n in range(1, 401))
    assert float(lines[-1]["from_earlier_buyers"]) == float(lines[-1]["revenue"])
