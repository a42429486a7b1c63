"""`python -m bench.crm`: how long an export of 200,000 deals takes from bytes to customers, as CSV and as XLSX."""

from __future__ import annotations

import argparse
import csv
import io
import random
import resource
import time
from datetime import date, timedelta

from app.domain.crm import open_export, recognize_and_take

HEADER = (
    "Opportunity ID", "Opportunity Owner", "Account Name", "Stage", "Type", "Lead Source", "Amount", "Close Date",
)  # fmt: skip
_STAGES = ("Closed Won", "Closed Lost", "Negotiation/Review")
_TYPES = ("New Customer", "Existing Customer - Upgrade", "Renewal", "Strategic")


def deals(count: int) -> list[list[object]]:
    """Rows of a Salesforce report of all owners over two years; plainly made up, always the same."""
    chance = random.Random(1)
    rows: list[list[object]] = []
    for number in range(count):
        day = date(2025, 1, 1) + timedelta(days=chance.randrange(730))
        rows.append([
            f"D-{number:06d}", f"Sample {number % 40}", f"Account {chance.randrange(8000)}",
            chance.choice(_STAGES), chance.choice(_TYPES), "Web", chance.randrange(100, 50_000_000) / 100, day,
        ])  # fmt: skip
    return rows


def as_csv(rows: list[list[object]]) -> bytes:
    sink = io.StringIO()
    writer = csv.writer(sink)
    writer.writerow(HEADER)
    for row in rows:
        amount, closed = row[6:8]
        writer.writerow([*row[:6], f"{amount:,.2f}", f"{closed:%m/%d/%Y}"])
    return sink.getvalue().encode()


def as_xlsx(rows: list[list[object]]) -> bytes:
    import xlsxwriter

    sink = io.BytesIO()
    book = xlsxwriter.Workbook(sink, {"default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("Deals")
    for number, row in enumerate([list(HEADER), *rows]):
        sheet.write_row(number, 0, row)
    book.close()
    return sink.getvalue()


def measure(name: str, data: bytes) -> None:
    start, worked = time.perf_counter(), time.process_time()
    export = open_export(name, data)
    opened = time.perf_counter()
    _, taken = recognize_and_take(export, owner="Sample 7", period=(date(2026, 1, 1), date(2026, 12, 31)))
    done = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{name}: {len(data) / 1e6:.1f} MB, {taken.rows_read:,} rows, {len(taken.used):,} used: opened in {opened - start:.2f} s,"
        f" recognized and taken in {done - opened:.2f} s, together {done - start:.2f} s ({time.process_time() - worked:.2f} s of CPU); peak {peak} MB"
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.crm", description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    rows = deals(min(parser.parse_args().rows, 200_000))
    for name, data in (("deals.csv", as_csv(rows)), ("deals.xlsx", as_xlsx(rows))):
        measure(name, data)


if __name__ == "__main__":
    main()
