"""Ranks per category, and the rows that a page shows of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.scoring.means import Ranking, Result, Tally, rank
from app.domain.states import State
from app.flags.queries import FlagState, flag_state, with_latest
from app.judging.queries.counted import Asked, tallies
from app.nominations.models import Assessment, Nomination, Submission
from app.nominations.queries import Split
from app.programs.models import Category, Program
from app.programs.queries import takes_part, versions
from app.web.paging import Page


@dataclass(frozen=True, slots=True)
class Standing:
    """One category: its ranking, and how many nominations were left out because the viewer has a conflict with them."""

    category: Category
    ranking: Ranking
    left_out: int

    @property
    def size(self) -> int:
        return len(self.ranking.ranked) + len(self.ranking.below_minimum)

    @property
    def tied(self) -> int:
        """How many share the last rank that wins, where there are fewer places than that; else 0."""
        ranked, winners = self.ranking.ranked, self.category.winners
        if len(ranked) <= winners or winners < 1:
            return 0
        last = ranked[winners - 1].rank
        sharing = sum(1 for result in ranked if result.rank == last)
        return sharing if last is not None and last - 1 + sharing > winners else 0

    def shares(self, place: int) -> bool:
        """Whether several share this rank: a shared rank is followed by a gap."""
        at = place - 1
        return len(self.ranking.ranked) > at + 1 and self.ranking.ranked[at + 1].rank == place

    def rows(self, page: Page) -> list[Result]:
        """Ranked first, then those set apart for too few scores."""
        return [*self.ranking.ranked, *self.ranking.below_minimum][page.offset : page.offset + page.size]

    def result_of(self, nomination_id: int) -> Result | None:
        everyone = (*self.ranking.ranked, *self.ranking.below_minimum)
        return next((result for result in everyone if result.key == nomination_id), None)


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands beside a score. `share`: managed share, 0 to 1; `headline`: minor units."""

    nomination_id: int
    public_id: str
    reference: str
    nominee: str
    company: str
    role: str
    share: float | None
    headline: int | None
    split: Split
    flag: FlagState
    estimated: list[float] | None = None  # without a share: the range of the nominator's own estimate


def standings(
    session: Session, program: Program, categories: Sequence[Category], kept_from: Collection[int]
) -> list[Standing]:
    """The ranking of each category. Nominations in `kept_from` are left out, and ranks are counted without them: a gap would
    tell where they stand. Four queries, however many categories and nominations."""
    of = Asked.by(versions(session, program.id, categories))
    found = tallies(session, program.id, of, kept_from)
    members: dict[int, list[Tally]] = {category.id: [] for category in categories}
    left_out = dict.fromkeys(members, 0)
    rows = session.execute(
        select(Nomination.id, Nomination.category_id).where(
            Nomination.program_id == program.id,
            Nomination.state == State.SUBMITTED,
            takes_part(Nomination.id, program.id),
            Nomination.category_id.in_(list(members)),
        )
    )
    for nomination_id, category_id in rows:
        if nomination_id in kept_from:
            left_out[category_id] += 1
        else:
            members[category_id].append(found.get(nomination_id) or Tally(nomination_id, 0, 0, 0, 0, 0))
    minimum = max(1, program.minimum_scores)
    answer = []
    for category in categories:
        ranking = rank(members[category.id], denominator=of.denominator(category.id), minimum=minimum)
        answer.append(Standing(category, ranking, left_out[category.id]))
    return answer


class Keyed(Protocol):
    @property
    def key(self) -> Any: ...


def entries(session: Session, program: Program, results: Sequence[Keyed]) -> dict[int, Entry]:
    """Nomination id → what stands beside its score; one query."""
    return entries_of(session, program, [int(result.key) for result in results])


def entries_of(session: Session, program: Program, nomination_ids: Collection[int]) -> dict[int, Entry]:
    """The same, by ids."""
    columns = select(
        Nomination.id, Nomination.public_id, Nomination.reference, Submission.nominee_name, Submission.nominee_company,
        Assessment.role, Assessment.share, Submission.headline_minor, Assessment.total_minor, Assessment.managed_minor,
        Assessment.expansion_minor, Assessment.new_minor, Assessment.undetermined_minor, flag_state(program),
        Assessment.result["estimated"],
    )  # fmt: skip
    rows = session.execute(with_latest(columns, program.id, ()).where(Nomination.id.in_(nomination_ids)))
    return {
        row[0]: Entry(
            row[0], row[1], row[2] or "", row[3], row[4], row[5], None if row[6] is None else row[6] / 1_000_000, row[7],
            Split(row[8], row[9], row[10], row[11], row[12]), FlagState(row[13]), row[14],
        )
        for row in rows
    }  # fmt: skip
