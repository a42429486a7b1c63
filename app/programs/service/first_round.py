"""The round that every program begins with, the rubric of a further one, and how rounds follow the program's settings."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.programs.models import Criterion, CriterionOverride, Program, Round, Rubric
from app.programs.queries import latest_rubric
from app.programs.queries import rounds as reads
from app.web.i18n import _

COPIED = ("program_id", "position", "name", "guidance", "anchors", "weight", "scale_min", "scale_max", "step")
SHARED = ("scores_wanted", "minimum_scores")


def begin_rounds(session: Session, program: Program, *, now: datetime) -> Rubric:
    """A program's first round, with an empty rubric. With it alone, nothing on a page speaks of rounds."""
    first = Round(
        program_id=program.id, position=1, name=_("Judging"), opens_at=program.judging_opens_at,
        closes_at=program.judging_closes_at, scores_wanted=program.scores_wanted, minimum_scores=program.minimum_scores,
        begun_at=now,
    )  # fmt: skip
    session.add(first)
    session.flush()
    rubric = Rubric(round_id=first.id, number=1, created_at=now)
    session.add(rubric)
    session.flush()
    return rubric


def copy_rubric(session: Session, before: Round, into: Round, *, now: datetime, reason: str = "") -> Rubric:
    """The latest rubric of a round, as the next version of another's or of its own; the copies remember where they are from."""
    old = session.scalars(select(Criterion).where(Criterion.rubric_id == latest_rubric(before.id)).order_by(Criterion.position)).all()  # fmt: skip
    last = session.scalar(select(func.max(Rubric.number)).where(Rubric.round_id == into.id)) or 0
    rubric = Rubric(round_id=into.id, number=last + 1, reason=reason, created_at=now)
    session.add(rubric)
    session.flush()
    for one in old:
        told = {name: getattr(one, name) for name in COPIED}
        copied = Criterion(rubric_id=rubric.id, source_id=one.id, **told)
        session.add(copied)
        session.flush()
        for there in session.scalars(select(CriterionOverride).where(CriterionOverride.criterion_id == one.id)):
            session.add(
                CriterionOverride(
                    criterion_id=copied.id, category_id=there.category_id, weight=there.weight, guidance=there.guidance,
                    anchors=there.anchors,
                )
            )  # fmt: skip
    session.flush()
    return rubric


def leave_to_calibration(session: Session, rubric: Rubric, round_: Round, *, now: datetime) -> Rubric:
    """Scores of a calibration keep the words that they were given with, so that version goes to it for good. In the round
    nobody has judged with it, so the copy takes its place, and is a first version as before."""
    made = copy_rubric(session, round_, round_, now=now, reason=rubric.reason)
    calibration = reads.calibration_of(session, round_.program_id)
    assert calibration is not None
    number, rubric.round_id = rubric.number, calibration.id
    session.flush()
    made.number = number
    session.flush()
    return made


def follow_program(session: Session, program: Program) -> None:
    """The program's dates are the span of its rounds: the first opens and the last closes with it. Its numbers of scores are
    those of the round that counts now."""
    rounds = reads.rounds_of(session, program.id)
    rounds[0].opens_at, rounds[-1].closes_at = program.judging_opens_at, program.judging_closes_at
    current = reads.round_now(session, program.id)
    for name in SHARED:
        setattr(current, name, getattr(program, name))
    session.flush()
