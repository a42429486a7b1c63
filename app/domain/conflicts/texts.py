"""Names, companies and addresses in what a nomination tells."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from app.domain.companies import company_key, legal_forms
from app.domain.masking.fold import fold, words_of
from app.domain.masking.names import common_words, parts_of_name

_WORD = re.compile(r"[^\W_]+")
_DOMAIN = re.compile(r"[^\W_][\w-]*(?:\.[\w-]+)*\.[^\W\d_]{2,}")
_AROUND = 48


@dataclass(frozen=True, slots=True)
class Passage:
    """A text in its words, as searched."""

    text: str
    words: tuple[str, ...]
    known: frozenset[str]
    domains: frozenset[str]

    @property
    def places(self) -> tuple[tuple[int, int], ...]:
        """Where each word stands in the text."""
        return _places(self.text)

    def where(self, words: tuple[str, ...]) -> Iterator[int]:
        """Each place where these words follow one another."""
        if not self.known.issuperset(words):
            return
        at = -1
        for _time in range(self.words.count(words[0])):
            at = self.words.index(words[0], at + 1)
            if self.words[at : at + len(words)] == words:
                yield at

    def around(self, first: int, last: int) -> str:
        """What stands around the words from `first` to `last`, cut at words."""
        start, end = self.places[first][0], self.places[last][1]
        left, right = max(0, start - _AROUND), min(len(self.text), end + _AROUND)
        before, after = self.text[left:start], self.text[end:right]
        if left:
            before = "…" + before.partition(" ")[2]
        if right < len(self.text):
            after = after.rpartition(" ")[0] + "…"
        return " ".join((before + self.text[start:end] + after).split())


@lru_cache(maxsize=2_048)
def read(text: str) -> Passage:
    """The text in its words. Time grows with its length: about 1 ms for 10,000 characters."""
    words = tuple(map(_folded, _WORD.findall(text)))
    return Passage(text, words, frozenset(words), frozenset(map(str.lower, _DOMAIN.findall(text))))


@lru_cache(maxsize=64)
def _places(text: str) -> tuple[tuple[int, int], ...]:
    return tuple(match.span() for match in _WORD.finditer(text))


def person_in(passage: Passage, name: str) -> str | None:
    """The passage where somebody is named in full: first and last name, an initial or a middle name between, or "Last, First".
    One name alone names nobody: many are called Smith."""
    sought = full_name(name)
    if sought is None:
        return None
    first, last = sought
    for a, b, skips in ((first, last, (0, 1)), (last, first, (0,))):
        for at in passage.where(a) if passage.known.issuperset(b) else ():
            for begin in (at + len(a) + skip for skip in skips):
                if passage.words[begin : begin + len(b)] == b and _together(passage, at, begin + len(b)):
                    return passage.around(at, begin + len(b) - 1)
    return None


def company_in(passage: Passage, name: str) -> str | None:
    """The passage where a company is named. A name of ordinary words only with capitals ("Summit"); one word only where no
    other name goes on from it ("Delta" is not "Delta Dental")."""
    words = _of_company(name)
    if legal_forms().issuperset(words) or len("".join(words)) < 3 or not passage.known.issuperset(words):
        return None
    shy = all(word in common_words() or len(word) < 4 for word in words)
    for at in passage.where(words):
        end = at + len(words)
        if not _together(passage, at, end):
            continue
        if shy and not all(passage.text[passage.places[i][0]].isupper() for i in range(at, end)):
            continue
        if not (len(words) == 1 and _goes_on(passage, end)):
            return passage.around(at, end - 1)
    return None


def domain_in(passage: Passage, domain: str) -> str | None:
    """The address or link of this domain, or of one below it, that stands in the text."""
    return next((one for one in sorted(passage.domains) if one == domain or one.endswith("." + domain)), None)


@lru_cache(maxsize=4_096)
def full_name(name: str) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """First and last name in their words, folded, without titles and what follows a name; None for one name alone."""
    if "," in name:
        last, _comma, rest = name.partition(",")
        if rest.strip() and len(last.split()) <= 2 and len(parts_of_name(rest)) and not _follows(rest):
            name = f"{rest} {last}"
    parts = parts_of_name(name)
    if len(parts) < 2 or len(parts[0][0]) < 2:
        return None
    return parts[0], parts[-1]


def listed(text: str) -> Iterator[str]:
    """The names in a list as typed: one a line, or between commas and semicolons. A legal form belongs to the name before it
    ("Acme Tools, Inc.")."""
    for line in re.split(r"[\n;]+", text):
        name = ""
        for piece in (piece.strip() for piece in line.split(",")):
            if name and piece and not legal_forms().issuperset(words_of(piece.replace(".", ""))):
                yield name
                name = piece
            else:
                name = f"{name}, {piece}" if name and piece else name or piece
        if name:
            yield name


def _follows(rest: str) -> bool:
    return "".join(words_of(rest)) in {"jr", "sr", "ii", "iii", "iv", "phd", "md", "cpa", "mba", "esq"}


@lru_cache(maxsize=65_536)
def _folded(word: str) -> str:
    return fold(word).text


@lru_cache(maxsize=4_096)
def _of_company(name: str) -> tuple[str, ...]:
    """Its words as they stand in a text."""
    kept = company_key(name).split()
    words = words_of(name)
    while len(words) > len(kept) and words and (words[-1] in legal_forms() or words[-1] == "and"):
        words.pop()
    return tuple(words[1:] if len(words) > 1 and words[0] == "the" else words)


def _together(passage: Passage, first: int, end: int) -> bool:
    """No sentence ends between the words; an initial's dot, a comma, a hyphen or an apostrophe may stand there."""
    gaps = (passage.text[passage.places[i][1] : passage.places[i + 1][0]] for i in range(first, end - 1))
    return all(len(gap) <= 3 and not set(gap) & set('!?;:()[]"') for gap in gaps)


def _goes_on(passage: Passage, end: int) -> bool:
    """Whether a name with a capital follows at once, that is no legal form."""
    if end >= len(passage.words):
        return False
    start = passage.places[end][0]
    gap = passage.text[passage.places[end - 1][1] : start]
    follows = gap in (" ", "-", " & ") and passage.text[start].isupper()
    return follows and passage.words[end] not in legal_forms()
