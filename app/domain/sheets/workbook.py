"""Bytes of an XLSX, XLS or ODS → rows of typed cells. Values only: no formula, macro or link is ever run."""

from __future__ import annotations

import io
from typing import Any

from app.domain.errors import UserError
from app.domain.sheets.table import Limits

Merged = tuple[int, int, int, int]
Sheets = list[tuple[str, list[list[object]], tuple[Merged, ...]]]
_PASSWORD = "This file is protected by a password. Save it without one, and try again."  # noqa: S105


def read_workbook(data: bytes, limits: Limits) -> Sheets:
    """The visible sheets that hold anything, each with its rows from the first one of the sheet and its merged cells."""
    import python_calamine as calamine

    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        shown = [sheet.name for sheet in book.sheets_metadata if _is_shown(sheet, calamine)]
        sheets = [(name, *_rows(book.get_sheet_by_name(name), limits)) for name in shown]
    except calamine.PasswordError as error:
        raise UserError(_PASSWORD) from error
    except UserError:
        raise
    except BaseException as error:  # the reader is compiled: it may also panic
        if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        raise UserError("This file is damaged, so it can't be opened. Save it again as XLSX, and try that.") from error
    return [sheet for sheet in sheets if sheet[1]]


def _is_shown(sheet: Any, calamine: Any) -> bool:
    return bool(sheet.typ == calamine.SheetTypeEnum.WorkSheet and sheet.visible == calamine.SheetVisibleEnum.Visible)


def _rows(sheet: Any, limits: Limits) -> tuple[list[list[object]], tuple[Merged, ...]]:
    if sheet.total_height > limits.rows + limits.above:
        raise UserError(
            f"This sheet has {sheet.total_height:,} rows; the limit is {limits.rows:,}. Split it into parts."
        )
    if sheet.total_width > limits.columns:
        raise UserError(
            f"This sheet has {sheet.total_width} columns; the limit is {limits.columns}. Keep those that matter."
        )
    rows: list[list[object]] = sheet.to_python(skip_empty_area=False)
    return rows, tuple((*first, *last) for first, last in sheet.merged_cell_ranges or ())
