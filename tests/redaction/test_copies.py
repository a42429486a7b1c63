"""Files behind the figures of a blind program: held back, or a copy in which nothing but values is left (B4)."""

import csv
import io
import zipfile
from datetime import UTC, datetime
from typing import Any

import pytest
import xlsxwriter

from app.audit.models import AuditEvent
from app.files.models import StoredFile
from app.redaction.models import Redaction
from tests import factories as make
from tests.browsing import Visitor
from tests.nominations.conftest import Bench
from tests.nominations.exports import SALESFORCE, Uploader, uploader
from tests.nominations.test_evidence_files import judging, submit
from tests.nominations.writing import FULL
from tests.redaction.test_redact import fields_of

CANARIES = (b"nora", b"sample", b"omar", b"canary", b"zander", b"tannery", b"olive")


def workbook() -> bytes:
    """What a CRM writes, with everything that a file can carry beside its values."""
    rows: list[list[Any]] = [
        [*row, "Contact"] if "Amount" in row else [*row, "Zoe Zander"] if len(row) > 5 else row for row in SALESFORCE
    ]
    rows[3][2] = "Nora's linen for Sample Pumps, call 508-555-0142"
    sink = io.BytesIO()
    with xlsxwriter.Workbook(sink, {"in_memory": True}) as book:
        book.set_properties({"title": "Canary title", "author": "Canary Author", "company": "Canary Company", "manager": "Canary", "comments": "Canary", "created": datetime(2026, 1, 1, tzinfo=UTC)})  # fmt: skip
        sheet = book.add_worksheet("Report")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        sheet.write_comment("A4", "Canary note", {"author": "Canary"})
        sheet.set_header("&LCanary header")
        book.define_name("CanaryName", "=Report!$A$1")
        book.add_worksheet("Canary hidden").hide()
    return sink.getvalue()


@pytest.fixture
def desk(bench: Bench) -> Uploader:
    desk = uploader(
        bench, **{**FULL, "nominee_name": "Nora Sample", "nominee_company": "Sample Pumps", "lines": [], "headline": ""}
    )
    desk.took(desk.kept(workbook(), name="Nora Sample of Sample Pumps.xlsx"))
    submit(desk)
    return desk


def released(desk: Uploader, *, copies: list[str] | None = None) -> tuple[Visitor, Visitor]:
    """The judge and the organizer, after a look through the texts; the file's hash, unless other copies are named."""
    judge, _person = judging(desk, blind=True)
    organizer = desk.bench.visitor.signed_in(make.make_organizer(desk.bench.db, desk.bench.program))
    path = f"/nominations/{desk.nomination.public_id}/redact"
    fields = fields_of(organizer.get(path).text)
    digest = hash_of(desk)
    assert (
        organizer.submit(path, **{**fields, "go": "stay", "copies": [digest] if copies is None else copies}).status_code
        == 303
    )
    return judge, organizer


def hash_of(desk: Uploader) -> str:
    (one,) = desk.bench.all(StoredFile)
    return str(one.sha256)


def number_of(desk: Uploader) -> str:
    return str(desk.bench.again(desk.nomination).reference).rpartition("-")[2]


def path_of(desk: Uploader) -> str:
    return f"/nominations/{desk.nomination.public_id}/score/evidence/1/download"


def test_b4_a_blind_judge_gets_a_copy_with_a_neutral_name_and_nothing_of_the_file_but_values(desk: Uploader) -> None:
    judge, _organizer = released(desk)
    answer = judge.submit(path_of(desk))
    assert answer.status_code == 200
    assert f'filename="N-{number_of(desk)}-evidence-1.csv"' in answer.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert {row["Customer"] for row in rows} == {"Foundry Works", "Old Dairy", "Bakery", "Late Mill"}
    assert rows[0]["Deal"] == "[nominee]'s linen for [company], call [removed]"
    whole = (answer.content + str(dict(answer.headers)).encode()).lower()
    assert [canary for canary in CANARIES if canary in whole] == []


def test_b4_the_original_would_have_told(desk: Uploader) -> None:
    judge, _person = judging(desk, blind=False)
    answer = judge.submit(path_of(desk))
    assert answer.content == workbook()
    with zipfile.ZipFile(io.BytesIO(answer.content)) as parts:
        inside = b"".join(parts.read(name) for name in parts.namelist()).lower()
    assert all(canary in inside for canary in CANARIES if canary != b"olive")


def test_b4_a_file_that_nobody_released_is_held_back_and_the_organizer_is_told(desk: Uploader) -> None:
    judge, organizer = released(desk, copies=[])
    page = judge.get(f"/nominations/{desk.nomination.public_id}/score").text
    assert "the organizers hold it" in page
    assert "evidence/1/download" not in page
    assert judge.submit(path_of(desk)).status_code == 403
    assert "one held back" in organizer.get(f"/programs/{desk.bench.program.slug}/redaction").text


def test_b4_a_copy_of_another_file_opens_nothing(desk: Uploader) -> None:
    judge, _organizer = released(desk, copies=["0" * 64])
    answer = judge.submit(path_of(desk))
    assert answer.status_code == 403
    assert "may name somebody" in answer.text


def test_b4_the_page_offers_the_copy_and_tells_neither_hash_nor_name_of_the_file(desk: Uploader) -> None:
    judge, organizer = released(desk)
    page = judge.get(f"/nominations/{desk.nomination.public_id}/score").text
    assert "Download a copy" in page
    assert hash_of(desk) not in page
    assert "Sample" not in page
    assert "1 of 1 as a copy without names" in organizer.get(f"/programs/{desk.bench.program.slug}/redaction").text


def test_an_organizer_sees_the_very_copy_that_judges_get_and_who_opened_one_is_noted(desk: Uploader) -> None:
    judge, organizer = released(desk)
    mine = organizer.submit(f"/nominations/{desk.nomination.public_id}/redact/copy/1")
    before = [event for event in desk.bench.all(AuditEvent) if event.action == "evidence.read"]
    assert mine.content == judge.submit(path_of(desk)).content
    assert len([event for event in desk.bench.all(AuditEvent) if event.action == "evidence.read"]) == len(before) + 1
    assert organizer.submit(f"/nominations/{desk.nomination.public_id}/redact/copy/2").status_code == 404


def test_a_copy_hides_what_the_organizer_hid_in_the_texts(desk: Uploader) -> None:
    judge, organizer = released(desk)
    path = f"/nominations/{desk.nomination.public_id}/redact"
    organizer.submit(
        path, **{**fields_of(organizer.get(path).text), "go": "add", "phrase": "Old Dairy", "whom": "removed"}
    )
    assert desk.bench.all(Redaction)[0].copies
    assert b"Old Dairy" not in judge.submit(path_of(desk)).content
