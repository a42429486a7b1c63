"""The decision file: everything that a contest's results were made of in one ZIP, and recomputing them from it alone.

`pack` makes the bytes, `verify` reads them again and says what matches; no database, no clock, no network."""

from app.domain.decision_file.layout import pack
from app.domain.decision_file.model import FORMAT
from app.domain.decision_file.verifying import Part, Verified, verify

__all__ = ["FORMAT", "Part", "Verified", "pack", "verify"]
