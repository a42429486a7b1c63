"""Remark codes and figures → sentences: for judges and organizers, and gently for nominators.

Each function takes `translate`: pages put the sentence into another language before it is filled in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from app.domain.revenue.assessment import Change, CustomerSplit, Remark
from app.domain.revenue.phrases import CHANGES, GENTLE, MEASURES, REASONS, REMARKS, ROLES

Translate = Callable[[str], str]
_SHARES = {
    "share",
    "low",
    "high",
    "threshold",
    "coverage",
    "full_year_share",
    "managed_share",
    "own_base",
    "kept",
}
_AMOUNTS = {
    "managed",
    "total",
    "headline",
    "difference",
    "revenue",
    "amount",
    "own_managed",
    "undetermined",
    "expansion",
}
_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", None: "$"}


def english(text: str) -> str:
    return text


def money(value: Any, currency: str | None, percent: bool = False) -> str:
    """An amount with its currency and thousands: `$412,000`, `CHF 1,200.50`, `12%`; "not known" for None."""
    if value is None:
        return "not known"
    written = f"{abs(value):,.0f}" if float(value).is_integer() else f"{abs(value):,.2f}"
    minus = "−" if value < 0 else ""
    if percent:
        return f"{minus}{written}%"
    sign = _SIGNS.get(currency)
    return f"{minus}{sign}{written}" if sign else f"{minus}{currency} {written}"


def share(value: Any) -> str:
    """A share as a percentage, without claiming more than it shows: 0.5003 is "50.03%", not "50%"."""
    if value is None:
        return "not known"
    percent = float(value) * 100
    for digits in (0, 1, 2):
        if round(percent, digits) != 50 or percent == 50:
            return f"{percent:.{digits}f}%"
    return f"{percent:.4f}%"


def names(customers: Iterable[str], most: int = 5) -> str:
    """`Acme, Bolt and Cray`; the rest as a number."""
    listed = list(customers)
    if len(listed) > most:
        listed = [*listed[: most - 1], f"{len(listed) - most + 1} more"]
    return " and ".join([", ".join(listed[:-1]), listed[-1]]) if len(listed) > 1 else "".join(listed)


def remark_text(
    remark: Remark, currency: str | None = None, percent: bool = False, translate: Translate = english
) -> str:
    """The remark in one or two sentences, for judges and organizers."""
    return _filled(_template(remark, REMARKS), remark.figures, remark.customers, currency, percent, translate)


def gentle_text(
    remark: Remark, currency: str | None = None, percent: bool = False, translate: Translate = english
) -> str | None:
    """The remark for nominators and nominees, kindly; None for one that isn't for them."""
    template = _template(remark, GENTLE)
    if not template:
        return None
    return _filled(template, remark.figures, remark.customers, currency, percent, translate)


def change_text(
    change: Change, currency: str | None = None, percent: bool = False, translate: Translate = english
) -> str:
    """What would change the flag, as a noun phrase: "$412,000 more new business"."""
    return _filled(CHANGES[change.code], change.figures, change.customers, currency, percent, translate)


def reason_text(
    split: CustomerSplit, currency: str | None = None, percent: bool = False, translate: Translate = english
) -> str:
    """Why a customer's revenue is split as it is."""
    undated = REASONS.get(f"{split.rule}.undated") if split.relationship_started is None else None
    return translate(undated or REASONS[split.rule]).format(
        prior=money(split.prior_revenue, currency, percent), years=f"{split.term_years:g}"
    )


def role_text(role: str, translate: Translate = english) -> str:
    """A role in words that suit every reader."""
    return translate(ROLES[role])


def _template(remark: Remark, table: dict[str, str]) -> str:
    figures = remark.figures
    variants = {
        "mostly_managed": ("straddles" if figures.get("undetermined") else "rewon")
        if figures.get("straddles")
        else "estimated"
        if figures.get("estimated")
        else "narrative"
        if "share" not in figures
        else "",
        "needs_breakdown": figures.get("reason"),
        "team_credit": "with" if figures.get("with") else "",
        "not_revenue": "measure" if figures.get("measure") else "",
        "partial_base": "null" if figures.get("full_year_share") is None else "",
        "own_base": "null" if figures.get("managed_share") is None else "",
    }
    variant = variants.get(remark.code) or ("said" if not remark.customers else "")
    return table.get(f"{remark.code}.{variant}") or table.get(remark.code, "")


def _filled(
    template: str,
    figures: dict[str, Any],
    customers: tuple[str, ...],
    currency: str | None,
    percent: bool,
    translate: Translate,
) -> str:
    one = len(customers) == 1
    values: dict[str, str] = {"customers": names(customers), "make": "makes" if one else "make"}
    values["were"] = "was" if one else "were"
    for key, value in figures.items():
        if key in _SHARES:
            values[key] = share(value)
        elif key in _AMOUNTS:
            values[key] = money(value, currency, percent)
        elif isinstance(value, list):
            values[key] = names(value)
        elif key in ("role", "title_says", "narrative", "lines"):
            is_role = isinstance(value, str)
            values[key] = role_text(value, translate) if is_role else money(value, currency, percent)
        elif key == "measure":
            values[key] = translate(MEASURES[value])
        else:
            values[key] = f"{value:g}" if isinstance(value, int | float) else str(value)
    return translate(template).format(**values)
