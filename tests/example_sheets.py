"""Sheets as organizers have them, made here so that they can be read: a Google form, a German export, an award system's, a workbook
with titles above the header. People and companies are plainly made up."""

import csv
import io
import zipfile
from datetime import date, datetime

import openpyxl

GOOGLE_HEADER = [
    "Timestamp", "Email Address", "Nominee's full name", "Nominee's job title", "Company", "Award Category",
    "Total revenue in 2026 (USD)",
    "About how much of this came from customers who had bought from your company the year before?",
    "How many customers that had never bought before placed a first order?",
    "Tell us why this person deserves to win",
]  # fmt: skip


def as_csv(rows: list[list[str]], separator: str = ",") -> str:
    sink = io.StringIO()
    csv.writer(sink, delimiter=separator).writerows(rows)
    return sink.getvalue()


def google_form() -> bytes:
    rows = [
        GOOGLE_HEADER,
        ["1/5/2027 9:14:22", "pat@sample.example", "Sample Person One", "Account Executive", "Sample Steel",
         "Salesperson of the Year", "$4,200,000.00", "Almost all", "0",
         "She looks after the accounts that she was given.\nAll of them renewed."],
        ["1/5/2027 9:20:00", "kim@sample.example", "Sample Person Two", "Business Development", "Sample Paper",
         "Salesperson of the Year", "$600,000.00", "Almost none", "11",
         "Two cold-called four hundred plants and won eleven new customers from a rival."],
        ["1/6/2027 8:00:00", "kim@sample.example", "Sample Person Three", "Sales Representative", "Sample Paper",
         "Salesperson of the Year", "about a million", "I can't say", "", "A wonderful colleague."],
    ]  # fmt: skip
    return as_csv(rows).encode("utf-8-sig")


def german() -> bytes:
    """Semicolons, Windows-1252, comma as the decimal mark."""
    rows = [
        ["Nr.", "Verkäufer", "Firma", "Umsatz 2026", "davon Bestandskunden", "Vorjahr", "Begründung"],
        ["1", "Müster Eins", "Muster Gießerei", "1.250.000,50", "1.000.000,00", "900.000,00", "Betreut große Kunden."],
        ["2", "Müster Zwei", "Muster Gießerei", "400.000,00", "50.000,00", "40.000,00", "Hat 12 Neukunden gewonnen."],
        ["", "Summe", "", "1.650.000,50", "1.050.000,00", "940.000,00", ""],
    ]
    return as_csv(rows, ";").encode("cp1252")


def award_export() -> bytes:
    """As award systems export entries: an id, several answers of many lines, an entrant with an address."""
    rows = [
        ["Entry ID", "Entry name", "Category", "Entrant", "Entrant email", "Status", "Organization",
         "Describe the accomplishment", "Describe one customer won this year", "Revenue 2025", "Revenue 2026",
         "Recurring revenue 2026"],
        ["AF-0001", "Sample Person Four", "Account Manager of the Year", "Sample Boss", "boss@sample.example", "Submitted",
         "Sample Clinic Supply", "Kept every clinic.\n\nNobody left, \"nobody\".", "One clinic came back.", "3000000", "3500000",
         "3100000"],
        ["AF-0002", "Sample Person Five", "Salesperson of the Year", "Sample Boss", "boss@sample.example", "Submitted",
         "Sample Clinic Supply", "Opened a territory;\nnobody had called there, ever.", "A hospital switched to us.", "0",
         "800000", "0"],
        ["AF-0001", "Sample Person Four", "Account Manager of the Year", "Sample Boss", "boss@sample.example", "Submitted",
         "Sample Clinic Supply", "Sent in twice.", "", "3000000", "3500000", "3100000"],
    ]  # fmt: skip
    return as_csv(rows).encode()


def titled_workbook() -> bytes:
    """A cover sheet, and a sheet with two title rows, a blank one, typed cells, customers in numbered columns, a total."""
    book = openpyxl.Workbook()
    cover = book.active
    assert cover is not None
    cover.title = "Read me"
    cover.append(["Please don't change the sheet."])
    sheet = book.create_sheet("Entries")
    sheet.append(["Sales awards 2027", None, "made on", date(2027, 1, 8)])
    sheet.append(["All amounts in US dollars"])
    sheet.append([])
    sheet.append(
        ["Reference", "Nominee", "Company", "Total revenue", "Customer 1", "Revenue 1", "Prior 1", "Customer 2", "Revenue 2",
         "Prior 2", "Since 2", "Story", "Received"]
    )  # fmt: skip
    sheet.append(
        ["R-1", "Sample Person Six", "Sample Rails", 1_000_000, "Sample Mine", 900_000, 850_000.5, "Sample Port", 100_000, 0,
         2026, "Looked after the mine.", datetime(2027, 1, 3, 14, 30)]  # noqa: DTZ001
    )  # fmt: skip
    sheet.append(
        [
            "R-2",
            "=1+1",
            "Sample Rails",
            250_000,
            "Sample Dock",
            250_000,
            0,
            None,
            None,
            None,
            None,
            "-won it cold",
            None,
        ]
    )
    sheet["B6"].data_type = "s"
    sheet.append(["Total", None, None, 1_250_000])
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()


def workbook(rows: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    return saved(book)


def changed(data: bytes, name: str, content: bytes) -> bytes:
    """A workbook with one of its parts replaced or added: how bombs are made."""
    sink = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            if entry != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, content)
    return sink.getvalue()
