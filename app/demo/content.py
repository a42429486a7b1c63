"""The demo programs as plain data: reads the TOML beside it, with dates computed from the day of seeding."""

import tomllib
from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any
from zoneinfo import ZoneInfo

from app.demo.records import Account, Category, Demo, Expected, Nomination, Nominee, Person, Program

MAIN, OPEN, LAST, SPRING = "central-mass", "wachusett", "last-year", "wachusett-spring"
NOMINATION_FIELDS = (
    "key",
    "category",
    "title",
    "measure",
    "percent",
    "headline_revenue",
    "quota",
    "new_business_quota",
    "existing_share_band",
    "new_customers_count",
)
TEXT_FIELDS = ("credit_shared", "story", "story_won", "story_kept", "explanation")


@cache
def read(name: str) -> dict[str, Any]:
    """The TOML file `name` of this folder."""
    return tomllib.loads(files("app.demo").joinpath(name).read_text(encoding="utf-8"))


def _raw_nominations() -> list[dict[str, Any]]:
    folder: Traversable = files("app.demo").joinpath("nominations")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml"))
    return [raw for name in names for raw in read(f"nominations/{name}")["nominations"]]


def month_start(day: date, months: int) -> date:
    """The first day of the month `months` after (or, negative, before) the month of `day`."""
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def reflow(text: str) -> str:
    """Lines of a paragraph joined by spaces; blank lines keep paragraphs apart."""
    return "\n\n".join(" ".join(part.split()) for part in text.strip().split("\n\n"))


def read_program(key: str) -> dict[str, Any]:
    found: dict[str, Any] = next(item for item in read("programs.toml")["programs"] if item["key"] == key)
    return found


def load_program(key: str, today: date) -> Program:
    """The demo program `key`, its dates counted from `today`."""
    raw = read_program(key)
    end_of_period = month_start(today, 1 - raw["period_ended_months_ago"])
    zone = ZoneInfo(raw["time_zone"])
    moments: dict[str, Any] = {
        f"{name}_at": datetime.combine(
            today + timedelta(days=raw[name]["day"]), time.fromisoformat(raw[name]["time"]), zone
        )
        for name in ("opens", "closes", "judging_opens", "judging_closes")
    }
    computed = {"period_ended_months_ago", "opens", "closes", "judging_opens", "judging_closes", "categories"}
    return Program(
        **{name: value for name, value in raw.items() if name not in computed},
        **moments,
        period_from=month_start(end_of_period, -raw["period_months"]),
        period_to=end_of_period - timedelta(days=1),
        categories=tuple(Category(**category) for category in raw["categories"]),
    )


def _account(raw: dict[str, Any], period_from: date) -> Account:
    values = dict(raw)
    before, within = values.pop("started", None), values.pop("started_in_period", None)
    if before is not None:
        values["relationship_started"] = month_start(period_from, before)
    elif within is not None:
        values["relationship_started"] = month_start(period_from, within - 1)
    return Account(**values)


def _nomination(raw: dict[str, Any], program: Program, submitted_at: datetime) -> Nomination:
    expected = dict(raw["expected"])
    texts: dict[str, Any] = {name: reflow(raw[name]) for name in TEXT_FIELDS if name in raw}
    nominator = Person(**raw["nominator"], company=raw["nominee"]["company"])
    return Nomination(
        **{name: raw[name] for name in NOMINATION_FIELDS if name in raw},
        **texts,
        nominee=Nominee(**raw["nominee"]),
        nominator=nominator,
        submitted_at=submitted_at,
        links=tuple(raw.get("links", ())),
        referees=tuple(raw.get("referees", ())),
        accounts=tuple(_account(account, program.period_from) for account in raw.get("accounts", ())),
        expected=Expected(**{**expected, "remarks": tuple(expected.get("remarks", ()))}),
    )


def load_nominations(program: Program) -> tuple[Nomination, ...]:
    """All nominations in the order in which they came in; most come in shortly before the close."""
    raw = _raw_nominations()
    count = len(raw)
    window = program.closes_at - program.opens_at - timedelta(hours=4)
    # a fixed shuffle: 17 has no divisor in common with the 42 nominations
    arrived = [raw[(place * 17) % count] for place in range(count)]
    moments = [
        (program.opens_at + timedelta(hours=1) + window * (1 - (1 - (place + 1) / count) ** 2)).replace(microsecond=0)
        for place in range(count)
    ]
    return tuple(_nomination(item, program, moment) for item, moment in zip(arrived, moments, strict=True))


def load_last_year(program: Program) -> tuple[Nomination, ...]:
    """The nominations of the contest that is over; one nominator is the demo's own."""
    people = {each["nominator"]["email"]: each["nominator"] for each in _raw_nominations()}
    beside = ("merit", "consent", "comments")
    raw = read("last_year.toml")["nominations"]
    return tuple(
        _nomination(
            {**{name: value for name, value in item.items() if name not in beside}, "nominator": people.get(item["nominator"]["email"], item["nominator"])},
            program, program.opens_at + timedelta(days=4 + 6 * place, hours=2),
        )
        for place, item in enumerate(raw)
    )  # fmt: skip


def load_spring(program: Program) -> tuple[Nomination, ...]:
    """The nominations of the contest whose judges must not know names."""
    beside = ("look", "hide", "leave", "again", "deals", "release")
    return tuple(
        _nomination(
            {name: value for name, value in item.items() if name not in beside},
            program, program.opens_at + timedelta(days=3 + 4 * place, hours=3),
        )
        for place, item in enumerate(read("blind.toml")["nominations"])
    )  # fmt: skip


def load(today: date) -> Demo:
    """Everything the demo needs, with dates counted from `today` (a day in the programs' zone)."""
    people = read("people.toml")
    program = load_program(MAIN, today)
    nominations = load_nominations(program)
    nominators = {nomination.nominator.email: nomination.nominator for nomination in nominations}
    return Demo(
        program=program,
        open_program=load_program(OPEN, today),
        administrators=tuple(Person(**person) for person in people["administrators"]),
        organizers=tuple(Person(**person) for person in people["organizers"]),
        judges=tuple(Person(**person) for person in people["judges"]),
        nominators=tuple(nominators.values()),
        demo_nominator=nominators[people["demo_nominator"]],
        nominations=nominations,
    )


def assess_input(nomination: Nomination, program: Program) -> dict[str, Any]:
    """The nomination as `uphill assess` reads it (JSON types only); `narrative` is all that was told."""
    return {
        "id": nomination.key,
        "title": nomination.nominee.title,
        "company": nomination.nominee.company,
        "period_months": program.period_months,
        "period_end": program.period_to.isoformat(),
        "headline_revenue": nomination.headline_revenue,
        "currency": program.currency,
        "measure": nomination.measure,
        "quota": nomination.quota,
        "narrative": nomination.narrative,
        "existing_share_band": nomination.existing_share_band,
        "credit_shared": nomination.credit_shared or None,
        "percent": nomination.percent,
        "accounts": [_account_input(account) for account in nomination.accounts],
    }


def _account_input(account: Account) -> dict[str, Any]:
    values = {name: value for name, value in asdict(account).items() if value is not None}
    if account.relationship_started is not None:
        values["relationship_started"] = account.relationship_started.isoformat()
    return values
