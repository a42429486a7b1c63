"""Nominations as last submitted, and their revenue lines."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select

from app.accounts.models import User
from app.exports.tables.table import IDENTITY, SPLIT, Column, Kind, Source, Table
from app.flags.queries import flag_state, with_latest
from app.nominations.forms import referees_of, story_of
from app.nominations.models import Assessment, Nomination, RevenueLine, Submission
from app.programs.models import Category


def _rows(source: Source) -> Iterator[tuple[Any, ...]]:
    columns = select(
        Nomination.reference, Category.name, Submission.nominee_name, Submission.nominee_company, Submission.nominee_title,
        Nomination.state, Assessment.role, flag_state(source.program), Submission.headline_minor, Assessment.total_minor,
        Assessment.new_minor, Assessment.expansion_minor, Assessment.managed_minor, Assessment.undetermined_minor,
        Assessment.share, User.name, User.email, Submission.received_at, Submission.number, Submission.content,
    )  # fmt: skip
    statement = with_latest(columns, source.program.id, source.kept_from).join(User, User.id == Nomination.owner_id)
    for row in source.stream(statement.order_by(Nomination.number)):
        content = row[19] or {}
        yield (*row[:19], story_of(content), str(content.get("explanation") or ""), _referees(content))


def _referees(content: Any) -> str:
    """One a line: name, company, e-mail address."""
    return "\n".join(", ".join(filter(None, one.values())) for one in referees_of(content))


def _count(source: Source) -> int:
    return int(source.session.scalar(with_latest(select(func.count()), source.program.id, source.kept_from)) or 0)


NOMINATIONS = Table(
    "nominations",
    "Nominations",
    "Every nomination as it was last submitted, with role, split and flag.",
    (
        *IDENTITY,
        Column("title", "Title", width=26),
        Column("state", "State", width=14),
        Column("role", "Role", width=16),
        Column("flag", "Flag", width=12),
        Column("headline_revenue", "Headline revenue", Kind.MONEY, 18),
        *SPLIT,
        Column("nominator", "Nominator", width=24),
        Column("nominator_email", "Nominator's e-mail", width=28),
        Column("received", "Received", Kind.MOMENT, 20),
        Column("version", "Version", Kind.INTEGER, 9),
        Column("story", "Story", width=60),
        Column("explanation", "Explanation", width=40),
        Column("referees", "People who can confirm it", width=40),
    ),
    _rows,
    _count,
)


def _line_statement(source: Source, columns: Any) -> Any:
    return with_latest(columns, source.program.id, source.kept_from).join(
        RevenueLine, RevenueLine.submission_id == Submission.id
    )


def _lines(source: Source) -> Iterator[Any]:
    columns = select(
        Nomination.reference, Category.name, Submission.nominee_name, Submission.nominee_company, RevenueLine.position,
        RevenueLine.name, RevenueLine.revenue_minor, RevenueLine.prior_minor, RevenueLine.origin, RevenueLine.kind,
        RevenueLine.relationship_started, RevenueLine.customers, RevenueLine.incumbent_displaced, RevenueLine.term_years,
        Assessment.total_minor, Assessment.new_minor, Assessment.expansion_minor, Assessment.managed_minor,
        Assessment.undetermined_minor, Assessment.share,
    )  # fmt: skip
    return source.stream(_line_statement(source, columns).order_by(Nomination.number, RevenueLine.position))


def _count_lines(source: Source) -> int:
    return int(source.session.scalar(_line_statement(source, select(func.count()))) or 0)


LINES = Table(
    "lines",
    "Revenue lines",
    "One row for each customer of each nomination; the split of the whole nomination stands beside it.",
    (
        *IDENTITY,
        Column("position", "Row", Kind.INTEGER, 6),
        Column("customer", "Customer", width=26),
        Column("revenue", "Revenue from this customer", Kind.MONEY, 18),
        Column("prior_revenue", "The same, a year before", Kind.MONEY, 18),
        Column("origin", "How it came", width=16),
        Column("kind", "Kind", width=14),
        Column("first_bought", "First bought", Kind.DATE, 13),
        Column("customers", "Customers in the row", Kind.INTEGER, 10),
        Column("supplier_displaced", "Supplier displaced", width=22),
        Column("years", "Years of the contract", Kind.INTEGER, 10),
        *SPLIT,
    ),
    _lines,
    _count_lines,
)
