"""Whether two names of companies mean one company: legal forms, generic words, abbreviations and slips of the pen don't
matter; a shared first word alone does not make two companies one ("Delta Air Lines", "Delta Dental")."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from app.domain.companies import company_key
from app.domain.masking.names import common_words

# What says where or how a company works, and not which one it is.
_GENERIC = frozenset(
    [
        "group",
        "international",
        "global",
        "worldwide",
        "usa",
        "us",
        "uk",
        "eu",
        "america",
        "americas",
        "american",
        "europe",
        "european",
        "emea",
        "apac",
        "canada",
        "north",
        "south",
        "east",
        "west",
        "enterprises",
        "enterprise",
        "industries",
        "industrial",
        "services",
        "service",
        "solutions",
        "systems",
        "technologies",
        "technology",
        "partners",
        "associates",
        "brothers",
        "sons",
        "division",
        "unit",
        "and",
        "of",
        "the",
        "for",
    ]
)
_SHORT = {
    "mfg": "manufacturing", "intl": "international", "svcs": "services", "svc": "service", "tech": "technology",
    "assoc": "associates", "bros": "brothers", "ind": "industries", "inds": "industries", "equip": "equipment",
    "dist": "distribution", "natl": "national", "amer": "america", "sys": "systems", "mgmt": "management", "ctr": "center",
    "centre": "center", "ins": "insurance", "hosp": "hospital", "univ": "university", "pharma": "pharmaceuticals",
}  # fmt: skip
_LONG_ENOUGH_FOR_A_SLIP = 6
_TELLING = 4


@dataclass(frozen=True, slots=True)
class Likeness:
    """`same`: but for legal forms, case and signs; `percent`: how alike the names are as written, by their words."""

    same: bool
    percent: int


@dataclass(frozen=True, slots=True)
class _Name:
    key: str
    core: tuple[str, ...]

    @property
    def joined(self) -> str:
        return "".join(self.core)


def likeness(first: str, second: str) -> Likeness | None:
    """How alike two names of companies are; None where they are not one company's, or one is empty.

    The same: their `company_key`s are equal. Alike: so are their words without generic ones ("Siemens USA", "Siemens AG"),
    abbreviated or run together ("Acme Mfg", "ShipStation"); or one holds all telling words of the other from its beginning
    on ("Grainger" and "W.W. Grainger Supply"); or they differ by one slip in a word of six letters or more ("Microsft").
    """
    one, other = _name(first), _name(second)
    if not one.key or not other.key:
        return None
    if one.key == other.key:
        return Likeness(True, 100)
    if one.core == other.core or one.joined == other.joined or _holds(one, other) or _slipped(one, other):
        return Likeness(False, min(round(fuzz.token_sort_ratio(one.key, other.key)), 99))
    return None


class AlikeCompanies:
    """Looks companies up among given ones, each compared only with those that it can be like."""

    def __init__(self, names: Iterable[str]) -> None:
        self._by_mark: dict[str, list[str]] = {}
        for name in dict.fromkeys(names):
            for mark, _answer in _marks(_name(name)):
                self._by_mark.setdefault(mark, []).append(name)

    def like(self, name: str) -> dict[str, Likeness]:
        """The given companies that are like this one."""
        near = {known for _mark, answer in _marks(_name(name)) for known in self._by_mark.get(answer, ())}
        return {known: found for known in sorted(near) if (found := likeness(known, name)) is not None}


@lru_cache(maxsize=16_384)
def _name(text: str) -> _Name:
    key = company_key(text)
    words = [_SHORT.get(word, word) for word in key.split()]
    core = tuple(word for word in words if word not in _GENERIC)
    if not any(_tells(word) for word in core):
        core = tuple(words)  # "General Services": nothing else tells it from others
    return _Name(key, core)


def _tells(word: str) -> bool:
    return len(word) >= _TELLING and word not in common_words()


def _marks(name: _Name) -> Iterator[tuple[str, str]]:
    """(mark, answer): two names can only be alike where a mark of the one is an answer of the other. "=": as a whole, "~": but
    for one letter, ">" and "<": a beginning."""
    if not name.key:
        return
    for whole in (name.key, name.joined):
        yield f"={whole}", f"={whole}"
    begin = _spelled(name.core)
    for end in range(1, len(begin) + 1):
        yield f">{' '.join(begin[:end])}", f"<{' '.join(begin[:end])}"
    yield f"<{' '.join(begin)}", f">{' '.join(begin)}"
    if any(len(word) >= _LONG_ENOUGH_FOR_A_SLIP - 1 for word in name.core):
        for slip in (name.joined, *(name.joined[:at] + name.joined[at + 1 :] for at in range(len(name.joined)))):
            yield f"~{slip}", f"~{slip}"


def _holds(one: _Name, other: _Name) -> bool:
    """Initials aside, the shorter is the beginning of the longer, and has a telling word."""
    short, long = sorted((_spelled(one.core), _spelled(other.core)), key=len)
    return long[: len(short)] == short and any(map(_tells, short))


def _spelled(core: tuple[str, ...]) -> tuple[str, ...]:
    """Without initials before the name ("W.W. Grainger")."""
    return core[1:] if len(core) > 1 and len(core[0]) <= 2 else core


def _slipped(one: _Name, other: _Name) -> bool:
    """All words equal but for one letter in one of them; the first letter is right, and neither is another word."""
    if len(one.core) != len(other.core):
        return False
    differing = [(a, b) for a, b in zip(one.core, other.core, strict=True) if a != b]
    if len(differing) != 1:
        return False
    (a, b) = differing[0]
    long_enough = max(len(a), len(b)) >= _LONG_ENOUGH_FOR_A_SLIP and a[0] == b[0]
    known = common_words() | _GENERIC
    return long_enough and a not in known and b not in known and OSA.distance(a, b, score_cutoff=1) <= 1
