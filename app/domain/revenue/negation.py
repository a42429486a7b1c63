"""Whether a cue is denied where it stands: "has not made a cold call in fifteen years"."""

from __future__ import annotations

import re

_REACH = 8
"""Words between a negation and the cue, at most."""

_CLAUSE = re.compile(
    r"[;:()—–]|\s-\s|,\s+(?:and|but|who|which|she|he|they|it|so|then|yet|while)\b|"
    r"\b(?:but|however|although|though|yet|instead|whereas|because|until)\b"
)
_HARMLESS = re.compile(
    r"\b(?:not|never)\s+(?:only|just|merely|simply|least|surprisingly|to mention)\b|"
    r"\bno\s+(?:fewer|less|later|matter|wonder|doubt|small|sooner|mean)\b|"
    r"\b(?:never|not|n't|without)\s+(?:ever\s+)?(?:been\s+)?(?:stop\w*|los[te]\w*|miss\w*|fail\w*|quit\w*|"
    r"shied|shy\w*|afraid|tire\w*|refus\w*|declin\w*|a day|a week|a month|a quarter|a year)\b|"
    r"\bnot\s+a\s+(?:day|week|month|quarter|year)\b|\bno\.\s*\d|\bnothing\s+but\b|\bnone\s+other\b|\bnot\s+afraid\b"
)
_DENIAL_OF_ACTION = re.compile(
    r"\b(?:not|never|neither|nor|hardly|rarely|seldom|cannot|nobody|no one|nothing|none|stopped|refus\w+|"
    r"declin\w+|"
    r"instead of|rather than|far from|no longer|avoids?|avoided)\b|n't\b"
)
_DENIAL_OF_THING = re.compile(r"\b(?:no|zero|without|lacks?|lacked|in lieu of|free of|devoid of)\b")
_SUBJECT = re.compile(r"\b(?:she|he|they|we|i)\b")
_AFTER = re.compile(
    r"(?:\W+[\w'-]+){0,3}?\W+(?:(?:is|are|was|were|did|does|do|has|have|had|would|will|could)(?:n't|\s+not|\s+never)|never)\b"
    r"|\W+(?:nothing|none|zero|not\s+(?:a|one))\b|\W+(?:is|was|are|were)\s+(?:nil|zero|none|over)\b"
)
_LISTED_AS_NONE = re.compile(r"(?:\W+[\w-]+)?\s*[:=]\s*(?:0\b|none\b|zero\b|nil\b|no\b)")
_SPLIT_AFTER = re.compile(r"[;:()—–.,]|\b(?:and|but|that|which|who)\b")


def is_denied(sentence: str, start: int, end: int) -> bool:
    """Whether the words from `start` to `end` of a lower-case sentence are denied, within their clause.

    A denied action reaches over commas ("has not, in all these years, …"); a denied thing ("no") does not.
    """
    before = sentence[:start]
    for boundary in _CLAUSE.finditer(before):
        before = sentence[boundary.end() : start]
    before = _HARMLESS.sub(" ", before)
    if _DENIAL_OF_ACTION.search(_last_words(before)):
        return True
    if _DENIAL_OF_THING.search(_last_words(_SUBJECT.split(before.rpartition(",")[2])[-1])):
        return True
    if _LISTED_AS_NONE.match(sentence, end):
        return True
    after = _SPLIT_AFTER.split(sentence[end:], maxsplit=1)[0]
    return _AFTER.match(after) is not None


def _last_words(text: str) -> str:
    return " ".join(text.split()[-_REACH:])
