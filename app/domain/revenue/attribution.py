"""Whether what a cue found is the nominee's, and has happened: plans and other people's feats count for nothing."""

from __future__ import annotations

import re

_REACH = 70
"""Characters before a cue in which a plan or another's name is looked for."""

_ACHIEVE = (
    r"(?:open|win|land|sign|bring|add|acquire|close|convert|secure|find|start|begin|make|call|prospect|be|have|get|go|"
    r"try|renew|keep|manage|grow|soon|then|also|surely|hopefully|probably|likely|need|take|look|approach|hunt)"
)
_PLANNED = re.compile(
    rf"\b(?:will|going\s+to|about\s+to)\s+{_ACHIEVE}\b|"
    r"\b(?:plan|hope|intend|aim|want|expect|wish|tr[yi]|attempt|fail|promis|vow)(?:s|e|es|ed|ing|y)?\s+to\b|"
    r"\b(?:goal|aim|plan|ambition|dream|target|challenge)s?\s+(?:is|was|are|for\s+[\w\s]{1,20}\s+is)\s+to\b|"
    r"(?<!the\s)\bnext\s+(?:year|quarter|season|period|spring|summer|fall|winter)\b|\bin\s+the\s+coming\s+\w+\b"
)
_STOP = re.compile(r"[;:()—–.]|,\s+(?:and|but|who|which)\s+(?:has|have|had|did|she|he|they|already)\b|\bbut\b")
_VERB = r"(?:had\s+|has\s+|have\s+)?(?:\w+ly\s+)?(?:(?!(?:she|he|they|i|we|and)\b)\w+\s+)?"
_OTHERS = re.compile(
    r"\b(?:predecessors?|colleagues?|boss(?:es)?|previous\s+(?:rep|manager|owner|salesperson)|former\s+(?:rep|owner)|"
    rf"founder|trainees?|mentees?)\s*,?\s*(?:who\s+|that\s+)?{_VERB}$|"
    r"\b(?:took\s+over|taken\s+over|takes\s+over|inherit\w*|replac\w+|succeed\w*|follow\w*)\b[^.;]{0,50}"
    rf"\bwho\s+{_VERB}$|"
    rf"\b(?:our|the|his|her|their|whole|entire)\s+(?:sister\s+|parent\s+|holding\s+)?(?:company|firm|branch|office|department|team)\s+(?:has\s+|have\s+)?{_VERB}$|"
    rf"\b(?:team|group|crew|staff|department)\s+of\b[^.;]{{0,50}}\b(?:who|that|which)\s+{_VERB}$|"
    r"\b(?:leads?|led|coach\w*|supervis\w+|heads?|train\w*|mentor\w*|manag(?:es|ed))\s[^.;,]{0,50}"
    rf"\b(?:who|that|which)\s+{_VERB}$"
)


def is_planned(sentence: str, start: int) -> bool:
    """Whether the words from `start` of a lower-case sentence are only intended: "plans to open ten new accounts"."""
    before = _STOP.split(sentence[max(0, start - _REACH) : start])[-1]
    return _PLANNED.search(f"{before}{sentence[start : start + 12]}") is not None


def is_anothers(sentence: str, start: int) -> bool:
    """Whether somebody else did it: "took over from Rick, who had won 40 new customers"."""
    before = sentence[max(0, start - 2 * _REACH) : start].rstrip()
    return _OTHERS.search(f"{before} ") is not None
