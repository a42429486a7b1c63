"""Exports as the CRMs write them, made by code, with plainly made up people. The totals in the tests were added by hand."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from html import escape
from typing import Any

import openpyxl
import xlwt
from openpyxl.worksheet.worksheet import Worksheet

SALESFORCE = """\
Opportunity Owner,Account Name,Opportunity Name,Stage,Fiscal Period,Amount,Close Date,Created Date,Lead Source,Type
Dana Sample,Globex,Renewal,Closed Won,Q1-2026,"1,234.50",3/15/2026,1/2/2026,Web,Existing Customer - Upgrade
Dana Sample,Initech,First,Closed Won,Q2-2026,"20,000.00",4/30/2026,1/2/2026,Cold Call,New Customer
Dana Sample,Umbrella,Hm,Closed Lost,Q2-2026,"7,000.00",4/2/2026,1/2/2026,Web,Strategic
Lee Example,Globex,Old,Closed Won,Q3-2025,900.00,8/1/2025,1/2/2025,Web,New Customer

"Copyright © 2000-2026 salesforce.com, inc. All rights reserved."
"""

GERMAN = """\
Opportunity-Inhaber;Accountname;Opportunityname;Phase;Betrag;Schlusstermin;Typ;Lead-Quelle
Jörg Muster;Müller AG;Neu;Geschlossen gewonnen;1.234,50 €;15.03.2026;Neukunde;Kaltakquise
Jörg Muster;Größe GmbH;Verl;Geschlossen gewonnen;485.000,-;03.04.2026;Verlängerung;Messe
Anna Beispiel;Größe GmbH;Alt;Geschlossen gewonnen;(1.200,00);03.04.2025;Sonderfall;Messe
Jörg Muster;Größe GmbH;Gut;Geschlossen gewonnen;1.200,00-;04.04.2026;Sonderfall;Messe
Jörg Muster;X GmbH;Z;Geschlossen verloren;1,00;04.04.2026;Sonderfall;Messe
Gesamt;;;;485.034,50;;;
"""

FRENCH = """\
Owner;Client;Montant;Date de clôture;Étape
Dana Sample;Acme;1 234,50;13/03/2026;Fermée gagnée
Dana Sample;Bolt;12 345 678,00;14/03/2026;Gagnée
Lee Example;Bolt;1 000,00;14/03/2025;Gagnée
"""

SPANISH = """\
Propietario de la oportunidad\tNombre de la cuenta\tEtapa\tImporte\tFecha de cierre\tTipo
Dana Sample\tAcme\tCerrada ganada\t1.000,00\t31 de marzo de 2026\tCliente nuevo
Dana Sample\tBolt\tCerrada perdida\t2.000,00\t31 de marzo de 2026\tRenovación
"""

HUBSPOT = """\
"Record ID","Deal Name","Deal Stage","Close Date","Deal owner","Amount","Pipeline","Create Date","Associated Company","Deal Type","Original Source"
"1001","Acme","Closed Won (Sales Pipeline)","2026-03-31 14:05","Dana Sample (Deactivated User)","12000","Sales","2026-01-01 10:00","Acme","newbusiness","Offline Sources"
"1001","Acme","Closed Won (Sales Pipeline)","2026-03-31 14:05","Dana Sample (Deactivated User)","12000","Sales","2026-01-01 10:00","Acme","newbusiness","Offline Sources"
"1002","Bolt","closedwon","2026-04-30 14:05","Dana Sample (Deactivated User)","5000.5","Sales","2026-01-01 10:00","Bolt","existingbusiness","Organic Search"
"1003","Bolt","closedwon","2025-04-30 14:05","Lee Example","4000","Sales","2025-01-01 10:00","Bolt","newbusiness","Organic Search"
"1004","Bolt","Appointment Scheduled","2026-04-30 14:05","Dana Sample (Deactivated User)","9","Sales","2026-01-01 10:00","Bolt","","Organic Search"
"""

PIPEDRIVE = """\
Deal - ID\tDeal - Title\tDeal - Value\tDeal - Currency of Value\tDeal - Stage\tDeal - Pipeline\tDeal - Status\tDeal - Owner\tDeal - Organization\tDeal - Won time\tDeal - Expected close date\tDeal - Label
1\tA\t1000\tEUR\tNegotiations Started\tNew Business\tWon\tDana Sample\tAcme\t2026-02-01 10:00:00\t2026-01-01\tHot
2\tB\t2000\tEUR\tProposal Made\tRenewals\tWon\tDana Sample\tBolt\t2026-03-01 10:00:00\t2026-01-01\t
3\tC\t300\tUSD\tProposal Made\tRenewals\tWon\tDana Sample\tBolt\t2026-03-01 10:00:00\t2026-01-01\t
4\tD\t2500\tEUR\tProposal Made\tRenewals\tOpen\tDana Sample\tBolt\t\t2026-05-01\t
5\tE\t1500\tEUR\tProposal Made\tRenewals\tWon\tLee Example\tBolt\t2025-03-01 10:00:00\t2025-01-01\t
"""

ZOHO = """\
Record Id,Deal Owner,Deal Name,Account Name,Amount,Stage,Closing Date,Type,Lead Source,Created Time
zcrm_1,Dana Sample,One,Acme,$500.00,Closed Won,2026-06-30,New Business,Cold Call,2026-01-01 09:00:00
zcrm_2,Dana Sample,Two,Bolt,$700.00,Closed-Lost to Competition,2026-06-30,New Business,Cold Call,2026-01-01 09:00:00
zcrm_3,Dana Sample,Three,Bolt,$900.00,Closed Won,2027-01-01,New Business,Cold Call,2026-01-01 09:00:00
"""

CONVERTED = """\
Opportunity Owner|Account Name|Amount Currency|Amount|Amount (converted) Currency|Amount (converted)|Close Date|Stage
Dana Sample|Acme|EUR|100.00|USD|110.00|2026-03-13|Closed Won
Dana Sample|Bolt|USD|50.00|USD|50.00|2026-03-13|Closed Won
Lee Example|Acme|EUR|10.00|USD|11.00|2025-03-13|Closed Won
"""

AMBIGUOUS = """\
Owner,Account,Amount,Close Date,Stage
Dana Sample,Acme,100,03/04/2026,Closed Won
Dana Sample,Bolt,250,12/01/2025,Closed Won
Lee Example,Bolt,30,05/06/2025,Closed Won
"""


def saved(book: openpyxl.Workbook) -> bytes:
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()


def workbook(*sheets: tuple[str, list[list[Any]]]) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets:
        sheet: Worksheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return book


def grouped() -> bytes:
    """A formatted Salesforce report: titles, filters, groups given once (one merged), subtotals, a footer, column A empty."""
    rows: list[list[Any]] = [
        [None, "Closed Won Opportunities by Owner"],
        [None, "As of 2027-01-04 09:11:12 • Generated by Dana Sample"],
        [None, "Filtered By"],
        [None, "Close Date equals Custom (1/1/2025 to 12/31/2026)"],
        [None, "Stage equals Closed Won"],
        [],
        [None, "Opportunity Owner  ↑", "Account Name  ↑", "Opportunity Name", "Type", "Amount", "Close Date"],
        [None, "Dana Sample", "Acme", "A1", "New Customer", 1000, date(2026, 2, 1)],
        [None, None, None, "A2", "Add-On", 500.5, date(2026, 3, 1)],
        [None, None, "Subtotal", None, None, 1500.5],
        [None, None, "Bolt\nInc.", "B1", "Renewal", 2000, date(2026, 5, 1)],
        [None, None, "Subtotal", None, None, 2000],
        [None, "Subtotal", None, None, None, 3500.5],
        [None, "Lee Example", "Acme", "A0", "New Customer", 800, date(2025, 2, 1)],
        [None, None, "Subtotal", None, None, 800],
        [None, "Subtotal", None, None, None, 800],
        [None, "Total", None, None, None, 4300.5],
        [],
        [None, "Confidential Information - Do Not Distribute"],
    ]
    book = workbook(("Report", rows))
    book["Report"].merge_cells("B1:G1")
    book["Report"].merge_cells("B8:B12")
    return saved(book)


def customer_list() -> bytes:
    return saved(workbook(("Sheet1", [
        ["Customers of Dana Sample"],
        ["Customer", 2024, 2025, 2026, "Customer since"],
        ["Total Wine & More", 5, 100, 150, date(2019, 1, 1)],
        ["Bolt", 0, 0, 70, date(2026, 3, 1)],
        ["Gone Ltd", None, 90, None, None],
        ["Total", 5, 190, 220, None],
    ])))  # fmt: skip


def quarters() -> bytes:
    """A sheet per quarter with a hidden column and a formula that was never computed, and a summary in front."""
    header = ["Owner", "Account", "Old Amount", "Amount", "Close Date", "Stage", "Type"]
    sheets: list[tuple[str, list[list[Any]]]] = [("Summary", [["Account", "Amount"], ["Acme", 99999]])]
    for name, month in (("Q1", 2), ("Q2", 5)):
        sheets.append((name, [
            header,
            ["Dana Sample", "Acme", 1, 100, date(2026, month, 3), "Closed Won", "Upsell"],
            ["Dana Sample", "Bolt", 1, "=1+1", date(2026, month, 3), "Closed Won", "Renewal"],
            ["Lee Example", "Acme", 1, 40, date(2025, month, 3), "Closed Won", "Upsell"],
        ]))  # fmt: skip
    book = workbook(*sheets)
    for name in ("Q1", "Q2"):
        book[name].column_dimensions["C"].hidden = True
    return saved(book)


def dynamics() -> bytes:
    book = workbook(("My Opportunities", [
        ["(Do Not Modify) Opportunity", "(Do Not Modify) Row Checksum", "Topic", "Potential Customer", "Est. Close Date", "Est. Revenue", "Actual Close Date", "Actual Revenue", "Status", "Status Reason", "Owner"],
        ["a-1", "x", "T1", "Acme", date(2026, 12, 1), 999, date(2026, 3, 1), 1000, "Won", "Won", "Dana Sample"],
        ["a-2", "x", "T2", "Bolt", date(2026, 12, 1), 777, None, None, "Open", "In Progress", "Dana Sample"],
        ["a-3", "x", "T3", "Acme", date(2026, 12, 1), 999, date(2025, 3, 1), 600, "Won", "Won", "Lee Example"],
    ]))  # fmt: skip
    for letter in "AB":
        book["My Opportunities"].column_dimensions[letter].hidden = True
    return saved(book)


TABLE: list[list[Any]] = [
    ["Deal owner", "Customer", "Amount", "Close Date", "Stage", "Deal Type"],
    ["Dana Sample", "Acme", 1234.5, date(2026, 3, 15), "Closed Won", "New Business"],
    ["Dana Sample", "Müller", -200.25, date(2026, 12, 31), "Closed Won", "Renewal"],
    ["Dana Sample", "Bolt", 1000000, date(2026, 1, 1), "Closed Lost", "Renewal"],
    ["Lee Example", "Müller", 750, date(2025, 12, 31), "Closed Won", "Renewal"],
]
"""One table, to be written in every format and style."""


def as_xls() -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Deals")
    day = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for number, row in enumerate(TABLE):
        for place, cell in enumerate(row):
            sheet.write(number, place, cell, *([day] if isinstance(cell, date) else []))
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()


def as_ods() -> bytes:
    def cell(value: Any) -> str:
        if isinstance(value, date):
            return f'<table:table-cell office:value-type="date" office:date-value="{value:%Y-%m-%d}"><text:p>x</text:p></table:table-cell>'
        if isinstance(value, int | float):
            return f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{value}</text:p></table:table-cell>'
        return f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'

    rows = "".join(f"<table:table-row>{''.join(cell(value) for value in row)}</table:table-row>" for row in TABLE)
    return ods(f'<table:table table:name="Deals">{rows}</table:table>')


def ods(tables: str) -> bytes:
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{spaces}><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>'
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", '<?xml version="1.0"?><manifest/>')
    return sink.getvalue()


def as_csv(amounts: str = "plain", dates: str = "%Y-%m-%d", separator: str = ",", encoding: str = "utf-8") -> bytes:
    """TABLE in a number style, date order, separator and encoding."""
    lines = []
    for row in TABLE:
        cells = [
            amount(cell, amounts)
            if isinstance(cell, int | float)
            else cell.strftime(dates)
            if isinstance(cell, date)
            else str(cell)
            for cell in row
        ]
        lines.append(separator.join(f'"{cell}"' if separator in cell else cell for cell in cells))
    return ("\r\n".join(lines) + "\r\n").encode(encoding)


def amount(value: float, style: str) -> str:
    text = f"{abs(value):,.2f}"
    if style == "plain":
        return f"{value:.2f}"
    if style in ("1.234,50", "1 234,50", "1'234.50"):
        text = text.translate(
            {
                "1.234,50": str.maketrans(",.", ".,"),
                "1 234,50": str.maketrans(",.", "\xa0,"),
                "1'234.50": str.maketrans(",", "'"),
            }[style]
        )
    if style == "(1,200)":
        return f"({text})" if value < 0 else text
    if style == "1,200-":
        return f"{text}-" if value < 0 else text
    if style == "$1,200":
        return f"-${text}" if value < 0 else f"${text}"
    return f"-{text}" if value < 0 else text
