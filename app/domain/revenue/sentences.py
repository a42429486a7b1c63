"""Sentences of a narrative, with their places in the text as given."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

_SHOUTS = re.compile(r"[!?]{4,}")
"""The model takes time squared for runs of these."""
LONGEST = 1200
"""Characters of the longest sentence."""
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
                for piece_first, piece_last in _pieces(block, first, last):
                    stripped = block[piece_first:piece_last].strip()
                    if stripped:
                        begin = start + piece_first + block[piece_first:piece_last].index(stripped)
                        yield begin, begin + len(stripped)
        start = end


def _whole(block: str) -> Iterator[tuple[int, int]]:
    """The model's sentences, cut where it overlooked an end: a negation must not reach into the next one."""
    calm = _SHOUTS.sub(lambda run: run[0][:3] + " " * (len(run[0]) - 3), block)
    for first, last in _split_into_sentences()(calm):
        for missed in _MISSED.finditer(block, first, last):
            yield first, missed.end()
            first = missed.end()
        yield first, last


def _pieces(block: str, first: int, last: int) -> Iterator[tuple[int, int]]:
    """A text without full stops is cut at spaces, so that reading it takes time in proportion to its length."""
    while last - first > LONGEST:
        space = block.rfind(" ", first + LONGEST // 2, first + LONGEST)
        end = space if space > 0 else first + LONGEST
        yield first, end
        first = end
    yield first, last


def lowered(text: str) -> str:
    """The text in lower case, apostrophes and hyphens plain; as long as before, so that places stay."""
    low = text.translate(_ODD).lower()
    if len(low) == len(text):
        return low
    return "".join(lower if len(lower := char.lower()) == 1 else char for char in text.translate(_ODD))
