"""What a judge chose, in the one form that orders and pairs share; and which choices count where some nominees have too few."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from app.domain.scoring.tokens import token


def in_line(nominee: int) -> str:
    """The order in which nominees are taken: that of their names in the engine, as for scores."""
    return token("n", nominee)


@dataclass(frozen=True, slots=True, order=True)
class Choice:
    """`best`: best first; `rest`: put below all of `best`, and not told apart. A comparison has two in `best` and nobody in
    `rest`; `even`: too close to tell, and which of the two stands first says nothing."""

    judge: int
    best: tuple[int, ...]
    rest: tuple[int, ...] = ()
    even: bool = False

    @property
    def nominees(self) -> tuple[int, ...]:
        return self.best + self.rest

    @property
    def made(self) -> int:
        """How many single choices it holds: a comparison one, an order the places given while there was somebody left to choose."""
        return 1 if self.even else min(len(self.best), len(self.nominees) - 1)

    @property
    def says_something(self) -> bool:
        """Somebody was put above somebody, or beside."""
        return bool(self.best) and len(self.best) + len(self.rest) > 1


def settled(choices: Iterable[Choice]) -> tuple[Choice, ...]:
    """The choices that say something, in an order that depends on nothing but what they say."""
    found = []
    for one in choices:
        best = tuple(sorted(one.best)) if one.even else one.best
        found.append(Choice(one.judge, best, tuple(sorted(one.rest)), one.even))
    return tuple(sorted(one for one in found if one.says_something))


def among(choices: Iterable[Choice], nominees: Collection[int]) -> tuple[Choice, ...]:
    """The choices as if only `nominees` had been there: a choice between others is independent of who else is (Luce 1959)."""
    found = []
    for one in choices:
        best, rest = (tuple(each for each in part if each in nominees) for part in (one.best, one.rest))
        if not one.even or len(best) == 2:
            found.append(Choice(one.judge, best, rest, one.even))
    return settled(found)


def with_enough(choices: Sequence[Choice], minimum: int) -> tuple[Choice, ...]:
    """Without nominees whom fewer than `minimum` judges chose or passed over; again, until everybody left has enough."""
    while True:
        judges: dict[int, set[int]] = {}
        for one in choices:
            for nominee in one.nominees:
                judges.setdefault(nominee, set()).add(one.judge)
        enough = {nominee for nominee, own in judges.items() if len(own) >= minimum}
        if len(enough) == len(judges):
            return settled(choices)
        choices = among(choices, enough)


def grouped(choices: Iterable[Choice]) -> dict[int, int]:
    """Nominee → group, numbered from 0 in the order of nominees: two are in one group if a chain of choices leads
    from one to the other."""
    above: dict[int, int] = {}

    def root(one: int) -> int:
        while above.setdefault(one, one) != one:
            above[one] = above[above[one]]
            one = above[one]
        return one

    for choice in choices:
        for other in choice.nominees[1:]:
            low, high = sorted((root(choice.nominees[0]), root(other)))
            above[high] = low
    roots = list(dict.fromkeys(root(one) for one in sorted(above, key=in_line)))
    return {one: roots.index(root(one)) for one in sorted(above, key=in_line)}
