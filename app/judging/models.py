"""Who judges what, scorecards with their scores, rulings on flags. Whether a score counts is derived, never stored."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, choice
from app.nominations.models import Nomination


class AssignmentState(StrEnum):
    ACTIVE = "active"
    REMOVED = "removed"
    RECUSED = "recused"


class AssignedBy(StrEnum):
    """How a judge came to a nomination: by a rule that knows nothing of merit (spread evenly with a seed, or whoever has the
    fewest), or by somebody's choice or wish."""

    RULE = "rule"
    CHOICE = "choice"


class PlanKind(StrEnum):
    """What a plan may move: nothing; as little as possible; all but work begun."""

    ADD = "add"
    MEND = "mend"
    ANEW = "anew"


class Plan(Base):
    """One saved plan of who judges what: what it was made from, and what it took away, for undoing and for answering "why"."""

    __tablename__ = "plans"

    id: Mapped[int] = mapped_column(primary_key=True)
    program_id: Mapped[int] = mapped_column(ForeignKey("programs.id"), index=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), index=True)
    kind: Mapped[PlanKind] = mapped_column(choice(PlanKind))
    least: Mapped[int]
    most: Mapped[int]
    seed: Mapped[int]
    added: Mapped[int]
    taken: Mapped[list[Any]]  # [nomination, judge, the plan it came from or none, how it was assigned or none]
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]


class Assignment(Base):
    """A nomination on a judge's desk, in one round."""

    __tablename__ = "assignments"
    __table_args__ = (
        UniqueConstraint("nomination_id", "judge_id", "round_id"),
        Index("ix_assignments_judge_id", "judge_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"))
    nomination_id: Mapped[int] = mapped_column(ForeignKey("nominations.id"))
    judge_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    state: Mapped[AssignmentState] = mapped_column(choice(AssignmentState))
    assigned_by: Mapped[AssignedBy | None] = mapped_column(choice(AssignedBy))  # empty: not known
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plans.id"), index=True)  # empty: one by hand
    created_at: Mapped[datetime]

    nomination: Mapped[Nomination] = relationship(lazy="raise")


class Scorecard(Base):
    """One judge's work on one nomination in one category. A nomination that is moved is scored anew: its old scorecard stays,
    and doesn't count because its category is no longer the nomination's. It keeps the version of the rubric it was begun with."""

    __tablename__ = "scorecards"
    __table_args__ = (UniqueConstraint("assignment_id", "category_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignments.id"))
    category_id: Mapped[int] = mapped_column(ForeignKey("categories.id"), index=True)
    rubric_id: Mapped[int] = mapped_column(ForeignKey("rubrics.id"))
    version: Mapped[int] = mapped_column(default=1)
    final_at: Mapped[datetime | None]
    comment_organizers: Mapped[str] = mapped_column(Text, default="")
    comment_nominee: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    assignment: Mapped[Assignment] = relationship(lazy="raise")


class Score(Base):
    __tablename__ = "scores"
    __table_args__ = (UniqueConstraint("scorecard_id", "criterion_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    scorecard_id: Mapped[int] = mapped_column(ForeignKey("scorecards.id"))
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criteria.id"), index=True)
    thousandths: Mapped[int | None]  # empty: a note without a score yet
    note: Mapped[str] = mapped_column(Text, default="")
    # What it was before, for its judge's eyes only: [moment, thousandths before, after], after empty where it was taken back.
    earlier: Mapped[list[Any]] = mapped_column(default=list)


class Screening(Base):
    """The answer of a quick first look: does it go through? "Wrong category" is a doubt about the category, as elsewhere."""

    __tablename__ = "screenings"

    id: Mapped[int] = mapped_column(primary_key=True)
    scorecard_id: Mapped[int] = mapped_column(ForeignKey("scorecards.id"), unique=True)
    yes: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text, default="")
    updated_at: Mapped[datetime]


class Placing(Base):
    """Where a judge put a nomination in their order of a category: 1 is best; empty: looked at, and not among the best. The
    orders of a judge are written whole."""

    __tablename__ = "placings"

    id: Mapped[int] = mapped_column(primary_key=True)
    scorecard_id: Mapped[int] = mapped_column(ForeignKey("scorecards.id"), unique=True)
    place: Mapped[int | None]


class Comparison(Base):
    """Two nominations that a judge compared, by that judge's scorecards; one row per judge and pair. `even`: too close to
    tell, and then which is which means nothing."""

    __tablename__ = "comparisons"
    __table_args__ = (UniqueConstraint("preferred_id", "other_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    preferred_id: Mapped[int] = mapped_column(ForeignKey("scorecards.id"))
    other_id: Mapped[int] = mapped_column(ForeignKey("scorecards.id"), index=True)
    even: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class Verdict(StrEnum):
    AGREE = "agree"
    DISAGREE = "disagree"
    CANT_TELL = "cant_tell"


class Ruling(Base):
    __tablename__ = "rulings"
    __table_args__ = (UniqueConstraint("assessment_id", "judge_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessments.id"))
    judge_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    verdict: Mapped[Verdict] = mapped_column(choice(Verdict))
    reason: Mapped[str] = mapped_column(Text, default="")
    updated_at: Mapped[datetime]


class CategoryDoubt(Base):
    """ "Wrong category": needs no scores and counts as done."""

    __tablename__ = "category_doubts"

    id: Mapped[int] = mapped_column(primary_key=True)
    scorecard_id: Mapped[int] = mapped_column(ForeignKey("scorecards.id"), unique=True)
    suggested_category_id: Mapped[int | None] = mapped_column(ForeignKey("categories.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]


class JudgeTerms(Base):
    """What is agreed with one judge of one program beside the rules for all: more time, no reminders."""

    __tablename__ = "judge_terms"
    __table_args__ = (UniqueConstraint("program_id", "judge_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    program_id: Mapped[int] = mapped_column(ForeignKey("programs.id"))
    judge_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    extended_until: Mapped[datetime | None]
    no_reminders: Mapped[bool] = mapped_column(default=False)
    reminded_at: Mapped[datetime | None]


class Declaration(Base):
    """What somebody on the panel says of themselves, before they read: companies and people that they are too close to."""

    __tablename__ = "declarations"
    __table_args__ = (UniqueConstraint("program_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    program_id: Mapped[int] = mapped_column(ForeignKey("programs.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    employer: Mapped[str] = mapped_column(Text, default="")
    former_employers: Mapped[str] = mapped_column(Text, default="")
    clients: Mapped[str] = mapped_column(Text, default="")
    relatives: Mapped[str] = mapped_column(Text, default="")
    told: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class Memo(Base):
    """What a judge keeps to themselves about a nomination, whatever its category: a note, and that they will come back to it.
    Nobody else reads it: it is in no export and on no organizer's page."""

    __tablename__ = "memos"
    __table_args__ = (UniqueConstraint("nomination_id", "judge_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    nomination_id: Mapped[int] = mapped_column(ForeignKey("nominations.id"))
    judge_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    note: Mapped[str] = mapped_column(Text, default="")
    later_at: Mapped[datetime | None]  # put on the pile to come back to


class JudgeFinish(Base):
    """ "I'm done" with a round, said by a judge, and taken back by deleting the row."""

    __tablename__ = "judge_finishes"
    __table_args__ = (UniqueConstraint("round_id", "judge_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    program_id: Mapped[int] = mapped_column(ForeignKey("programs.id"), index=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"))
    judge_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    done_at: Mapped[datetime]
