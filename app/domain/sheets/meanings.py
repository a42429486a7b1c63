"""What each column of a sheet holds, guessed from its heading and checked against its cells; people may overrule it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Sequence
from importlib import resources
from statistics import median_low

from app.domain.amounts import looks_like_amount
from app.domain.revenue.words import band_of
from app.domain.sheets.table import Cell, Table, text_of

MEANINGS = (
    "nominee", "title", "company", "nominator", "nominator_email", "category", "headline", "prior", "existing", "new_business",
    "existing_share", "new_customers", "quota", "narrative", "period", "id", "currency", "shared_credit", "referees", "ignore",
)  # fmt: skip
"""What a column may hold, beside the parts of a customer ("customer.2.revenue")."""
CUSTOMER_PARTS = ("name", "revenue", "prior", "origin", "started", "kind")
MOST_CUSTOMERS = 50
MANY = frozenset({"nominee", "narrative", "ignore"})
"""Several columns may hold these: a first and a last name, several answers. They are joined in the order of the sheet."""

_MONEY = frozenset({"headline", "prior", "existing", "new_business", "quota"})
_HEADINGS = tomllib.loads((resources.files(__package__) / "headings.toml").read_text(encoding="utf-8"))
_CUSTOMER = {part: [re.compile(p) for p in patterns] for part, patterns in _HEADINGS.pop("customer").items()}
_PATTERNS = {meaning: [re.compile(p) for p in patterns] for meaning, patterns in _HEADINGS.items()}
_NUMBERED = re.compile(r"\b(?:customer|client|account|kunde) ?(\d{1,2})\b")
_NUMBER_LAST = re.compile(r"^(.*[^\W\d].*?) ?(\d{1,2})$")
_YEAR = re.compile(r"\b(?:fy ?)?((?:19|20)\d\d)\b")
_ASKS_FOR_PROSE = re.compile(r"^(please )?(describe|explain|tell|why|how (did|does|has|have))\b")
_PROSE = 60
_ESSAY = 120
_SAMPLE = 300


def is_meaning(text: str) -> bool:
    """Whether a word is one that a mapping may give to a column."""
    parts = text.split(".")
    numbered = len(parts) == 3 and parts[0] == "customer" and parts[2] in CUSTOMER_PARTS and parts[1].isascii()
    return text in MEANINGS or (numbered and parts[1].isdigit() and 1 <= int(parts[1]) <= MOST_CUSTOMERS)


def plain(heading: str) -> str:
    """A heading in lower case, its punctuation as spaces, "%" as a word."""
    return " ".join(re.sub(r"[^\w$€£]+", " ", heading.casefold().replace("%", " percent ").replace("_", " ")).split())


def meaning_of_heading(heading: str) -> str | None:
    """What a heading alone says, or None when we know none of its words."""
    text = plain(heading)
    customer = _customer(text)
    if customer:
        return customer
    if _ASKS_FOR_PROSE.search(text):
        return "narrative"
    return next((m for m, patterns in _PATTERNS.items() if any(p.search(text) for p in patterns)), None)


def looks_like_header(row: Sequence[Cell]) -> int:
    """How many cells of a row are headings that we know; 0 for a row that holds amounts or whole paragraphs."""
    texts = [cell for cell in row if isinstance(cell, str)]
    others = [cell for cell in row if cell is not None and not isinstance(cell, str)]
    amounts = [text for text in texts if looks_like_amount(text) and not _YEAR.fullmatch(plain(text))]
    if len(amounts) + len(others) > 1 or any(len(text) > 400 for text in texts):
        return 0
    known = {plain(text) for text in texts if len(text) <= 200 and meaning_of_heading(text) not in (None, "ignore")}
    return len(known)


def guess_columns(table: Table) -> tuple[str, ...]:
    """A meaning for each column; "ignore" where nothing is clear. A single meaning goes to the first column that claims it."""
    claims = [_claim(heading, table.column(place)) for place, heading in enumerate(table.header)]
    _tell_years_apart(table.header, claims)
    _tell_names(claims)
    found: list[str] = []
    for claim in claims:
        found.append("ignore" if claim in found and claim not in MANY else claim)
    return tuple(found)


def _claim(heading: str, cells: Sequence[Cell]) -> str:
    texts = [text for text in (text_of(cell) for cell in cells) if text][:_SAMPLE]
    length = median_low(map(len, texts)) if texts else 0
    meaning = meaning_of_heading(heading)
    if meaning in ("ignore", "narrative") or (meaning or "").startswith("customer.") or not texts:
        return meaning or "ignore"
    if meaning is None:
        return "narrative" if length >= _ESSAY else "nominator_email" if _share(texts, _is_email) > 0.8 else "ignore"
    return _checked(meaning, texts, length)


def _checked(meaning: str, texts: list[str], length: int) -> str:
    """The meaning that the cells allow: money wants amounts, a share wants percentages or an answer in words."""
    amounts = _share(texts, looks_like_amount)
    if meaning == "existing_share":
        if _share(texts, lambda text: band_of(text) is not None or looks_like_amount(as_percent(text))) < 0.5:
            return "narrative" if length >= _PROSE else "ignore"
        return "existing" if _share(texts, _is_money) > 0.5 else meaning
    if meaning == "existing" and _share(texts, lambda text: band_of(text) is not None or text.endswith("%")) > 0.5:
        return "existing_share"
    if meaning == "nominator_email":
        return meaning if _share(texts, _is_email) >= 0.5 else "ignore"
    if meaning == "new_customers" and _share(texts, _is_money) > 0.5:
        return "new_business"
    if meaning in _MONEY or meaning == "new_customers":
        if amounts >= 0.5:
            return meaning
        return "narrative" if length >= _PROSE else "ignore"
    return "narrative" if length >= _ESSAY else meaning


def _share(texts: list[str], test: Callable[[str], bool]) -> float:
    return sum(1 for text in texts if test(text)) / len(texts)


def as_percent(text: str) -> str:
    """ "about 70 percent" as "70%", so that it reads as an amount."""
    text = re.sub(r"^(about|approx\.?|approximately|around|ca\.?|circa|~)\s*", "", text, flags=re.IGNORECASE)
    return re.sub(r"\s*(percent|prozent)$", "%", text, flags=re.IGNORECASE)


def _is_email(text: str) -> bool:
    return re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text) is not None


def _is_money(text: str) -> bool:
    digits = re.sub(r"\D", "", text.split(".")[0])
    return looks_like_amount(text) and "%" not in text and len(digits) >= 4


def _customer(text: str) -> str | None:
    """ "customer 2 prior revenue", "revenue 2" and the like → "customer.2.prior"."""
    match = _NUMBERED.search(text)
    if match:
        number, rest = int(match[1]), (text[: match.start()] + text[match.end() :]).strip()
    elif match := _NUMBER_LAST.match(text):
        number, rest = int(match[2]), match[1].strip()
        rest = re.sub(r"\b(customer|client|account|kunde)\b", "", rest).strip() or "name"
        if _NUMBERED.search(text) is None and not re.fullmatch(
            r"(prior|previous|last year)?( ?(year|revenue|sales|amount|umsatz|vorjahr))*|origin|since|kind|name", rest
        ):
            return None
    else:
        return None
    part = next((part for part, patterns in _CUSTOMER.items() if any(p.search(rest) for p in patterns)), None)
    if part is None and not re.search(r"[^\W\d]", rest):
        part = "name"
    return f"customer.{number}.{part}" if part and 1 <= number <= MOST_CUSTOMERS else None


def _tell_years_apart(header: Sequence[str], claims: list[str]) -> None:
    """ "Revenue 2025" beside "Revenue 2026": the later year is the headline, the one before it the earlier period."""
    years = {
        place: int(match[1])
        for place, claim in enumerate(claims)
        if claim in ("headline", "prior") and (match := _YEAR.search(plain(header[place])))
    }
    if len(set(years.values())) < 2:
        return
    latest = max(years.values())
    for place, year in years.items():
        claims[place] = "headline" if year == latest else "prior" if year == latest - 1 else "ignore"


def _tell_names(claims: list[str]) -> None:
    """A first and a last name are the nominee's, unless a column names the nominee outright."""
    outright = "nominee" in claims
    for place, claim in enumerate(claims):
        if claim in ("first_name", "last_name"):
            claims[place] = "ignore" if outright else "nominee"
    if not outright:
        return
    for place in [place for place, claim in enumerate(claims) if claim == "nominee"][1:]:
        claims[place] = "ignore"
