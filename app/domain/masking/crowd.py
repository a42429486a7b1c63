"""Everybody in a contest at once: where a text names one of them. Looked up word by word, however many they are."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from app.domain.masking.fold import WORD, Folded, fold, words_of
from app.domain.masking.names import Identity, Who, common_words, forms, has_no_spaces, parts_of_name

_GAP = re.compile(r"(?:[^\w;:!?()\[\]\"]|_){0,6}")
_INITIAL = re.compile(r"[\W_]{1,3}[a-z]\.?[\W_]{1,3}")


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in the contest, by one `text`: a person's name, a company (Who.COMPANY) or an e-mail address. `about`: what they
    are known by instead, such as the reference of their nomination; may be empty."""

    who: Who
    text: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Sighting:
    """Characters `start` to `end` (exclusive) of a text name `member`. `whole`: in full, or by initial and family name; else by
    a family name alone, or as a company, which can be somebody else's too."""

    start: int
    end: int
    member: Member
    whole: bool


@dataclass(frozen=True, slots=True)
class _Form:
    """Words in a row. `initial`: a letter that stands before them, which makes it a full name; `capital`: only where the
    original begins so, since the words have another meaning."""

    words: tuple[str, ...]
    member: Member
    whole: bool
    capital: bool = False
    initial: str = ""


@dataclass(frozen=True, slots=True)
class Crowd:
    """All members of a contest."""

    members: tuple[Member, ...] = ()
    _index: Mapping[str, Sequence[_Form]] = field(default_factory=dict, repr=False, compare=False)
    _runs: Sequence[_Form] = field(default=(), repr=False, compare=False)

    def sightings(self, text: str) -> list[Sighting]:
        """Every place that names a member, in order and without overlaps, the longest first. Time grows with the length of the
        text, not with the number of members. Whatever the case, accents and invisible characters; not found: first names
        alone, nicknames, misspellings, family names of less than four letters or that are ordinary words."""
        if not self.members or not text:
            return []
        folded, found = fold(text), list[Sighting]()
        for first, last, form in sorted(self._hits(text, folded), key=lambda hit: (hit[0] - hit[1], hit[0])):
            start, end = folded.places[first], folded.places[last - 1] + 1
            if not any(start < other.end and other.start < end for other in found):
                found.append(Sighting(start, end, form.member, form.whole))
        return sorted(found, key=lambda one: one.start)

    def _hits(self, text: str, folded: Folded) -> Iterator[tuple[int, int, _Form]]:
        words = [(hit.group(), hit.start(), hit.end()) for hit in WORD.finditer(folded.text)]
        for place, (word, start, _end) in enumerate(words):
            for form in self._index.get(word, ()):
                end = _end_of(form, words, place, folded.text)
                first = _initial_before(form, words, place, folded.text) if form.initial else start
                if not end or first is None:
                    continue
                heads = [start, first] if form.initial else [start] if form.capital else []
                if not any(text[folded.places[head]].islower() for head in heads):
                    yield first, end, form
        for form in self._runs:
            start = folded.text.find(form.words[0])
            while start >= 0:
                yield start, start + len(form.words[0]), form
                start = folded.text.find(form.words[0], start + 1)


NOBODY = Crowd()


def crowd(members: Iterable[Member]) -> Crowd:
    """Prepared once for the same members."""
    return _prepared(tuple(members))


@lru_cache(maxsize=16)
def _prepared(members: tuple[Member, ...]) -> Crowd:
    index: dict[str, list[_Form]] = {}
    runs: list[_Form] = []
    known: set[tuple[tuple[str, ...], str]] = set()
    for form in (form for member in members for form in _forms(member)):
        if not form.words or (form.words, form.initial) in known:
            continue
        known.add((form.words, form.initial))
        if has_no_spaces(form.words[0][0]):
            runs.append(form)
            continue
        for words in (form.words, (*form.words[:-1], form.words[-1] + "s")):  # the second: a plural
            index.setdefault(words[0], []).append(replace(form, words=words))
    return Crowd(members, index, runs)


def _forms(member: Member) -> Iterator[_Form]:
    if "@" in member.text:
        yield _Form(tuple(words_of(member.text)), member, True)
    elif member.who is Who.COMPANY:
        core = next(forms(Identity(member.who, companies=(member.text,))), None)
        if core and len("".join(core.words)) >= 4:
            yield _Form(core.words, member, False, core.capital)
    else:
        yield from _person(member, parts_of_name(member.text))


def _person(member: Member, parts: Sequence[tuple[str, ...]]) -> Iterator[_Form]:
    if not parts:
        return
    first, last = parts[0], parts[-1]
    if has_no_spaces(last[0][0]):
        whole = "".join(word for part in parts for word in part)
        yield from [_Form((whole,), member, True)] if len(whole) > 1 else []
        return
    if len(parts) > 1:
        every = tuple(word for part in parts for word in part)
        for words in dict.fromkeys((every, (*first, *last), (*last, *first))):
            yield _Form(words, member, True, all(map(_is_common, words)))
        yield _Form(last, member, True, initial=first[0][0])
    if len("".join(last)) >= 4 and not all(map(_is_common, last)):
        yield _Form(last, member, False, True)


def _is_common(word: str) -> bool:
    return word in common_words()


_Words = Sequence[tuple[str, int, int]]


def _end_of(form: _Form, words: _Words, place: int, text: str) -> int:
    """Where the form ends that begins with the word at `place`; 0 where it doesn't stand there."""
    end, address = words[place][2], "@" in form.member.text
    for wanted in form.words[1:]:
        place += 1
        if place + 1 < len(words) and words[place][0] != wanted and _INITIAL.fullmatch(text, end, words[place + 1][1]):
            place += 1  # "First M. Last"
        if place >= len(words) or words[place][0] != wanted:
            return 0
        gap = text[end : words[place][1]]
        if not (address or _INITIAL.fullmatch(gap) or _GAP.fullmatch(gap)):
            return 0
        end = words[place][2]
    return end


def _initial_before(form: _Form, words: _Words, place: int, text: str) -> int | None:
    """Where the initial stands before the word at `place`."""
    if place == 0 or words[place - 1][0] != form.initial:
        return None
    _word, start, end = words[place - 1]
    return start if end < words[place][1] and _GAP.fullmatch(text, end, words[place][1]) else None
