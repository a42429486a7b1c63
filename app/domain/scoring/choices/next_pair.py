"""Which two nominations a judge compares next. From this judge's own comparisons only: what others chose must not show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from hashlib import sha256
from itertools import combinations

from app.domain.scoring.choices.pair import Pair


def next_pair(nominations: Sequence[int], done: Sequence[Pair], *, seed: int) -> tuple[int, int] | None:
    """The next pair as it should stand, (left, right); None when every pair of `nominations` was compared.

    Balanced first: the pair with the nomination that was compared least, then with the least compared partner. Of those,
    the one that tells most (`information`); equals, and which of the two stands left, go by the seed. Comparisons of
    nominations that are not asked for (any more) are ignored; the order of `nominations` and `done` doesn't matter.
    """
    asked = sorted(set(nominations))
    own = [pair for pair in done if pair.preferred in asked and pair.other in asked]
    compared = {frozenset((pair.preferred, pair.other)) for pair in own}
    left = [pair for pair in combinations(asked, 2) if frozenset(pair) not in compared]
    if not left:
        return None
    seen = Counter(nomination for pair in own for nomination in (pair.preferred, pair.other))
    turn = {pair: tuple(sorted(seen[one] for one in pair)) for pair in left}
    soonest = min(turn.values())
    open_ = [pair for pair in left if turn[pair] == soonest]
    told = _told(asked, own, open_) if own and len(open_) > 1 else dict.fromkeys(open_, 0.0)
    one, other = min(open_, key=lambda pair: (-told[pair], _drawn(seed, pair)))
    return sides(one, other, seed=seed)


def sides(one: int, other: int, *, seed: int) -> tuple[int, int]:
    """Which of two nominations stands left and which right: drawn by the seed, whichever is named first, and the same whenever
    the two are shown to this judge, so that a slip is mended with the other key."""
    one, other = sorted((one, other))
    return (one, other) if _drawn(seed, (other, one)) < _drawn(seed, (one, other)) else (other, one)


def _told(asked: Sequence[int], own: Sequence[Pair], pairs: Sequence[tuple[int, int]]) -> dict[tuple[int, int], float]:
    # numpy is loaded here, at a judge's second comparison, and not when a page is imported
    from app.domain.scoring.choices.information import information

    return information(asked, own, pairs)


def _drawn(seed: int, pair: tuple[int, int]) -> str:
    """A place in line that depends on the seed, and is the same on every machine."""
    return sha256(f"{seed} {pair[0]} {pair[1]}".encode()).hexdigest()
