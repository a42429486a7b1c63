"""What the judges' and panel's pages tell: each judge beside the rest, how well the panel separates nominees, and what would change."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.scoring.separating import scores_to_separate
from app.judging.queries.progress import ByJudge
from app.results.queries.boards import Board, Results
from app.results.queries.computed import Computed, JudgeLine

Winners = list[int] | None  # nomination ids: the first of each category (and group); None: no order can be defended


@dataclass(frozen=True, slots=True)
class JudgeRow:
    """`line`: None for a judge none of whose scores counts yet; `progress`: None for one who is no longer assigned anything."""

    judge_id: int
    name: str
    line: JudgeLine | None
    progress: ByJudge | None


def judge_rows(one: Computed, names: Mapping[int, str], progress: Mapping[int, ByJudge]) -> list[JudgeRow]:
    """The severest first."""
    rows = [JudgeRow(key, names.get(key, "?"), line, progress.get(key)) for key, line in one.judges.items()]
    return sorted(rows, key=lambda row: (-(row.line.severity or 0.0) if row.line else 0.0, row.name))


@dataclass(frozen=True, slots=True)
class Top:
    """The first two of a category: `needed` scores each would separate them if the difference stays; they have `have`.
    `names` and `gap`: empty and None where there are no two to compare."""

    category: str
    names: tuple[str, ...]
    gap: float | None
    have: tuple[int, ...]
    separated: bool
    needed: int | None


def tops(results: Results) -> list[Top]:
    return [_top(board, results) for board in results.boards if board.ranked and not board.percent]


def _top(board: Board, results: Results) -> Top:
    lines = [row.line for row in board.ranked if row.line and row.line.fair is not None][:2]
    one = board.result
    if len(lines) < 2 or one is None or one.var_resid is None or len(board.groups) > 1:
        return Top(board.category.name, (), None, (), False, None)
    gap = (lines[0].fair or 0.0) - (lines[1].fair or 0.0)
    return Top(
        board.category.name, tuple(results.nominees[line.nomination_id] for line in lines), gap,
        tuple(line.n for line in lines), board.significant, scores_to_separate(gap, one.var_resid),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shares:
    """Of the variance of one score: what comes from nominees, from judges, from everything else; 0 to 1."""

    nominees: float
    judges: float
    rest: float


def shares(one: Computed) -> Shares | None:
    if one.var_nominee is None or one.var_judge is None or one.var_resid is None:
        return None
    whole = one.var_nominee + one.var_judge + one.var_resid
    return Shares(one.var_nominee / whole, one.var_judge / whole, one.var_resid / whole) if whole > 0 else None


def usual_judges(one: Computed) -> int:
    """The typical number of scores per nominee."""
    counts = sorted(line.n for line in one.nominees.values())
    return counts[len(counts) // 2] if counts else 1


@dataclass(frozen=True, slots=True)
class Group:
    """Judges and nominees that share scores among themselves."""

    number: int
    judges: list[str]
    nominees: list[str]


def groups(one: Computed, results: Results) -> list[Group]:
    found: dict[int, Group] = {}
    for judge, line in one.judges.items():
        found.setdefault(line.component, Group(line.component, [], [])).judges.append(results.judges.get(judge, "?"))
    for nomination, nominee in one.nominees.items():
        found.setdefault(nominee.component, Group(nominee.component, [], [])).nominees.append(
            results.nominees[nomination]
        )
    return [found[number] for number in sorted(found)]


def by_method(one: Computed, official: list[int], fair: list[int] | None) -> list[tuple[str, Winners, bool]]:
    """(method, first of each category, whether that is as the official result)."""
    told = one.told["sensitivity"]
    known: dict[str, Winners] = {
        "fair": fair, "mean": told["raw"], "trimmed": told["trimmed"], "additive": told["additive"]
    }  # fmt: skip
    if one.percent:  # choices hold no severity to take out
        del known["additive"]
    return [
        (method, winners, winners is not None and set(winners) == set(official)) for method, winners in known.items()
    ]


def firsts(one: Computed) -> list[int]:
    """Who is first in each category and group."""
    return [key for key, line in one.nominees.items() if line.rank == 1]


def without_each(one: Computed, official: list[int]) -> list[tuple[int, Winners, bool]]:
    """(judge, first of each category without this judge, whether that is as with them), those who change something first."""
    rows = [
        (judge, winners, winners is not None and set(winners) == set(official))
        for judge, winners in one.told["sensitivity"]["without"]
    ]
    return sorted(rows, key=lambda row: row[2])
