"""Reference numbers: what a nominator quotes on the phone, such as CMSA-2027-0042."""

import re
from dataclasses import dataclass

_PREFIX = re.compile(r"[A-Z][A-Z0-9]{1,9}", re.ASCII)
_REFERENCE = re.compile(r"([A-Z][A-Z0-9]{1,9})-([0-9]{4})-([0-9]{4,9})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Reference:
    """`prefix` names the program (2–10 capital letters and digits, a letter first), `year` has four digits,
    `number` counts from 1 within the program."""

    prefix: str
    year: int
    number: int

    def __post_init__(self) -> None:
        if not is_prefix(self.prefix):
            raise ValueError(f"not a reference prefix: {self.prefix!r}")
        if not 1000 <= self.year <= 9999:
            raise ValueError(f"not a year of four digits: {self.year}")
        if not 1 <= self.number <= 999_999_999:
            raise ValueError(f"not a number from 1 to 999,999,999: {self.number}")

    def __str__(self) -> str:
        return f"{self.prefix}-{self.year}-{self.number:04d}"


def is_prefix(text: str) -> bool:
    """Whether `text` can stand before the year: 2–10 of A–Z and 0–9, beginning with a letter."""
    return _PREFIX.fullmatch(text) is not None


def suggest_prefix(name: str) -> str:
    """A prefix from a program's name: its initials ("Central Mass Sales Awards" → "CMSA"), at most ten.

    A name without two initials in A–Z falls back on its first four letters, and on "AWARD" where it has none.
    """
    words = re.findall(r"[A-Za-z]+", name)
    initials = "".join(word[0] for word in words).upper()[:10]
    if is_prefix(initials):
        return initials
    letters = "".join(words).upper()[:4]
    return letters if is_prefix(letters) else "AWARD"


def parse_reference(text: str) -> Reference | None:
    """The reference that somebody typed, or None: case, surrounding and inner spaces don't matter."""
    found = _REFERENCE.fullmatch(re.sub(r"\s+", "", text).upper())
    if found is None or int(found[2]) < 1000 or int(found[3]) == 0:
        return None
    return Reference(found[1], int(found[2]), int(found[3]))
