"""JSON data → facts. Wrong data is refused in one sentence that names the entry and the field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NoReturn

from app.domain.amounts import Amount, AmountError, parse_amount
from app.domain.errors import UserError
from app.domain.revenue.facts import NominationFacts, Period, RevenueLine
from app.domain.revenue.remarks import NOT_REVENUE
from app.domain.revenue.words import BANDS, KINDS, ORIGINS, Moment, band_of, kind_of, moment_of, origin_of

MEASURES = ("revenue", "booked", "invoiced", *NOT_REVENUE)
MOST_LINES = 5000
LONGEST_NARRATIVE = 200_000

_DOLLARS = {"CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "BRL"}
_NOBODY = {"", "no", "none", "nobody", "no one", "us", "false", "n", "not known", "unknown", "0", "-"}
_YES = {"yes", "true", "y", "1"}

FIELDS = frozenset(
    [
        "id",
        "title",
        "company",
        "period_months",
        "period_end",
        "headline_revenue",
        "currency",
        "quota",
        "narrative",
        "accounts",
        "existing_share_band",
        "credit_shared",
        "measure",
        "percent",
    ]
)
LINE_FIELDS = frozenset(
    [
        "name",
        "revenue",
        "prior_revenue",
        "origin",
        "relationship_started",
        "kind",
        "incumbent_displaced",
        "term_years",
        "customers",
        "from_earlier_buyers",
        "prior_confirmed",
        "rebid_won",
        "currency",
    ]
)


def nomination_from(data: object, *, strict: bool = False, entry: str = "entry 1") -> NominationFacts:
    """Read one nomination from parsed JSON; `entry` names it in messages.

    Needed are `id` and one of `narrative` and `accounts`; the rest may be missing or null. Raises
    `UserError`; with `strict` also for fields that are not known, by name.
    """
    if not isinstance(data, Mapping):
        raise UserError(f'{entry}: a nomination is a JSON object such as {{"id": "A-1", "accounts": []}}.')
    reader = _Reader(data, entry)
    identity = reader.identity()
    if strict:
        reader.refuse_unknown(FIELDS)
    if data.get("narrative") is None and data.get("accounts") is None:
        reader.fail("narrative", "a nomination needs a narrative, or accounts, or both")
    currency = _currency(reader)
    lines, percent = _lines(reader, strict, currency)
    return NominationFacts(
        id=identity,
        title=reader.text("title"),
        company=reader.text("company"),
        period=_period(reader),
        headline_revenue=reader.amount("headline_revenue").value,
        currency=currency,
        quota=reader.amount("quota").value,
        narrative=reader.text("narrative", LONGEST_NARRATIVE, exact=True) or "",
        accounts=lines,
        existing_share_band=reader.word("existing_share_band", band_of, BANDS),
        credit_shared=reader.text("credit_shared"),
        measure=reader.word("measure", lambda text: text if text in MEASURES else None, MEASURES),
        percent=percent or reader.yes("percent"),
    )


def _lines(reader: _Reader, strict: bool, currency: str | None) -> tuple[tuple[RevenueLine, ...], bool]:
    accounts = reader.data.get("accounts")
    if accounts is None:
        return (), False
    if not isinstance(accounts, list):
        reader.fail("accounts", "a list of accounts belongs here")
    if len(accounts) > MOST_LINES:
        reader.fail("accounts", f"at most {MOST_LINES:,} accounts can be read")
    lines: list[RevenueLine] = []
    percents: set[bool] = set()
    for place, account in enumerate(accounts):
        at = f"accounts[{place}]"
        if not isinstance(account, Mapping):
            reader.fail(at, 'an account is a JSON object such as {"name": "Acme", "revenue": 1200}')
        line, percent = _line(_Reader(account, reader.entry, at + "."), strict, currency)
        lines.append(line)
        if percent is not None:
            percents.add(percent)
    if len(percents) > 1:
        reader.fail("accounts", "some amounts are percentages and some are not; use one or the other")
    return tuple(lines), True in percents


def _line(reader: _Reader, strict: bool, currency: str | None) -> tuple[RevenueLine, bool | None]:
    if strict:
        reader.refuse_unknown(LINE_FIELDS)
    revenue = reader.amount("revenue")
    prior = reader.amount("prior_revenue")
    line = RevenueLine(
        name=reader.text("name") or "",
        revenue=revenue.value,
        prior_revenue=prior.value,
        origin=reader.word("origin", origin_of, ORIGINS) or "unknown",
        relationship_started=reader.moment("relationship_started"),
        kind=reader.word("kind", kind_of, KINDS) or "unknown",
        incumbent_displaced=reader.supplier("incumbent_displaced"),
        term_years=reader.years("term_years"),
        customers=reader.whole("customers", 1, 10_000_000) or 1,
        from_earlier_buyers=reader.amount("from_earlier_buyers").value,
        prior_confirmed=reader.yes("prior_confirmed"),
        rebid_won=reader.supplier("rebid_won"),
        currency=_currency(reader) or _sign(revenue, currency) or _sign(prior, currency),
    )
    return line, revenue.percent if revenue.value is not None else None


def _sign(amount: Amount, currency: str | None) -> str | None:
    """The currency of an amount's sign; a bare dollar sign is the program's dollar where it has one of its own."""
    return currency if amount.currency == "USD" and currency in _DOLLARS else amount.currency


def _period(reader: _Reader) -> Period | None:
    months = reader.whole("period_months", 1, 120) or 12
    end = reader.moment("period_end")
    return Period(_last_day(end), months) if end else None


def _last_day(moment: Moment) -> date:
    return moment.last


def _currency(reader: _Reader) -> str | None:
    code = reader.text("currency", 10)
    return code.strip().upper() or None if code else None


class _Reader:
    """Reads fields of one JSON object, and words what is wrong with them."""

    def __init__(self, data: Mapping[str, Any], entry: str, at: str = "") -> None:
        self.data, self.entry, self.at = data, entry, at

    def fail(self, field: str, what: str) -> NoReturn:
        raise UserError(f"{self.entry}, {self.at}{field}: {what}.")

    def refuse_unknown(self, known: frozenset[str]) -> None:
        unknown = sorted(str(name) for name in self.data if name not in known)
        if unknown:
            raise UserError(f"{self.entry}: unknown field {', '.join(self.at + name for name in unknown)}.")

    def identity(self) -> str | int:
        value = self.data.get("id")
        if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
            self.fail("id", "every nomination needs an id, a text or a whole number")
        self.entry = f"{self.entry} (id {str(value)[:40]})"
        return value

    def text(self, field: str, longest: int = 10_000, exact: bool = False) -> str | None:
        value = self.data.get(field)
        if value is None:
            return None
        if not isinstance(value, str):
            self.fail(field, f"a text belongs here, not {_named(value)}")
        if len(value) > longest:
            self.fail(field, f"the text is longer than {longest:,} characters")
        return value if exact else value.strip() or None

    def amount(self, field: str) -> Amount:
        value = self.data.get(field)
        if isinstance(value, list | dict):
            self.fail(field, f"an amount belongs here, not {_named(value)}")
        try:
            return parse_amount(value)
        except AmountError as error:
            self.fail(field, str(error).rstrip("."))

    def yes(self, field: str) -> bool:
        value = self.data.get(field)
        if value is None or isinstance(value, bool):
            return bool(value)
        plain = value.strip().casefold() if isinstance(value, str) else None
        if plain not in _YES | _NOBODY:
            self.fail(field, "true or false belongs here")
        return plain in _YES

    def supplier(self, field: str) -> str | None:
        """A supplier's name; true stands for one without a name."""
        value = self.data.get(field)
        if value is None or isinstance(value, bool):
            return "yes" if value else None
        plain = (self.text(field) or "").casefold()
        return None if plain in _NOBODY else "yes" if plain in _YES else str(value).strip()

    def word(self, field: str, read: Callable[[str], str | None], known: tuple[str, ...]) -> str | None:
        value = self.text(field)
        if value is None:
            return None
        return read(value) or self.fail(field, f"“{value[:40]}” is not one of {', '.join(known)}")

    def whole(self, field: str, least: int, most: int) -> int | None:
        value = self.data.get(field)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal) or value != value // 1:
            self.fail(field, f"a whole number belongs here, not {_named(value)}")
        if not least <= value <= most:
            self.fail(field, f"a whole number from {least} to {most:,} belongs here")
        return int(value)

    def years(self, field: str) -> Decimal | None:
        years = self.amount(field).value
        if years is not None and not 0 <= years <= 100:
            self.fail(field, "a number of years from 0 to 100 belongs here")
        return years or None

    def moment(self, field: str) -> Moment | None:
        value = self.data.get(field)
        if value is None or value == "":
            return None
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        moment = moment_of(value) if isinstance(value, str) else None
        return moment or self.fail(
            field, f"a date such as 2026-12-31, 2026-12 or 2026 belongs here, not {_named(value)}"
        )


def _named(value: object) -> str:
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, dict):
        return "an object"
    return f"“{str(value)[:40]}”"
