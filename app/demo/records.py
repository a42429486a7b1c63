"""What the demo consists of, as frozen records: programs, people, nominations. No I/O."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime


@dataclass(frozen=True)
class Category:
    key: str
    name: str
    for_role: str
    winners: int
    description: str


@dataclass(frozen=True)
class Program:
    """The period includes both its days; the four moments are aware, in the program's zone."""

    key: str
    name: str
    slug: str
    organization: str
    description: str
    reference_prefix: str
    currency: str
    time_zone: str
    period_months: int
    period_from: date
    period_to: date
    opens_at: datetime
    closes_at: datetime
    judging_opens_at: datetime
    judging_closes_at: datetime
    threshold: int
    """Of the flag, in thousandths of the revenue."""
    hide_nominator: bool
    hide_nominee: bool
    categories: tuple[Category, ...]


@dataclass(frozen=True)
class Person:
    name: str
    email: str
    title: str = ""
    company: str = ""
    sign_in: bool = False
    key: str = ""
    severity: float = 0.0
    noise: float = 0.0
    progress: float = 0.0


@dataclass(frozen=True)
class Nominee:
    name: str
    title: str
    company: str


@dataclass(frozen=True)
class Account:
    """One row of the revenue table: whole units of the currency (or percent), None where not known."""

    name: str
    revenue: int
    prior_revenue: int | None = None
    origin: str = "unknown"
    relationship_started: date | None = None
    kind: str = "unknown"
    incumbent_displaced: str | None = None
    term_years: int | None = None
    customers: int | None = None
    rebid_won: str | None = None
    prior_confirmed: bool | None = None
    from_earlier_buyers: int | None = None
    currency: str | None = None


@dataclass(frozen=True)
class Expected:
    """What the rules say of a nomination, worked out by hand; `remarks` are the least that must be there."""

    role: str
    flag: bool
    managed_share: float | None = None
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Nomination:
    key: str
    category: str
    title: str
    nominee: Nominee
    nominator: Person
    measure: str
    headline_revenue: int
    submitted_at: datetime
    expected: Expected
    percent: bool = False
    """The amounts of the accounts are percent of the headline."""
    quota: int | None = None
    new_business_quota: int | None = None
    existing_share_band: str | None = None
    new_customers_count: int | None = None
    credit_shared: str = ""
    story: str = ""
    story_won: str = ""
    story_kept: str = ""
    explanation: str = ""
    links: tuple[str, ...] = ()
    referees: tuple[dict[str, str], ...] = ()
    accounts: tuple[Account, ...] = ()

    @property
    def narrative(self) -> str:
        """All that the nominator tells, in the order in which judges read it."""
        return "\n\n".join(text for text in (self.story, self.story_won, self.story_kept) if text)

    @property
    def accounts_in_currency(self) -> tuple[Account, ...]:
        """The accounts with percentages turned into amounts."""
        if not self.percent:
            return self.accounts
        return tuple(
            replace(
                account,
                revenue=account.revenue * self.headline_revenue // 100,
                prior_revenue=(account.prior_revenue or 0) * self.headline_revenue // 100,
            )
            for account in self.accounts
        )


@dataclass(frozen=True)
class Demo:
    program: Program
    open_program: Program
    administrators: tuple[Person, ...]
    organizers: tuple[Person, ...]
    judges: tuple[Person, ...]
    nominators: tuple[Person, ...]
    demo_nominator: Person
    nominations: tuple[Nomination, ...] = field(repr=False)
