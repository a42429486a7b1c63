"""`uphill assess`: what lies behind the revenue of nominations in a file."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.domain.errors import UserError

if TYPE_CHECKING:
    from app.domain.revenue import NominationFacts, Rules

SHEETS = (".csv", ".tsv", ".xlsx", ".xls", ".ods")
_WORTH_A_BAR = 500


def assess(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A file of nominations, or - for standard input.")],
    strict: Annotated[bool, typer.Option("--strict", help="Refuse fields that are not known, by name.")] = False,
    threshold: Annotated[
        float, typer.Option(help="The flag is raised above this managed share (0.5 itself is not).")
    ] = 0.5,
    new_for_months: Annotated[
        int | None,
        typer.Option(help="A customer found by the nominee is new for so many months [default: the period]."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Write the answer to this file instead of to standard output.")
    ] = None,
    mapping: Annotated[
        Path | None,
        typer.Option("--map", help="Sheets: a file of lines “Heading = meaning” instead of the guess."),
    ] = None,
    decimal: Annotated[
        str | None, typer.Option(help="Sheets: the decimal mark, point or comma [default: as the cells show].")
    ] = None,
) -> None:
    """Split the revenue of nominations, and say who hunts, who farms and whose revenue was there already.

    FILE may be a sheet (.csv, .tsv, .xlsx, .xls, .ods): the same rows come out again, each with role, managed
    share, question and reasons, as CSV or (--out sheet.xlsx) as a workbook; the guessed meaning of each
    column is printed. Else FILE holds one JSON nomination, a list of them, or one per line. Each answer is one line of JSON.
    Only `id` and one of `narrative` and `accounts` are needed; what is missing counts as not known.

    Try it:

    echo '{"id": "A-1", "period_months": 12, "period_end": "2026-12-31", "headline_revenue": 5600000,
    "accounts": [{"name": "Globex", "revenue": 5600000, "prior_revenue": 3700000}]}' | uphill assess -

    That answers role "farmer", managed_share 0.660714 and flag true: 3.7 of 5.6 million were there the
    year before. Fields of an account: name, revenue, prior_revenue (0 none, null not known), origin
    (self_sourced, inbound, partner, assigned, inherited, acquired_company, unknown), relationship_started,
    kind (new_business, expansion, renewal, service, unknown), incumbent_displaced, term_years (a renewal booked
    for so many years), customers (a line that stands for several) with from_earlier_buyers, prior_confirmed
    (an inherited customer really bought nothing), rebid_won (the rival who lost the bid), currency.

    Beside the accounts: title, company, narrative, quota, currency, percent (true: amounts are percentages),
    credit_shared, measure, and, for want of figures, existing_share_band (almost_all, three_quarters, half,
    a_quarter, almost_none, cant_say). Input that can't be read: one line on standard error, exit code 2.
    """
    rules = _rules(threshold, new_for_months)
    if Path(file).suffix.lower() in SHEETS:
        _assess_sheet(Path(file), out, rules, mapping, decimal)
        return
    if mapping is not None or decimal is not None:
        raise UserError("--map and --decimal are for sheets (.csv, .tsv, .xlsx, .xls, .ods).")
    nominations = _read(file, strict)
    lines = _answers(nominations, rules, on_screen=out is None and sys.stdout.isatty())
    if out is None:
        sys.stdout.writelines(lines)
        sys.stdout.flush()
    else:
        _write(out, lines)


def _rules(threshold: float, new_for_months: int | None) -> Rules:
    from app.domain.revenue import Rules

    if not math.isfinite(threshold):
        raise UserError("--threshold is a share: at least 0 and less than 1, for example 0.5.")
    try:
        return Rules(Decimal(str(threshold)), new_for_months)
    except ValueError as error:
        raise UserError(str(error)) from error


def _assess_sheet(file: Path, out: Path | None, rules: Rules, mapping: Path | None, decimal: str | None) -> None:
    """A sheet of nominations goes out again with role, share, flag and reasons."""
    from app.cli.sheet import assess_sheet

    if decimal not in (None, "point", "comma"):
        raise UserError("--decimal is point (1,234.50) or comma (1.234,50).")
    style: Any = decimal
    assess_sheet(file, out, rules, mapping=mapping, decimal=style)


def _read(file: str, strict: bool) -> list[NominationFacts]:
    from app.domain.revenue import nomination_from

    return [nomination_from(data, strict=strict, entry=entry) for entry, data in _entries(_text(file))]


def _text(file: str) -> str:
    try:
        raw = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise UserError(f"{file}: {(error.strerror or 'can not be read').lower()}.") from error
    encoding = "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise UserError(f"{file}: not a text in UTF-8 (byte {error.start}).") from error


def _entries(text: str) -> Iterator[tuple[str, Any]]:
    """The nominations of a text, each with its name for messages: an object, a list, or one a line."""
    decoder = json.JSONDecoder(parse_constant=_no_constant, parse_float=_float)
    place = _skip(text, 0)
    if place == len(text):
        raise UserError("there is nothing to assess: the input is empty.")
    many = 0
    while place < len(text):
        line = text.count("\n", 0, place) + 1 if many < 2 else 0
        try:
            data, place = decoder.raw_decode(text, place)
        except _NotANumber as error:
            raise UserError(f"line {_line(text, place)}: {error} is not a number that JSON knows.") from error
        except json.JSONDecodeError as error:
            raise UserError(f"line {error.lineno}, column {error.colno}: not JSON ({error.msg}).") from error
        except (RecursionError, ValueError) as error:
            raise UserError(f"line {line or _line(text, place)}: not JSON that can be read.") from error
        if isinstance(data, list):
            for entry in data:
                many += 1
                yield f"entry {many}", entry
        else:
            many += 1
            yield f"entry {many}", data
        place = _skip(text, place)


class _NotANumber(ValueError):
    """NaN or Infinity stands where JSON wants a number."""


def _no_constant(name: str) -> Any:
    raise _NotANumber(name)


def _float(text: str) -> float | Decimal:
    return Decimal(text)


def _skip(text: str, place: int) -> int:
    while place < len(text) and text[place] in " \t\r\n\ufeff":
        place += 1
    return place


def _line(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1


def _answers(nominations: list[NominationFacts], rules: Rules, *, on_screen: bool) -> Iterator[str]:
    import gc

    from app.domain.revenue import assess as assess_one
    from app.domain.revenue import shared_customers
    from app.domain.revenue.overlaps import with_remark

    gc.freeze()  # what was read stays to the end: it need not be looked through for garbage again and again
    shared = shared_customers(nominations) if len(nominations) > 1 else [None]
    with _progress(len(nominations), on_screen=on_screen) as advance:
        for facts, remark in zip(nominations, shared, strict=False):
            answer = with_remark(assess_one(facts, rules), remark).to_json()
            yield _json(answer) + "\n"
            if advance is not None:
                advance()


def _json(answer: dict[str, Any]) -> str:
    text = json.dumps(answer, ensure_ascii=False, allow_nan=False)
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        return json.dumps(answer, allow_nan=False)
    return text


def _progress(total: int, *, on_screen: bool) -> Any:
    """A progress bar on a terminal for long runs; none where it is piped, or the answers themselves fill the screen."""
    if total < _WORTH_A_BAR or not sys.stderr.isatty() or on_screen:
        return nullcontext(None)
    from contextlib import contextmanager

    from rich.console import Console
    from rich.progress import Progress

    @contextmanager
    def bar() -> Iterator[Any]:
        with Progress(console=Console(stderr=True)) as progress:
            task = progress.add_task("Assessing", total=total)
            yield lambda: progress.advance(task)

    return bar()


def _write(out: Path, lines: Iterator[str]) -> None:
    try:
        with out.open("w", encoding="utf-8") as sink:
            sink.writelines(lines)
    except OSError as error:
        raise UserError(f"{out}: {(error.strerror or 'can not be written').lower()}.") from error
