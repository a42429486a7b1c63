"""From totals to revenue lines, honestly: what a row says of existing and new customers becomes one line each, and every
line says what it rests on. Where totals decide nothing, no line is made and the story is read alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from app.domain.revenue.facts import RevenueLine
from app.domain.revenue.wording import money

_SEVERAL = 2
"""A line for "existing customers" stands for several, how many is not known: it is never one named customer."""
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Note:
    """Something to say about how a row was read: a code, and what to fill in. `PHRASES` puts it into words."""

    code: str
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return PHRASES[self.code].format(**self.values)


PHRASES = {
    "customers": "Rests on the customers listed in the row ({count}).",
    "existing_alone": (
        "“{column}” gives {existing} from existing customers, but not what they bought the year before: all of it counts as"
        " managed. Growth with them would lower the share."
    ),
    "existing_over_prior": (
        "“{column}” gives {existing} from existing customers; of that, up to last year's {prior} counts as managed, more as expansion."
    ),
    "nothing_existing": "“{column}” says that nothing came from existing customers.",
    "renewals": "“{column}” gives {existing} of recurring or renewed revenue: managed.",
    "percent": "“{column}” gives {percent}% from existing customers, {existing} of {total}.",
    "rest_is_new": "The rest of the total, {rest}, counts as new.",
    "new": "“{column}” gives {new} of new business.",
    "rest_is_existing": (
        "The rest of the total, {existing}, counts as existing customers' and as managed: what they bought the year before is not given."
    ),
    "two_totals": (
        "The row gives this year's and last year's total, not which customers they came from: up to {prior} may be managed."
    ),
    "band": "Rests on the answer “{answer}” in “{column}”.",
    "story_only": "No figures tell existing from new customers: only the story could be read.",
    "more_than_total": "What comes from existing and new customers is more than the total of {total}.",
    "no_total": "“{column}” needs the total beside it, which is missing in this row.",
    "negative": "“{column}” is below zero and was left out.",
    "same_reference": "The same reference as in row {row}.",
    "same_row": "The same as row {row}.",
    "unreadable": "“{column}”: {sentence}",
    "period": "“{column}” holds “{text}”, which is not a year or month that we can read.",
}


@dataclass(frozen=True, slots=True)
class Totals:
    """The amounts of one row, in units of its currency. None: not given. `columns`: their headings, for the notes."""

    headline: Decimal | None = None
    prior: Decimal | None = None
    existing: Decimal | None = None
    new_business: Decimal | None = None
    percent: Decimal | None = None
    """The share from existing customers, 0 to 100."""
    band: str | None = None
    band_said: str = ""
    renewals: bool = False
    """The column of existing customers speaks of recurring or renewed revenue, which rule 6a calls managed."""
    currency: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)

    def money(self, amount: Decimal | None) -> str:
        return money(amount, self.currency)


def lines_from(totals: Totals) -> tuple[tuple[RevenueLine, ...], str | None, list[Note]]:
    """(lines, banded answer, notes). Either lines or the answer, never both: lines would silence the answer (rule 13)."""
    existing, notes = _existing(totals)
    if existing is not None:
        return _two_lines(totals, existing, notes)
    if totals.band is not None:
        return (
            (),
            totals.band,
            [*notes, Note("band", {"answer": totals.band_said, "column": totals.columns["existing_share"]})],
        )
    if totals.percent is not None:
        said = {"answer": f"{totals.percent:f}%", "column": totals.columns["existing_share"]}
        return (), band_of_percent(totals.percent), [*notes, Note("band", said)]
    if totals.headline and totals.headline > 0 and totals.prior is not None and totals.prior > 0:
        line = RevenueLine("All customers", totals.headline, totals.prior, customers=_SEVERAL)
        return (line,), None, [*notes, Note("two_totals", {"prior": totals.money(min(totals.headline, totals.prior))})]
    return (), None, [*notes, Note("story_only")]


def _existing(totals: Totals) -> tuple[Decimal | None, list[Note]]:
    """What came from existing customers: as given, else a percentage of the total, else the total less new business."""
    total = totals.headline
    if totals.existing is not None:
        if total is None and totals.new_business is None:
            return None, [Note("no_total", {"column": totals.columns["existing"]})]
        return totals.existing, [_rests_on(totals, totals.existing)]
    if totals.percent is not None and total:
        existing = (total * totals.percent / 100).quantize(Decimal("0.01"))
        said = {"percent": f"{totals.percent:f}", "existing": totals.money(existing), "total": totals.money(total)}
        return existing, [
            Note("percent", {**said, "column": totals.columns["existing_share"]}),
            _rests_on(totals, existing, "existing_share"),
        ]
    if totals.new_business is not None:
        if total is None:
            return None, [Note("no_total", {"column": totals.columns["new_business"]})]
        existing = max(total - totals.new_business, _ZERO)
        notes = [Note("new", {"column": totals.columns["new_business"], "new": totals.money(totals.new_business)})]
        if existing:
            code = "existing_over_prior" if totals.prior else "rest_is_existing"
            said = {
                "existing": totals.money(existing),
                "prior": totals.money(totals.prior),
                "column": totals.columns.get("headline", ""),
            }
            notes.append(Note(code, said))
        return existing, notes
    return None, []


def _rests_on(totals: Totals, existing: Decimal, column: str = "existing") -> Note:
    said = {"column": totals.columns[column], "existing": totals.money(existing), "prior": totals.money(totals.prior)}
    if existing <= 0:
        return Note("nothing_existing", said)
    if totals.renewals and column == "existing":
        return Note("renewals", said)
    return Note("existing_over_prior" if totals.prior else "existing_alone", said)


def _two_lines(
    totals: Totals, existing: Decimal, notes: list[Note]
) -> tuple[tuple[RevenueLine, ...], str | None, list[Note]]:
    lines: list[RevenueLine] = []
    if existing > 0:
        if totals.renewals:
            line = RevenueLine("Existing customers", existing, kind="renewal", customers=_SEVERAL)
        else:
            prior = totals.prior if totals.prior else existing
            line = RevenueLine("Existing customers", existing, prior, customers=_SEVERAL, from_earlier_buyers=existing)
        lines.append(line)
    new = totals.new_business
    if new is None and totals.headline is not None:
        new = max(totals.headline - existing, _ZERO)
        if new:
            notes.append(Note("rest_is_new", {"rest": totals.money(new)}))
    if new:
        lines.append(RevenueLine("New customers", new, _ZERO, kind="new_business", customers=_SEVERAL))
    if totals.headline is not None and existing + (new or _ZERO) > totals.headline * Decimal("1.02"):
        notes.append(Note("more_than_total", {"total": totals.money(totals.headline)}))
    return tuple(lines), None, notes


def band_of_percent(percent: Decimal) -> str:
    """The banded answer that a percentage without a total comes nearest to (rule 13)."""
    middles = {"almost_all": 95, "three_quarters": 75, "half": 50, "a_quarter": 25, "almost_none": 5}
    return min(middles, key=lambda band: abs(middles[band] - percent))
