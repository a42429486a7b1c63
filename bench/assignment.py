"""`python -m bench.assignment`: how long plans take, how much memory, and what connection costs."""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import random
import resource
import time
from itertools import product

from app.domain.assignment import Entry, Expert, Wishes, assign

SIZES = ((40, 8), (500, 40), (1000, 100), (5000, 100))


def contest(n: int, m: int, each: int = 3, seed: int = 1, *, several: bool = False) -> Wishes:
    """Ten topics, two for a nomination, three and a category for a judge; one in fifty pairs is a conflict."""
    drawing = random.Random(seed)
    topics = [f"topic {number}" for number in range(10)]
    entries = tuple(Entry(f"n{i}", f"category {i % 5}", frozenset(drawing.sample(topics, 2))) for i in range(n))
    most = int(n * each / m * 1.3) + 1
    experts = tuple(
        Expert(
            f"j{j}", 0, most, frozenset([*drawing.sample(topics, 3), f"category {drawing.randrange(5)}"]),
            frozenset(f"n{drawing.randrange(n)}" for _ in range(max(1, n // 50))),
        )
        for j in range(m)
    )  # fmt: skip
    return Wishes(entries, experts, each, each, several=several)


def main() -> None:
    assign(contest(10, 4), seed=1)  # imports
    print(
        f"{'contest':>22} {'seconds':>8} {'MB':>5} {'expertise':>10} {'before':>7} {'gap':>9} {'parts':>6} {'mixing':>7}"
    )
    for (n, m), several in product(SIZES, (False, True)):
        asked, begun = contest(n, m, several=several), time.perf_counter()
        plan = assign(asked, seed=1)
        took, memory = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(
            f"{f'{n} x {m} x 3' + ' several' * several:>22} {took:8.2f} {memory:5} {plan.expertise:10.4f} {plan.best_expertise:7.4f} {plan.gap:9.2g} "
            f"{plan.components:6} {plan.mixing:7.2f}"
        )


if __name__ == "__main__":
    main()
