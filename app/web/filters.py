"""How figures, money and moments look on a page."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import nh3
from babel.dates import format_date, get_timezone_name
from babel.numbers import format_currency, format_decimal, get_currency_precision, get_currency_symbol
from markdown_it import MarkdownIt
from markupsafe import Markup

from app.web.i18n import _, ngettext

LOCALE = "en_US"
_markdown = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table")
_TAGS = {"p", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "a", "code", "blockquote", "br", "hr",
         "table", "thead", "tbody", "tr", "th", "td"}  # fmt: skip


def to_major(minor: int, currency: str) -> Decimal:
    return Decimal(minor).scaleb(-get_currency_precision(currency))


def money(minor: int | None, currency: str = "USD") -> str:
    """Minor units → "$1,234,567" (cents only where there are some)."""
    if minor is None:
        return "—"
    sign, size = ("-", -minor) if minor < 0 else ("", minor)
    before, precision = _shape(currency)
    major, rest = divmod(size, 10**precision)
    return f"{sign}{before}{major:,}.{rest:0{precision}d}" if rest else f"{sign}{before}{major:,}"


@lru_cache(maxsize=256)
def _shape(currency: str) -> tuple[str, int]:
    """What stands before an amount ("$", "CHF "), and how many decimals a currency has. Asked once: Babel takes 60 µs for each
    amount, and a page has hundreds."""
    return format_currency(1, currency, format="¤#,##0", currency_digits=False, locale=LOCALE).removesuffix(
        "1"
    ), get_currency_precision(currency)


@lru_cache(maxsize=256)
def _symbol(currency: str) -> str:
    symbol = get_currency_symbol(currency, locale=LOCALE)
    return f"{symbol} " if symbol.isalpha() else str(symbol)


def money_short(minor: int | None, currency: str = "USD") -> str:
    """Minor units → "$4.2M", "$310k": three figures at most, for headlines."""
    if minor is None:
        return "—"
    major = to_major(minor, currency)
    size, sign = abs(major), "−" if major < 0 else ""
    symbol = _symbol(currency)
    for limit, unit in ((Decimal(10) ** 9, "B"), (Decimal(10) ** 6, "M"), (Decimal(10) ** 3, "k")):
        if size >= limit * Decimal("0.9995"):
            figure = size / limit
            places = 0 if figure >= Decimal("99.95") else 1
            text = f"{figure:.{places}f}".removesuffix(".0")
            return f"{sign}{symbol}{text}{unit}"
    return f"{sign}{symbol}{size:.0f}"


def percent(share: float | Decimal | None) -> str:
    """0.6612 → "66%". Never rounded up to 100% nor down to 0% while it is neither."""
    if share is None:
        return "—"
    value = Decimal(str(share)) * 100
    rounded = value.quantize(Decimal(1))
    if rounded == 100 and value < 100:
        return ">99%"
    if rounded == 0 and value > 0:
        return "<1%"
    return f"{rounded}%"


class Part(NamedTuple):
    """One kind of revenue in a bar: where it begins and how wide it is (percent of the bar), and what it is of the whole."""

    kind: str
    label: str
    start: str
    width: str
    share: str
    minor: int


def parts(split: Any) -> list[Part]:
    """The kinds of revenue above zero, in their order. `split`: a mapping of kinds to minor units."""
    sizes = [(kind, split[kind]) for kind in ("new", "expansion", "managed", "undetermined") if split[kind] > 0]
    total = sum(size for _kind, size in sizes)
    labels = {
        "new": _("New business"), "expansion": _("Expansion"), "managed": _("Managed"), "undetermined": _("Undetermined"),
    }  # fmt: skip
    found, start = [], 0
    for kind, size in sizes:
        found.append(
            Part(
                kind,
                labels[kind],
                f"{start / total * 100:.3f}",
                f"{size / total * 100:.3f}",
                percent(Decimal(size) / total),
                size,
            )
        )
        start += size
    return found


def number(value: int | float | Decimal | None, places: int = 0) -> str:
    if value is None:
        return "—"
    return str(
        format_decimal(
            round(Decimal(str(value)), places),
            format="#,##0." + "0" * places if places else "#,##0",
            locale=LOCALE,
        )
    )


def score(thousandths: int | float | None, places: int | None = None, *, percent: bool = False) -> str:
    """Thousandths → "7.25"; where they are of a percent, "66.7%"."""
    if thousandths is None:
        return "—"
    return f"{Decimal(str(thousandths)) / 1000:.{_places(places, percent)}f}" + "%" * percent


def figure(value: float | None, places: int | None = None, *, percent: bool = False) -> str:
    """A computed figure in points: 7.2468 → "7.25"; in percent: 66.66 → "66.7%"."""
    if value is None:
        return "—"
    return f"{value + 0.0:.{_places(places, percent)}f}".replace("-", "−") + "%" * percent


def _places(asked: int | None, percent: bool) -> int:
    return asked if asked is not None else 1 if percent else 2


def signed(value: float | None, places: int = 2) -> str:
    """A difference: 0.314 → "+0.31", -0.2 → "−0.20"."""
    if value is None:
        return "—"
    text = f"{abs(value):.{places}f}"
    return text if not float(text) else ("+" if value > 0 else "−") + text


def points(thousandths: int | None) -> str:
    """A score as a judge gave it: 7000 → "7", 7500 → "7.5"."""
    return "" if thousandths is None else f"{(Decimal(thousandths) / 1000).normalize():f}"


@lru_cache(maxsize=2048)
def when(moment: datetime | None, zone: str = "UTC") -> str:
    """ "Friday, March 5, 2027, 5:00 p.m. Eastern Time"."""
    if moment is None:
        return "—"
    local = moment.astimezone(ZoneInfo(zone))
    day = format_date(local.date(), "EEEE, MMMM d, y", locale=LOCALE)
    name = (
        get_timezone_name(local, width="long", locale=LOCALE, zone_variant="generic", return_zone=False)
        if zone != "UTC"
        else "UTC"
    )
    return f"{day}, {clock(moment, zone)} {name}"


def clock(moment: datetime, zone: str = "UTC") -> str:
    """ "5:00 p.m."."""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{local.hour % 12 or 12}:{local.minute:02d} {'a.m.' if local.hour < 12 else 'p.m.'}"


def day(moment: date | datetime | None, zone: str = "UTC") -> str:
    """ "March 5, 2027"."""
    if moment is None:
        return "—"
    value = moment.astimezone(ZoneInfo(zone)).date() if isinstance(moment, datetime) else moment
    return format_date(value, "MMMM d, y", locale=LOCALE)


def typed_day(typed: str | None) -> str:
    """A day that somebody typed: "2027-03-05" as "March 5, 2027", anything else as it is."""
    try:
        return day(date.fromisoformat((typed or "").strip()))
    except ValueError:
        return (typed or "").strip()


def moment_or_text(value: Any, zone: str = "UTC") -> str:
    """A value of the audit trail: a moment as `when` writes it, anything else as it is."""
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return str(value)
    return when(moment, zone) if moment.tzinfo else str(value)


def ago(moment: datetime | None, now: datetime) -> str:
    """ "in 3 days", "2 hours ago", "just now"."""
    if moment is None:
        return "—"
    seconds = (moment - now).total_seconds()
    size = abs(seconds)
    if size < 60:
        return _("just now") if seconds <= 0 else _("in a moment")
    if size < 3600:
        text = ngettext("%(n)s minute", "%(n)s minutes", int(size // 60)) % {"n": int(size // 60)}
    elif size < 48 * 3600:
        text = ngettext("%(n)s hour", "%(n)s hours", int(size // 3600)) % {"n": int(size // 3600)}
    else:
        text = ngettext("%(n)s day", "%(n)s days", int(size // 86400)) % {"n": int(size // 86400)}
    return _("in %s") % text if seconds > 0 else _("%s ago") % text


def markdown(text: str | None) -> Markup:
    """Organizers' Markdown → sanitized HTML; HTML typed into it is shown as text."""
    html = _markdown.render(text or "")
    return Markup(  # noqa: S704 nh3 cleaned it
        nh3.clean(
            html,
            tags=_TAGS,
            attributes={"a": {"href"}},
            url_schemes={"http", "https", "mailto"},
            link_rel="noopener noreferrer",
        )
    )


ALL: dict[str, Callable[..., Any]] = {
    "money": money, "parts": parts, "money_short": money_short, "percent": percent, "number": number, "score": score, "points": points, "figure": figure, "signed": signed,
    "when": when, "clock": clock, "day": day, "ago": ago, "moment_or_text": moment_or_text, "typed_day": typed_day, "markdown": markdown,
}  # fmt: skip
