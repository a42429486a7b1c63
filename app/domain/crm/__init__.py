"""Exports of CRMs: bytes → sheets → what each column means → rows used and left out, and the customers they make.

`open_export`, `recognize` and `take` are used in this order, by the command line and by the pages alike; `Mapping` is
what a person decided in between. Nothing here opens a file, runs a macro or follows a link.
"""

from app.domain.crm.deals import REASONS
from app.domain.crm.export import LIMITS, Export, Sheet
from app.domain.crm.mapping import DATE_ORDERS, DECIMALS, STANDINGS, Mapping
from app.domain.crm.meanings import MEANINGS, PROFILES
from app.domain.crm.neutral import neutral_copy
from app.domain.crm.opening import open_export
from app.domain.crm.reading import Account, Column, Owner, Question, Reading, Row, Taken, Value
from app.domain.crm.recognizing import recognize, recognize_and_take
from app.domain.crm.taking import take

__all__ = [
    "DATE_ORDERS", "DECIMALS", "LIMITS", "MEANINGS", "PROFILES", "REASONS", "STANDINGS", "Account", "Column", "Export", "Mapping",
    "Owner", "Question", "Reading", "Row", "Sheet", "Taken", "Value", "neutral_copy", "open_export", "recognize", "recognize_and_take", "take",
]  # fmt: skip
