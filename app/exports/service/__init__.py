"""Makes exports and records that they were made (exporting.py); keeps how certificates look (certificates.py)."""

from app.exports.service.certificates import keep_logo, note_taking, remove_logo, save_design
from app.exports.service.exporting import (
    EVERYTHING,
    FORMATS,
    PRINTED,
    Export,
    note_printing,
    record_export,
    write_export,
)

__all__ = [
    "EVERYTHING",
    "FORMATS",
    "PRINTED",
    "Export",
    "keep_logo",
    "note_printing",
    "note_taking",
    "record_export",
    "remove_logo",
    "save_design",
    "write_export",
]
