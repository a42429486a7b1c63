"""Bytes → table: encodings, separators, headers further down, and every kind of file that is no sheet."""

import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from app.domain.errors import UserError
from app.domain.sheets import Table, read_sheet
from tests import example_sheets as examples


def test_a_google_form_is_read_with_its_answers_of_several_lines() -> None:
    table = read_sheet(examples.google_form())
    assert table.header == tuple(examples.GOOGLE_HEADER)
    assert [row[2] for row in table.rows] == ["Sample Person One", "Sample Person Two", "Sample Person Three"]
    assert table.rows[0][9] == "She looks after the accounts that she was given.\nAll of them renewed."
    assert table.said == ("Read as UTF-8, separated by commas.",)


def test_semicolons_in_windows_letters_are_read() -> None:
    table = read_sheet(examples.german())
    assert table.header[1] == "Verkäufer"
    assert table.rows[0][2] == "Muster Gießerei"
    assert "Windows-1252" in table.said[0]
    assert "semicolons" in table.said[0]


def test_tabs_in_utf_16_are_read() -> None:
    table = read_sheet("Nominee\tRevenue\nZoë\t1,5\n".encode("utf-16"))
    assert table.rows == (("Zoë", "1,5"),)


def test_a_file_that_names_its_separator_is_believed() -> None:
    assert read_sheet(b"sep=;\r\nNominee;Revenue\r\nA, B, C;1\r\n").rows == (("A, B, C", "1"),)


def test_a_header_below_titles_is_found_and_cells_keep_their_types() -> None:
    table = read_sheet(examples.titled_workbook())
    assert table.header[:4] == ("Reference", "Nominee", "Company", "Total revenue")
    assert len(table.above) == 3
    assert table.above[0][3] == date(2027, 1, 8)
    assert table.number(0) == 5
    assert table.rows[0][3] == 1_000_000
    assert isinstance(table.rows[0][3], int)
    assert table.rows[0][6] == 850_000.5
    assert table.rows[0][12] == datetime(2027, 1, 3, 14, 30)  # noqa: DTZ001
    assert table.said == ("Read from the sheet “Entries”.", "Not read: “Read me”.")


def test_a_table_survives_being_kept_as_json() -> None:
    table = read_sheet(examples.titled_workbook())
    assert Table.from_json(table.to_json()) == table


def test_hidden_sheets_are_not_read() -> None:
    book = openpyxl.Workbook()
    shown = book.active
    assert shown is not None
    shown.append(["Nominee", "Revenue"])
    shown.append(["Sample", 1])
    hidden = book.create_sheet("Salaries")
    hidden.append(["Nominee", "Revenue", "Company"])
    hidden.append(["Secret", 2, "Sample"])
    hidden.sheet_state = "hidden"
    table = read_sheet(examples.saved(book))
    assert table.rows == (("Sample", 1),)
    assert "Salaries" not in " ".join(table.said)


ENCRYPTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
GOOD = examples.titled_workbook()


def zipped(**parts: str) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return sink.getvalue()


def sheet_xml(cells: str) -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<?xml version="1.0"?><worksheet xmlns="{space}"><sheetData>{cells}</sheetData></worksheet>'.encode()


def far_away() -> bytes:
    cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    return examples.changed(GOOD, "xl/worksheets/sheet2.xml", sheet_xml(cells))


def repeated_text() -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    strings = f'<sst xmlns="{space}"><si><t>{"x" * 1_000_000}</t></si></sst>'
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 5000))
    return examples.changed(
        examples.changed(GOOD, "xl/sharedStrings.xml", strings.encode()), "xl/worksheets/sheet2.xml", sheet_xml(cells)
    )


def lying_size() -> bytes:
    """A member that unpacks to more than it declares, in both of its headers."""
    data = examples.changed(GOOD, "xl/styles.xml", b" " * 3_000_000)
    true, told = (3_000_000).to_bytes(4, "little"), (2_000).to_bytes(4, "little")
    assert data.count(true) >= 2
    return data.replace(true, told)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b" \n\r\n", "empty"),
        (b"<!DOCTYPE html><table><tr><td>Nominee</td></tr></table>", "web page"),
        (b"\xef\xbb\xbf<html><body>sign in</body></html>", "web page"),
        (b'<?xml version="1.0"?><Workbook/>', "web page"),
        (b"%PDF-1.7 ...", "not a spreadsheet"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "not a spreadsheet"),
        (b"Nominee,Revenue\n" + bytes(5000), "not a spreadsheet"),
        (b"PK\x03\x04" + b"garbage" * 50, "damaged"),
        (GOOD[:-900], "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "damaged"),
        (ENCRYPTED, "password"),
        (zipped(**{"word/document.xml": "<a/>"}), "not a spreadsheet"),
        (examples.changed(GOOD, "xl/workbook.xml", b"<nonsense"), "damaged"),
        (b"Nominee\nOne\nTwo\n", "single column"),
        (b"Nominee,Revenue\n", "no row below"),
        (b'Nominee,Revenue\n"One,1\nTwo,2\n', "never closed"),
        (b"Nominee,Revenue\n\x81\x8d,1\n", "letters"),
        (b"Nominee,Revenue\n" + b"x" * 200_000 + b",1\n", "longer than any cell"),
        (b"Nominee,Revenue\n" + b"A,1\n" * 20_001, "the limit is 20,000"),
        (b",".join(b"c%d" % n for n in range(301)) + b"\n" + b"1," * 300 + b"1\n", "301 columns"),
        (b"x" * 20_000_001, "larger than 20 MB"),
        (far_away(), "more than 20,000 rows"),
        (repeated_text(), "unpacks to far more"),
        (examples.changed(GOOD, "xl/styles.xml", b" " * 130_000_000), "unpacks to far more"),
        (lying_size(), "damaged"),
        (examples.saved(openpyxl.Workbook()), "no visible sheet with rows"),
    ],
)  # fmt: skip
def test_what_is_no_sheet_is_refused_in_one_sentence(data: bytes, said: str) -> None:
    with pytest.raises(UserError) as refused:
        read_sheet(data)
    assert said in str(refused.value)


def ods(content: str) -> bytes:
    return zipped(
        mimetype="application/vnd.oasis.opendocument.spreadsheet",
        **{
            "content.xml": (
                '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
                ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
                ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
                f'<table:table table:name="One">{content}</table:table></office:spreadsheet></office:body></office:document-content>'
            ),
            "META-INF/manifest.xml": "<manifest/>",
        },
    )


def ods_row(*texts: str, cell: str = "", row: str = "") -> str:
    cells = "".join(
        f'<table:table-cell office:value-type="string" {cell}><text:p>{text}</text:p></table:table-cell>'
        for text in texts
    )
    return f"<table:table-row {row}>{cells}</table:table-row>"


def test_an_open_document_sheet_is_read_with_its_empty_end() -> None:
    end = (
        '<table:table-row table:number-rows-repeated="1048574">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    table = read_sheet(ods(ods_row("Nominee", "Revenue") + ods_row("Sample", "12") + end))
    assert table.header == ("Nominee", "Revenue")
    assert table.rows == (("Sample", "12"),)


@pytest.mark.parametrize(
    "content",
    [
        ods_row("Nominee", "Revenue") + ods_row("x", "1", row='table:number-rows-repeated="1000000"'),
        ods_row("Nominee", "Revenue") + ods_row("x", cell='table:number-columns-repeated="16000"'),
    ],
)
def test_repeated_cells_that_would_fill_memory_are_refused(content: str) -> None:
    with pytest.raises(UserError, match="more than"):
        read_sheet(ods(content))
