"""The board on which a plan is made: who may judge what, who does, and how much each judge has."""

import random
from collections.abc import Iterable, Iterator, Sequence

Key = int | str
NO_CAP = 1 << 60


class Board:
    """Nominations and judges by index, in an order shuffled by the seed; sets of judges are bit masks.

    `allowed[i]`, `kept[i]`, `new[i]`: the judges who may judge nomination i, who do already, and who were
    added. `added[j]`: the nominations added for judge j. `load[j]` counts kept and new ones.
    """

    def __init__(
        self,
        nominations: Sequence[Key],
        caps: dict[Key, int | None],
        *,
        forbidden: Iterable[tuple[Key, Key]],
        existing: Iterable[tuple[Key, Key]],
        seed: int,
    ) -> None:
        if len(set(nominations)) != len(nominations):
            raise ValueError("a nomination is listed twice")
        if any(cap is not None and cap < 0 for cap in caps.values()):
            raise ValueError("a cap is negative")
        self.random = random.Random(seed)  # noqa: S311 (fairness needs repeatable, not secret)
        self.nominations = self.shuffled(sorted(nominations, key=self.order_of))
        self.judges = self.shuffled(sorted(caps, key=self.order_of))
        self.caps = [NO_CAP if (cap := caps[key]) is None else cap for key in self.judges]
        everyone = (1 << len(self.judges)) - 1
        self.allowed = [everyone] * len(nominations)
        self.kept = [0] * len(nominations)
        self.new = [0] * len(nominations)
        self.load = [0] * len(self.judges)
        self.added: list[set[int]] = [set() for _ in self.judges]
        self._enter(forbidden, existing)

    def _enter(self, forbidden: Iterable[tuple[Key, Key]], existing: Iterable[tuple[Key, Key]]) -> None:
        row = {key: i for i, key in enumerate(self.nominations)}
        column = {key: j for j, key in enumerate(self.judges)}
        for nomination, judge in forbidden:
            if nomination in row and judge in column:
                self.allowed[row[nomination]] &= ~(1 << column[judge])
        for nomination, judge in existing:
            if nomination in row and judge in column:
                self.kept[row[nomination]] |= self.allowed[row[nomination]] & (1 << column[judge])
        for mask in self.kept:
            for j in self.judges_in(mask):
                self.load[j] += 1

    @staticmethod
    def order_of(key: Key) -> tuple[bool, int, str]:
        """Sorts numbers before text."""
        return (True, 0, key) if isinstance(key, str) else (False, key, "")

    def shuffled(self, things: Sequence[Key]) -> list[Key]:
        """In random order; made of `random()` alone, whose numbers no Python version changes."""
        drawn = [(self.random.random(), place) for place in range(len(things))]
        return [things[place] for _, place in sorted(drawn)]

    def pick(self, count: int) -> int:
        """A random index below `count`."""
        return int(self.random.random() * count)

    @staticmethod
    def judges_in(mask: int) -> Iterator[int]:
        while mask:
            low = mask & -mask
            yield low.bit_length() - 1
            mask ^= low

    def held(self, i: int) -> int:
        """All judges of nomination i, kept and new."""
        return self.kept[i] | self.new[i]

    def free(self, i: int) -> int:
        """The judges who may judge nomination i and don't yet."""
        return self.allowed[i] & ~(self.kept[i] | self.new[i])

    def add(self, i: int, j: int) -> None:
        self.new[i] |= 1 << j
        self.added[j].add(i)
        self.load[j] += 1

    def remove(self, i: int, j: int) -> None:
        self.new[i] &= ~(1 << j)
        self.added[j].discard(i)
        self.load[j] -= 1

    def hand_over(self, i: int, giver: int, taker: int) -> None:
        """Moves new nomination i from one judge to another who may judge it."""
        self.remove(i, giver)
        self.add(i, taker)
