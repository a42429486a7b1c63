"""Whether a story is in English: stories in other languages are not guessed at, and that is said."""

from __future__ import annotations

import re

_LETTERS = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[a-zà-ɏ]")
_LEAST_WORDS = 8
"""Shorter texts are names and figures: nothing is said of their language."""
# The commonest words of each language that are no words, or rare ones, of the others.
_WORDS = {
    "English": "the and of was has have had with that who this from which her his she they their were our are been by for not all "
    "he it we us you into when year new to in is as at on but",
    "German": "der die das und ist hat nicht mit von für auf den dem ein eine einen sie er wir ihr ihre sein seine bei nach wurde "
    "haben sich auch kunden jahr durch über zu im zum zur seit als wie aus",
    "French": "le la les des du une est et dans pour avec qui que sur pas nous elle il ils ses son sa aux au chez par plus ont été "
    "cette clients année depuis leur",
    "Spanish": "el los las del una es y en para con que por no se su sus ha han fue más como desde clientes año años entre nuestra "
    "nuestro ella le lo al",
    "Italian": "il lo gli della delle dei degli una è e che per con non si suo sua nel nella ha hanno stato anche clienti anno dal "
    "di da più",
    "Portuguese": "os as do da dos das uma é e que para com não se seu sua no na em foi mais clientes ano ele ela pelo pela um ao",
    "Dutch": "de het een en van is met voor niet zijn haar heeft dat die op aan bij wij werd klanten jaar ook naar door uit te om",
}
_KNOWN = {name: frozenset(words.split()) for name, words in _WORDS.items()}


def other_language(text: str) -> str | None:
    """The language of a text that is not in English ("another language" where we don't know which); None for
    English, and where there is too little to tell."""
    shouted = text.upper() == text
    words = [word.lower() for word in _LETTERS.findall(text) if shouted or word[0].islower()]  # names tell nothing
    if len(words) < _LEAST_WORDS:
        return None
    if sum(1 for word in words if not _LATIN.match(word)) * 2 > len(words):
        return "another language"
    counts = {name: sum(word in known for word in words) for name, known in _KNOWN.items()}
    english = counts.pop("English")
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] >= 4 and counts[best] > 2 * english else None
