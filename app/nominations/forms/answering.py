"""What is typed on the page that asks about the category: an answer, an explanation, and figures of the rows that need them."""

import re
from collections.abc import Iterable
from typing import Any

FIGURES = ("prior", "origin", "started", "prior_confirmed", "from_earlier_buyers")
ADDED = ("name", "revenue", "prior", "origin", "started")
MOST_ADDED = 12
_CELL = re.compile(r"lines-(\d{1,4})-([a-z_]+)")


def read_rows(
    items: Iterable[tuple[str, Any]], lines: int
) -> tuple[dict[int, dict[str, str]], tuple[dict[str, str], ...]]:
    """The figures of rows that were sent (place → fields as typed), and rows typed below them. `lines`: how many were sent.
    Other fields of theirs are not taken, whatever a browser sends."""
    told: dict[int, dict[str, str]] = {}
    added: dict[int, dict[str, str]] = {}
    for name, value in items:
        cell = _CELL.fullmatch(name)
        if cell is None or not isinstance(value, str):
            continue
        place, field = int(cell[1]), cell[2]
        if place < lines and field in FIGURES:
            told.setdefault(place, {})[field] = value
        elif lines <= place < lines + MOST_ADDED and field in ADDED:
            added.setdefault(place, {})[field] = value
    rows = [
        added[place]
        for place in sorted(added)
        if any(text.strip() for name, text in added[place].items() if name != "origin")
    ]
    return told, tuple(rows)
