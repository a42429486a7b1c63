"""Stores results that were computed for a page, so that the next reader finds them."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.results.models import ComputedResult
from app.results.queries.computed import Computed
from app.results.queries.rounds import ENGINE

KEPT = 40
"""Results per program besides pinned ones: every method and viewer of the last states. Older ones are computed again if need be."""


def keep_results(session: Session, program_id: int, results: Iterable[Computed], *, now: datetime) -> None:
    """Not audited: it adds nothing that doesn't follow from the scores."""
    results = list({one.digest: one for one in results if not one.stored}.values())
    digests = [one.digest for one in results]
    known = set(
        session.scalars(
            select(ComputedResult.digest).where(
                ComputedResult.program_id == program_id, ComputedResult.digest.in_(digests)
            )
        )
    )
    session.add_all(
        ComputedResult(program_id=program_id, digest=one.digest, engine=ENGINE, outcome=dict(one.told), created_at=now)
        for one in results
        if one.digest not in known
    )
    session.flush()
    of_program = ComputedResult.program_id == program_id, ComputedResult.pinned.is_(False)
    old = session.scalars(
        select(ComputedResult.id).where(*of_program).order_by(ComputedResult.id.desc()).offset(KEPT)
    ).all()
    if old:
        session.execute(delete(ComputedResult).where(ComputedResult.id.in_(old)))


def pin_results(session: Session, program_id: int, digests: Collection[str]) -> None:
    """A proposal rests on these results, so they are never cleared away."""
    session.execute(
        update(ComputedResult)
        .where(ComputedResult.program_id == program_id, ComputedResult.digest.in_(digests))
        .values(pinned=True)
    )
