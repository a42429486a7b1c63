"""Which fields a nomination has, on which step, and how a submitted step becomes part of the working copy, as typed."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from app.web.i18n import _

STEPS = ("nominee", "revenue", "story", "evidence", "review")
FIELDS: dict[str, tuple[str, ...]] = {
    "nominee": ("nominee_name", "nominee_title", "nominee_company"),
    "revenue": (
        "period_from", "period_to", "measure", "existing_share", "headline", "amounts_are", "quota", "new_customers_count",
        "shared_credit",
    ),
    "story": ("story", "story_won", "story_kept"),
    "evidence": ("explanation",),
    "review": ("explanation",),
}  # fmt: skip
LINE_FIELDS = (
    "name", "revenue", "prior", "origin", "started", "kind", "supplier_before", "displaced", "term_years", "per_year",
    "customers", "from_earlier_buyers", "prior_confirmed", "rebid", "rebid_lost_by",
    "source",
)  # fmt: skip
TEXTS = tuple(dict.fromkeys(name for names in FIELDS.values() for name in names))
MOST_LINES = 150
MOST_LINKS = 10
REFEREE_FIELDS = ("name", "company", "email")
MOST_REFEREES = 5
DEFAULTS = {"measure": "booked", "amounts_are": "currency"}

MEASURES = (
    ("booked", _("Revenue booked (orders)")),
    ("invoiced", _("Revenue invoiced")),
    ("contract_value", _("Contract value over several years")),
    ("commission", _("Commission")),
    ("volume", _("Volume (units, not money)")),
    ("premium", _("Premium (insurance)")),
    ("assets", _("Assets under management")),
)
# REVENUE.md, question 2: asked before any figures.
BANDS = (
    ("almost_all", _("Almost all")),
    ("three_quarters", _("About three quarters")),
    ("half", _("About half")),
    ("a_quarter", _("About a quarter")),
    ("almost_none", _("Almost none")),
    ("cant_say", _("I can't say")),
)
ORIGINS = (
    ("self_sourced", _("Found by the nominee")),
    ("inbound", _("Asked us")),
    ("partner", _("Through a partner")),
    ("inherited", _("Taken over from a colleague")),
    ("assigned", _("Given by the company")),
    ("acquired_company", _("Came with an acquisition")),
    ("unknown", _("Not known")),
)
KINDS = (
    ("new_business", _("First order")),
    ("expansion", _("More or other things than before")),
    ("renewal", _("Renewal")),
    ("service", _("Service or maintenance")),
    ("unknown", _("Not known")),
)
_LINE = re.compile(r"lines-(\d{1,6})-([a-z_]+)")
_REFEREE = re.compile(r"referees-(\d{1,6})-([a-z]+)")


def blank_draft(period_from: date, period_to: date) -> dict[str, Any]:
    """What a new nomination starts with: the program's revenue period."""
    return {
        **dict.fromkeys(TEXTS, ""),
        **DEFAULTS,
        "links": [],
        "referees": [],
        "period_from": period_from.isoformat(),
        "period_to": period_to.isoformat(),
        "lines": [],
    }


def read_step(step: str, items: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """The part of the working copy that one submitted step holds: text as typed, rows in their order, nothing refused.

    `items` are name and value pairs; values that are no text (files) and names of other steps are ignored.
    """
    typed = [(name, value) for name, value in items if isinstance(value, str)]
    if step in ("evidence", "review"):
        found = {name: value for name, value in typed if name == "explanation"}
        return found if step == "review" else {**found, "links": _links(typed), "referees": _referees(typed)}
    found = {name: value for name, value in typed if name in FIELDS[step]}
    return {**found, "lines": _lines(typed)} if step == "revenue" else found


def _links(typed: list[tuple[str, str]]) -> list[str]:
    return [value for name, value in typed if name == "links" and value.strip()]


def _lines(typed: list[tuple[str, str]]) -> list[dict[str, str]]:
    return [row for row in _rows(typed, _LINE, LINE_FIELDS) if not is_blank_row(row)]


def _referees(typed: list[tuple[str, str]]) -> list[dict[str, str]]:
    return [row for row in _rows(typed, _REFEREE, REFEREE_FIELDS) if any(map(str.strip, row.values()))]


def _rows(typed: list[tuple[str, str]], pattern: re.Pattern[str], fields: Sequence[str]) -> list[dict[str, str]]:
    rows: dict[int, dict[str, str]] = {}
    for name, value in typed:
        match = pattern.fullmatch(name)
        if match and match[2] in fields:
            rows.setdefault(int(match[1]), {})[match[2]] = value
    return [rows[number] for number in sorted(rows)]


def is_blank_row(row: Mapping[str, str]) -> bool:
    """Where a row came from, alone, is nothing."""
    return not any(text.strip() not in ("", "unknown") for name, text in row.items() if name != "source")


def is_empty_line(line: Mapping[str, Any]) -> bool:
    """Whether a row says nothing: choices left at "not known" don't count."""
    return not any(
        str(value).strip()
        for name, value in line.items()
        if name not in ("origin", "kind", "prior_confirmed", "source")
    )


def content_of(draft: Mapping[str, Any]) -> dict[str, Any]:
    """What is frozen when a nomination is submitted: all fields, trimmed, without empty rows and unknown keys."""
    content: dict[str, Any] = {name: _clean(draft.get(name, DEFAULTS.get(name, ""))) for name in TEXTS}
    lines = [line for line in _list(draft.get("lines")) if isinstance(line, Mapping) and not is_empty_line(line)]
    content["lines"] = [{name: text for name in LINE_FIELDS if (text := _clean(line.get(name)))} for line in lines]
    content["links"] = [text for link in _list(draft.get("links")) if (text := _clean(link))]
    if named := [{name: text for name, text in one.items() if text} for one in referees_of(draft) if any(one.values())]:
        content["referees"] = (
            named  # else left out: the same text keeps the fingerprint that it had before there were referees
        )
    return content


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _clean(value: Any) -> str:
    """Text that every database takes: no NUL, no half characters, no space around it."""
    if value is None or value is False:
        return ""
    text = "yes" if value is True else str(value)
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n").strip()


def hash_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of the content as canonical JSON: the same text gives the same hash, on the receipt and in a dispute."""
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def referees_of(content: Mapping[str, Any]) -> list[dict[str, str]]:
    """People who can confirm what is told: name, company and e-mail address, each perhaps empty."""
    named = [one for one in _list(content.get("referees")) if isinstance(one, Mapping)]
    return [{name: _clean(one.get(name)) for name in REFEREE_FIELDS} for one in named]


STORY_PARTS = {
    "story": _("What the nominee did"),
    "story_won": _("One customer won"),
    "story_kept": _("One customer kept or grown"),
}


def story_parts(content: Mapping[str, Any]) -> list[tuple[str, int, int]]:
    """Where each answer stands in `story_of`: its question, start and end. Alone, the story needs no heading."""
    found, at = [], 0
    for name, label in STORY_PARTS.items():
        text = str(content.get(name) or "").strip()
        if text:
            found.append((label, at, at + len(text)))
            at += len(text) + 2
    return [] if [label for label, _start, _end in found] == [STORY_PARTS["story"]] else found


def story_of(content: Mapping[str, Any]) -> str:
    """The narrative that is assessed and that judges read: the story and the two customers, joined by blank lines."""
    parts = (content.get(name) for name in FIELDS["story"])
    return "\n\n".join(str(part).strip() for part in parts if part and str(part).strip())
