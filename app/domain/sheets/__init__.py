"""A spreadsheet of nominations: bytes → table → what each column means → facts → the same rows with their assessment.

`read_sheet`, `guess_columns`, `read_entries`, `assess_entries` and the writers are used in this order, by the command
line and by the import pages alike. Nothing here opens a file, runs a macro or follows a link.
"""

from app.domain.sheets.answers import ANSWER_COLUMNS, Answered, answer_cells, assess_entries, share_in_words
from app.domain.sheets.entries import read_entries
from app.domain.sheets.entry import Entry, Reading
from app.domain.sheets.meanings import CUSTOMER_PARTS, MEANINGS, guess_columns, is_meaning
from app.domain.sheets.reading import read_sheet
from app.domain.sheets.table import Cell, Table, text_of
from app.domain.sheets.writing import answered_rows, csv_lines, write_xlsx

__all__ = [
    "ANSWER_COLUMNS", "CUSTOMER_PARTS", "MEANINGS", "Answered", "Cell", "Entry", "Reading", "Table", "answer_cells",
    "answered_rows", "assess_entries", "csv_lines", "guess_columns", "is_meaning", "read_entries", "read_sheet", "share_in_words", "text_of",
    "write_xlsx",
]  # fmt: skip
