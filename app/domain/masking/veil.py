"""What somebody may read of a nomination: the one place through which every text for judges goes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from app.domain.masking.crowd import NOBODY, Crowd, Member
from app.domain.masking.fold import words_of
from app.domain.masking.likely import SURE, Kind, Likely, likely
from app.domain.masking.mask import DEFAULT_LABELS, Found, MaskedText, find, replace
from app.domain.masking.names import Identity, Who

Place = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Mark:
    """Characters `start` to `end` (exclusive) name, or may name, `who`. `kind`: what it looks like; None: it is known from the
    nomination's own data, or was added by an organizer. `hidden`: judges read a label instead."""

    start: int
    end: int
    who: Who
    kind: Kind | None
    hidden: bool


@dataclass(frozen=True, slots=True)
class Veil:
    """Hides `identities` and what looks like an address or a number, unless a person looked at that very place in that very
    text and let it stand: `shown`, as (digest of the text, start, end). So does it with others in the contest who are named
    in full (`crowd`), but for `readable` names, which this reader knows.

    Without identities it hides nothing: there is nobody whom this reader must not know.
    """

    identities: tuple[Identity, ...] = ()
    shown: frozenset[Place] = frozenset()
    crowd: Crowd = NOBODY
    readable: tuple[str, ...] = ()
    labels: Mapping[Who, str] = field(default_factory=lambda: DEFAULT_LABELS)

    def __call__(self, text: str) -> str:
        return self.masked(text).text

    @property
    def hides(self) -> bool:
        return bool(self.identities)

    def masked(self, text: str) -> MaskedText:
        """The text as it may be read, and where something was replaced."""
        if not text or not self.identities:
            return MaskedText(text, ())
        return replace(text, [(m.start, m.end, m.who) for m in self.marks(text) if m.hidden], self.labels)

    def marks(self, text: str) -> list[Mark]:
        """Every place that names somebody or looks like it, in order, without overlaps."""
        if not text or not self.identities:
            return []
        looks = likely(text)
        sure = [each for each in looks if each.kind in SURE]
        own = _joined(find(text, self.identities), [(each.start, each.end) for each in sure])
        digest = self.digest(text) if self.shown else ""
        marks = [Mark(start, end, who, None, (digest, start, end) not in self.shown) for start, end, who in own]
        marks += [one for one in self._others(text, digest) if not any(_meet(one, mark) for mark in marks)]
        for each in looks:
            if not any(_meet(each, mark) for mark in marks):
                hidden = each.kind in SURE and (digest, each.start, each.end) not in self.shown
                marks.append(Mark(each.start, each.end, Who.REMOVED, each.kind, hidden))
        return sorted(marks, key=lambda mark: mark.start)

    def _others(self, text: str, digest: str) -> list[Mark]:
        """Who is named in full is hidden, and then, in the same text, by each part of the name and by the company too."""
        known = {tuple(words_of(name)) for name in self.readable}
        seen = [one for one in self.crowd.sightings(text) if tuple(words_of(one.member.text)) not in known]
        named = dict.fromkeys(one.member for one in seen if one.whole)
        about = {member.about for member in named}
        houses = dict.fromkeys(one.member for one in seen if not one.whole and one.member.about in about)
        places = find(text, [_removed(member) for member in (*named, *houses)]) if named else []
        marks = [
            Mark(start, end, Who.REMOVED, None, (digest, start, end) not in self.shown) for start, end, _who in places
        ]
        parts = [Mark(one.start, one.end, Who.REMOVED, Kind.SOMEBODY, False) for one in seen if not one.whole]
        return [*marks, *(part for part in parts if not any(_meet(part, mark) for mark in marks))]

    def digest(self, text: str) -> str:
        """The same for the same text about the same people; with another name in either, another one."""
        people = [(one.who, one.names, one.companies, one.emails) for one in self.identities]
        return sha256(f"{people!r}\0{text}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _removed(member: Member) -> Identity:
    if member.who is Who.COMPANY:
        return Identity(Who.REMOVED, companies=(member.text,))
    return Identity(Who.REMOVED, names=() if "@" in member.text else (member.text,))


def _meet(one: Mark | Likely, other: Mark) -> bool:
    return one.start < other.end and other.start < one.end


def _joined(own: Sequence[Found], sure: Sequence[tuple[int, int]]) -> list[Found]:
    """What is known, widened to the whole address or link that it stands in."""
    joined: list[Found] = []
    for start, end, who in own:
        for first, last in sure:
            if first < end and start < last:
                start, end = min(start, first), max(end, last)
        if joined and start < joined[-1][1]:
            before = joined.pop()
            start, end, who = before[0], max(before[1], end), before[2]
        joined.append((start, end, who))
    return joined
