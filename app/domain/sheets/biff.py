"""What is inside an XLS, measured before anything opens it: cells at the end of the world are refused here."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from app.domain.errors import UserError

_BROKEN = UserError("This file is damaged, so it can't be opened. Save it again as XLSX, and try that.")
_CELLS = frozenset({0x0006, 0x00BD, 0x00BE, 0x00D6, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E, 0x0002, 0x0003, 0x0004, 0x0005, 0x0001})  # fmt: skip
_SHEET, _END, _SIZE = 0x0085, 0x000A, 0x0200
_MOST_ROWS, _MOST_COLUMNS = 65_536, 256
_SMALL_AREA = 2_000_000
_LAST = 0xFFFFFFFC


def check_xls(data: bytes) -> None:
    """Raise `UserError` where the cells of an XLS lie so far apart that a reader would fill memory with empty ones."""
    try:
        stream = _workbook(data)
        starts = [0, *(int.from_bytes(body[:4], "little") for kind, body in _records(stream, 0) if kind == _SHEET)]
    except (struct.error, IndexError, ValueError) as error:
        raise _BROKEN from error
    for start in starts[:1000]:
        cells, last_row, last_column = 0, 0, 0
        for kind, body in _records(stream, start):
            if kind == _END and start:
                break
            if kind == _SIZE and len(body) >= 12 and start:
                _, end_row, _, end_column = struct.unpack_from("<IIHH", body)
                if end_row > _MOST_ROWS or end_column > _MOST_COLUMNS:
                    raise _BROKEN
            if kind in _CELLS and len(body) >= 4:
                row, column = struct.unpack_from("<HH", body)
                cells, last_row, last_column = (
                    cells + 1,
                    max(last_row, row),
                    max(last_column, column, _last(kind, body)),
                )
        area = (last_row + 1) * (last_column + 1)
        if last_column >= _MOST_COLUMNS or (area > _SMALL_AREA and area > 50 * cells):
            raise _BROKEN


def _last(kind: int, body: bytes) -> int:
    """The last column of a record that holds several cells."""
    return int.from_bytes(body[-2:], "little") if kind in (0x00BD, 0x00BE) else 0


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + size]
        at += 4 + size


def _table(data: bytes, sector: int) -> list[int]:
    """Sector → the one that follows it."""
    count, _, _, _, _, _, more, _ = struct.unpack_from("<IIIIIIII", data, 44)
    tables = list(struct.unpack_from("<109I", data, 76))
    known = len(data) // sector + 2
    hops = 0
    while more < _LAST:
        hops += 1
        if hops > known:
            raise _BROKEN
        block = struct.unpack(f"<{sector // 4}I", _sector(data, more, sector))
        tables += block[:-1]
        more = block[-1]
    chain: list[int] = []
    for table in tables[: min(count, known)]:
        if table < _LAST:
            chain += struct.unpack(f"<{sector // 4}I", _sector(data, table, sector))
    return chain


def _workbook(data: bytes) -> bytes:
    """The stream "Workbook" (or "Book") of a compound file ([MS-CFB])."""
    sector = 1 << min(struct.unpack_from("<H", data, 30)[0], 12)
    _, first_directory, _, cutoff, first_small = struct.unpack_from("<IIIII", data, 44)
    chain = _table(data, sector)
    directory = _chained(data, first_directory, chain, sector)
    root_start, found = 0, None
    for at in range(0, len(directory) - 127, 128):
        name = (
            directory[at : at + min(struct.unpack_from("<H", directory, at + 64)[0], 64)]
            .decode("utf-16-le", "replace")
            .rstrip("\0")
        )
        start, size = struct.unpack_from("<II", directory, at + 116)
        root_start = start if at == 0 else root_start
        if name.lower() in ("workbook", "book") and (found is None or name.lower() == "workbook"):
            found = start, size
    if found is None:
        raise _BROKEN
    start, size = found
    if size >= cutoff:
        return _chained(data, start, chain, sector)[:size]
    small = _chained(data, root_start, chain, sector)
    table = _chained(data, first_small, chain, sector)
    links = list(struct.unpack(f"<{len(table) // 4}I", table[: len(table) // 4 * 4]))
    return b"".join(small[at * 64 : at * 64 + 64] for at in _places(start, links))[:size]


def _sector(data: bytes, number: int, size: int) -> bytes:
    found = data[(number + 1) * size : (number + 2) * size]
    if len(found) < size:
        found = found.ljust(size, b"\xff")
    return found


def _chained(data: bytes, start: int, chain: list[int], size: int) -> bytes:
    return b"".join(data[(number + 1) * size : (number + 2) * size] for number in _places(start, chain))


def _places(start: int, chain: list[int]) -> Iterator[int]:
    """The sectors of a stream; one that bites its own tail would be read until memory is full."""
    left = len(chain) + 1
    while start < _LAST:
        if start >= len(chain) or not left:
            raise _BROKEN
        yield start
        start, left = chain[start], left - 1
