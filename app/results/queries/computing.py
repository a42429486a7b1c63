"""Computes rounds that are not in the store. Numpy is loaded here, when the first one is asked for, and nowhere earlier."""

import os
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.results.models import ComputedResult
from app.results.queries.computed import Computed
from app.results.queries.rounds import Round


def results_of(session: Session, rounds: Sequence[Round]) -> list[Computed]:
    """From the store where the same went in before, else computed now (and not stored: reading never writes). One query."""
    known = {
        row.digest: row.outcome
        for row in session.execute(
            select(ComputedResult.digest, ComputedResult.outcome).where(
                ComputedResult.program_id.in_({one.program_id for one in rounds}),
                ComputedResult.digest.in_([one.digest for one in rounds]),
            )
        )
    }
    return [
        Computed(one.digest, one.method, one.digest in known, known.get(one.digest) or compute(one)) for one in rounds
    ]


def compute(one: Round) -> dict[str, Any]:
    """The outcome as it is stored."""
    # Small matrices: more threads only get into each other's way, and digits stay the same on every machine.
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    if one.choices:
        from app.domain.scoring.choices.told import told as told_of_choices

        place = one.category_ids[0]
        return told_of_choices(one.choices, category_id=place, method=one.method.value, seed=one.seed)
    from app.domain.scoring.told import told

    return told(one.scores, method=one.method.value, assignment=one.assignment, seed=one.seed, straight=one.straight)
