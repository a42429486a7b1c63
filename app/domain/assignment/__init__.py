"""Who judges what: nominations × judges × conflicts × load × expertise × seed → pairs.

`assign` makes the best plan for all wishes (numpy and scipy, imported when it runs); `give_each` spreads evenly what is
to be judged when there are no wishes but conflicts.
"""

from app.domain.assignment.plan import Judge, Nomination, Plan, Shortage, Unmet, give_each
from app.domain.assignment.wishes import Assigned, Entry, Expert, Key, Missing, Wishes

__all__ = [
    "Assigned", "Entry", "Expert", "Judge", "Key", "Missing", "Nomination", "Plan", "Shortage", "Unmet", "Wishes", "assign",
    "give_each",
]  # fmt: skip


def assign(wishes: Wishes, *, seed: int) -> Assigned:
    """See `app.domain.assignment.assigning.assign`."""
    from app.domain.assignment.assigning import assign as planned

    return planned(wishes, seed=seed)
