"""Common misspellings, read as what was meant; places in the text as given are kept."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

# Beginnings of words; what follows stays ("custmers" → "customers").
_MEANT = {
    "acocunt": "account", "accout": "account", "acount": "account", "acct": "account", "allready": "already",
    "allways": "always", "assinged": "assigned", "befor": "before", "bougt": "bought", "bouht": "bought",
    "brougt": "brought", "brouht": "brought", "buisness": "business", "bussiness": "business", "bussines": "business",
    "cleint": "client", "clinet": "client", "competetor": "competitor", "competiter": "competitor", "competitr": "competitor",
    "contarct": "contract", "contrat": "contract", "costomer": "customer", "custmer": "customer", "custommer": "customer",
    "custumer": "customer", "cusotmer": "customer", "cutomer": "customer", "handeled": "handled", "hopsital": "hospital",
    "hosptial": "hospital", "incumbant": "incumbent", "inherrit": "inherit", "inhereted": "inherited", "inherted": "inherited",
    "mantain": "maintain", "maintian": "maintain", "neever": "never", "nevr": "never", "openend": "opened", "orderd": "ordered",
    "porfolio": "portfolio", "portfollio": "portfolio", "propsect": "prospect", "prospet": "prospect", "purchaced": "purchased",
    "reneweal": "renewal", "renewel": "renewal", "renual": "renewal", "retension": "retention", "retenion": "retention",
    "signd": "signed", "sucess": "success", "suplier": "supplier", "supllier": "supplier", "supplyer": "supplier",
    "teritory": "territory", "territroy": "territory", "teritorry": "territory",
}  # fmt: skip
_TYPO = re.compile(rf"\b(?:{'|'.join(sorted(_MEANT, key=len, reverse=True))})(?!(?<=\bbefor)e)")


@dataclass(frozen=True, slots=True)
class Meant:
    """A lower-case text as it was meant; `place` leads from a place in it to the place in the text as typed."""

    text: str
    turns: tuple[tuple[int, int], ...] = ()  # (place here, how much further the typed text is from there on)

    def place(self, here: int) -> int:
        at = bisect_right(self.turns, here, key=lambda turn: turn[0])
        typed = here + self.turns[at - 1][1] if at else here
        # Within a word put right, no further than the end of the word as typed.
        return min(typed, sum(self.turns[at])) if at < len(self.turns) else typed


def meant(text: str) -> Meant:
    """The text with common misspellings put right."""
    if _TYPO.search(text) is None:
        return Meant(text)
    pieces, turns, last, shift = [], [], 0, 0
    for found in _TYPO.finditer(text):
        word = _MEANT[found[0]]
        pieces += [text[last : found.start()], word]
        last = found.end()
        shift += len(found[0]) - len(word)
        turns.append((last - shift, shift))
    return Meant("".join([*pieces, text[last:]]), tuple(turns))
