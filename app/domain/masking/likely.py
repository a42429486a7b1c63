"""What often names somebody, whoever it is: addresses, telephone numbers, handles, links."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.domain.masking.fold import fold


class Kind(StrEnum):
    """What a text looks like."""

    EMAIL = "email"
    PHONE = "phone"
    HANDLE = "handle"
    LINK = "link"
    DOMAIN = "domain"
    STREET = "street"
    SOMEBODY = "somebody"  # a family name or a company of somebody else in the contest; found by the veil


# Hidden by themselves. A domain can be a customer's name, a street a plant's, a
# family name anybody's: those are only pointed out.
SURE = frozenset({Kind.EMAIL, Kind.PHONE, Kind.HANDLE, Kind.LINK})

_ENDINGS = "com|net|org|io|co|biz|info|us|uk|ca|eu|de|fr|nl|es|it|ch|at|au|in|app|ai|dev|example|test"
_STREETS = (
    "street|st|avenue|ave|road|rd|boulevard|blvd|lane|ln|drive|dr|court|ct|parkway|pkwy|highway|hwy|square|suite|way"
)
# A comma, a full stop or a dash belongs to a number only where it goes on with a digit: else it is the sentence's.
_ALONE = r"(?<![\w$€£])(?<!\d[.,-])"
_PATTERNS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (Kind.EMAIL, re.compile(r"(?<![\w.+])[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")),
    (Kind.LINK, re.compile(r"(?:https?://|(?<!\w)www\.)[^\s<>\"]+")),
    (Kind.LINK, re.compile(r"(?<![\w.@/-])(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,12}/[^\s<>\"]+")),
    (Kind.HANDLE, re.compile(r"(?<![\w.@/])@[a-z0-9_][\w.]{1,30}")),
    (Kind.PHONE, re.compile(rf"{_ALONE}\+\d{{1,3}}[ .-]?(?:\(\d{{1,4}}\)|\d{{1,4}})(?:[ .-]?\d{{2,4}}){{2,4}}(?!\w|,\d)")),
    (Kind.PHONE, re.compile(rf"{_ALONE}(?:1[-. ])?(?:\(\d{{3}}\) ?|\d{{3}}[-. ])\d{{3}}[-. ]\d{{4}}(?:x\d{{1,6}})?(?!\w|[,-]\d)")),
    (Kind.DOMAIN, re.compile(rf"(?<![\w.@/-])(?:[a-z0-9-]{{1,63}}\.){{1,4}}(?:{_ENDINGS})(?![\w-]|\.\w)")),
    (Kind.STREET, re.compile(rf"(?<![\w.,])\d{{1,5}} (?:[^\W\d_][\w'.]{{1,20}} ){{1,3}}(?:{_STREETS})(?!\w)")),
    (Kind.STREET, re.compile(r"\bp\.? ?o\.? ?box \d{1,6}")),
)  # fmt: skip
_EDGES = ".,;:!?)'\"]}"


@dataclass(frozen=True, slots=True)
class Likely:
    """Characters `start` to `end` (exclusive) of a text look like a `kind`."""

    start: int
    end: int
    kind: Kind


def likely(text: str) -> list[Likely]:
    """Places that look like an address, a number or a link, in order and without overlaps; where two overlap, the surer one.

    Whatever the case, full-width letters and invisible characters. Amounts, years and parts numbers are left alone. Time
    grows with the length of the text.
    """
    folded = fold(text)
    found: list[Likely] = []
    for kind, start, end in _hits(folded.text):
        first, last = folded.places[start], folded.places[end - 1] + 1
        if kind is Kind.STREET and text[first:last].islower():
            continue  # "a 12 month way"
        if not any(first < other.end and other.start < last for other in found):
            found.append(Likely(first, last, kind))
    return sorted(found, key=lambda each: each.start)


def _hits(text: str) -> Iterator[tuple[Kind, int, int]]:
    for kind, pattern in _PATTERNS:
        for hit in pattern.finditer(text):
            end = hit.end()
            while end > hit.start() + 1 and text[end - 1] in _EDGES:
                end -= 1
            yield kind, hit.start(), end
