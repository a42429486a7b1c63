"""What is refused, each with a sentence, and what is read whatever happens to the bytes."""

import io
import random
import zipfile
from datetime import date

import pytest

from app.domain.crm import LIMITS, open_export, recognize_and_take
from app.domain.errors import UserError
from tests.domain.crm import examples
from tests.domain.crm.test_taking import PERIOD, accounts, read

DYNAMICS = examples.dynamics()


def with_parts(data: bytes, **parts: str) -> bytes:
    """The same workbook with parts added or replaced ("__" is "/", "_xml" is ".xml")."""
    named = {
        name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"): text for name, text in parts.items()
    }
    sink = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename not in named:
                new.writestr(entry.filename, old.read(entry))
        for name, text in named.items():
            new.writestr(name, text)
    return sink.getvalue()


BOMB = with_parts(DYNAMICS, xl__worksheets__sheet9_xml="<x>" + " " * (LIMITS.inside + 1) + "</x>")
REFUSED = {
    "macros": with_parts(DYNAMICS, xl__vbaProject_bin="x"),
    "other files": with_parts(DYNAMICS, xl__externalLinks__externalLink1_xml="<x/>"),
    "data sources": with_parts(DYNAMICS, xl__connections_xml="<x/>"),
    "entities": with_parts(DYNAMICS, xl__styles_xml='<?xml version="1.0"?><!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]><x>&y;</x>'),
    "unpacks to far more": BOMB,
    "web page": b"<html><body><table><tr><td>Account</td></tr></table></body></html>",
    "password": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600),
    "larger than 20 MB": b"a,b\n" * 5_000_001,
    "empty": b" \n",
    "not a spreadsheet": b"%PDF-1.7 a,b\n",
    "limit is 200,000": b"a,b\n" * 200_300,
    "values from other files": examples.ods('<table:table table:name="x"><table:table-source/><table:table-row/></table:table>'),
}  # fmt: skip


@pytest.mark.parametrize("reason", REFUSED)
def test_a_file_that_is_no_export_is_refused_with_a_sentence(reason: str) -> None:
    with pytest.raises(UserError, match=reason):
        open_export("export.xlsx", REFUSED[reason])


STYLES = ["plain", "1,234.50", "1.234,50", "1 234,50", "1'234.50", "(1,200)", "1,200-", "$1,200"]
EXPECTED = {"Acme": (1234.5, 0), "Müller": (-200.25, 750)}


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_every_number_style_and_separator_gives_the_same_customers(style: str, separator: str) -> None:
    _, taken = read(examples.as_csv(style, separator=separator))
    assert accounts(taken) == EXPECTED
    assert taken.questions == ()


@pytest.mark.parametrize(
    "dates",
    [
        "%Y-%m-%d",
        "%m/%d/%Y",
        "%d/%m/%Y",
        "%d.%m.%Y",
        "%d-%b-%Y",
        "%B %d, %Y",
        "%m/%d/%y",
        "%Y-%m-%dT%H:%M:%S.000+0000",
        "%Y%m%d",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_every_way_to_write_dates_and_letters_gives_the_same_customers(dates: str, encoding: str) -> None:
    _, taken = read(examples.as_csv(dates=dates, encoding=encoding))
    assert accounts(taken) == EXPECTED
    assert taken.questions == ()


@pytest.mark.parametrize(
    "data", [examples.as_xls(), examples.as_ods(), examples.saved(examples.workbook(("Deals", examples.TABLE)))]
)
def test_every_kind_of_workbook_gives_the_same_customers(data: bytes) -> None:
    _, taken = read(data)
    assert accounts(taken) == EXPECTED


def test_hidden_rows_are_read_and_named() -> None:
    book = examples.workbook(("Deals", examples.TABLE))
    book["Deals"].row_dimensions[2].hidden = True
    _, taken = read(examples.saved(book))
    assert accounts(taken) == EXPECTED
    assert [row.label for row in taken.used if row.hidden] == ["2"]
    assert taken.notes[0].endswith(": 1.")


def test_hidden_sheets_are_not_read_but_named() -> None:
    book = examples.workbook(("Deals", examples.TABLE), ("Secret", examples.TABLE))
    book["Secret"].sheet_state = "hidden"
    reading, taken = read(examples.saved(book))
    assert accounts(taken) == EXPECTED
    assert any("Secret" in note for note in reading.notes)


def test_an_xls_whose_sectors_go_in_circles_is_refused_before_it_fills_memory() -> None:
    data = bytearray(examples.as_xls())
    directory = int.from_bytes(data[48:52], "little")
    table = int.from_bytes(data[76:80], "little")
    at = (table + 1) * 512 + directory * 4
    data[at : at + 4] = directory.to_bytes(4, "little")
    with pytest.raises(UserError, match="damaged"):
        open_export("deals.xls", bytes(data))


GOOD = {
    "csv": examples.HUBSPOT.encode(), "german": examples.GERMAN.encode("cp1252"), "utf16": examples.PIPEDRIVE.encode("utf-16"), "xlsx": examples.grouped(),
    "quarters": examples.quarters(), "xls": examples.as_xls(), "ods": examples.as_ods(), "list": examples.customer_list(),
}  # fmt: skip


@pytest.mark.parametrize("kind", GOOD)
def test_mutated_bytes_give_rows_or_a_sentence_and_never_another_error(kind: str) -> None:
    good = GOOD[kind]
    for seed in range(120):
        chance = random.Random(f"{kind}{seed}")
        data = bytearray(good)
        for _ in range(chance.randrange(1, 12)):
            at = chance.randrange(len(data))
            how = chance.randrange(4)
            if how == 0:
                data[at] = chance.randrange(256)
            elif how == 1:
                del data[at : at + chance.randrange(1, 40)]
            elif how == 2:
                data[at:at] = data[chance.randrange(len(data)) :][: chance.randrange(1, 60)]
            else:
                data[at : at + 1] = chance.choice(
                    [b"\n", b",", b'"', b";", b"\0", b"\xff", b"2026", b"-", b"(", b"NaN", b"1e999"]
                )
            if not data:
                data = bytearray(b"x")
        try:
            export = open_export("export", bytes(data))
            _, taken = recognize_and_take(export, owner="Dana Sample", period=PERIOD)
        except UserError:
            continue
        assert taken.rows_read == len(taken.used) + len(taken.left_out)
        assert taken.total == sum(row.amount or 0 for row in taken.used)


def test_random_bytes_and_random_tables_never_raise_another_error() -> None:
    words = [
        "Account",
        "Amount",
        "Close Date",
        "Owner",
        "Stage",
        "Type",
        "Total",
        "",
        "Won",
        "Closed Won",
        "1,5",
        "1.5",
        "3/4/26",
        "2026",
        "x",
        "-",
        "Column B",
        "2025",
        "Customer",
        "€",
        "Subtotal",
    ]
    for seed in range(300):
        chance = random.Random(seed)
        if seed % 3 == 0:
            data = chance.randbytes(chance.randrange(1, 400))
        else:
            data = "\n".join(
                ";".join(chance.choice(words) for _ in range(chance.randrange(1, 7)))
                for _ in range(chance.randrange(1, 14))
            ).encode()
        try:
            recognize_and_take(
                open_export("x", data), owner=chance.choice([None, "x"]), period=(date(2026, 1, 1), date(2026, 12, 31))
            )
        except UserError:
            continue
