"""What would clear up the question about the category, as things that a nominator can look up or ask for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.revenue import Assessment, CustomerSplit
from app.domain.revenue.wording import money, names, share
from app.nominations.forms import read_figures
from app.web.i18n import _

MOST = 3


@dataclass(frozen=True, slots=True)
class Clearing:
    """`amount`: the revenue that hangs on it; `field`: of the row where it is written."""

    text: str
    amount: float
    field: str
    customers: tuple[str, ...] = ()


def clearing_of(outcome: Assessment) -> list[Clearing]:
    """The three things that would clear it up, the weightiest first; empty when nothing is asked."""
    if not outcome.would_change:
        return []
    rows = outcome.splits
    found = [
        _about(_("What %s bought from your company the year before, from anyone"), "prior", [s for s in rows if lacks_prior(s)]),
        _about(_("Who found %s, or how it came to the nominee"), "origin", [s for s in rows if lacks_origin(s)]),
        _about(_("When %s first bought from your company (a year is enough)"), "started", [s for s in rows if lacks_start(s)]),
        _about(_("Whether %s really bought nothing the year before, from anyone at your company"), "prior_confirmed", [s for s in rows if lacks_confirmation(s)]),
        _about(_("How much of %s came from buyers of the year before"), "from_earlier_buyers", [s for s in rows if lacks_buyers(s)]),
    ]  # fmt: skip
    listed = sorted((one for one in found if one), key=lambda one: -one.amount)
    return [*_wanted(outcome), *listed, *_more(outcome)][:MOST]


def _about(sentence: str, field: str, rows: list[CustomerSplit]) -> Clearing | None:
    if not rows:
        return None
    called = tuple(row.name for row in rows)
    return Clearing(sentence % names(called, 3), float(sum(row.revenue for row in rows)), field, called)


def _wanted(outcome: Assessment) -> list[Clearing]:
    """Where rows are missing altogether, or can't be added up."""
    codes = {change.code: change.figures for change in outcome.would_change}
    found = []
    if "breakdown" in codes:
        found.append(_("The largest customers, each with what it bought this year and the year before"))
    if "more_lines" in codes:
        text = _("Customers for the rest of the revenue: those listed make %s of it")
        found.append(text % share(codes["more_lines"].get("coverage")))
    if "one_currency" in codes:
        found.append(_("All amounts in one currency (now %s)") % names(codes["one_currency"]["currencies"]))
    return [Clearing(text, 0, "lines") for text in found]


def _more(outcome: Assessment) -> list[Clearing]:
    found = [change for change in outcome.would_change if change.code == "more_new_business"]
    text = _("Customers won in the period that are not listed yet (%s of new business would do)")
    return [
        Clearing(text % money(change.figures["amount"], outcome.currency, outcome.percent), 0, "lines")
        for change in found
    ]


def lacks_prior(row: CustomerSplit) -> bool:
    return row.prior_revenue is None and bool(row.managed or row.undetermined)


def lacks_origin(row: CustomerSplit) -> bool:
    return (
        row.origin == "unknown"
        and row.customers == 1
        and bool(row.undetermined or (row.prior_revenue is None and row.managed))
    )


def lacks_start(row: CustomerSplit) -> bool:
    return row.relationship_started is None and row.rule in ("6f", "6g") and bool(row.undetermined)


def lacks_confirmation(row: CustomerSplit) -> bool:
    return row.rule == "6e" and row.prior_revenue == 0


def lacks_buyers(row: CustomerSplit) -> bool:
    return row.rule == "5" and bool(row.undetermined)


LACKS = (lacks_prior, lacks_origin, lacks_start, lacks_confirmation, lacks_buyers)


def rows_to_complete(content: Mapping[str, Any], outcome: Assessment) -> list[int]:
    """The places (in `content["lines"]`) of the rows on which the question hangs, one for each customer, in their order."""
    lines = read_figures(content).lines
    assessed = [place for place, line in enumerate(lines) if line.name or line.revenue is not None]
    wanted = [row.lines[0] for row in outcome.splits if row.lines and any(lacks(row) for lacks in LACKS)]
    return sorted(assessed[place] for place in wanted if place < len(assessed))


def rows_may_be_added(outcome: Assessment) -> bool:
    """Whether the question is about customers that are not listed at all."""
    return outcome.null_reason in ("no_lines", "covers_less_than_half")
