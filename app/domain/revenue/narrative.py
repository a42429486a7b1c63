"""Reads the narrative: cues with negation, their places, the role they lean to. It only raises questions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from app.domain.revenue.attribution import is_anothers, is_planned
from app.domain.revenue.cues import Cue, Stance, cues
from app.domain.revenue.language import other_language
from app.domain.revenue.negation import is_denied
from app.domain.revenue.sentences import lowered, sentences
from app.domain.revenue.typos import Meant, meant

LEANS: dict[Stance, str] = {
    "won": "hunter",
    "hunting": "hunter",
    "managed": "account_manager",
    "grown": "farmer",
    "remark": "none",
}

_LONG_AGO = re.compile(
    r"\b(?:years|decades?)\s+ago\b|\bback\s+in\s+(?:the\s+)?(?:19|20)\d\d|\blong\s+ago\b|"
    r"\bin\s+(?:her|his|their)\s+early\s+(?:years|days)\b"
)
_NOT_LONG_AGO = re.compile(
    r"\b(?:left|lost|dropped|gone|quit|walked)\b[^.;]{0,80}\bago\b|\b(?:this|past|last)\s+(?:year|period|quarter)\b|\bnow\b"
)
_WON_LONG_AGO = 1.0
"""A customer won years ago is base now: it weighs a little for managed revenue (rule 7)."""
_DENIED = 1.5
"""What was denied weighs no more than this: it tells what someone doesn't do."""
_ENOUGH = 2.0
_TELLING = 1.5
"""The weight of a cue that tells something by itself; a portfolio or a kind word alone makes nobody an account manager."""
_HALVES = re.compile(
    r"\b(?:half|halves|both\s+(?:jobs|columns|sides|things|kinds)|(?:does|did)\s+both|a\s+tie|equal(?:ly)?|evenly|nearly\s+level|"
    r"on\s+the\s+one\s+hand|(?:split|divides?|divided)\s+(?:\w+\s+){0,2}?(?:same|even)|neither\s+one\s+nor|fifty-fifty|50/50)\b"
)
"""Said of a year that has two sides: where both are shown, neither prevails."""
_TO_BE_SURE = 3
"""Different cues that must tell of managed revenue before a story alone raises a question."""
_ONES_OWN = ("won", "hunting")
"""Stances that count only where the nominee did it, not a predecessor or a team."""
_TWICE = 2
"""A cue counts at most twice."""
_PREVAILS = 2.5
"""What weighs so many times as much as what speaks against it prevails."""
_BOTH = 3.0
"""Where nothing prevails, each side must weigh this much; else a person reads it."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A cue found: `start` and `end` of its words, and of its sentence, in the narrative as given."""

    cue: str
    label: str
    stance: Stance
    denied: bool
    start: int
    end: int
    sentence_start: int
    sentence_end: int
    weight: float
    remark: str | None = None

    @property
    def leans(self) -> str:
        """The role it speaks for, or `none`."""
        return LEANS[self.stance]


def _tells(mark: Mark) -> bool:
    return not mark.denied and mark.weight >= _TELLING


@dataclass(frozen=True, slots=True)
class Reading:
    """What a narrative says: marks, the weight of each stance, and the role (`insufficient`: undecided)."""

    marks: tuple[Mark, ...]
    role: str
    weights: dict[str, float]
    language: str | None = None
    """The language of a story that was not read, because it is not in English."""

    @property
    def shows_managed(self) -> bool:
        """Whether the narrative itself shows revenue that was there before, and not one customer won."""
        return (
            self.role in ("account_manager", "farmer")
            and self.weights["managed"] >= _ENOUGH
            and self.weights["won"] == self.weights["hunting"] == 0
            and len({mark.cue for mark in self.marks if mark.stance == "managed" and _tells(mark)}) >= _TO_BE_SURE
        )


def read_narrative(text: str) -> list[Mark]:
    """The cues of a narrative in reading order, negated ones `denied`; places are in the text as given."""
    low = lowered(text)
    if not low.strip():
        return []
    whole = meant(low).text
    present = [(cue, [word for word in cue.words if word in whole]) for cue in cues()]
    wanted = [(cue, words) for cue, words in present if words]
    if not wanted:
        return []
    marks: list[Mark] = []
    for start, end in sentences(text):
        flat = low[start:end].replace("\n", " ")
        sentence = Meant(flat) if whole is low else meant(flat)
        found: list[Mark] = []
        for cue, words in wanted:
            for word in words:
                if word in sentence.text:
                    found.extend(_marks(cue, sentence, start, end))
                    break
        marks.extend(_strongest(found))
    return marks


def _marks(cue: Cue, read_as: Meant, start: int, end: int) -> list[Mark]:
    sentence = read_as.text
    matches = list(cue.pattern.finditer(sentence))
    if not matches or (cue.unless is not None and cue.unless.search(sentence)):
        return []
    found: list[Mark] = []
    long_ago = cue.stance == "won" and _LONG_AGO.search(sentence) and not _NOT_LONG_AGO.search(sentence)
    for match in matches:
        if is_planned(sentence, match.start()) or (cue.stance in _ONES_OWN and is_anothers(sentence, match.start())):
            continue
        denied = not cue.undeniable and is_denied(sentence, match.start(), match.end())
        stance, weight = cue.stance, cue.weight
        if denied:
            stance, weight = (cue.denied, min(weight, _DENIED)) if cue.denied else ("remark", 0.0)
        elif long_ago:
            stance, weight = "managed", _WON_LONG_AGO
        found.append(
            Mark(
                cue=cue.id,
                label=cue.label,
                stance=stance,
                denied=denied,
                start=start + read_as.place(match.start()),
                end=start + read_as.place(match.end()),
                sentence_start=start,
                sentence_end=end,
                weight=weight,
                remark=None if denied else cue.remark,
            )
        )
    return found


@cache
def _independent() -> frozenset[str]:
    return frozenset(cue.id for cue in cues() if cue.independent)


def _strongest(marks: list[Mark]) -> list[Mark]:
    """Of marks of one stance that overlap, the one that weighs most: one phrase is one piece of evidence."""
    if len(marks) < 2:
        return marks
    independent = _independent()
    kept: list[Mark] = []
    for mark in sorted(marks, key=lambda mark: (-mark.weight, mark.start, -mark.end)):
        rivals = [o for o in kept if o.stance == mark.stance and o.start < mark.end and mark.start < o.end]
        if all(mark.cue in independent and other.cue != mark.cue for other in rivals):
            kept.append(mark)
    return sorted(kept, key=lambda mark: (mark.start, mark.end, mark.cue))


def read(text: str) -> Reading:
    """Read a narrative and weigh it."""
    language = other_language(text)
    marks = [] if language else read_narrative(text)
    weights = _weights(marks)
    return Reading(
        tuple(marks), _role(weights, marks, halves=_HALVES.search(lowered(text)) is not None), weights, language
    )


def _weights(marks: list[Mark]) -> dict[str, float]:
    weights = {"won": 0.0, "hunting": 0.0, "managed": 0.0, "grown": 0.0, "remark": 0.0}
    counted: dict[tuple[str, bool], int] = {}
    for mark in marks:
        key = (mark.cue, mark.denied)
        counted[key] = counted.get(key, 0) + 1
        if counted[key] <= _TWICE:
            weights[mark.stance] += mark.weight
    if any(mark.remark == "growth_not_earned" for mark in marks):
        weights["grown"] /= 2
    return weights


def _role(weights: dict[str, float], marks: list[Mark], *, halves: bool) -> str:
    """Activity without one customer who was not there before counts half, and never makes a hunter."""
    won = weights["won"]
    hunting = won + (weights["hunting"] if won else weights["hunting"] / 2)
    existing = weights["managed"] + weights["grown"]
    if not any(mark.weight >= _TELLING for mark in marks if mark.stance in ("managed", "grown")):
        existing /= 2
    # A passing word about somebody's old customers is soon said of a hunter too: one cue must be strong, or there are two.
    number = sum(mark.stance in ("managed", "grown") for mark in marks)
    there = existing >= _ENOUGH and (number > 1 or existing > _ENOUGH)
    if halves and won >= _ENOUGH and existing >= _TELLING:
        return "mixed"
    if won >= _ENOUGH and hunting >= _PREVAILS * existing:
        return "hunter"
    if there and existing >= _PREVAILS * hunting:
        return "farmer" if weights["grown"] > weights["managed"] else "account_manager"
    if won >= _BOTH and existing >= _BOTH:
        return "mixed"
    if there and existing > hunting and not won:
        return "farmer" if weights["grown"] > weights["managed"] else "account_manager"
    return "insufficient"
