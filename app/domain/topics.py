"""Which topics a text is about, by their words: plain, so that anybody can see why."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache


@lru_cache(maxsize=256)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    found = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"\b(?:{found})(?:s|es)?\b", re.IGNORECASE)


def words_of(text: str) -> tuple[str, ...]:
    """One word, or several that belong together, per line or between commas; doubles and empty ones dropped."""
    found = (" ".join(part.split()) for part in re.split(r"[\n,;]", text))
    return tuple(dict.fromkeys(word for word in found if word))


def topics_in(texts: Iterable[str], topics: Mapping[int, tuple[str, ...]]) -> dict[int, str]:
    """Topic → its first word that stands in one of the texts, as it stands there. Case and a plural s don't
    matter; a word within a longer one doesn't count."""
    whole = "\n".join(texts)
    found = {}
    for topic, words in topics.items():
        hit = _pattern(words).search(whole) if words else None
        if hit:
            found[topic] = hit.group(0)
    return found
