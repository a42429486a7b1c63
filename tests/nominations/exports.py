"""CRM exports to upload, made as the CRMs write them; and a nominator with a draft and a browser who does."""

import io
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from typing import Any

import xlsxwriter

from app.nominations.models import CrmExport, Nomination
from tests.browsing import Visitor
from tests.nominations.conftest import Bench

SALESFORCE = [
    ["Won deals by owner"],
    [],
    ["Opportunity Owner", "Account Name", "Opportunity Name", "Stage", "Amount", "Close Date", "Lead Source", "Type"],
    ["Nora Sample", "Foundry Works", "Linen", "Closed Won", 300_000, "2025-03-10", "Cold Call", "New Customer"],
    ["Nora Sample", "Old Dairy", "Renewal 25", "Closed Won", 120_000, "2025-06-30", "", "Renewal"],
    ["Nora Sample", "Old Dairy", "More pumps", "Closed Won", 30_000, "2025-09-01", "", "Platform"],
    ["Nora Sample", "Bakery", "Ovens", "Closed Lost", 90_000, "2025-05-05", "Web", "New Customer"],
    ["Nora Sample", "Late Mill", "Mill", "Closed Won", 50_000, "2026-02-01", "Web", "New Customer"],
    ["Omar Example", "Old Dairy", "Renewal 24", "Closed Won", 110_000, "2024-06-30", "", "Renewal"],
    ["Omar Example", "Tannery", "Vats", "Closed Won", 70_000, "2025-07-07", "Web", "New Customer"],
    ["Total", "", "", "", 770_000, "", "", ""],
]
HUBSPOT_GERMAN = (
    "Datensatz-ID;Deal-Name;Deal-Phase;Abschlussdatum;Zuständiger Mitarbeiter für Deal;Betrag;Deal-Typ;Zugeordnetes Unternehmen\n"
    "1;Erstauftrag;Abgeschlossen und gewonnen;14.03.2025;Nora Sample;120.000,50;Neugeschäft;Gießerei Süd\n"
    "2;Verlängerung;Abgeschlossen und gewonnen;30.06.2025;Nora Sample;80.000,00;Bestandsgeschäft;Molkerei Nord\n"
    "3;Alt;Abgeschlossen und gewonnen;30.06.2024;Omar Example;75.000,00;Bestandsgeschäft;Molkerei Nord\n"
    "4;Verloren;Abgeschlossen und verloren;01.02.2025;Nora Sample;9.000,00;Neugeschäft;Bäckerei\n"
).encode("utf-8-sig")


def workbook(rows: list[list[Any]], *sheets: str) -> bytes:
    sink = io.BytesIO()
    with xlsxwriter.Workbook(sink, {"in_memory": True}) as book:
        book.set_properties({"created": datetime(2026, 1, 1, tzinfo=UTC)})  # the same bytes each time
        for name in sheets or ("Report",):
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return sink.getvalue()


def salesforce() -> bytes:
    return workbook(SALESFORCE)


@dataclass
class Uploader:
    bench: Bench
    nomination: Nomination
    browser: Visitor

    @property
    def path(self) -> str:
        return f"/nominations/{self.nomination.public_id}/crm"

    def upload(self, data: bytes, name: str = "report.xlsx") -> Any:
        return self.browser.post(self.path, files={"file": (name, data)})

    def kept(self, data: bytes | None = None, name: str = "report.xlsx") -> str:
        """Upload, and give the path of the export."""
        response = self.upload(salesforce() if data is None else data, name)
        assert response.status_code == 303, response.text[:2000]
        return str(response.headers["location"]).rpartition("/")[0]

    def took(self, path: str, **fields: Any) -> Any:
        """Press "Take over" with the preview as it is shown."""
        page = self.browser.get(path + "/deals").text
        return self.browser.submit(path + "/deals", **{**shown_fields(page), "go": "take", **fields})

    def draft(self) -> dict[str, Any]:
        return dict(self.bench.again(self.nomination).draft)

    def export(self) -> CrmExport:
        return self.bench.all(CrmExport)[-1]  # type: ignore[no-any-return]


def uploader(bench: Bench, **draft: Any) -> Uploader:
    nomination = bench.draft(
        {"nominee_name": "Nora Sample", "period_from": "2025-01-01", "period_to": "2025-12-31", **draft}
    )
    return Uploader(bench, nomination, bench.browser)


def shown_fields(page: str) -> dict[str, Any]:
    """What a browser would send of the page's form: hidden fields, ticked boxes, chosen options, typed days."""
    found: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", page):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        kind = attributes.get("type", "text")
        if (
            "name" not in attributes
            or kind in ("file", "submit")
            or (kind in ("checkbox", "radio") and " checked" not in tag)
        ):
            continue
        found.setdefault(attributes["name"], []).append(unescape(attributes.get("value", "")))
    for name, inside in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.findall(r'value="([^"]*)" selected', inside) or re.findall(r'value="([^"]*)"', inside)[:1]
        found[name] = [unescape(value) for value in chosen]
    return found
