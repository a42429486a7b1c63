"""What is compared, and what is found: plain data."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.domain.masking.fold import words_of


class Tie(StrEnum):
    """What a company or a name is to the person who might judge."""

    SELF = "self"  # the person's own name or address
    EMPLOYER = "employer"
    FORMER = "former"
    CLIENT = "client"
    RELATIVE = "relative"
    TOLD = "told"  # in the person's own words


class Part(StrEnum):
    """Where in a nomination it was found."""

    NOMINEE = "nominee"
    NOMINATOR = "nominator"
    REFEREE = "referee"
    CUSTOMER = "customer"  # of a revenue line, or the supplier that was displaced there
    STORY = "story"  # the story, the two customers in it, the explanation, the links


class Code(StrEnum):
    """By what the two are tied."""

    SAME_ADDRESS = "same_address"
    SAME_DOMAIN = "same_domain"  # of the e-mail addresses; one may lie below the other
    DOMAIN_OF_COMPANY = "domain_of_company"  # dana@acmetools.com and "Acme Tools, Inc."
    SAME_COMPANY = "same_company"
    COMPANY_ALIKE = "company_alike"
    SAME_NAME = "same_name"
    NAMED = "named"  # the person, or a relative, in a text
    COMPANY_NAMED = "company_named"  # a company of the person's in a text
    MENTIONED = "mentioned"  # somebody or a company of the nomination, in what the person told
    DOMAIN_NAMED = "domain_named"  # an address or a link of the person's company in a text


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who might judge, or look after, nominations. `companies` and `names`: with what they are to the person; the
    own name is among the names. `told`: what they declared in their own words. Empty texts are passed over."""

    id: int
    email: str = ""
    names: tuple[tuple[Tie, str], ...] = ()
    companies: tuple[tuple[Tie, str], ...] = ()
    told: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody whom a nomination names in a field: nominee, nominator, referee, or a customer who is a person."""

    part: Part
    name: str = ""
    email: str = ""
    company: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A nomination. `companies`: those in the revenue lines; `texts`: what is told in it, as written."""

    id: int
    people: tuple[Named, ...] = ()
    companies: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """One tie: `theirs` is the person's side of it, `here` the nomination's, both as written; `alike` in percent; `around`:
    the passage where it stands in a text."""

    code: Code
    part: Part
    tie: Tie
    theirs: str
    here: str
    alike: int = 100
    around: str = ""

    @property
    def key(self) -> str:
        """The same for the same tie, however it is written: what was decided about it stays decided."""
        sides = ("".join(words_of(side)) for side in (self.theirs, self.here))
        return ":".join((self.code, self.part, self.tie, *sides))

    def to_dict(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Evidence":
        """From what `to_dict` gave."""
        kinds = {"code": Code(stored["code"]), "part": Part(stored["part"]), "tie": Tie(stored["tie"])}
        return cls(**{**stored, **kinds})


@dataclass(frozen=True, slots=True)
class Finding:
    """A person and a nomination that may be too close, with everything that says so."""

    person_id: int
    entry_id: int
    evidence: tuple[Evidence, ...]
