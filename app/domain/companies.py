"""E-mail addresses as keys, and whether two people are of the same company."""

import re
import unicodedata
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path

_ASCII_LOCAL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*", re.ASCII)
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?", re.ASCII)
_SINGLES = re.compile(r"(?<!\w)(\w)[ .]+(?=\w(?!\w))")
_LEGAL = frozenset(
    [
        "ab",
        "ag",
        "aps",
        "as",
        "asa",
        "bhd",
        "bv",
        "co",
        "company",
        "corp",
        "corporation",
        "cv",
        "eg",
        "gbr",
        "gmbh",
        "holding",
        "holdings",
        "inc",
        "incorporated",
        "kft",
        "kg",
        "kgaa",
        "kk",
        "limited",
        "llc",
        "llp",
        "lp",
        "ltd",
        "ltda",
        "mbh",
        "nv",
        "ohg",
        "oy",
        "oyj",
        "pbc",
        "pc",
        "plc",
        "pllc",
        "pte",
        "pty",
        "sa",
        "sab",
        "sarl",
        "sas",
        "sdn",
        "se",
        "sl",
        "spa",
        "sro",
        "srl",
        "ug",
    ]
)


class EmailCode(StrEnum):
    """Why an address is refused. LOOK_ALIKE: a letter that could be taken for an ASCII one (fullwidth "ａ",
    the Kelvin sign, "ſ"), by which one person could pass for another."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    NOT_AN_ADDRESS = "not_an_address"
    LOOK_ALIKE = "look_alike"


class EmailError(ValueError):
    """An address that can't be a key, and why."""

    def __init__(self, code: EmailCode) -> None:
        super().__init__(code.value)
        self.code = code


class SameCompany(StrEnum):
    """By what two people are found to be of one company."""

    EMAIL_DOMAIN = "email_domain"
    COMPANY_NAME = "company_name"


def normalize_email(typed: str) -> str:
    """The key under which an address is stored and compared; mail still goes to the address as it was
    typed.

    Surrounding spaces and one final dot go; letters are lowered; the domain is written in its ASCII form
    (bücher.de → xn--bcher-kva.de, RFC 3492). Dots and plus tags stay: only the mailbox's own host knows
    what they mean. Two keys are equal only if the addresses differ in nothing but case, composition (é as
    one character or two) and the form of the domain: a character that lowering or NFKC would turn into
    ASCII is refused, never folded, so "K" (Kelvin), "ｋ" and "ﬁ" can't reach the account of "k" and "fi";
    "ı" and "ß" stay letters of their own.

    Raises EmailError. At most 254 characters (RFC 5321), 64 before the @; no quoted local part, no address
    literal.
    """
    text = unicodedata.normalize("NFC", typed.strip())
    if not text:
        raise EmailError(EmailCode.EMPTY)
    if len(text) > 254:
        raise EmailError(EmailCode.TOO_LONG)
    if any(_turns_ascii(char) for char in typed.strip() + text if not char.isascii()):
        raise EmailError(EmailCode.LOOK_ALIKE)
    local, at, domain = text.lower().rpartition("@")
    domain = domain.removesuffix(".")
    if not at or not _is_local(local) or not domain:
        raise EmailError(EmailCode.NOT_AN_ADDRESS)
    if len(local) > 64:
        raise EmailError(EmailCode.TOO_LONG)
    return f"{local}@{_ascii_domain(domain)}"


@lru_cache(maxsize=16_384)  # whole lists are compared with whole lists
def email_domain(address: str) -> str | None:
    """The domain of an address in its ASCII form, lowered; None where `normalize_email` refuses the
    address."""
    try:
        return normalize_email(address).rpartition("@")[2]
    except EmailError:
        return None


@cache
def free_mail_domains() -> frozenset[str]:
    """The domains of `free_mail_domains.txt`: providers that give mailboxes to anybody."""
    lines = (Path(__file__).parent / "free_mail_domains.txt").read_text("utf-8").splitlines()
    return frozenset(line for line in map(str.strip, lines) if line and not line.startswith("#"))


@lru_cache(maxsize=16_384)
def is_free_mail(domain: str) -> bool:
    """Whether the domain, or one above it, is a free-mail provider's ("eu.gmx.net")."""
    labels = domain.split(".")
    return any(".".join(labels[i:]) in free_mail_domains() for i in range(len(labels) - 1))


@lru_cache(maxsize=16_384)
def company_key(name: str) -> str:
    """A company's name for comparing: "The Acme Tool & Die Co., Inc." → "acme tool and die". "" for no
    name.

    Case, accents, punctuation, a leading "the" and legal forms at the end are dropped, "&" is "and", spaced
    or dotted single letters are joined (S.A. = SA). A name that is nothing but legal forms keeps them
    ("Limited").
    """
    text = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    text = text.replace("&", " and ").replace("'", "").replace("’", "")
    text = _SINGLES.sub(r"\1", re.sub(r"[^\w. ]", " ", text)).replace(".", " ").replace("_", " ")
    words = text.split()
    core = words[1:] if len(words) > 1 and words[0] == "the" else list(words)
    while core and core[-1] in _LEGAL | {"and"}:
        core.pop()
    return " ".join(core or words)


def legal_forms() -> frozenset[str]:
    """The words that `company_key` drops at the end of a name."""
    return _LEGAL


def same_company(
    email_a: str, email_b: str, company_a: str | None = None, company_b: str | None = None
) -> SameCompany | None:
    """By what two people are of the same company, or None (falsy) where nothing says so.

    The domains of their addresses are equal or one lies below the other (sales.acme.com and acme.com),
    free-mail domains excepted; or the names of their companies have one `company_key`. Unreadable addresses
    and empty names say nothing.
    """
    first, second = email_domain(email_a), email_domain(email_b)
    if first and second and not is_free_mail(first) and not is_free_mail(second) and related_domains(first, second):
        return SameCompany.EMAIL_DOMAIN
    key = company_key(company_a or "")
    return SameCompany.COMPANY_NAME if key and key == company_key(company_b or "") else None


def related_domains(first: str, second: str) -> bool:
    """Whether two domains are equal, or one lies below the other (sales.acme.com and acme.com)."""
    long, short = sorted((first, second), key=len, reverse=True)
    return long == short or ("." in short and long.endswith("." + short))


def _turns_ascii(char: str) -> bool:
    """Whether lowering, raising or NFKC of a non-ASCII character gives ASCII letters or digits, or an @ or
    a dot."""
    forms = unicodedata.normalize("NFKC", char) + char.lower() + unicodedata.normalize("NFKC", char.lower())
    return any(form.isascii() for form in forms)


def _is_local(local: str) -> bool:
    """Dot-separated atoms (RFC 5322), where letters and digits of any script count as ASCII ones (RFC
    6531)."""
    if any(not (c.isascii() or c.isalnum() or unicodedata.category(c) in ("Mn", "Mc")) for c in local):
        return False
    return _ASCII_LOCAL.fullmatch("".join(c if c.isascii() else "x" for c in local)) is not None


def _ascii_domain(domain: str) -> str:
    labels = []
    for label in domain.split("."):
        if not all(c.isascii() or c.isalnum() or unicodedata.category(c) in ("Mn", "Mc") for c in label):
            raise EmailError(EmailCode.NOT_AN_ADDRESS)
        encoded = label if label.isascii() else "xn--" + label.encode("punycode").decode("ascii")
        if _LABEL.fullmatch(encoded) is None:
            raise EmailError(EmailCode.NOT_AN_ADDRESS)
        labels.append(encoded)
    return ".".join(labels)
