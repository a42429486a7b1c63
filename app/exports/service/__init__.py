"""Makes exports and records that they were made (exporting.py); keeps how certificates look (certificates.py)."""

from app.exports.service.certificates import keep_logo, note_taking, remove_logo, save_design
from app.exports.service.exporting import (
    BOOK,
    EVERYTHING,
    FORMATS,
    Export,
    note_printing,
    record_export,
    write_export,
)

__all__ = [
    "BOOK",
    "EVERYTHING",
    "FORMATS",
    "Export",
    "keep_logo",
    "note_printing",
    "note_taking",
    "record_export",
    "remove_logo",
    "save_design",
    "write_export",
]
