"""From who is hidden and what an organizer decided to the veil through which judges read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.companies import company_key, email_domain, is_free_mail
from app.domain.masking import NOBODY, Crowd, Identity, Veil, Who
from app.programs.models import Program
from app.redaction.models import Redaction
from app.web.i18n import _

# The columns that Decided is made of, for whoever joins Redaction (outer) and Program to a query.
DECIDED: tuple[Any, ...] = (
    Program.hide_nominator, Program.hide_nominee, Redaction.phrases, Redaction.shown, Redaction.copies,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Decided:
    """Who is hidden from the judges of a program, and what was decided about one nomination (nothing, where None)."""

    hide_nominator: bool
    hide_nominee: bool
    phrases: Sequence[Any] | None = None
    shown: Sequence[Any] | None = None
    copies: Sequence[Any] | None = None

    @property
    def hides(self) -> bool:
        return self.hide_nominator or self.hide_nominee


def labels() -> dict[Who, str]:
    return {
        Who.NOMINEE: _("[nominee]"),
        Who.NOMINATOR: _("[nominator]"),
        Who.COMPANY: _("[company]"),
        Who.REMOVED: _("[removed]"),
    }


def veil_for(
    nominee: tuple[str, str], owner: tuple[str, str, str], decided: Decided, others: Crowd = NOBODY, referees: Sequence[Mapping[str, str]] = ()
) -> Veil:  # fmt: skip
    """`nominee`: name and company; `owner`: name, e-mail address and company of the nominator; `others`: everybody whom the
    program hides; `referees`: whom the nomination names as people who can confirm it, by name and address."""
    who = _identities(nominee, owner, decided)
    if not who:
        return Veil()
    added = tuple(Identity(Who(whom), phrases=(words,)) for words, whom in decided.phrases or ())
    shown = frozenset((text, start, end) for text, start, end in decided.shown or ())
    known = (*(() if decided.hide_nominee else nominee), *(() if decided.hide_nominator else owner[::2]))
    beside = [one for one in referees if not {one["name"].casefold()} & {text.casefold() for text in known}]
    if beside:
        named = Identity(
            Who.REMOVED,
            names=tuple(one["name"] for one in beside),
            phrases=tuple(one["email"] for one in beside if one["email"]),
        )
        who = (*who, named)
    return Veil((*who, *added), shown, others, known, labels())


def _identities(nominee: tuple[str, str], owner: tuple[str, str, str], decided: Decided) -> tuple[Identity, ...]:
    name, email, company = owner
    nominator = Identity(Who.NOMINATOR, names=(name,), companies=(company,), emails=(email,))
    if decided.hide_nominee:
        # The nominator's company and its domain are hidden with the nominee, since both are mostly of one house.
        house = Identity(Who.COMPANY, companies=(company, _own_domain(email)))
        people = Identity(Who.NOMINEE, names=(nominee[0],), companies=(nominee[1],))
        return (people, nominator if decided.hide_nominator else house)
    if not decided.hide_nominator:
        return ()
    if company and company_key(company) == company_key(nominee[1]):
        return (
            Identity(Who.NOMINATOR, names=(name,), phrases=(email,)),
        )  # its company may be read: it is the nominee's
    return (nominator,)


def _own_domain(email: str) -> str:
    domain = email_domain(email) or ""
    return "" if is_free_mail(domain) else domain


def may_follow(veil: Veil, address: str) -> bool:
    """Whether a link can be shown with its address: nothing in it is known to name somebody. That it looks like a link says nothing."""
    return not any(mark.hidden and mark.kind is None for mark in veil.marks(address))
