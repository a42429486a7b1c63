"""Sentences of a narrative, with their places in the text as given."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

_BLOCKS = re.compile(r"\n[ \t]*\n|\n(?=[ \t]*(?:[-*•–·▪◦]|\d{1,2}[.)])[ \t])")
_MISSED = re.compile(
    r"(?<![\w.'’-])(?!(?:approx|avg|dept|est|etc|excl|ext|incl|max|mfg|min|misc|mgmt|tel|vol)\.)"
    r"[a-z][a-z'’-]{2,}[.!?][\"'”’)]*\s+(?=[\"'“‘(]?[A-Z])"
)
"""An ordinary word, a full stop, a capital: the model takes some words ("book.", "free.") for abbreviations."""
_ODD = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "\u00a0": " ", "\u2011": "-", "\u2010": "-"})


@cache
def _split_into_sentences() -> Any:
    import nupunkt  # loads its model: only where a narrative is read

    return nupunkt.sent_spans


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence without space around it. Blank lines and bullets end one too."""
    start = 0
    for end in [*(match.start() for match in _BLOCKS.finditer(text)), len(text)]:
        block = text[start:end]
        if block.strip():
            for first, last in _whole(block):
                stripped = block[first:last].strip()
                if stripped:
                    begin = start + first + block[first:last].index(stripped)
                    yield begin, begin + len(stripped)
        start = end


def _whole(block: str) -> Iterator[tuple[int, int]]:
    """The model's sentences, cut where it overlooked an end: a negation must not reach into the next one."""
    for first, last in _split_into_sentences()(block):
        for missed in _MISSED.finditer(block, first, last):
            yield first, missed.end()
            first = missed.end()
        yield first, last


def lowered(text: str) -> str:
    """The text in lower case, apostrophes and hyphens plain; as long as before, so that places stay."""
    low = text.translate(_ODD).lower()
    if len(low) == len(text):
        return low
    return "".join(lower if len(lower := char.lower()) == 1 else char for char in text.translate(_ODD))
