"""Whatever bytes come in: a table or a sentence, and never anything else."""

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.errors import UserError
from app.domain.revenue import Rules
from app.domain.sheets import answered_rows, assess_entries, csv_lines, guess_columns, read_entries, read_sheet
from tests import example_sheets as examples

GOOD = examples.titled_workbook()
HEADINGS = [
    "Nominee", "Revenue", "Prior year", "Existing customers", "New business", "% existing", "Quota", "Customer 1", "Revenue 1",
    "Prior 1", "Story", "Period", "Currency", "New customers",
]  # fmt: skip


def all_the_way(data: bytes) -> None:
    try:
        table = read_sheet(data)
    except UserError:
        return
    entries = read_entries(table, guess_columns(table)).entries
    rows = list(answered_rows(table, assess_entries(entries, Rules())))
    assert len(rows) == len(table.rows)
    assert "".join(csv_lines(table, rows)).encode()


@given(st.binary(max_size=400))
@settings(max_examples=150, deadline=None)
def test_any_bytes(data: bytes) -> None:
    all_the_way(data)


@given(st.integers(0, len(GOOD) - 1), st.binary(min_size=1, max_size=8))
@settings(max_examples=150, deadline=None)
def test_a_workbook_with_some_bytes_changed(place: int, data: bytes) -> None:
    all_the_way(GOOD[:place] + data + GOOD[place + len(data) :])


CELL = st.one_of(st.text(max_size=12), st.decimals(allow_nan=True).map(str), st.sampled_from(["70%", "0.5", "almost all", "-1", "1.234,5", "=1+1", "2026", "٣", "𝟙"]))  # fmt: skip


@given(st.lists(st.lists(CELL, min_size=len(HEADINGS), max_size=len(HEADINGS)), min_size=1, max_size=5))
@settings(max_examples=150, deadline=None)
def test_any_cells_under_headings_that_we_know(rows: list[list[str]]) -> None:
    all_the_way(examples.as_csv([HEADINGS, *rows]).encode("utf-8", "replace"))
