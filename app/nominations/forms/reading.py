"""What was typed on the revenue step, read into figures: one number style for all amounts, one sentence per cell that can't be read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from app.domain.amounts import AmountError, Style, decide_style, in_groups, parse_amount
from app.domain.revenue.words import Moment, kind_of, moment_of, origin_of
from app.web.i18n import _

LARGEST = Decimal(10) ** 15
_AMOUNTS = ("revenue", "prior", "from_earlier_buyers", "per_year")
_NOBODY = {"", "nobody", "no one", "none", "us", "we", "not known", "unknown", "?", "n/a", "-"}


@dataclass(frozen=True, slots=True)
class Line:
    """One customer. Amounts in units of the program's currency (percentages are converted); None: not known, 0: nothing."""

    name: str
    revenue: Decimal | None = None
    prior_revenue: Decimal | None = None
    origin: str = "unknown"
    relationship_started: Moment | None = None
    kind: str = "unknown"
    incumbent_displaced: str | None = None
    term_years: Decimal | None = None
    customers: int = 1
    from_earlier_buyers: Decimal | None = None
    prior_confirmed: bool = False
    rebid_won: str | None = None
    currency: str | None = None
    """Written beside the amount ("CAD 500,000"); None: the program's."""


@dataclass
class Figures:
    """The revenue step, read. `problems`: field name ("headline", "lines-0-revenue") → a sentence."""

    headline: Decimal | None = None
    quota: Decimal | None = None
    new_customers_count: int | None = None
    period_from: date | None = None
    period_to: date | None = None
    percent: bool = False
    lines: list[Line] = field(default_factory=list)
    problems: dict[str, str] = field(default_factory=dict)

    @property
    def period_months(self) -> int | None:
        if self.period_from is None or self.period_to is None or self.period_from > self.period_to:
            return None
        months = (self.period_to.year - self.period_from.year) * 12 + self.period_to.month - self.period_from.month + 1
        return months if months <= 120 else None


def read_figures(content: Mapping[str, Any]) -> Figures:
    """Read the figures of a working copy or a submission; what can't be read is left out and said in `problems`."""
    reader = _Reader(content)
    figures = Figures(percent=content.get("amounts_are") == "percent", problems=reader.problems)
    figures.headline = reader.amount("headline", content.get("headline"))
    figures.quota = reader.amount("quota", content.get("quota"))
    figures.new_customers_count = reader.whole(
        "new_customers_count", content.get("new_customers_count"), most=1_000_000
    )
    start, end = reader.moment("period_from", content), reader.moment("period_to", content)
    figures.period_from = start.first if start else None
    figures.period_to = end.last if end else None
    unit = (figures.headline or Decimal(0)) / 100 if figures.percent else Decimal(1)
    rows = content.get("lines") or []
    figures.lines = [reader.line(place, row, unit) for place, row in enumerate(rows) if isinstance(row, Mapping)]
    return figures


class _Reader:
    """Reads cells in the one number style that they show together."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        self.problems: dict[str, str] = {}
        rows = [row for row in content.get("lines") or [] if isinstance(row, Mapping)]
        texts = [str(row.get(name) or "") for row in rows for name in _AMOUNTS]
        cells = [t[:100] for t in [str(content.get("headline") or ""), str(content.get("quota") or ""), *texts]]
        self.style: Style = decide_style(cells)[0]
        self.grouped = in_groups(cells, self.style)

    def amount(self, where: str, text: Any) -> Decimal | None:
        if text is not None and len(str(text)) > 100:
            self.problems[where] = _("This is too long for an amount. Write digits only, for example 1,234.50.")
            return None
        try:
            return parse_amount(text, self.style, grouped=self.grouped).value
        except AmountError as error:
            self.problems[where] = str(error)
            return None

    def currency(self, text: Any) -> str | None:
        """The currency that a cell names; "$" alone is the program's dollar. Currencies are never added (rule 11)."""
        if text is None or len(str(text)) > 100 or re.fullmatch(r"[^A-Za-z]*\$[^A-Za-z]*", str(text)):
            return None
        try:
            return parse_amount(text, self.style).currency
        except AmountError:
            return None

    def whole(self, where: str, text: Any, *, most: int) -> int | None:
        plain = str(text or "").strip().replace(",", "")
        if not plain:
            return None
        match = re.fullmatch(r"(\d{1,7})(\s*(customers?|years?|yrs?))?", plain, re.ASCII | re.IGNORECASE)
        if match is None or int(match[1]) > most:
            self.problems[where] = _("Write a whole number from 0 to %(most)s, such as 12.") % {"most": f"{most:,}"}
            return None
        return int(match[1])

    def moment(self, where: str, row: Mapping[str, Any], name: str = "") -> Moment | None:
        text = str(row.get(name or where) or "").strip()
        found = moment_of(text) if text and len(text) < 40 and text.isascii() else None
        if found and not 1900 <= found.first.year <= 2100:
            found = None
        if text and found is None:
            self.problems[where] = _("This is not a date that we can read. Write a year, 2024-03 or 2024-03-15.")
        return found

    def word(self, where: str, text: Any, known: Any) -> str:
        plain = str(text or "").strip()
        found = known(plain) if plain else "unknown"
        if found is None:
            self.problems[where] = _("Please choose one of the offered answers.")
        return found or "unknown"

    def line(self, place: int, row: Mapping[str, Any], unit: Decimal) -> Line:
        at = f"lines-{place}-"
        amounts = {name: self.amount(at + name, row.get(name)) for name in _AMOUNTS}
        money = {name: None if value is None else value * unit for name, value in amounts.items()}
        years = self.whole(at + "term_years", row.get("term_years"), most=50)
        return Line(
            name=" ".join(str(row.get("name") or "").split()),
            revenue=money["revenue"],
            prior_revenue=money["prior"],
            origin=self.word(at + "origin", row.get("origin"), origin_of),
            relationship_started=self.moment(at + "started", row, "started"),
            kind=self.word(at + "kind", row.get("kind"), kind_of),
            incumbent_displaced=_incumbent(row, money["prior"]),
            term_years=Decimal(years) if years else None,
            customers=self.whole(at + "customers", row.get("customers"), most=1_000_000) or 1,
            from_earlier_buyers=money["from_earlier_buyers"],
            prior_confirmed=str(row.get("prior_confirmed") or "").casefold() in ("yes", "on", "true", "1"),
            rebid_won=_rebid(row),
            currency=self.currency(row.get("revenue")),
        )


def _incumbent(row: Mapping[str, Any], prior: Decimal | None) -> str | None:
    """The rival who supplied a customer that had not bought from us before."""
    told = str(row.get("displaced") or "").strip()
    before = told or ("" if prior else str(row.get("supplier_before") or "").strip())
    return None if before.casefold().strip(".") in _NOBODY else before[:200]


def _rebid(row: Mapping[str, Any]) -> str | None:
    """Rule 12 asks for a *named* rival: a bid without one is a bid, not a win."""
    rival = str(row.get("rebid_lost_by") or "").strip()
    return None if rival.casefold().strip(".") in _NOBODY else rival[:200]
