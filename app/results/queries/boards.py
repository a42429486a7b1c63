"""The leaderboards: each category in the order of a method, with what was computed for each nominee.

`results_now` is what everything else builds on (pages, exports, decisions): the present state of the scores, from the store where
it is there. What had to be computed is in `Results.fresh`, for whoever may write (service.keep_results)."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.scoring.means import Result, rank, tally
from app.domain.states import State
from app.nominations.models import Nomination, Submission
from app.programs.models import CHOOSING, Category, Program, Round, RoundMode
from app.programs.models import ResultMethod as ResultMethod  # for routes too
from app.programs.queries import categories as categories_of
from app.programs.queries import takes_part
from app.results.queries.computed import Computed, NomineeLine, spoken
from app.results.queries.computing import results_of
from app.results.queries.rounds import counted_of, judges_of, rounds_of
from app.web.paging import Page


@dataclass(frozen=True, slots=True)
class Row:
    """One nomination. `raw`: its exact mean, spread and number of scores (thousandths); `line`: None where it is set apart for
    too few scores; `shared`: others have the same rank."""

    key: int
    raw: Result
    line: NomineeLine | None
    shared: bool = False

    @property
    def rank(self) -> int | None:
        return self.line.rank if self.line else None

    @property
    def change(self) -> float | None:
        """Fair minus raw, in points."""
        return self.line.fair - self.line.raw if self.line and self.line.fair is not None else None


@dataclass(frozen=True, slots=True)
class Board:
    """One category. `ranked` best first (within each group, where there are several); `few`: too few scores, as they arrived;
    `result`: its round's outcome, None while nobody has enough scores; `left_out`: kept from the viewer because of a conflict;
    `percent`: judges chose, so that figures are percent of the others (and thousandths of them) instead of points."""

    category: Category
    ranked: tuple[Row, ...]
    few: tuple[Row, ...]
    left_out: int
    result: Computed | None
    percent: bool = False

    @property
    def size(self) -> int:
        return len(self.ranked) + len(self.few)

    @property
    def groups(self) -> list[int]:
        """The groups among which its nominees are ranked apart; one as a rule."""
        return sorted({row.line.component for row in self.ranked if row.line})

    @property
    def adjusts(self) -> bool:
        return self.result is not None and bool(self.result.can_adjust)

    @property
    def tie_zone(self) -> list[Row]:
        return [row for row in self.ranked if row.line and row.line.in_tie_zone]

    @property
    def significant(self) -> bool:
        return self.result is not None and self.result.status == "ok" and len(self.tie_zone) == 1

    @property
    def tied(self) -> int:
        """How many share the last rank that wins, where there are fewer places than that; else 0."""
        winners = self.category.winners
        if winners < 1 or len(self.ranked) <= winners or len(self.groups) > 1:
            return 0
        last = self.ranked[winners - 1].rank
        sharing = sum(1 for row in self.ranked if row.rank == last)
        return sharing if last is not None and last - 1 + sharing > winners else 0

    def rows(self, page: Page) -> list[Row]:
        return [*self.ranked, *self.few][page.offset : page.offset + page.size]

    def row_of(self, nomination_id: int) -> Row | None:
        return next((row for row in (*self.ranked, *self.few) if row.key == nomination_id), None)


@dataclass(frozen=True, slots=True)
class Results:
    """All categories of a program by one method. `computed`: one per scale; `official`: whether the method is the award's;
    `judges_of`: nomination → the judges whose scores count; `nominees`, `judges`: names by id."""

    method: ResultMethod
    official: bool
    assignment: str
    boards: tuple[Board, ...]
    computed: tuple[Computed, ...]
    judges_of: Mapping[int, Sequence[int]]
    nominees: Mapping[int, str]
    judges: Mapping[int, str]
    mode: RoundMode = RoundMode.SCORE

    @property
    def percent(self) -> bool:
        """Judges ranked or compared: percent instead of points."""
        return self.mode in CHOOSING

    def told(self, one: Computed) -> tuple[str, list[str]]:
        """Why it is refused or provisional, and what else must be known, with names."""
        return spoken(one.reason or "", self.nominees, self.judges), [
            spoken(warning, self.nominees, self.judges) for warning in one.warnings
        ]

    def about(self, one: Computed) -> str:
        """The category that an outcome of choices is of."""
        return next((board.category.name for board in self.boards if board.result is one), "")

    @property
    def fresh(self) -> list[Computed]:
        return [one for one in self.computed if not one.stored]

    def board_of(self, category_id: int) -> Board:
        return next(board for board in self.boards if board.category.id == category_id)


@dataclass(frozen=True, slots=True)
class Axis:
    """What a category's intervals are drawn on, in points; `zone`: from the lowest to the highest score in the tie zone."""

    ends: tuple[float, float]
    zone: tuple[float, float] | None


def axis_of(board: Board) -> Axis:
    lines = [row.line for row in board.ranked if row.line and row.line.low is not None and row.line.high is not None]
    if not lines:
        return Axis((0.0, 1.0), None)
    low, high = min(line.low or 0.0 for line in lines), max(line.high or 0.0 for line in lines)
    zone = [row.line.fair for row in board.tie_zone if row.line and row.line.fair is not None]
    return Axis((low, high), (min(zone), max(zone)) if len(zone) > 1 and len(board.groups) == 1 else None)


def severities(results: Results, board: Board, nomination_id: int) -> list[tuple[str, float]]:
    """(judge, severity) of those whose scores of this nomination count, as far as it can be told."""
    known = board.result.judges if board.result else {}
    found = [
        (results.judges.get(judge, "?"), known[judge].severity)
        for judge in results.judges_of.get(nomination_id, ())
        if judge in known
    ]
    return [(name, severity) for name, severity in found if severity is not None]


def results_now(
    session: Session, program: Program, hidden: Collection[int] = (), method: ResultMethod | None = None,
    of: Round | None = None,
) -> Results:  # fmt: skip
    """Results by the official method, or another. Nominations in `hidden` are left out of everything, also of what judges'
    severities are estimated from: no figure tells anything about them. `of`: another round than the one that counts now. Six
    queries, however large the program."""
    round_id, minimum = (None, None) if of is None else (of.id, of.minimum_scores)
    method = method or program.result_method
    categories = categories_of(session, program.id)
    members = session.execute(
        select(Nomination.id, Nomination.category_id, Submission.nominee_name)
        .join(Submission, (Submission.nomination_id == Nomination.id) & Submission.superseded_at.is_(None))
        .where(
            Nomination.program_id == program.id,
            Nomination.state == State.SUBMITTED,
            takes_part(Nomination.id, program.id, round_id),
        )
        .order_by(Nomination.number)
    ).all()
    category_of: Mapping[int, int] = {row[0]: row[1] for row in members if row[0] not in hidden}
    counted = counted_of(session, program, categories, hidden, round_id)
    judges = judges_of(session, program, round_id)
    rounds = rounds_of(program, counted, category_of, method, judges.assignment, minimum)
    computed = results_of(session, rounds)
    by_category = {
        category_id: result for one, result in zip(rounds, computed, strict=True) for category_id in one.category_ids
    }
    left_out = [row[1] for row in members if row[0] in hidden]
    raw = {
        nomination_id: _raw(nomination_id, [card.value for card in counted.cards.get(nomination_id, ())], denominator)
        for nomination_id, category_id in category_of.items()
        for denominator in (counted.denominator(category_id),)
    }
    boards = []
    for category in categories:
        own = [raw[key] for key, at in category_of.items() if at == category.id]
        boards.append(_board(category, own, by_category.get(category.id), left_out.count(category.id), counted.percent))
    return Results(
        method, method is program.result_method, judges.assignment, tuple(boards), tuple(computed),
        {key: [card.judge_id for card in cards] for key, cards in counted.cards.items()},
        {row[0]: row[2] for row in members if row[0] not in hidden}, judges.names, counted.mode,
    )  # fmt: skip


def _raw(nomination_id: int, values: Sequence[int], denominator: int) -> Result:
    ranking = rank([tally(nomination_id, values)], denominator=denominator)
    return (*ranking.ranked, *ranking.below_minimum)[0]


def _board(
    category: Category, raw: Sequence[Result], result: Computed | None, left_out: int, percent: bool
) -> Board:  # fmt: skip
    lines = result.nominees if result else {}
    ranked = [(one, lines[int(one.key)]) for one in raw if one.key in lines]
    places = Counter((line.component, line.rank) for _one, line in ranked)
    ranked.sort(key=lambda pair: (pair[1].component, pair[1].rank))
    return Board(
        category,
        tuple(Row(int(one.key), one, line, places[line.component, line.rank] > 1) for one, line in ranked),
        tuple(Row(int(one.key), one, None) for one in raw if one.key not in lines),
        left_out,
        result,
        percent,
    )
