"""The outcome of `uphill rank` as a text for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.domain.scoring.outcome import Method, NomineeResult, Outcome, Status
from app.domain.scoring.verdict import listed

_NAMES = {
    Method.FAIR: "Fair",
    Method.MEAN: "Mean",
    Method.TRIMMED: "Trimmed",
    Method.ADDITIVE: "Additive",
}


def table(outcome: Outcome) -> str:
    """Verdict, a table of nominees for each category (and group), judges, the panel, and what else could win."""
    parts = [*_verdict(outcome)]
    for heading, names in _groups(outcome):
        parts += [*([heading] if heading else []), _nominees(outcome, names), *_lead(outcome, names)]
    parts += [_judges(outcome), *_panel(outcome), *_sensitivity(outcome)]
    return "\n\n".join(parts)


def _verdict(outcome: Outcome) -> Iterator[str]:
    if outcome.status is not Status.OK:
        yield f"{outcome.status.value.upper()}: {outcome.reason}"
    if outcome.warnings:
        yield "\n".join(f"Note: {warning}" for warning in outcome.warnings)


def _groups(outcome: Outcome) -> Iterator[tuple[str, list[str]]]:
    """The nominees that compete with each other, best first, under a heading where there are several such lists."""
    split = outcome.status is Status.REFUSED and outcome.n_components > 1
    lists: dict[tuple[str, int], list[str]] = {}
    for name, one in outcome.nominees.items():
        lists.setdefault((one.category, one.component if split else 0), []).append(name)
    for (category, component), names in sorted(lists.items()):
        heading = " · ".join(part for part in (category, f"Group {component}" if component else "") if part)
        yield heading if len(lists) > 1 else "", sorted(names, key=lambda name: (outcome.nominees[name].rank, name))


def _nominees(outcome: Outcome, names: list[str]) -> str:
    label = _NAMES[outcome.method]
    heads = ("", "Nominee", label, "90% interval", "Raw", "Ranks (90%)", "Wins", "Scores")
    return _lines(heads, [_row(name, outcome.nominees[name]) for name in names])


def _row(name: str, one: NomineeResult) -> tuple[str, ...]:
    interval = f"{one.low:.2f} – {one.high:.2f}" if one.low is not None and one.high is not None else ""
    ranks = f"{one.rank_low} – {one.rank_high}" if one.rank_low is not None else ""
    wins = f"{one.p_win:.0%}" if one.p_win is not None else ""
    fair = f"{one.fair:.2f}" if one.fair is not None else ""
    return str(one.rank), name, fair, interval, f"{one.raw:.2f}", ranks, wins, str(one.n)


def _lead(outcome: Outcome, names: list[str]) -> Iterator[str]:
    zone = [name for name in outcome.tie_zone if name in set(names)]
    if len(zone) > 1:
        yield (
            f"This lead is not significant. In the tie zone ({len(zone)}): {listed(zone, 8)}. "
            "More scores, a deliberation or a shared award would be fair."
        )
    elif zone and len(names) > 1:
        yield f"The lead of {zone[0]} is significant."


def _judges(outcome: Outcome) -> str:
    rows = []
    for name, one in outcome.judges.items():
        severity = "" if one.severity is None else f"{one.severity + 0.0:+.2f}"
        error = "" if one.se is None else f"± {one.se:.2f}"
        rows.append((name, severity, error, str(one.n), ", ".join(flag.replace("_", "-") for flag in one.flags)))
    return _lines(("Judge", "Severity", "", "Scores", "To look at"), rows)


def _panel(outcome: Outcome) -> Iterator[str]:
    parts = []
    one, usual = outcome.reliability(1), round(sum(n.n for n in outcome.nominees.values()) / len(outcome.nominees))
    if one is not None:
        some = "".join(f", of {k}: {outcome.reliability(k):.2f}" for k in sorted({max(usual, 2), 2 * max(usual, 2)}))
        parts.append(f"Reliability of one judge: {one:.2f}{some}.")
    alpha = outcome.alpha.get("interval")
    if alpha is not None:
        parts.append(f"Krippendorff's alpha (interval): {alpha:.2f}.")
    if outcome.kendall_w is not None and outcome.kendall_p is not None:
        parts.append(f"Kendall's W: {outcome.kendall_w:.2f} (p = {outcome.kendall_p:.2g}).")
    if parts:
        yield " ".join(parts)


def _sensitivity(outcome: Outcome) -> Iterator[str]:
    told = outcome.sensitivity
    lines = [
        f"Highest by {name}: {listed(told[key], 5)}."
        for key, name in (("raw", "raw mean"), ("trimmed", "trimmed mean"), ("additive", "additive least squares"))
        if told.get(key)
    ]
    first = {name for name, one in outcome.nominees.items() if one.rank == 1}
    for judge, names in told.get("without", {}).items():
        if names is not None and set(names) != first:
            lines.append(f"Without {judge}: {listed(names, 5)}.")
    if lines:
        yield "\n".join(lines)


def _lines(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[at]) for row in (heads, *rows)) for at in range(len(heads))]
    left = {heads.index(name) for name in ("Nominee", "Judge", "To look at") if name in heads}
    return "\n".join(
        "  ".join(
            cell.ljust(width) if at in left else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in (heads, *rows)
    )
