"""Passwords: what is accepted, and hashing with argon2. Knows neither HTTP nor the database."""

import unicodedata
from functools import cache
from pathlib import Path

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from app.web.i18n import _

SHORTEST, LONGEST = 8, 128
ROWS = ("abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm", "01234567890")
_argon2 = PasswordHash((Argon2Hasher(),))
_plain = str.maketrans("013457@$!|", "oieastasii")


def normal(password: str) -> str:
    """One form for what looks the same, however a keyboard composes it (NIST SP 800-63B recommends NFKC)."""
    return unicodedata.normalize("NFKC", password)


def problem(password: str, *, email: str) -> str:
    """Why this password isn't taken, in a sentence; "" if it is."""
    text = normal(password)
    if len(text) < SHORTEST:
        return _("Please use at least 8 characters. Several words in a row are easy to remember.")
    if len(text) > LONGEST:
        return _("Please use 128 characters at most.")
    lowered = text.casefold()
    own = [part for part in (email.casefold(), *email.casefold().split("@")) if len(part) >= 4]
    if any(part in lowered for part in own) or lowered in email.casefold():
        return _("Please leave your e-mail address out of the password: it is the first thing a stranger tries.")
    if _is_common(lowered) or len(set(lowered)) < 4 or _is_row(lowered):
        return _(
            "This is one of the passwords that strangers try first. Several words of your own in a row are better."
        )
    return ""


def hashed(password: str) -> str:
    return _argon2.hash(normal(password))


def verify(password: str, stored: str | None) -> tuple[bool, str | None]:
    """Whether it is right, and a newer hash to keep if the stored one is out of date. Equal work where nothing is stored."""
    right, newer = _argon2.verify_and_update(normal(password), stored or _dummy())
    return (right, newer) if stored else (False, None)


@cache
def _dummy() -> str:
    return hashed("a password that nobody has")


@cache
def _common() -> frozenset[str]:
    lines = (Path(__file__).parent / "common_passwords.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def _is_common(lowered: str) -> bool:
    forms = {lowered, _core(lowered), _core(lowered.translate(_plain)), _core(lowered).translate(_plain)}
    forms |= {form[: len(form) // 2] for form in list(forms) if form and form[: len(form) // 2] * 2 == form}
    return not _common().isdisjoint(forms)


def _core(text: str) -> str:
    """Without the digits and signs around it."""
    letters = [place for place, character in enumerate(text) if character.isalpha()]
    return text[letters[0] : letters[-1] + 1] if letters else text


def _is_row(lowered: str) -> bool:
    """Keys that lie in a row, forwards or backwards."""
    return any(lowered in row or lowered[::-1] in row for row in ROWS)
