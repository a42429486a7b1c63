"""What a nomination's share is made of: where each judge put it, or whom it was compared with. Beside breakdown.py, for rounds of
ranking and comparing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy.orm import Session

from app.judging.queries.choosing import Chosen, chosen
from app.nominations.models import Nomination
from app.programs.models import Program
from app.results.queries.boards import Results
from app.results.queries.breakdown import Breakdown, NotCounted
from app.results.queries.breakdown import JudgeLine as ScoreLine
from app.results.queries.choices import choices_in


@dataclass(slots=True)
class JudgeLine:
    """One judge. `share`: thousandths of a percent; in an order `place` (None: not among the first `first`) of `size`; of
    pairs the names of those it was put above, called even with, and put below."""

    judge: str
    share: int
    place: int | None = None
    first: int = 0
    size: int = 0
    above: list[str] = field(default_factory=list)
    even: list[str] = field(default_factory=list)
    below: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Preferences:
    """`counted`: by name; `others`: cards that don't count, and why; `written`: cards with words of the judges."""

    counted: Sequence[JudgeLine]
    others: Sequence[ScoreLine]
    written: Sequence[ScoreLine]


def preferences(
    session: Session, program: Program, nomination: Nomination, results: Results, hidden: Collection[int], cards: Breakdown
) -> Preferences:  # fmt: skip
    """`cards`: the same nomination's scorecards, which hold no scores here. Two queries."""
    made = [one for one in chosen(session, program.id, hidden) if one.category_id == nomination.category_id]
    found = choices_in(made, program.minimum_scores)
    below = found.denominators.get(nomination.category_id, 1)
    lines = {
        card.judge_id: JudgeLine(results.judges.get(card.judge_id, "?"), round(card.value / below))
        for card in found.cards.get(nomination.id, ())
    }
    for one in made:
        if one.judge_id in lines and nomination.id in (*one.best, *one.rest):
            _note(lines[one.judge_id], one, nomination.id, results)
    # A card without scores is "incomplete" to whoever adds up scores; here it means that the judge chose nothing that counts.
    told = [
        replace(line, why_not=None) if line.why_not is NotCounted.INCOMPLETE else line
        for line in (*cards.counted, *cards.others)
    ]
    return Preferences(
        sorted(lines.values(), key=lambda line: line.judge), [line for line in told if line.why_not is not None],
        [line for line in told if line.has_words],
    )  # fmt: skip


def _note(line: JudgeLine, one: Chosen, key: int, results: Results) -> None:
    if one.kind == "order":
        line.first, line.size = len(one.best), len(one.best) + len(one.rest)
        line.place = one.best.index(key) + 1 if key in one.best else None
        return
    other = next(each for each in one.best if each != key)
    side = line.even if one.even else line.above if one.best[0] == key else line.below
    side.append(results.nominees.get(other, "?"))
