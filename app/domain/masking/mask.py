"""Masks identities in a text, and moves marks from the original to the masked text."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from urllib.parse import unquote

from app.domain.masking.fold import Folded, fold, fold_char, words_of
from app.domain.masking.names import Form, Identity, Needle, Who, forms, has_no_spaces, needles

DEFAULT_LABELS: Mapping[Who, str] = MappingProxyType({who: f"[{who.value}]" for who in Who})

_CHUNK = re.compile(r"[^\s<>\"]+")
_ADDRESS = re.compile(r"@|://|^www\.|^#|[^\W_]\.[^\W_]")
_BROKEN = re.compile(r"-\s+")
_EDGES = "()[]{}.,;:!?'"
_BETWEEN = re.compile(r"[ '-]|, | [a-z]\.? ")
_LETTER_GAP = r"(?:-\s+)?"
_GAP = r"[^\w;:!?()\[\]\"]|_"
_WORD_GAP = rf"(?:{_GAP}){{0,6}}"
_APART = rf"\.?(?:{_GAP}){{1,3}}"
_AND = rf"(?:and(?:{_GAP}){{1,3}})?"
_MIDDLE = rf"(?:[a-z]\.?(?:{_GAP}){{1,3}})?"


@dataclass(frozen=True, slots=True)
class Span:
    """Original characters `start` to `end` (exclusive) were replaced by those from `new_start` to
    `new_end`."""

    start: int
    end: int
    new_start: int
    new_end: int
    who: Who


@dataclass(frozen=True, slots=True)
class MaskedText:
    """`text` after masking; `spans` in order, without overlaps."""

    text: str
    spans: tuple[Span, ...]

    def shift(self, marks: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
        """Marks (start, end) in offsets of the original, as offsets in the masked text, one for one and in
        order.

        A mark that begins or ends inside a masked place is widened to the whole label, so that nothing
        about the length of a name can be read from it.
        """
        starts = [span.start for span in self.spans]
        return tuple(
            (self._moved(start, starts, end=False), self._moved(end, starts, end=True)) for start, end in marks
        )

    def _moved(self, place: int, starts: list[int], *, end: bool) -> int:
        before = bisect_right(starts, place - 1 if end else place) - 1
        if before < 0:
            return place
        span = self.spans[before]
        if place < span.end:
            return span.new_end if end else span.new_start
        return place - span.end + span.new_end


@dataclass(frozen=True, slots=True)
class _Finder:
    """A form as a pattern over folded text, and the word that must be there at all (a cheap first look)."""

    form: Form
    pattern: re.Pattern[str]


def mask(text: str, identities: Sequence[Identity], labels: Mapping[Who, str] = DEFAULT_LABELS) -> MaskedText:
    """The text with every form of the identities replaced by a label, and the places where that was done.

    Found whatever the case, accents, Unicode form, invisible characters inside, and hyphens at line breaks:
    full names (also "Last, First", "First M. Last", "F. Last", "FirstLast"), each part of a name of two
    letters or more, plurals; companies with and without legal form, and their first word if
    it is telling; e-mail addresses, links, handles and file names that contain any of these, whole. Names
    that are ordinary words or at most three letters long ("Green", "Li") are masked only where they begin
    with a capital: rather too often than too seldom. Not found: nicknames, initials alone, misspellings,
    letters of another script that look alike.

    `labels` words the replacements (gettext); nothing is raised, whatever the text. Time grows with the
    length of the text: about 1 ms for 10,000 characters.
    """
    return replace(text, find(text, identities), labels)


Found = tuple[int, int, Who]


def find(text: str, identities: Sequence[Identity]) -> list[Found]:
    """Where the identities stand: (start, end, whom it names) in offsets of `text`, in order, without overlaps."""
    folded = fold(text)
    finders, hints = _prepared(tuple(identities))
    found = [*_words(text, folded, finders), *_addresses(folded, hints)]
    return _in_original(text, _merged(folded.text, found), folded) if found else []


def replace(text: str, found: Iterable[Found], labels: Mapping[Who, str] = DEFAULT_LABELS) -> MaskedText:
    """The text with these places (in order, without overlaps) replaced by labels."""
    pieces: list[str] = []
    spans: list[Span] = []
    done = length = 0
    for start, end, who in found:
        label = labels[who]
        pieces += (text[done:start], label)
        length += start - done
        spans.append(Span(start, end, length, length + len(label), who))
        length += len(label)
        done = end
    return MaskedText("".join([*pieces, text[done:]]), tuple(spans))


def _words(text: str, folded: Folded, finders: Sequence[_Finder]) -> Iterator[Found]:
    whole = _BROKEN.sub("", folded.text)
    for finder in finders:
        if finder.form.words[-1] not in whole:
            continue
        for match in finder.pattern.finditer(folded.text):
            if not finder.form.capital or not text[folded.places[match.start()]].islower():
                yield match.start(), match.end(), finder.form.who


def _addresses(folded: Folded, hints: Sequence[Needle]) -> Iterator[Found]:
    for chunk in _CHUNK.finditer(folded.text):
        bare = chunk.group().strip(_EDGES)
        if not _ADDRESS.search(bare):
            continue
        words = words_of(unquote(bare)) + words_of(bare)
        joined = "".join(words)
        for hint in hints:
            if hint.text in words if hint.alone else hint.text in joined:
                start = chunk.start() + chunk.group().index(bare)
                yield start, start + len(bare), hint.who
                break


def _merged(folded: str, found: list[Found]) -> list[Found]:
    """Overlaps are joined under the label of the longest; parts of one name beside each other become one
    label."""
    merged: list[Found] = []
    longest = 0
    for start, end, who in sorted(found, key=lambda f: (f[0], -f[1])):
        if merged and start < merged[-1][1]:
            before, until, label = merged[-1]
            label, longest = (who, end - start) if end - start > longest else (label, longest)
            merged[-1] = (before, max(until, end), label)
        elif merged and who is merged[-1][2] is not Who.COMPANY and _BETWEEN.fullmatch(folded, merged[-1][1], start):
            merged[-1] = (merged[-1][0], end, who)
            longest = max(longest, end - start)
        else:
            merged.append((start, end, who))
            longest = end - start
    return merged


def _in_original(text: str, merged: list[Found], folded: Folded) -> list[Found]:
    placed: list[Found] = []
    done = 0
    for first, last, who in merged:
        start, end = max(folded.places[first], done), folded.places[last - 1] + 1
        while end < len(text) and not fold_char(text[end]):
            end += 1  # marks and invisible characters that belong to the last letter
        placed.append((start, end, who))
        done = end
    return placed


@lru_cache(maxsize=256)
def _prepared(identities: tuple[Identity, ...]) -> tuple[tuple[_Finder, ...], tuple[Needle, ...]]:
    sought = dict.fromkeys(form for identity in identities for form in forms(identity) if _long_enough(form))
    hints = dict.fromkeys(needle for identity in identities for needle in needles(identity))
    finders = tuple(_Finder(form, _pattern(form)) for form in sought)
    return finders, tuple(hint for hint in hints if len(hint.text) > 1)


def _long_enough(form: Form) -> bool:
    word = "".join(form.words)
    return len(word) > 1 or (word != "" and has_no_spaces(word))


def _pattern(form: Form) -> re.Pattern[str]:
    """The form in folded text. The first letter comes before its own look-behind: so the search can jump to
    it."""
    spelled = [_LETTER_GAP.join(map(re.escape, word)) for word in form.words]
    gap = _APART if form.apart else _WORD_GAP
    body = spelled[0] if len(spelled) == 1 else spelled[0] + "".join(gap + _middle(form) + s for s in spelled[1:])
    first = re.escape(form.words[0][0])
    before = "" if has_no_spaces(form.words[0][0]) else rf"(?<![^\W\d_]{first})"
    after = "" if has_no_spaces(form.words[-1][-1]) else r"(?![^\W\d_])"
    plural = "(?:e?s)?" if len(form.words[-1]) > 3 else ""
    return re.compile(first + before + body[len(first) :] + _tail(form) + plural + after)


def _middle(form: Form) -> str:
    """What may stand between two words: "and" in a company's name, an initial in a person's."""
    return _AND if form.who is Who.COMPANY else _MIDDLE


def _tail(form: Form) -> str:
    if not form.tail:
        return ""
    spelled = "|".join(r"\.? ?".join(word) for word in sorted(form.tail, key=len, reverse=True))
    return rf"(?:[\s,.&]{{1,3}}(?:{spelled})(?![^\W\d_])\.?)*"
