"""Tie rules applied to equal scores, with the figures they go by."""

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.decisions import Contender, Settled, TieRule, break_ties
from app.domain.decisions.ties import rounded
from app.judging.models import Score, Scorecard
from app.judging.queries.counted import counted_scorecards
from app.programs.models import Criterion, Program
from app.programs.queries import RubricLine
from app.results.queries.adjusting import Placed
from app.results.queries.rounds import Counted

NO_TIES = Settled((), ())


def ties_of(
    session: Session, program: Program, order: Sequence[Placed], lines: Sequence[RubricLine], counted: Counted,
    votes: Sequence[Mapping[int, int]] = (),
) -> Settled:  # fmt: skip
    """`order`: everybody ranked in the category; nothing where nominees are ranked in groups apart."""
    if len({one.row.line.component for one in order if one.row.line}) > 1 or not (lines or counted.percent):
        return NO_TIES
    equal: dict[object, list[Placed]] = {}
    for one in order:
        equal.setdefault(rounded(one.score), []).append(one)
    tied = [one for group in equal.values() if len(group) > 1 for one in group]
    if not tied:
        return NO_TIES
    means: Mapping[int, Fraction] = {}
    if not counted.percent:  # where judges chose, no criterion was scored: that rule separates nobody
        heaviest = max(lines, key=lambda line: line.weight).criterion_id
        alike = [key for key, became in counted.same.items() if became == heaviest]
        means = _means(session, program.id, alike, [one.row.key for one in tied])
    contenders = [
        Contender(
            one.row.key, one.score, means.get(one.row.key),
            {card.judge_id: Fraction(card.value) for card in counted.cards.get(one.row.key, ())},
        )
        for one in tied
    ]  # fmt: skip
    return break_ties(contenders, [TieRule(rule) for rule in program.tie_rules], votes)


def _means(
    session: Session, program_id: int, criterion_ids: Collection[int], nomination_ids: Collection[int]
) -> dict[int, Fraction]:
    """Nomination id → exact mean of its counted scores on a criterion (in all its versions), in points."""
    cards = counted_scorecards(program_id).subquery()
    rows = session.execute(
        select(cards.c.nomination_id, func.sum(Score.thousandths), func.count())
        .join(Scorecard, Scorecard.id == cards.c.scorecard_id)
        .join(Score, Score.scorecard_id == Scorecard.id)
        .join(Criterion, (Criterion.id == Score.criterion_id) & (Criterion.rubric_id == Scorecard.rubric_id))
        .where(
            Criterion.id.in_(criterion_ids),
            Score.thousandths.is_not(None),
            cards.c.nomination_id.in_(nomination_ids),
        )
        .group_by(cards.c.nomination_id)
    )
    return {row[0]: Fraction(int(row[1]), 1000 * row[2]) for row in rows}
