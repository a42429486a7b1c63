"""Choices of the file: which of them count, and the share that each judge gives each nominee, in exact arithmetic."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from app.domain.decision_file.counting import Valued, why_not
from app.domain.decision_file.model import ChoiceLine, NominationLine
from app.domain.errors import UserError
from app.domain.scoring.choices.choice import Choice, among
from app.domain.scoring.choices.shares import WHOLE, counting

MODES = ("rank", "compare")


@dataclass(frozen=True, slots=True)
class Chosen:
    """`kept`: category → the choices that go into its result; `cards`: all, with shares as their values."""

    kept: Mapping[str, tuple[Choice, ...]]
    cards: Sequence[Valued]


def chosen(
    lines: Sequence[ChoiceLine], cards: Sequence[Valued], nominations: Sequence[NominationLine],
    nominees: Mapping[str, int], judges: Mapping[str, int], minimum: int,
) -> Chosen:  # fmt: skip
    """`cards`: as scores value them, which is without a value here; `nominees`, `judges`: their numbers. Raises UserError for
    a choice among nominees or of a judge that the file doesn't hold, of one nominee twice, or of a pair that is none."""
    by_reference = {one.reference: one for one in nominations}
    standing: dict[tuple[str, str], set[int]] = {}
    for one in cards:
        if why_not(one.card, by_reference[one.card.nomination], Fraction(0)) is None:
            key = (one.card.judge, one.card.category)
            standing.setdefault(key, set()).add(nominees[one.card.nomination])
    made: dict[str, list[Choice]] = {}
    for line in lines:
        choice = _choice(line, nominees, judges)
        made.setdefault(line.category, []).extend(among([choice], standing.get((line.judge, line.category), ())))
    kept, shares = {}, dict[tuple[int, int], Fraction]()
    for category, own in sorted(made.items()):
        kept[category], found = counting(own, minimum)
        shares.update({(nominee, judge): share for nominee, of in found.items() for judge, share in of.items()})
    return Chosen(kept, [_valued(one, by_reference, shares, nominees, judges) for one in cards])


def _choice(line: ChoiceLine, nominees: Mapping[str, int], judges: Mapping[str, int]) -> Choice:
    named = [*line.best, *line.rest]
    unknown = next((one for one in named if one not in nominees), None)
    if unknown is not None or line.judge not in judges:
        raise UserError(f"scores.json can't be used: a choice names {unknown or line.judge!r}, who is not in it.")
    if len(set(named)) != len(named) or (line.even and (len(line.best) != 2 or line.rest)):
        raise UserError(f"scores.json can't be used: a choice of {line.judge} is none.")
    best, rest = (tuple(nominees[one] for one in part) for part in (line.best, line.rest))
    return Choice(judges[line.judge], best, rest, line.even)


def _valued(
    one: Valued, by_reference: Mapping[str, NominationLine], shares: Mapping[tuple[int, int], Fraction],
    nominees: Mapping[str, int], judges: Mapping[str, int],
) -> Valued:  # fmt: skip
    nomination = by_reference[one.card.nomination]
    share = shares.get((nominees[one.card.nomination], judges[one.card.judge]))
    if why_not(one.card, nomination, Fraction(0)) is not None:
        share = None
    value = None if share is None else share * WHOLE
    return replace(one, value=value, why_not=why_not(one.card, nomination, value), straight=False)
