"""What to look for: the forms in which the people and companies of a nomination appear in texts."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from app.domain.companies import email_domain, is_free_mail, legal_forms, normalize_email
from app.domain.masking.fold import fold, words_of


class Who(StrEnum):
    """Whom a masked place stood for."""

    NOMINEE = "nominee"
    NOMINATOR = "nominator"
    COMPANY = "company"
    REMOVED = "removed"  # somebody or something else


@dataclass(frozen=True, slots=True)
class Identity:
    """What must not be read of one person: `names` in full, each as one text; `companies`; `emails`; `phrases`: words
    hidden as they stand, whatever their case.

    Empty and blank texts are passed over. Companies and the domains of addresses are masked as Who.COMPANY.
    """

    who: Who
    names: tuple[str, ...] = ()
    companies: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """Words in a row, as they stand in folded text. `capital`: only where the original begins with a
    capital letter (or a script has none), since the word has another meaning. `apart`: words don't stand
    without a gap ("J. Smith"). `tail`: legal forms that are taken along ("Inc.")."""

    who: Who
    words: tuple[str, ...]
    capital: bool = False
    apart: bool = False
    tail: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Needle:
    """What gives an e-mail address, a link or a file name away: `text` (letters and digits only) anywhere
    in it, or, `alone`, only between signs ("hill" in /grant-hill, not in /hillside)."""

    who: Who
    text: str
    alone: bool = False


_TITLES = frozenset(["mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "madam", "rev", "hon"])
_AFTER = frozenset(["jr", "sr", "ii", "iii", "iv", "esq", "phd", "md", "cpa", "mba"])
_PARTICLES = frozenset(
    [
        "al",
        "and",
        "av",
        "af",
        "bin",
        "da",
        "das",
        "de",
        "del",
        "della",
        "den",
        "der",
        "di",
        "do",
        "dos",
        "du",
        "e",
        "el",
        "ibn",
        "la",
        "le",
        "mac",
        "mc",
        "of",
        "san",
        "st",
        "ten",
        "ter",
        "the",
        "van",
        "von",
        "y",
        "zu",
        "zum",
    ]
)
_PLAIN_TAIL = frozenset({"inc", "incorporated", "corp", "corporation", "llc", "ltd", "gmbh", "plc", "llp", "lp"})
_GENERIC_LABELS = frozenset({"co", "com", "net", "org", "www", "mail", "email", "edu", "gov", "ac"})


@cache
def common_words() -> frozenset[str]:
    """The words of `common_words.txt`."""
    lines = (Path(__file__).parent / "common_words.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def forms(identity: Identity) -> Iterator[Form]:
    """All word forms to mask for one identity."""
    for name in identity.names:
        yield from _person(identity.who, name)
    for company in identity.companies:
        yield from _company(company)
    for phrase in identity.phrases:
        yield Form(identity.who, tuple(words_of(phrase)))
    for address in identity.emails:
        local, label = _address_words(address)
        if len(local) >= 5 and not _is_common(local):
            yield Form(identity.who, (local,))
        if len(label) >= 4 and not _is_common(label):
            yield Form(Who.COMPANY, (label,), capital=True)


def needles(identity: Identity) -> Iterator[Needle]:
    """What to look for inside addresses, links and file names, for one identity."""
    for form in forms(identity):
        joined = "".join(form.words)
        single = len(form.words) == 1
        yield Needle(form.who, joined, alone=len(joined) < 4 or (single and _is_common(joined)))
    for name in identity.names:
        parts = parts_of_name(name)
        if len(parts) > 1 and len(parts[-1][-1]) >= 4:
            yield Needle(identity.who, parts[0][0][0] + "".join(parts[-1]))
    for address in identity.emails:
        yield Needle(identity.who, "".join(words_of(address)))
        yield Needle(identity.who, "".join(words_of(address.rpartition("@")[0])), alone=True)
        domain = email_domain(address)
        if domain and not is_free_mail(domain):
            yield Needle(Who.COMPANY, "".join(words_of(domain)))


def _person(who: Who, name: str) -> Iterator[Form]:
    parts = parts_of_name(name)
    if not parts:
        return
    yield Form(who, tuple(word for part in parts for word in part), capital=len(parts) == 1 and _shy(parts[0]))
    first, last = parts[0], parts[-1]
    if len(parts) > 1:
        for words in ((*first, *last), (*last, *first)):
            yield Form(who, words)
        yield Form(who, (first[0][0], *last), apart=True)
    for place, part in enumerate(parts):
        if 0 < place < len(parts) - 1 and part[0] in _PARTICLES:
            continue
        yield Form(who, part, capital=_shy(part))
        yield from (Form(who, (w,), capital=_shy((w,))) for w in part if len(part) > 1 and w not in _PARTICLES)


def parts_of_name(name: str) -> list[tuple[str, ...]]:
    """The parts of a name between blanks, folded, without titles and what follows a name."""
    parts = [tuple(words_of(piece)) for piece in re.split(r"[\s,]+", fold(name).text)]
    parts = [part for part in parts if part]
    while len(parts) > 1 and parts[0][0] in _TITLES:
        parts = parts[1:]
    while len(parts) > 1 and "".join(parts[-1]) in _AFTER:
        parts = parts[:-1]
    return parts


def _company(name: str) -> Iterator[Form]:
    words = words_of(name)
    core = words[1:] if len(words) > 1 and words[0] == "the" else words
    core, tail = _without_legal_form(core)
    core = [word for word in core if word != "and"] or core
    if not core:
        return
    tails = _PLAIN_TAIL | tail
    yield Form(Who.COMPANY, tuple(core), capital=all(_shy((word,)) for word in core), tail=tails)
    if len(core) > 1 and len(core[0]) >= 4 and not _is_common(core[0]):
        yield Form(Who.COMPANY, (core[0],), capital=True, tail=tails)


def _without_legal_form(words: list[str]) -> tuple[list[str], frozenset[str]]:
    """The words before the legal forms at the end, and these; letters may stand apart ("S. A.")."""
    core, tail = list(words), set[str]()
    while len(core) > 1:
        for size in (1, 2, 3):
            end = core[-size:]
            joined = "".join(end)
            if len(core) > size and joined in legal_forms() | {"and"} and (size == 1 or len(joined) == size):
                core, tail = core[:-size], tail | {joined}
                break
        else:
            break
    return core, frozenset(tail - {"and"})


def _address_words(address: str) -> tuple[str, str]:
    """The local part as one word, and the telling label of the domain; "" for none."""
    local = "".join(words_of(address.rpartition("@")[0].partition("+")[0]))
    try:
        domain = normalize_email(address).rpartition("@")[2]
    except ValueError:
        return local, ""
    labels = [label for label in domain.split(".")[:-1] if label not in _GENERIC_LABELS]
    if is_free_mail(domain) or not labels:
        return local, ""
    return local, "".join(words_of(labels[-1]))


def _shy(words: tuple[str, ...]) -> bool:
    """Whether these words are taken for a name only with a capital letter: short or ordinary ones."""
    return all(len(word) <= 3 or _is_common(word) for word in words)


def _is_common(word: str) -> bool:
    return word in common_words()


def has_no_spaces(char: str) -> bool:
    """Whether the character is of a script that is written without spaces between words."""
    scripts = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "THAI", "LAO", "KHMER", "MYANMAR")
    return unicodedata.name(char, "").startswith(scripts)
