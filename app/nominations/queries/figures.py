"""The figures of many nominations, narrow: what they are compared by and drawn from. One query, however many there are."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.charts import ChartData, Figure
from app.domain.states import State
from app.nominations.models import Assessment, Nomination, Submission
from app.nominations.queries.one import Split
from app.programs.models import Category, Program


@dataclass(frozen=True, slots=True)
class Candidate:
    """A nomination that can be compared. `headline` and `split` in minor units; `share`: managed share, 0 to 1; `label`: how
    whoever asks calls it (in blind programs a judge knows the reference only)."""

    nomination_id: int
    public_id: str
    reference: str
    label: str
    company: str
    category_id: int
    category: str
    role: str
    share: float | None
    headline: int | None
    split: Split

    @property
    def figure(self) -> Figure:
        split = self.split
        return Figure(self.public_id, self.label, self.role, self.headline, split.total, split.new, self.share)


COLUMNS: tuple[Any, ...] = (
    Nomination.id, Nomination.public_id, Nomination.reference, Submission.nominee_name, Submission.nominee_company,
    Nomination.category_id, Category.name, Assessment.role, Assessment.share, Submission.headline_minor, Assessment.total_minor,
    Assessment.managed_minor, Assessment.expansion_minor, Assessment.new_minor, Assessment.undetermined_minor,
)  # fmt: skip


def with_figures(statement: Any) -> Any:
    """Joins what COLUMNS needs to a query of nominations in the contest, by category and reference."""
    return (
        statement.join(Category, Category.id == Nomination.category_id)
        .join(Submission, (Submission.nomination_id == Nomination.id) & Submission.superseded_at.is_(None))
        .join(Assessment, (Assessment.submission_id == Submission.id) & Assessment.superseded_at.is_(None))
        .where(Nomination.state == State.SUBMITTED)
        .order_by(Category.position, Nomination.number)
    )


def candidate_of(row: Any, *, blind: bool = False) -> Candidate:
    """Of a row of COLUMNS; `blind`: without the names."""
    share = None if row[8] is None else row[8] / 1_000_000
    label, company = (row[2], "") if blind else (row[3], row[4])
    return Candidate(
        row[0], row[1], row[2], label, company, row[5], row[6], row[7], share, row[9], Split(*row[10:15])
    )  # fmt: skip


def candidates(
    session: Session, program_id: int, kept_from: Collection[int], category_id: int | None = None
) -> list[Candidate]:
    """Every nomination in the contest, or in one category of it, without those that this organizer is kept from."""
    statement = with_figures(select(*COLUMNS).select_from(Nomination))
    statement = statement.where(Nomination.program_id == program_id, Nomination.id.not_in(kept_from))
    if category_id is not None:
        statement = statement.where(Nomination.category_id == category_id)
    return [candidate_of(row) for row in session.execute(statement)]


def chart_data(program: Program, found: Sequence[Candidate]) -> ChartData:
    """What the pictures of these nominations are drawn from."""
    return ChartData([one.figure for one in found], program.currency, program.threshold / 1000)
