"""How people stand in the engine's sentences: ⟦n12⟧ is nominee 12, ⟦j5⟧ judge 5. Needs no numpy."""

import re
from collections.abc import Mapping

_TOKEN = re.compile("⟦([nj])([0-9]+)⟧")


def token(kind: str, key: int) -> str:
    """`kind`: n or j."""
    return f"⟦{kind}{key}⟧"


def key_of(text: str) -> int:
    """The number in a token."""
    return int(text[2:-1])


def spoken(sentence: str, nominees: Mapping[int, str], judges: Mapping[int, str]) -> str:
    """A sentence with names in the place of tokens; "?" for somebody unknown."""
    return _TOKEN.sub(lambda at: (nominees if at[1] == "n" else judges).get(int(at[2]), "?"), sentence)
