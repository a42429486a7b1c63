"""What a calibration could be about, and who sits out which entry."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.domain.scoring.calibration import Proposed, suggestion
from app.domain.states import State
from app.judging.queries.assigning import candidates, cleared, kept_apart, too_close
from app.nominations.models import Assessment, Nomination, Submission
from app.panels.queries import Panelist
from app.programs.models import Category, Round, RoundEntry

Out = Mapping[tuple[int, int], str]  # (nomination, judge) → own | company | conflict


@dataclass(frozen=True, slots=True)
class Entry:
    """A nomination that everybody scores, or could."""

    id: int
    public_id: str
    reference: str
    nominee: str
    company: str
    category: str
    category_id: int
    role: str
    flagged: bool


def entries(session: Session, program_id: int, apart: Collection[int], only: Round | None = None) -> list[Entry]:
    """The submitted nominations that this organizer looks after, or those of the calibration; one query."""
    statement = (
        select(
            Nomination.id, Nomination.public_id, Nomination.reference, Submission.nominee_name, Submission.nominee_company,
            Category.name, Category.id, Assessment.role, Assessment.flag | Assessment.question,
        )
        .join(Category, Category.id == Nomination.category_id)
        .join(Submission, (Submission.nomination_id == Nomination.id) & Submission.superseded_at.is_(None))
        .join(Assessment, (Assessment.submission_id == Submission.id) & Assessment.superseded_at.is_(None))
        .where(Nomination.program_id == program_id, Nomination.state == State.SUBMITTED, Nomination.id.not_in(list(apart)))
        .order_by(Nomination.number)
    )  # fmt: skip
    if only is not None:
        statement = statement.where(
            exists().where(RoundEntry.round_id == only.id, RoundEntry.nomination_id == Nomination.id)
        )
    return [Entry(row[0], row[1], row[2] or "", *row[3:8], bool(row[8])) for row in session.execute(statement)]


def sitting_out(session: Session, program_id: int, judges: Sequence[Panelist]) -> Out:
    """Who must not score which submitted nomination, and why; four queries."""
    found: dict[tuple[int, int], str] = {}
    dismissed, conflicts = cleared(session, program_id), kept_apart(session, program_id)
    for candidate in candidates(session, program_id):
        for judge in judges:
            pair, close = (candidate.id, judge.id), too_close(judge, candidate)
            if close == "own" or (close is not None and pair not in dismissed):
                found[pair] = close
            elif pair in conflicts:
                found[pair] = "conflict"
    return found


def suggested(every: Sequence[Entry], out: Out) -> list[Entry]:
    """Two that show most of what is to come."""
    kept = {one.id: sum(pair[0] == one.id for pair in out) for one in every}
    keys = suggestion([Proposed(one.id, one.category_id, one.role, one.flagged, kept[one.id]) for one in every])
    return [one for key in keys for one in every if one.id == key]
