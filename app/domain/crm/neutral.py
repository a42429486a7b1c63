"""A copy of an export for judges who must not know whose it is: the values of known columns, with names hidden."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from app.domain.crm.export import Export
from app.domain.crm.frame import Frame, frame_of
from app.domain.crm.mapping import Mapping
from app.domain.errors import UserError
from app.domain.masking import Identity, Veil, Who
from app.domain.sheets.table import Cell
from app.domain.sheets.writing import plain_csv

MOST_ROWS = 20_000
# Meaning → heading. Not among them: owners, ids, and every column that nobody knows the meaning of.
COLUMNS = {
    "account": "Customer", "deal": "Deal", "stage": "Stage", "won": "Won", "type": "Type", "lead_source": "Lead source",
    "amount": "Amount", "currency": "Currency", "converted": "Converted amount", "converted_currency": "Converted currency",
    "prior": "Before", "created_date": "Created", "close_date": "Closed", "relationship_started": "Customer since",
}  # fmt: skip


def neutral_copy(export: Export, mapping: Mapping, veil: Veil) -> bytes:
    """A CSV of the nominee's rows with the columns of COLUMNS that the mapping names, every text through the veil, and without
    the names that stand in the column of owners.

    Values only: no formula, comment, name of a sheet or property of the file is in it, no row of somebody else, and neither
    hidden rows nor totals. Raises UserError where the file is too long to be looked through (20,000 rows), or no column of it
    is known.
    """
    frame = frame_of(export, mapping)
    if len(frame) > MOST_ROWS:
        raise UserError(f"This file has {len(frame):,} rows, too many for a copy with names hidden ({MOST_ROWS:,}).")
    known = [meaning for meaning in COLUMNS if meaning in mapping.columns]
    if not known:
        raise UserError("No column of this file is known, so no copy with names hidden can be made.")
    owners = [str(cell) if cell is not None else "" for cell in frame.column("owner")]
    hide = replace(veil, identities=(*veil.identities, Identity(Who.REMOVED, names=tuple(sorted(set(owners))))))
    said: dict[str, str] = {}

    def read(cell: Cell) -> Cell:
        if not isinstance(cell, str):
            return cell
        if cell not in said:
            said[cell] = hide(cell)
        return said[cell]

    rows = list(_rows_of(frame, owners, mapping.owners))
    columns = [frame.column(meaning) for meaning in known]
    return plain_csv([COLUMNS[meaning] for meaning in known], ([read(column[at]) for column in columns] for at in rows))


def _rows_of(frame: Frame, owners: list[str], wanted: tuple[str, ...]) -> Iterable[int]:
    """Those that may be the nominee's deals."""
    everybody = not wanted or wanted == ("*",)
    for at, owner in enumerate(owners):
        if frame.reasons[at] is None and at not in frame.hidden and (everybody or owner.strip() in wanted):
            yield at
