"""Who judges what: nominations × judges × conflicts × load × expertise × seed → pairs.

`assign` makes the best plan for all wishes (numpy and scipy, imported when it runs); `weigh` says what is to be said of
a plan that somebody changed by hand.
"""

from collections.abc import Iterable

from app.domain.assignment.wishes import Assigned, Entry, Expert, Key, Missing, Pair, Wishes

__all__ = ["Assigned", "Entry", "Expert", "Key", "Missing", "Pair", "Wishes", "assign", "weigh"]


def assign(wishes: Wishes, *, seed: int) -> Assigned:
    """See `app.domain.assignment.assigning.assign`."""
    from app.domain.assignment.assigning import assign as planned

    return planned(wishes, seed=seed)


def weigh(wishes: Wishes, pairs: Iterable[Pair]) -> Assigned:
    """See `app.domain.assignment.assigning.weigh`."""
    from app.domain.assignment.assigning import weigh as weighed

    return weighed(wishes, pairs)
