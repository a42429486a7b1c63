"""What stands behind the results: each judge beside the rest, the panel in figures, and who would be first otherwise."""

from collections.abc import Callable, Iterator
from typing import Any

from app.exports.tables.results import METHODS, SHARES, UNITS, method_in
from app.exports.tables.table import Column, Kind, Source, Table
from app.programs.models import ResultMethod
from app.results.queries.boards import Results
from app.results.queries.panel import by_method, firsts, judge_rows, shares, usual_judges, without_each

Rows = Callable[[Source], Iterator[tuple[Any, ...]]]


def _counter(rows: Rows) -> Callable[[Source], int]:
    return lambda source: sum(1 for _row in rows(source))


def _thousandths(points: float | None) -> int | None:
    return None if points is None else round(points * 1000)


def _severity(source: Source) -> Iterator[tuple[Any, ...]]:
    results = source.results()
    for one in results.computed:
        for row in judge_rows(one, results.judges, {}):
            if row.line is None:
                continue
            line = row.line
            surprises = "; ".join(
                f"{each.score:.2f} for {results.nominees.get(each.nomination_id, '?')} (z = {each.z:+.1f})"
                for each in line.surprises
            )
            yield (
                row.name, line.n, _thousandths(line.severity), _thousandths(line.se), _thousandths(line.mean), _thousandths(line.spread),
                _thousandths(line.correlation), _thousandths(line.mean_square), line.constant is not None,
                "straight_lined" in line.flags, "noisy" in line.flags, surprises,
            )  # fmt: skip


def _panel(source: Source) -> Iterator[tuple[Any, ...]]:
    results = source.results()
    for number, one in enumerate(results.computed, 1):
        found, usual = shares(one), usual_judges(one)
        for what, value in (
            ("Official method", method_in(results)), ("Method used", method_in(one)), ("Status", one.status),
            ("Why", results.told(one)[0]), ("How judges came to nominations", one.assignment), ("z of the assignment", one.assignment_z),
            ("Seed", one.seed), ("Scores that count", one.scores), ("Nominees", len(one.nominees)), ("Judges", len(one.judges)),
            ("Groups that share no score", one.n_components), ("Share of the nominees' merit", found and found.nominees),
            ("Share of the judges' severity", found and found.judges), ("Share of everything else", found and found.rest),
            ("Usual number of scores", usual), ("Reliability of one judge", one.reliability(1)),
            ("Reliability of the usual number", one.reliability(usual)), ("Krippendorff's alpha (interval)", one.alpha["interval"]),
            ("Kendall's W", one.kendall_w), ("p of Kendall's W", one.kendall_p), ("Fingerprint of what went in", one.digest),
            *((("Unit", UNITS[True]), ("Category", results.about(one)), ("Severity", "Does not apply: judges chose")) if one.percent else ()),
            *(("Good to know", warning) for warning in results.told(one)[1]),
        ):  # fmt: skip
            yield number, what, "" if value is None else f"{value:.4f}" if isinstance(value, float) else str(value)


def _sensitivity(source: Source) -> Iterator[tuple[Any, ...]]:
    results = source.results()
    fair = source.results(ResultMethod.FAIR)
    for one, by_fair in zip(results.computed, fair.computed, strict=True):
        official = firsts(one)
        for method, winners, same in by_method(one, official, firsts(by_fair) if by_fair.can_adjust else None):
            yield f"By {(SHARES if one.percent else METHODS)[method].lower()}", _names(winners, results), same
        for judge, winners, same in without_each(one, official):
            yield f"Without {results.judges.get(judge, '?')}", _names(winners, results), same


def _names(winners: list[int] | None, results: Results) -> str:
    return (
        "No order can be defended" if winners is None else ", ".join(results.nominees.get(key, "?") for key in winners)
    )


SEVERITY = Table(
    "severity",
    "Judges' severity",
    "Each judge beside the rest of the panel: severity with its error, spread, agreement, straight-lining, surprising scores.",
    (
        Column("judge", "Judge", width=26),
        Column("scores", "Scores", Kind.INTEGER, 8),
        Column("severity", "Severity (points below the panel)", Kind.SCORE, 12),
        Column("standard_error", "Standard error", Kind.SCORE, 11),
        Column("mean", "Mean", Kind.SCORE, 9),
        Column("spread", "Spread (standard deviation)", Kind.SCORE, 11),
        Column("agreement", "Agreement with others (correlation)", Kind.SCORE, 12),
        Column("noise", "Noise, times the others'", Kind.SCORE, 11),
        Column("same_for_everybody", "The same score for everybody", Kind.YES_NO, 12),
        Column("straight_lined", "The same for all criteria", Kind.YES_NO, 12),
        Column("noisy", "Agrees less than chance allows", Kind.YES_NO, 12),
        Column("surprising", "Surprising scores", width=50),
    ),
    _severity,
    _counter(_severity),
    by_round=True,
)
PANEL = Table(
    "panel",
    "Panel",
    "How results were computed and how well the panel agrees; the warnings.",
    (Column("round", "Scale", Kind.INTEGER, 11), Column("what", "What", width=34), Column("value", "Value", width=60)),
    _panel,
    _counter(_panel),
    by_round=True,
)
SENSITIVITY = Table(
    "sensitivity",
    "Sensitivity",
    "Who would be first by each method, and without each judge.",
    (
        Column("what", "If computed", width=34),
        Column("first", "First of each category", width=60),
        Column("same", "As the official result", Kind.YES_NO, 12),
    ),
    _sensitivity,
    _counter(_sensitivity),
    by_round=True,
)
