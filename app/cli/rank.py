"""`uphill rank`: fair results from a file of scores, without a database."""

from __future__ import annotations

import json
import os
import re
import sys
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.domain.errors import UserError

if TYPE_CHECKING:
    from app.domain.scoring.outcome import Outcome
    from app.domain.scoring.table import Rows

_METHODS = ("fair", "mean", "trimmed", "additive")
_ASSIGNMENTS = ("auto", "random", "chosen")
_WEIGHT = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?", re.ASCII)
_SCALE = re.compile(r"([+-]?[0-9.]{1,12})\s*(?:-|–|to|:)\s*([+-]?[0-9.]{1,12})")
_MOST_BYTES = 50_000_000


def rank(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A CSV or workbook of scores, or - for standard input.")],
    method: Annotated[str, typer.Option(help="fair, mean, trimmed or additive: the rule of the award.")] = "fair",
    assignment: Annotated[
        str,
        typer.Option(help="How judges came to nominees: random (by lot), chosen (by hand, bids, expertise), or auto."),
    ] = "auto",
    weights: Annotated[str, typer.Option(metavar="CRITERION=2,…", help="Weights of criteria [default: 1 each].")] = "",
    scale: Annotated[str, typer.Option(metavar="1-10", help="Lowest and highest score allowed [default: any].")] = "",
    seed: Annotated[int, typer.Option(min=0, help="Of the random draws behind ranks and chances.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of a table.")] = False,
) -> None:
    """Rank nominees fairly from what their judges gave them, and say how sure that is.

    FILE has a row per score with the columns judge, nominee, score (and perhaps criterion and category, others are
    ignored), or a row per nominee and a column per judge. Fair scores take severe and lenient judges and thin evidence into
    account. Where no order can be defended, the answer says so and why: that too is an answer (exit code 0).

    Try it:

    printf 'nominee,Ann,Bob,Cy\\nX,7,8,6\\nY,5,7,5\\nZ,9,9,8\\n' | uphill rank -
    """
    if method not in _METHODS:
        raise UserError(f"--method is one of {', '.join(_METHODS)}.")
    if assignment not in _ASSIGNMENTS:
        raise UserError(f"--assignment is one of {', '.join(_ASSIGNMENTS)}.")
    share, limits = _weights(weights), _scale(scale)
    # Small matrices: more threads only get into each other's way, and digits stay the same on every machine.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from app.domain.scoring.assignment import Assignment
    from app.domain.scoring.evaluate import evaluate
    from app.domain.scoring.outcome import Method
    from app.domain.scoring.panel import panel
    from app.domain.scoring.table import read_scores

    try:
        read = read_scores(_rows(_bytes(file)), weights=share, scale=limits)
        scores = panel(read.scores)
    except UserError as error:
        raise UserError(f"{'standard input' if file == '-' else Path(file).name}: {error}") from error
    outcome = evaluate(
        scores,
        method=Method(method),
        assignment=Assignment(assignment),
        seed=seed,
        straight_lined=read.straight_lined,
    )
    _say(outcome, as_json)


def _say(outcome: Outcome, as_json: bool) -> None:
    if as_json:
        text = json.dumps(outcome.to_json(), sort_keys=True, ensure_ascii=False, allow_nan=False)
    else:
        from app.cli.rank_table import table

        text = table(outcome)
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode() + b"\n")
    sys.stdout.buffer.flush()


def _bytes(file: str) -> bytes:
    try:
        data = sys.stdin.buffer.read(_MOST_BYTES + 1) if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise UserError((error.strerror or "can not be read").lower() + ".") from error
    if len(data) > _MOST_BYTES:
        raise UserError(f"larger than {_MOST_BYTES // 1_000_000} MB.")
    return data


def _rows(data: bytes) -> Rows:
    from app.domain.sheets import read_sheet
    from app.domain.sheets.csv_text import read_csv

    if not data.strip(b" \t\r\n\0"):
        raise UserError("This file is empty.")
    if data.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        sheet = read_sheet(data)
        # Title rows above the header stay as blank ones, so that rows keep their numbers.
        return [*([()] * len(sheet.above)), sheet.header, *sheet.rows]
    if data[:2] not in (b"\xff\xfe", b"\xfe\xff") and b"\0" in data[:4096]:
        raise UserError("This is not a table of text. Please give a CSV or XLSX file.")
    return read_csv(data)[0]


def _weights(text: str) -> dict[str, Fraction]:
    found: dict[str, Fraction] = {}
    for part in text.split(",") if text.strip() else []:
        name, equals, value = part.rpartition("=")
        name, value = " ".join(name.split()), value.strip()
        if not equals or not name or not _WEIGHT.fullmatch(value):
            raise UserError(f"--weights: write criterion=weight, separated by commas; “{part.strip()}” is none.")
        if name in found:
            raise UserError(f"--weights: “{name}” is there twice.")
        found[name] = Fraction(value)
    return found


def _scale(text: str) -> tuple[Fraction, Fraction] | None:
    if not text.strip():
        return None
    match = _SCALE.fullmatch(text.strip())
    try:
        if match and (low := Fraction(match[1])) < (high := Fraction(match[2])):
            return low, high
    except ValueError:
        pass
    raise UserError("--scale: write the lowest and the highest score, for example 1-10.")
