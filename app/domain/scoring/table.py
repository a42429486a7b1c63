"""A table of scores as people keep it → composite scores: a row per score (long), or a row per nominee with a column
per judge (wide). Whatever can't be right is refused by row and column; nothing is guessed or dropped."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.domain.errors import UserError
from app.domain.scoring.panel import Score
from app.domain.sheets import Cell, text_of

Rows = Sequence[Sequence[Cell]]
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,12}(?:[.,][0-9]{0,30})?|[.,][0-9]{1,30})(?:[eE][+-]?[0-9]{1,2})?", re.ASCII)
_NOT_FINITE = re.compile(r"[+-]?(?:s?nan|inf(?:inity)?|∞)", re.IGNORECASE)
_LONG = ("judge", "nominee", "score")
_STRAIGHT = 3


@dataclass(frozen=True, slots=True)
class Read:
    """Composite scores (weighted means over the criteria), and the judges who gave all criteria the same score for
    every one of at least three nominees."""

    scores: tuple[Score, ...]
    straight_lined: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Given:
    row: int
    judge: str
    nominee: str
    category: str
    criterion: str
    value: Fraction


def read_scores(
    rows: Rows, *, weights: Mapping[str, Fraction] | None = None, scale: tuple[Fraction, Fraction] | None = None
) -> Read:
    """Reads the rows of a sheet (header first; blank rows don't count, but are numbered). Headings of a long table:
    judge, nominee, score, and perhaps criterion and category, in any order and case; other columns are ignored. Any
    other table is wide: first column nominee, perhaps category, all others judges; an empty cell is no score.

    `weights` (default 1 each) are of criteria by name; `scale` = (lowest, highest) allowed score. Raises UserError
    naming row and column for a cell that is no finite number or out of the scale, an empty cell of a long table, a
    score that stands there twice, a criterion that a judge left out, a nominee in two categories.
    """
    start = next((at for at, row in enumerate(rows) if any(text_of(cell) for cell in row)), None)
    if start is None:
        raise UserError("This file is empty.")
    header = [_name(cell) for cell in rows[start]]
    named = [heading.casefold() for heading in header]
    body = [(at + 1, row) for at, row in enumerate(rows) if at > start and any(text_of(cell) for cell in row)]
    if not body:
        raise UserError(f"Row {start + 1}: there is no score below the header.")
    missing = [name for name in _LONG if name not in named]
    if "judge" in named or "score" in named:
        if missing:
            raise UserError(f"Row {start + 1}: there is no column “{missing[0]}” (needed: judge, nominee, score).")
        given = list(_long(named, body, start + 1, scale))
    else:
        given = list(_wide(header, body, start + 1, scale))
    if not given:
        raise UserError(f"Row {body[0][0]}, column “{header[-1]}”: there is no score in the whole table.")
    return _composites(given, weights or {})


def _long(
    named: list[str], body: list[tuple[int, Sequence[Cell]]], top: int, scale: tuple[Fraction, Fraction] | None
) -> Iterator[_Given]:
    for name in (*_LONG, "criterion", "category"):
        if named.count(name) > 1:
            raise UserError(f"Row {top}, column “{name}”: there are two columns of this name.")
    at = {name: named.index(name) for name in (*_LONG, "criterion", "category") if name in named}
    has_criteria = "criterion" in at and any(_name(_cell(row, at["criterion"])) for _, row in body)
    for number, row in body:
        part = {name: _name(_cell(row, place)) for name, place in at.items() if name != "score"}
        for name in ("judge", "nominee", *(["criterion"] if has_criteria else [])):
            if not part[name]:
                raise UserError(f"Row {number}, column “{name}”: this cell is empty.")
        value = _number(_cell(row, at["score"]), number, "score", scale)
        category, criterion = part.get("category", ""), part.get("criterion", "")
        yield _Given(number, part["judge"], part["nominee"], category, criterion, value)


def _wide(
    header: list[str], body: list[tuple[int, Sequence[Cell]]], top: int, scale: tuple[Fraction, Fraction] | None
) -> Iterator[_Given]:
    named = [heading.casefold() for heading in header]
    who = named.index("nominee") if "nominee" in named else 0
    category = named.index("category") if "category" in named else None
    judges = [at for at, heading in enumerate(header) if heading and at not in (who, category)]
    if not judges:
        raise UserError(f"Row {top}: name the columns judge, nominee, score, or give each judge a column.")
    for at in judges:
        if header.index(header[at]) != at:
            raise UserError(f"Row {top}, column “{header[at]}”: there are two columns of this name.")
    for number, row in body:
        nominee = _name(_cell(row, who))
        if not nominee:
            raise UserError(f"Row {number}, column “{header[who] or 'nominee'}”: this cell is empty.")
        sort = _name(_cell(row, category)) if category is not None else ""
        for at in judges:
            if text_of(_cell(row, at)) or isinstance(_cell(row, at), float):
                value = _number(_cell(row, at), number, header[at], scale)
                yield _Given(number, header[at], nominee, sort, "", value)


def _composites(given: list[_Given], weights: Mapping[str, Fraction]) -> Read:
    criteria: dict[str, set[str]] = defaultdict(set)
    category: dict[str, str] = {}
    cards: dict[tuple[str, str], dict[str, _Given]] = defaultdict(dict)
    for one in given:
        if category.setdefault(one.nominee, one.category) != one.category:
            raise UserError(
                f"Row {one.row}, column “category”: {one.nominee} is in two categories, "
                f"“{category[one.nominee]}” and “{one.category}”."
            )
        criteria[one.category].add(one.criterion)
        card = cards[one.judge, one.nominee]
        if one.criterion in card:
            what = f" on “{one.criterion}”" if one.criterion else ""
            raise UserError(
                f"Row {one.row}, column “judge”: {one.judge} scored {one.nominee}{what} already, "
                f"in row {card[one.criterion].row}."
            )
        card[one.criterion] = one
    _check_weights(criteria, weights)
    scores = tuple(_composite(card, criteria, weights) for card in cards.values())
    return Read(scores, _straight_lined(cards))


def _check_weights(criteria: Mapping[str, set[str]], weights: Mapping[str, Fraction]) -> None:
    known = set().union(*criteria.values())
    for name in weights:
        if name not in known:
            raise UserError(f"--weights: there is no criterion “{name}” (there are {', '.join(sorted(known - {''}))}).")
    for names in criteria.values():
        if not any(weights.get(name, 1) for name in names):
            raise UserError("--weights: at least one criterion needs a weight above 0.")


def _composite(card: Mapping[str, _Given], criteria: Mapping[str, set[str]], weights: Mapping[str, Fraction]) -> Score:
    one = next(iter(card.values()))
    missing = sorted(criteria[one.category] - card.keys())
    if missing:
        raise UserError(
            f"Row {one.row}, column “criterion”: {one.judge} has no score for {one.nominee} on “{missing[0]}”. "
            "Add it, or leave out this judge's scores of this nominee."
        )
    if len(card) == 1:
        return Score(one.judge, one.nominee, float(one.value), one.category)
    whole = sum((weights.get(name, Fraction(1)) for name in card), Fraction(0))
    total = sum((weights.get(name, Fraction(1)) * each.value for name, each in card.items()), Fraction(0))
    return Score(one.judge, one.nominee, float(total / whole), one.category)


def _straight_lined(cards: Mapping[tuple[str, str], Mapping[str, _Given]]) -> frozenset[str]:
    many: dict[str, int] = defaultdict(int)
    varied = set()
    for (judge, _), card in cards.items():
        many[judge] += 1
        if len(card) < 2 or len({one.value for one in card.values()}) > 1:
            varied.add(judge)
    return frozenset(judge for judge, count in many.items() if count >= _STRAIGHT and judge not in varied)


def _number(cell: Cell, row: int, column: str, scale: tuple[Fraction, Fraction] | None) -> Fraction:
    place = f"Row {row}, column “{column}”"
    text = text_of(cell)
    if not text:
        raise UserError(f"{place}: this cell is empty. Delete the row if there is no score.")
    if _NOT_FINITE.fullmatch(text):
        raise UserError(f"{place}: “{text}” is not a finite number.")
    if isinstance(cell, bool) or not _NUMBER.fullmatch(text):
        raise UserError(f"{place}: “{text[:40]}” is not a number.")
    if re.search(r",[0-9]{3}$", text):
        raise UserError(f"{place}: “{text}” may be thousands or decimals. Write it with a decimal point.")
    value = Fraction(text.replace(",", "."))
    if scale and not scale[0] <= value <= scale[1]:
        raise UserError(f"{place}: {text} is out of the scale from {float(scale[0]):g} to {float(scale[1]):g}.")
    return value


def _name(cell: Cell) -> str:
    return " ".join(unicodedata.normalize("NFC", text_of(cell)).split())


def _cell(row: Sequence[Cell], place: int) -> Cell:
    return row[place] if place < len(row) else None
