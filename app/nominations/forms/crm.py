"""The forms of a CRM export: what each column and value means, whose rows and which period; and which rows count."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from starlette.datastructures import FormData

from app.domain.crm import Mapping as Decisions
from app.nominations.forms.fields import KINDS, ORIGINS
from app.web.forms import typed_text
from app.web.i18n import _

PROFILES = {
    "salesforce": _("a Salesforce report"), "hubspot": _("a HubSpot export"), "pipedrive": _("a Pipedrive export"),
    "zoho": _("a Zoho export"), "dynamics": _("a Dynamics export"), "customer_list": _("a list of customers with two years"),
    "by_hand": _("a list that we don't know: please check each column"),
}  # fmt: skip
# The columns asked for first, then those that few exports have.
MAIN = {
    "account": _("Customer"), "amount": _("Amount"), "close_date": _("Day on which it was won"), "owner": _("Owner"),
    "stage": _("Stage or status"), "type": _("Type of business"), "id": _("Id of the deal"), "prior": _("Amount of the year before"),
}  # fmt: skip
MORE = {
    "deal": _("Name of the deal"), "won": _("Won: yes or no"), "lead_source": _("Lead source"), "currency": _("Currency"),
    "converted": _("Amount, converted"), "converted_currency": _("Currency of the converted amount"),
    "created_date": _("Day on which it was created"), "relationship_started": _("Customer since"), "label": _("Label (in place of a type)"),
}  # fmt: skip
STAGES = (("", _("Not known: left out")), ("won", _("Won")), ("lost", _("Lost")), ("open", _("Still open")))
TYPES = tuple((value, label) for value, label in KINDS)
SOURCES = tuple((value, label) for value, label in ORIGINS)
DECIMALS = (("", _("As the cells show")), ("point", _("A point: 1,234.50")), ("comma", _("A comma: 1.234,50")))
DATES = (
    ("", _("As the cells show")), ("dmy", _("Day first: 31/12/2026")), ("mdy", _("Month first: 12/31/2026")),
    ("ymd", _("Year first: 2026-12-31")), ("swapped", _("Put back: a spreadsheet program took days for months")),
)  # fmt: skip
REASONS = {
    "used": _("Rows that count"),
    "outside_period": _("Won outside the period"), "prior_period": _("Won in the year before: counted as what the customer bought then"),
    "other_owner": _("Somebody else's"), "lost": _("Lost"), "open": _("Not won so far, or a stage that we don't know"),
    "duplicate": _("The same id again"), "other_currency": _("In another currency: currencies are never added"),
    "total": _("Totals and subtotals"), "footer": _("Notes below the table"), "heading": _("Titles and headings of groups"),
    "repeated_header": _("The heading again"), "no_customer": _("Without a customer"), "no_amount": _("Without an amount"),
    "unreadable_amount": _("An amount that can't be read"), "no_result": _("A formula whose result isn't in the file"),
    "no_date": _("Without a date"), "unreadable_date": _("A date that can't be read"), "left_by_hand": _("Left out by you"),
}  # fmt: skip
_ABOUT = {"types": ("type", TYPES), "stages": ("stage", STAGES), "sources": ("source", SOURCES)}


def read_decisions(
    submitted: FormData, before: Decisions, found: Mapping[str, Any]
) -> tuple[Decisions, dict[str, str]]:
    """What was decided on the page of columns, over what was decided before, and a sentence for each field that can't be."""
    errors: dict[str, str] = {}
    columns = _columns(submitted, before, found["headings"], errors)
    sheets = tuple(name for name in [*found["sheets"], *found["other_sheets"]] if name in submitted.getlist("sheet"))
    period = {name: _day(submitted, name, errors) for name in ("period_from", "period_to", "prior_from", "prior_to")}
    for start, end in (("period_from", "period_to"), ("prior_from", "prior_to")):
        first, last = period[start], period[end]
        if first and last and first > last:
            errors[end] = _("The period ends before it begins. Please check the two days.")
    moved = (period["period_from"], period["period_to"]) != (before.period_from, before.period_to)
    if moved and (period["prior_from"], period["prior_to"]) == (before.prior_from, before.prior_to):
        period["prior_from"] = period["prior_to"] = None  # the year before the new period
    currency = typed_text(submitted, "currency").strip().upper()
    changes: dict[str, Any] = {
        **{name: _words(submitted, name, getattr(before, name), found[name]) for name in _ABOUT}, **period,
        "columns": columns, "sheets": sheets or before.sheets, "owners": _owners(submitted, found),
        "decimal": _styles(submitted, "decimal", before.decimal, DECIMALS),
        "dates": _styles(submitted, "dates", before.dates, DATES),
        "all_won": bool(typed_text(submitted, "all_won")), "everybody": bool(typed_text(submitted, "everybody")),
    }  # fmt: skip
    if currency in ("", *found["currencies"]):
        changes["currency"] = currency or None
    decided = replace(before, **changes)
    return decided, errors


def _columns(submitted: FormData, before: Decisions, headings: Sequence[str], errors: dict[str, str]) -> dict[str, str]:
    columns: dict[str, str] = {}
    for meaning in (*MAIN, *MORE):
        heading = (
            typed_text(submitted, f"column-{meaning}")
            if f"column-{meaning}" in submitted
            else before.columns.get(meaning, "")
        )
        if heading and heading not in headings and heading != before.columns.get(meaning):
            errors[f"column-{meaning}"] = _("Please choose one of the columns of this file.")
        elif heading and heading in columns.values():
            errors[f"column-{meaning}"] = _("This column is chosen twice. Please choose another, or “no column”.")
        elif heading:
            columns[meaning] = heading
    return columns


def _words(submitted: FormData, about: str, before: Mapping[str, str], values: Sequence[Any]) -> dict[str, str]:
    name, offered = _ABOUT[about]
    found = dict(before)
    for place, (text, _count, _guess) in enumerate(values):
        if typed_text(submitted, f"{name}-text-{place}") != text:  # another tab chose another column meanwhile
            continue
        chosen = typed_text(submitted, f"{name}-{place}")
        if chosen in dict(offered) and chosen:
            found[text] = chosen
        else:
            found.pop(text, None)
    return found


def _owners(submitted: FormData, found: Mapping[str, Any]) -> tuple[str, ...]:
    chosen = [name for name in submitted.getlist("owner") if isinstance(name, str)]
    if "*" in chosen:
        return ("*",)
    known = {name for name, _count in found["owners"]}
    return tuple(name for name in chosen if name in known)


def _day(submitted: FormData, name: str, errors: dict[str, str]) -> date | None:
    text = typed_text(submitted, name).strip()
    if not text:
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or not 1990 <= found.year <= 2100:
        errors[name] = _("Please write a date as year-month-day, such as 2027-03-05.")
        return None
    return found


def _styles(
    submitted: FormData, name: str, before: Mapping[str, str], offered: Sequence[tuple[str, str]]
) -> dict[str, str]:
    found = dict(before)
    for meaning in (*MAIN, *MORE):
        field = f"{name}-{meaning}"
        if field not in submitted:
            continue
        chosen = typed_text(submitted, field)
        if chosen and chosen in dict(offered):
            found[meaning] = chosen
        else:
            found.pop(meaning, None)
    return found


def as_fields(decided: Decisions, found: Mapping[str, Any]) -> dict[str, Any]:
    """The decisions as the fields of the page show them."""
    fields: dict[str, Any] = {
        f"column-{meaning}": heading for meaning, heading in {**found["columns"], **decided.columns}.items()
    }
    for about, (name, _offered) in _ABOUT.items():
        fields |= {f"{name}-{place}": guess for place, (_text, _count, guess) in enumerate(found[about])}
    fields |= {f"decimal-{meaning}": style for meaning, style in decided.decimal.items()}
    fields |= {f"dates-{meaning}": order for meaning, order in decided.dates.items()}
    for name in ("period_from", "period_to", "prior_from", "prior_to"):
        fields[name] = getattr(decided, name).isoformat() if getattr(decided, name) else ""
    fields |= {"currency": decided.currency or "", "owner": decided.owners, "sheet": decided.sheets or found["sheets"]}
    return fields | {name: getattr(decided, name) for name in ("all_won", "everybody")}


def read_rows(submitted: FormData, before: Decisions, outcome: Mapping[str, Any]) -> Decisions:
    """Which of the rows shown shall count. A row put back to what the rules say is overruled no more."""
    shall = {label for label in submitted.getlist("use") if isinstance(label, str)}
    shown = {label for label in submitted.getlist("shown") if isinstance(label, str)}
    rows = dict(before.rows)
    used = {row["label"]: True for row in outcome["used"]}
    left = {row["label"]: False for group in outcome["groups"] for row in group["rows"]}
    for label, is_used in {**left, **used}.items():
        if label not in shown or (label in shall) == is_used:
            continue
        if rows.get(label) == ("use" if is_used else "leave"):
            del rows[label]
        else:
            rows[label] = "use" if label in shall else "leave"
    return replace(before, rows=rows)
