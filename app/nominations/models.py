"""A nomination's working copy, its frozen submissions with their revenue lines and assessments, and what was settled."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.db import Base, choice
from app.domain.states import State
from app.files.models import StoredFile
from app.programs.models import Category, Program


class Nomination(Base):
    __tablename__ = "nominations"
    __table_args__ = (
        UniqueConstraint("program_id", "number"),
        Index("ix_nominations_program_id", "program_id", "state", "category_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(Text, unique=True)  # in URLs; not guessable
    program_id: Mapped[int] = mapped_column(ForeignKey("programs.id"))
    number: Mapped[int | None]  # given at the first submission
    reference: Mapped[str | None] = mapped_column(Text, unique=True)  # "CMSA-2027-0042"
    category_id: Mapped[int] = mapped_column(ForeignKey("categories.id"), index=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)  # the nominator
    on_behalf: Mapped[bool] = mapped_column(default=False)  # from a sheet that names no nominator: nobody's own
    state: Mapped[State] = mapped_column(choice(State))
    draft: Mapped[dict[str, Any]]  # the working copy, as typed
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    program: Mapped[Program] = relationship(lazy="raise")
    category: Mapped[Category] = relationship(lazy="raise")
    owner: Mapped[User] = relationship(lazy="raise")


class Submission(Base):
    """What was sent in, frozen. The latest one (`superseded_at` empty) is what judges read."""

    __tablename__ = "submissions"
    __table_args__ = (
        UniqueConstraint("nomination_id", "number"),
        Index("ix_submissions_latest", "nomination_id", "superseded_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    nomination_id: Mapped[int] = mapped_column(ForeignKey("nominations.id"))
    number: Mapped[int]
    received_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]
    content: Mapped[dict[str, Any]]
    content_hash: Mapped[str] = mapped_column(Text)
    nominee_name: Mapped[str] = mapped_column(Text)
    nominee_title: Mapped[str] = mapped_column(Text, default="")
    nominee_company: Mapped[str] = mapped_column(Text, default="")
    headline_minor: Mapped[int | None] = mapped_column(BigInteger)

    nomination: Mapped[Nomination] = relationship(lazy="raise")


class RevenueLine(Base):
    """What one customer brought in; amounts in minor units of the program's currency. Empty prior: not known."""

    __tablename__ = "revenue_lines"
    __table_args__ = (UniqueConstraint("submission_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(Text)
    name_key: Mapped[str] = mapped_column(Text, default="", index=True)  # empty: "Customer A", "all others"
    revenue_minor: Mapped[int] = mapped_column(BigInteger)
    prior_minor: Mapped[int | None] = mapped_column(BigInteger)
    prior_confirmed: Mapped[bool] = mapped_column(default=False)
    origin: Mapped[str] = mapped_column(Text, default="unknown")
    relationship_started: Mapped[date | None]
    kind: Mapped[str] = mapped_column(Text, default="unknown")
    incumbent_displaced: Mapped[str] = mapped_column(Text, default="")
    term_years: Mapped[int | None]
    customers: Mapped[int] = mapped_column(default=1)
    from_earlier_buyers_minor: Mapped[int | None] = mapped_column(BigInteger)
    rebid_won: Mapped[str] = mapped_column(Text, default="")


class Assessment(Base):
    """The flag's arithmetic for one submission under one version of the rules; never changed, only superseded."""

    __tablename__ = "assessments"
    __table_args__ = (
        UniqueConstraint("submission_id", "number"),
        Index("ix_assessments_latest", "submission_id", "superseded_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"))
    number: Mapped[int]
    created_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]
    rules_version: Mapped[str] = mapped_column(Text)
    rules: Mapped[dict[str, Any]]
    role: Mapped[str] = mapped_column(Text)
    share: Mapped[int | None]  # managed share in millionths
    flag: Mapped[bool]
    question: Mapped[bool]  # open question (needs_breakdown, or the flag as a question): same weight as the flag
    total_minor: Mapped[int] = mapped_column(BigInteger)
    managed_minor: Mapped[int] = mapped_column(BigInteger)
    expansion_minor: Mapped[int] = mapped_column(BigInteger)
    new_minor: Mapped[int] = mapped_column(BigInteger)
    undetermined_minor: Mapped[int] = mapped_column(BigInteger)
    result: Mapped[dict[str, Any]]

    submission: Mapped[Submission] = relationship(lazy="raise")


class SettlementKind(StrEnum):
    KEEP = "keep"
    MOVE = "move"
    OUT = "out"


class Settlement(Base):
    """How a flag was settled, by an organizer or by the nominator who accepted the move."""

    __tablename__ = "settlements"

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessments.id"), unique=True)
    nomination_id: Mapped[int] = mapped_column(ForeignKey("nominations.id"), index=True)
    decision: Mapped[SettlementKind] = mapped_column(choice(SettlementKind))
    from_category_id: Mapped[int] = mapped_column(ForeignKey("categories.id"))
    to_category_id: Mapped[int | None] = mapped_column(ForeignKey("categories.id"))
    reason: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]


class AnswerKind(StrEnum):
    EXPLAINED = "explained"
    FIGURES = "figures"
    MOVED = "moved"
    LEFT = "left"  # "we leave it as it is"


class Question(Base):
    """The nominator was asked about the category: until when, and what came of it. A later number: the organizers asked again."""

    __tablename__ = "questions"
    __table_args__ = (UniqueConstraint("nomination_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    nomination_id: Mapped[int] = mapped_column(ForeignKey("nominations.id"))
    number: Mapped[int]
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"))  # what was asked about
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))  # None: asked at submission, by itself
    note: Mapped[str] = mapped_column(Text, default="")  # the organizers' own words to the nominator
    due_at: Mapped[datetime]
    mailed_at: Mapped[datetime]  # the last mail about it
    reminders: Mapped[int] = mapped_column(default=0)
    answered_at: Mapped[datetime | None]
    answered: Mapped[AnswerKind | None] = mapped_column(choice(AnswerKind))
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("submissions.id"))  # the version that holds the answer


class SplitConsent(Base):
    """Whether the nominator lets the split of a winner be published, in percent. Every change of it is in the trail."""

    __tablename__ = "split_consents"

    id: Mapped[int] = mapped_column(primary_key=True)
    nomination_id: Mapped[int] = mapped_column(ForeignKey("nominations.id"), unique=True)
    given: Mapped[bool]
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]


class ConflictState(StrEnum):
    POSSIBLE = "possible"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"


class Conflict(Base):
    """A person and a nomination that must not meet. Here, and not in judging, since it also removes an organizer's rights."""

    __tablename__ = "conflicts"
    __table_args__ = (UniqueConstraint("nomination_id", "user_id", "source"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    nomination_id: Mapped[int] = mapped_column(ForeignKey("nominations.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    source: Mapped[str] = mapped_column(Text)  # declared | organizer | found
    state: Mapped[ConflictState] = mapped_column(choice(ConflictState))
    reason: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    evidence: Mapped[list[Any]] = mapped_column(default=list)  # app.domain.conflicts.Evidence: what was decided about
    asked_at: Mapped[datetime | None]  # the person was asked
    question: Mapped[str] = mapped_column(Text, default="")  # the organizer's own words in it
    answered_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(Text, default="")


class KeptSheet(Base):
    """An uploaded sheet of nominations between its pages: read, mapped, perhaps taken. Seen by its uploader only, and for a week."""

    __tablename__ = "kept_sheets"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(Text, unique=True)
    program_id: Mapped[int] = mapped_column(ForeignKey("programs.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    filename: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    content: Mapped[dict[str, Any]]  # app.domain.sheets.Table; emptied when it expires
    mapping: Mapped[dict[str, Any]]  # columns, decimal, category_id
    taken_at: Mapped[datetime | None]
    taken: Mapped[list[Any]]  # [nomination id, the sheet's own reference] of each nomination that came from it


class CrmExport(Base):
    """An export of a CRM on its way to revenue lines, and the evidence for them once they were taken over."""

    __tablename__ = "crm_exports"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(Text, unique=True)
    nomination_id: Mapped[int] = mapped_column(ForeignKey("nominations.id"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"), unique=True)
    mapping: Mapped[dict[str, Any]]  # app.domain.crm.Mapping: what was decided
    found: Mapped[dict[str, Any]]  # what the page of columns shows, as it was read
    outcome: Mapped[dict[str, Any]]  # what the preview shows; exactly this is taken over
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]  # while nothing was taken over
    taken_at: Mapped[datetime | None]
    taken: Mapped[dict[str, Any]]  # the lines as taken, and the fields before and after, for undoing

    file: Mapped[StoredFile] = relationship(lazy="raise")


class CrmMapping(Base):
    """What somebody decided about exports with these headings: the next one of the program is read by it at once."""

    __tablename__ = "crm_mappings"
    __table_args__ = (UniqueConstraint("program_id", "headings", "by_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    program_id: Mapped[int] = mapped_column(ForeignKey("programs.id"))
    headings: Mapped[str] = mapped_column(Text)  # a hash of them
    profile: Mapped[str] = mapped_column(Text)
    mapping: Mapped[dict[str, Any]]
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
