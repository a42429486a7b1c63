"""One judge's scorecard: the rubric with the scores given, what else is on the card, and the ruling on the flag."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from app.db import Gone
from app.domain.scoring.scale import Scale
from app.judging.models import Assignment, CategoryDoubt, Memo, Ruling, Score, Scorecard, Verdict
from app.judging.queries.access import Task
from app.nominations.models import Assessment, Nomination, Submission
from app.programs.models import Criterion, CriterionOverride, Program
from app.programs.queries import rubric_in_use
from app.web.filters import points


@dataclass(frozen=True, slots=True)
class Line:
    """A criterion as it holds in the category, with the judge's score (thousandths), note, and what they gave before."""

    criterion_id: int
    name: str
    guidance: str
    anchors: dict[str, str]
    weight: int
    scale: Scale
    thousandths: int | None
    note: str
    earlier: tuple[Any, ...] = ()  # own changes: [moment, before, after], the last one last

    @property
    def points(self) -> list[str]:
        return [points(point) for point in self.scale.points]


@dataclass(frozen=True, slots=True)
class Card:
    """A scorecard as stored; id and version 0: not begun. `assessment_id` is what a ruling is about; `private_note` and
    `later_at` (on the pile to come back to) are the judge's own."""

    id: int = 0
    version: int = 0
    final_at: datetime | None = None
    comment_organizers: str = ""
    comment_nominee: str = ""
    updated_at: datetime | None = None
    doubted: bool = False
    doubt_reason: str = ""
    doubt_category_id: int | None = None
    assessment_id: int | None = None
    ruling_id: int | None = None
    verdict: Verdict | None = None
    verdict_reason: str = ""
    rubric_id: int = 0  # the version that it is made with
    latest_rubric_id: int = 0
    private_note: str = ""
    later_at: datetime | None = None
    calibration: bool = False  # nothing of it counts
    lines: list[Line] = field(default_factory=list)

    @property
    def missing(self) -> list[Line]:
        return [line for line in self.lines if line.thousandths is None]

    @property
    def stamp(self) -> int | str:
        """The version as forms carry it. What was typed for a calibration must not be taken for the scorecard that counts, of
        the same nomination and with the same criteria, when it arrives after the end."""
        return f"c{self.version}" if self.calibration else self.version

    @property
    def outdated(self) -> bool:
        """It was begun with a version of the rubric that is no longer the latest."""
        return self.begun and self.rubric_id != self.latest_rubric_id

    @property
    def begun(self) -> bool:
        return self.id != 0


def _cards(category: Any) -> Any:
    """`category`: the nomination's present one, a number or a column."""
    return (
        select(
            Scorecard.id, Scorecard.version, Scorecard.final_at, Scorecard.comment_organizers, Scorecard.comment_nominee,
            Scorecard.updated_at, CategoryDoubt.id, CategoryDoubt.reason, CategoryDoubt.suggested_category_id,
            Assessment.id, Ruling.id, Ruling.verdict, Ruling.reason,
            func.coalesce(Scorecard.rubric_id, rubric_in_use(Assignment.round_id)), Assignment.id, Memo.note, Memo.later_at,
            rubric_in_use(Assignment.round_id),
        )
        .select_from(Assignment)
        .outerjoin(Scorecard, (Scorecard.assignment_id == Assignment.id) & (Scorecard.category_id == category))
        .outerjoin(CategoryDoubt, CategoryDoubt.scorecard_id == Scorecard.id)
        .outerjoin(
            Submission, (Submission.nomination_id == Assignment.nomination_id) & Submission.superseded_at.is_(None)
        )
        .outerjoin(Assessment, (Assessment.submission_id == Submission.id) & Assessment.superseded_at.is_(None))
        .outerjoin(Ruling, (Ruling.assessment_id == Assessment.id) & (Ruling.judge_id == Assignment.judge_id))
        .outerjoin(Memo, (Memo.nomination_id == Assignment.nomination_id) & (Memo.judge_id == Assignment.judge_id))
    )  # fmt: skip


@cache
def _card() -> Any:
    return _cards(bindparam("category")).where(Assignment.id == bindparam("assignment"))


@cache
def _several() -> Any:
    category = select(Nomination.category_id).where(Nomination.id == Assignment.nomination_id).scalar_subquery()
    return _cards(category).where(Assignment.id.in_(bindparam("assignments", expanding=True)))


@cache
def _lines() -> Any:
    return (
        select(
            Criterion.id, Criterion.name, Criterion.guidance, Criterion.anchors, Criterion.weight, Criterion.scale_min,
            Criterion.scale_max, Criterion.step, CriterionOverride.weight, CriterionOverride.guidance,
            CriterionOverride.anchors, Score.thousandths, Score.note, Score.earlier,
        )
        .outerjoin(
            CriterionOverride,
            (CriterionOverride.criterion_id == Criterion.id) & (CriterionOverride.category_id == bindparam("category")),
        )
        .outerjoin(Score, (Score.criterion_id == Criterion.id) & (Score.scorecard_id == bindparam("scorecard")))
        .where(Criterion.rubric_id == bindparam("rubric"))
        .order_by(Criterion.position)
    )  # fmt: skip


def card_of(session: Session, task: Task) -> Card:
    """The judge's scorecard in the nomination's present category, with every criterion that is asked; two queries."""
    row = session.execute(_card(), {"assignment": task.assignment_id, "category": task.category.id}).one()
    if task.choosing:
        return _card_of(row, [], task)
    scorecard_id = row[0] or 0
    parameters = {"rubric": row[13], "category": task.category.id, "scorecard": scorecard_id}
    lines = [line for line in map(_line, session.execute(_lines(), parameters)) if line.weight > 0]
    return _card_of(row, lines, task)


def _card_of(row: Any, lines: list[Line], task: Task) -> Card:
    """In a round without scores there are no lines, and no version of the rubric is older than another."""
    return Card(
        id=row[0] or 0, version=row[1] or 0, final_at=row[2], comment_organizers=row[3] or "", comment_nominee=row[4] or "",
        updated_at=row[5], doubted=row[6] is not None, doubt_reason=row[7] or "", doubt_category_id=row[8],
        assessment_id=row[9], ruling_id=row[10], verdict=row[11], verdict_reason=row[12] or "", rubric_id=row[13],
        private_note=row[15] or "", later_at=row[16], latest_rubric_id=row[13 if task.choosing else 17],
        lines=[] if task.choosing else lines, calibration=task.calibration,
    )  # fmt: skip


def cards_of(session: Session, tasks: Sequence[Task]) -> dict[int, Card]:
    """The same for several tasks of one judge, by assignment; four queries, however many."""
    rows = session.execute(_several(), {"assignments": [task.assignment_id for task in tasks]}).all()
    category_of = {task.assignment_id: task.category.id for task in tasks}
    task_of = {task.assignment_id: task for task in tasks}
    criteria: dict[int, list[Any]] = {row[13]: [] for row in rows}
    for one in session.scalars(
        select(Criterion).where(Criterion.rubric_id.in_(list(criteria))).order_by(Criterion.position)
    ):
        criteria[one.rubric_id].append(one)
    overrides = {
        (one.criterion_id, one.category_id): (one.weight, one.guidance, one.anchors)
        for one in session.scalars(
            select(CriterionOverride).where(CriterionOverride.category_id.in_(set(category_of.values())))
        )
    }
    given = {
        (row[0], row[1]): row[2:]
        for row in session.execute(
            select(Score.scorecard_id, Score.criterion_id, Score.thousandths, Score.note, Score.earlier).where(
                Score.scorecard_id.in_([row[0] for row in rows if row[0]])
            )
        )
    }
    found = {}
    for row in rows:
        lines = [
            _line(
                (
                    one.id, one.name, one.guidance, one.anchors, one.weight, one.scale_min, one.scale_max, one.step,
                    *overrides.get((one.id, category_of[row[14]]), (None, None, None)), *given.get((row[0], one.id), (None, "", ())),
                )
            )
            for one in criteria[row[13]]
        ]  # fmt: skip
        found[row[14]] = _card_of(row, [line for line in lines if line.weight > 0], task_of[row[14]])
    return found


def _line(row: Any) -> Line:
    own_weight, own_guidance, own_anchors, thousandths, note, earlier = row[8:]
    return Line(
        criterion_id=row[0],
        name=row[1],
        guidance=row[2] if own_guidance is None else own_guidance,
        anchors=dict(row[3] if own_anchors is None else own_anchors),
        weight=row[4] if own_weight is None else own_weight,
        scale=Scale(row[5], row[6], row[7]),
        thousandths=thousandths,
        note=note or "",
        earlier=tuple(earlier or ()),
    )


def card_to_save(session: Session, task: Task) -> Card:
    """The same once no other save of it is under way and, before its first, no edit of its rubric: until somebody has begun with
    a version, that is changed in place. Before the program's first score the save will write to the program itself.

    SQLite's writers wait for each other anyway; PostgreSQL needs a row to wait at, in a statement of its own, so that
    what is read next is what the one before has committed. Raises Gone where a new plan took the assignment away meanwhile."""
    if session.get_bind().dialect.name == "postgresql":
        if task.program.rubric_locked_at is None:
            session.execute(select(Program.id).where(Program.id == task.program.id).with_for_update())
        elif not task.begun:
            session.execute(select(Program.id).where(Program.id == task.program.id).with_for_update(read=True))
        mine = select(Assignment.id).where(Assignment.id == task.assignment_id)
        if session.scalar(mine.with_for_update()) is None:
            raise Gone
    return card_of(session, task)
