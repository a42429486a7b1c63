"""Files behind the figures of a blind program: held back, or a copy in which nothing but values is left (B4)."""

import csv
import io
import zipfile
from datetime import UTC, datetime
from typing import Any

import pytest
import xlsxwriter
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pypdf import PdfReader, PdfWriter

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


def pdf() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(width=200, height=200)
    writer.add_metadata({"/Author": "Canary Author", "/Title": "Nora Sample"})
    writer.xmp_metadata = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><canary/></x:xmpmeta>'
    sink = io.BytesIO()
    writer.write(sink)
    return sink.getvalue()


def docx() -> bytes:
    """With a comment and a tracked change."""
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    change = '<w:ins w:author="Canary"><w:r><w:t>Nora</w:t></w:r></w:ins>'
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as parts:
        parts.writestr("[Content_Types].xml", "<Types/>")
        parts.writestr(
            "word/document.xml", f'<w:document xmlns:w="{word}"><w:body><w:p>{change}</w:p></w:body></w:document>'
        )
        parts.writestr("word/comments.xml", f'<w:comments xmlns:w="{word}"><w:comment w:author="Canary"/></w:comments>')
        parts.writestr("docProps/core.xml", "<coreProperties><creator>Canary</creator></coreProperties>")
    return sink.getvalue()


def picture(kind: str) -> bytes:
    """With a place and an author in it."""
    sink, image = io.BytesIO(), Image.new("RGB", (8, 8))
    if kind == "PNG":
        told = PngInfo()
        told.add_text("Author", "Canary")
        image.save(sink, kind, pnginfo=told)
    else:
        exif = Image.Exif()
        exif[0x013B] = "Canary"
        exif.get_ifd(0x8825)[2] = (42.0, 16.0, 0.0)
        image.save(sink, kind, exif=exif)
    return sink.getvalue()


def film() -> bytes:
    told = b"\x00\x00\x00\x20udta\x00\x00\x00\x18\xa9ARTCanary\x00\x00\x00\x00\x00\x00\x00\x00\x00"
    return b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + told


@pytest.mark.parametrize("name", ["Nora-Sample.{}", "report.xlsx", "report.csv"])
@pytest.mark.parametrize(
    ("kind", "data"),
    [("pdf", pdf()), ("docx", docx()), ("jpg", picture("JPEG")), ("png", picture("PNG")), ("mp4", film())],
    ids=["pdf", "docx", "jpg", "png", "mp4"],
)
def test_b4_a_file_that_is_no_table_is_never_kept_so_no_judge_can_get_what_is_in_it(
    bench: Bench, kind: str, data: bytes, name: str
) -> None:
    desk = uploader(bench)
    answer = desk.upload(data, name.format(kind))
    assert answer.status_code == 422
    assert bench.all(StoredFile) == []


def test_b4_the_canaries_are_in_those_files() -> None:
    assert PdfReader(io.BytesIO(pdf())).metadata.author == "Canary Author"  # type: ignore[union-attr]
    assert Image.open(io.BytesIO(picture("JPEG"))).getexif().get_ifd(0x8825)[2]
    assert Image.open(io.BytesIO(picture("PNG"))).text["Author"] == "Canary"  # type: ignore[attr-defined]
    assert b"Canary" in zipfile.ZipFile(io.BytesIO(docx())).read("word/comments.xml")


def test_the_booklet_says_where_the_files_are(desk: Uploader) -> None:
    judge, organizer = released(desk)
    path = f"/programs/{desk.bench.program.slug}/desk/download"
    number = number_of(desk)

    def told() -> str:
        answer = judge.submit(path, what="booklet")
        assert answer.status_code == 200
        return " ".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages).split())

    assert f"N-{number}-evidence-1: " in told()
    assert "a copy without names, to download on the page of the nomination" in told()
    here = f"/nominations/{desk.nomination.public_id}/redact"
    organizer.submit(here, **{**fields_of(organizer.get(here).text), "go": "stay", "copies": []})
    assert "held by the organizers, since it may name somebody" in told()
    assert "Sample" not in told()
