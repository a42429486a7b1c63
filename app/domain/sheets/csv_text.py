"""Bytes of a CSV → rows of text: the encoding by its mark, then strict UTF-8, then Windows-1252; the separator by evenness."""

from __future__ import annotations

import csv
import io
import re

from app.domain.errors import UserError

_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "pipes"}
_SAMPLE_ROWS = 200


def read_csv(data: bytes) -> tuple[list[list[str]], tuple[str, ...]]:
    """The rows, and how they were read. Raises `UserError` where the bytes are no table of text."""
    text, encoding = _decoded(data)
    text = text.replace("\x00", "")
    named = re.match(r"sep=([,;\t|])\r?\n", text)
    if named:
        text = text[named.end() :]
    separator = named[1] if named else _separator(text)
    _refuse_open_quote(text, separator)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise UserError(
            "This file can't be read as a table: a cell is longer than any cell can be. Save it as XLSX, and try that."
        ) from error
    return rows, (f"Read as {encoding}, separated by {_SEPARATORS[separator]}.",)


def _decoded(data: bytes) -> tuple[str, str]:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _strictly(data, "utf-16"), "UTF-16"
    if is_bare_utf_16(data):
        return _strictly(data, "utf-16-le"), "UTF-16"
    try:
        return data.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        return _strictly(data, "cp1252"), "Windows-1252 (Western Europe)"


def is_bare_utf_16(data: bytes) -> bool:
    """Whether bytes are UTF-16 without its mark: every second one is zero, the others are not."""
    start = data[:400]
    return len(start) > 8 and 0 not in start[::2] and start[1::2].count(0) * 10 > len(start[1::2]) * 9


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UserError(
            "The letters of this file can't be read: it is neither UTF-8, UTF-16 nor Windows-1252. "
            "Save it as “CSV UTF-8” or as XLSX, and try again."
        ) from error


def _separator(text: str) -> str:
    """The one that gives the most rows the same number of cells; the more cells the better."""
    best, chosen = 0.0, ","
    for separator in _SEPARATORS:
        lengths = []
        try:
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
                if any(cell.strip() for cell in row):
                    lengths.append(len(row))
                if len(lengths) >= _SAMPLE_ROWS:
                    break
        except csv.Error:
            continue
        usual = max(set(lengths), key=lambda length: (lengths.count(length), length), default=1)
        score = lengths.count(usual) / len(lengths) * min(usual, 20) ** 0.5 if usual > 1 else 0.0
        if score > best:
            best, chosen = score, separator
    return chosen


def _refuse_open_quote(text: str, separator: str) -> None:
    """A quotation mark that is never closed would swallow the rows after it."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1
    try:
        for _ in reader:
            line = reader.line_num + 1
    except csv.Error as error:
        if "unexpected end of data" in str(error):
            raise UserError(
                f"A quotation mark opened in line {line} is never closed, so that the rows after it can't be told apart. "
                "Close it, or save the sheet as XLSX."
            ) from error
