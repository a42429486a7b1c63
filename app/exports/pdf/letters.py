"""Which letters our fonts can print. PDF/UA allows none that they can't, so those are replaced by a sign that says so."""

import struct
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

FONTS = Path(__file__).parent / "fonts"
MISSING = "□"


def printable(value: Any, *, plain: bool = False) -> Any:
    """The same, with every text in it printable: composed, without control characters, `MISSING` for letters no font has.
    `plain`: Latin letters only, where a font has a letter but can't set it beside its neighbors."""
    if isinstance(value, str):
        known = _known(plain)
        text = "".join(
            one if ord(one) in known else MISSING
            for one in unicodedata.normalize("NFC", value).replace("\t", " ")
            if one in "\n\u200b" or unicodedata.category(one) not in ("Cc", "Cf", "Cs", "Mn", "Me")
        )
        return text or (MISSING if value else "")
    if isinstance(value, dict):
        return {key: printable(one, plain=plain) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [printable(one, plain=plain) for one in value]
    return value


@cache
def _known(plain: bool) -> frozenset[int]:
    if plain:
        return frozenset(one for one in _known(False) if one < 0x250 or 0x2010 <= one < 0x2200 or chr(one) == MISSING)
    found = {0x0A, 0x200B}
    for path in sorted([*FONTS.glob("*Regular.otf"), *FONTS.glob("*.ttf")]):
        found |= _letters(path.read_bytes())
    return frozenset(found)


def _letters(font: bytes) -> set[int]:
    """The code points of an OpenType font: those of its `cmap` tables of format 4 and 12."""
    (tables,) = struct.unpack_from(">H", font, 4)
    records = (struct.unpack_from(">4sIII", font, 12 + 16 * at) for at in range(tables))
    start = next(offset for tag, _sum, offset, _length in records if tag == b"cmap")
    found: set[int] = set()
    for at in range(struct.unpack_from(">H", font, start + 2)[0]):
        platform, _encoding, offset = struct.unpack_from(">HHI", font, start + 4 + 8 * at)
        if platform in (0, 3):
            found |= _of_table(font, start + offset)
    return found


def _of_table(font: bytes, at: int) -> set[int]:
    kind, found = struct.unpack_from(">H", font, at)[0], set[int]()
    if kind == 12:
        for group in range(struct.unpack_from(">I", font, at + 12)[0]):
            first, last, _glyph = struct.unpack_from(">III", font, at + 16 + 12 * group)
            found.update(range(first, last + 1))
    elif kind == 4:
        size = struct.unpack_from(">H", font, at + 6)[0]
        for place in range(at, at + size, 2):
            last, first, delta, offset = (struct.unpack_from(">H", font, place + skip)[0] for skip in (14, 16 + size, 16 + 2 * size, 16 + 3 * size))  # fmt: skip
            for code in range(first, min(last, 0xFFFE) + 1):
                own = place + 16 + 3 * size + offset + 2 * (code - first)
                glyph = struct.unpack_from(">H", font, own)[0] if offset else code + delta & 0xFFFF
                if glyph:
                    found.add(code)
    return found
