"""What a judge's work in a round is, and how much of it is done: the one place that says so, for the judge and for organizers.

Where judges give scores or take a first look, it is nominations. Where they put the best in order, it is the nominations in
categories in which the judge has at least two; where they compare, the pairs asked. A single nomination has nothing beside it
to be told from, so it is no work there, and neither is one that the judge called in the wrong category."""

from dataclasses import dataclass

from app.domain.ordering import pairs_asked


@dataclass(frozen=True, slots=True)
class Work:
    """Counts, ≥ 0: nominations, or pairs where judges compare; `done` ≤ `asked`."""

    asked: int
    done: int

    def __add__(self, other: "Work") -> "Work":
        return Work(self.asked + other.asked, self.done + other.done)


NONE = Work(0, 0)


@dataclass(frozen=True, slots=True)
class Called:
    """What a judge's work is called, as message ids that the page translates. `one`, `many`: what judges give ("scores"); `to_do`:
    doing it ("nothing left to score"); `each`, `of_each`: what one judge gives one nomination, one and several of them, as counted
    by plans and progress: an order or a comparison is of several nominations."""

    one: str
    many: str
    to_do: str
    each: str
    of_each: str


_CALLED = {
    "score": Called("score", "scores", "score", "score", "scores"),
    "screen": Called("answer", "answers", "answer", "answer", "answers"),
    "rank": Called("order", "orders", "put in order", "assignment", "assignments"),
    "compare": Called("comparison", "comparisons", "compare", "assignment", "assignments"),
}


def called(mode: str) -> Called:
    """What a judge's work is called in rounds of this mode: score | screen | rank | compare."""
    return _CALLED[mode]


def work_in(
    mode: str, each: int | None, *, own: int, shown: int, final: int, doubted: int = 0, pairs: int = 0
) -> Work:  # fmt: skip
    """The work of one judge in one category (counts ≥ 0). `mode`: score | screen | rank | compare; `each`: pairs asked per
    nomination, None: three. `own`: the judge's nominations, without those in the wrong category; `shown`: so many of them are in
    the figures, `final` of these done and `doubted` beside them in the wrong category; `pairs`: those compared among `own`.

    Of a part of `own`, pairs count as far as of the whole, rounded down: whoever compared all that was asked is done in each part.
    """
    if mode == "compare":
        whole, part = pairs_asked(own, each), pairs_asked(shown, each)
        return Work(part, min(pairs, whole) * part // whole) if whole else NONE
    if mode == "rank":
        return Work(shown, final) if own > 1 else NONE
    return Work(shown + doubted, final + doubted)


MINUTES_TO_CHOOSE = {"rank": 1.0, "compare": 2.0}  # to place one in an order, to tell two apart; once both are read


def minutes_in(mode: str, work: Work, unread: int, *, reading: float, choosing: float | None = None) -> float:
    """Minutes that what is left of `work` takes. `reading`: minutes for one nomination, scores or an answer included; `unread`: of
    those that are to be chosen among, so many were in no choice yet (≥ 0); `choosing`: minutes for one place or pair, where that
    was measured."""
    left = work.asked - work.done
    if mode not in MINUTES_TO_CHOOSE:
        return left * reading
    return (unread * reading if work.asked else 0) + left * (MINUTES_TO_CHOOSE[mode] if choosing is None else choosing)
