"""The complete check before a nomination is submitted: one clear sentence per problem, with the step and field where it is mended."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from app.domain.companies import EmailError, normalize_email
from app.nominations.forms.fields import (
    BANDS,
    MEASURES,
    MOST_LINES,
    MOST_LINKS,
    MOST_REFEREES,
    content_of,
    is_empty_line,
    referees_of,
)
from app.nominations.forms.reading import LARGEST, Figures, read_figures
from app.web.i18n import _

SHORT, MEDIUM, LONG = 200, 4_000, 10_000
_LENGTHS = {
    "nominee_name": ("nominee", SHORT), "nominee_title": ("nominee", SHORT), "nominee_company": ("nominee", SHORT),
    "shared_credit": ("revenue", MEDIUM), "story": ("story", LONG), "story_won": ("story", MEDIUM),
    "story_kept": ("story", MEDIUM), "explanation": ("evidence", MEDIUM),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Problem:
    """`missing`: nothing was given yet, which is no mistake until one submits."""

    step: str
    field: str
    sentence: str
    missing: bool = False


def check(draft: Mapping[str, Any], figures: Figures | None = None) -> list[Problem]:
    """Everything that keeps a working copy from being submitted, in the order of the form; empty when it may be."""
    content = content_of(draft)
    figures = figures or read_figures(draft)
    return [*_nominee(content), *_revenue(content, draft, figures), *_story(content), *_evidence(content)]


def _too_long(content: Mapping[str, Any], step: str) -> Iterator[Problem]:
    for name, (where, most) in _LENGTHS.items():
        if where == step and (length := len(content[name])) > most:
            text = _("This has %(length)s characters. Please shorten it to %(most)s at most.")
            yield Problem(step, name, text % {"length": f"{length:,}", "most": f"{most:,}"})


def _nominee(content: Mapping[str, Any]) -> Iterator[Problem]:
    if not content["nominee_name"]:
        yield Problem("nominee", "nominee_name", _("Please say whom you nominate."), missing=True)
    if not content["nominee_company"]:
        yield Problem("nominee", "nominee_company", _("Please say which company the nominee sells for."), missing=True)
    yield from _too_long(content, "nominee")


def _revenue(content: Mapping[str, Any], draft: Mapping[str, Any], figures: Figures) -> Iterator[Problem]:
    yield from _period(content, figures)
    if content["measure"] not in dict(MEASURES):
        yield Problem("revenue", "measure", _("Please say what the amounts are, for example revenue booked."))
    if content["existing_share"] not in dict(BANDS):
        sentence = _(
            "Please say about how much came from customers of the year before. “I can't say” is an answer too."
        )
        yield Problem("revenue", "existing_share", sentence, missing=not content["existing_share"])
    for field, sentence in figures.problems.items():
        if not field.startswith("period_"):
            yield Problem("revenue", field, sentence)
    yield from _amounts(content, figures)
    yield from _rows(draft, figures)
    yield from _too_long(content, "revenue")


def _period(content: Mapping[str, Any], figures: Figures) -> Iterator[Problem]:
    for name, word in (("period_from", _("begins")), ("period_to", _("ends"))):
        if name in figures.problems:
            yield Problem("revenue", name, figures.problems[name])
        elif not content[name]:
            yield Problem("revenue", name, _("Please say when the period of these figures %s.") % word, missing=True)
    if figures.period_from and figures.period_to and figures.period_months is None:
        sentence = _("The period must end after it begins, and be ten years long at most.")
        yield Problem("revenue", "period_to", sentence)


def _amounts(content: Mapping[str, Any], figures: Figures) -> Iterator[Problem]:
    if figures.headline is not None and figures.headline <= 0:
        yield Problem("revenue", "headline", _("The revenue must be above 0. Leave it empty if you don't know it."))
    if figures.quota is not None and figures.quota < 0:
        yield Problem("revenue", "quota", _("The quota can't be below 0. Leave it empty if there is none."))
    if content["amounts_are"] not in ("currency", "percent"):
        yield Problem("revenue", "amounts_are", _("Please say whether the rows hold amounts or percentages."))
    if figures.percent and figures.lines and figures.headline is None and "headline" not in figures.problems:
        sentence = _(
            "Percentages need the amount that they are part of. Write the revenue in all, rounded if you like."
        )
        yield Problem("revenue", "headline", sentence, missing=True)


def _rows(draft: Mapping[str, Any], figures: Figures) -> Iterator[Problem]:
    rows = [row for row in draft.get("lines") or [] if isinstance(row, Mapping)]
    filled = [place for place, row in enumerate(rows) if not is_empty_line(row)]
    if len(filled) > MOST_LINES:
        sentence = _(
            "There are %(count)s rows; please give the largest customers and one row for all others (%(most)s at most)."
        )
        yield Problem("revenue", "lines", sentence % {"count": len(filled), "most": MOST_LINES})
    for place in filled:
        yield from _row(f"lines-{place}-", place, figures)
    total = sum(
        (abs(amount) for line in figures.lines for amount in (line.revenue, line.prior_revenue) if amount), Decimal(0)
    )
    if total > LARGEST:
        yield Problem("revenue", "lines", _("The rows add up to more than can be true. Please check the amounts."))


def _row(at: str, place: int, figures: Figures) -> Iterator[Problem]:
    line = figures.lines[place]
    row = _("Row %s: ") % (place + 1)
    if not line.name:
        yield Problem("revenue", at + "name", row + _("write the customer's name, or A, B, C."), missing=True)
    elif len(line.name) > SHORT:
        yield Problem("revenue", at + "name", row + _("shorten the customer's name to %s characters.") % SHORT)
    if line.revenue is None and at + "revenue" not in figures.problems:
        sentence = _("write what the customer brought in, or 0 for a customer who left.")
        yield Problem("revenue", at + "revenue", row + sentence, missing=True)
    for name, value in (("prior", line.prior_revenue), ("from_earlier_buyers", line.from_earlier_buyers)):
        if value is not None and value < 0:
            yield Problem("revenue", at + name, row + _("this can't be below 0. Leave it empty if you don't know it."))


def _story(content: Mapping[str, Any]) -> Iterator[Problem]:
    if not content["story"]:
        yield Problem(
            "story",
            "story",
            _("Please tell the story: what did the nominee do? A few sentences will do."),
            missing=True,
        )
    yield from _too_long(content, "story")


def _evidence(content: Mapping[str, Any]) -> Iterator[Problem]:
    if len(content["links"]) > MOST_LINKS:
        yield Problem("evidence", "links", _("Please give %s links at most.") % MOST_LINKS)
    for place, link in enumerate(content["links"]):
        if not is_web_address(link):
            sentence = _("Link %s is not a full web address. It begins with https:// or http://.") % (place + 1)
            yield Problem("evidence", "links", sentence)
    yield from _referees(content)
    yield from _too_long(content, "evidence")


def _referees(content: Mapping[str, Any]) -> Iterator[Problem]:
    named = referees_of(content)
    if len(named) > MOST_REFEREES:
        yield Problem("evidence", "referees", _("Please name %s people at most.") % MOST_REFEREES)
    for place, one in enumerate(named):
        who = _("Person %s: ") % (place + 1)
        if not one["name"]:
            yield Problem("evidence", f"referees-{place}-name", who + _("write the name, or leave the row empty."))
        if one["email"] and not is_address(one["email"]):
            sentence = _("this is no full e-mail address, such as name@example.org.")
            yield Problem("evidence", f"referees-{place}-email", who + sentence)
        if any(len(text) > SHORT for text in one.values()):
            yield Problem("evidence", "referees", who + _("shorten this to %s characters.") % SHORT)


def is_address(text: str) -> bool:
    try:
        return "." in normalize_email(text).rpartition("@")[2]
    except EmailError:
        return False


def is_web_address(link: str) -> bool:
    """Whether a link may be shown as one: http or https, with a host, no spaces, of a sane length."""
    try:
        parts = urlsplit(link)
        return (
            parts.scheme in ("http", "https")
            and bool(parts.hostname)
            and len(link) <= 2_000
            and not any(map(str.isspace, link))
        )
    except ValueError:
        return False
