"""Results that were computed once, one row for what exactly went in; and what was decided from them."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, choice


class ComputedResult(Base):
    """`digest`: of everything the outcome depends on. `pinned`: somebody relies on this row, so it is never cleared away."""

    __tablename__ = "computed_results"
    __table_args__ = (UniqueConstraint("program_id", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    program_id: Mapped[int] = mapped_column(ForeignKey("programs.id"))
    digest: Mapped[str] = mapped_column(Text)
    engine: Mapped[str] = mapped_column(Text)
    outcome: Mapped[dict[str, Any]]
    pinned: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]


class AwardKind(StrEnum):
    WINNER = "winner"
    SHARED = "shared"
    NOBODY = "nobody"  # the award is not given this time
    RUNNER_UP = "runner_up"
    MENTION = "mention"
    SPECIAL = "special"  # recognition beside the order, also of somebody nominated in another category


class DecisionState(StrEnum):
    DRAFT = "draft"
    PROPOSED = "proposed"
    APPROVED = "approved"


class CategoryDecision(Base):
    """What is decided in a category, and what it rests on. `digest`: of the official result when it was proposed; `basis`: of that
    and of flags, adjustments and votes (app.results.queries.basis; empty: decided before there was one); `blocked`: what spoke
    against it then, `override` and `override_few`: why it was proposed all the same, in spite of open flags and of too few scores;
    `published_at`: when it was first shown to everybody, from then on it stands."""

    __tablename__ = "category_decisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("categories.id"), unique=True)
    state: Mapped[DecisionState] = mapped_column(choice(DecisionState))
    digest: Mapped[str] = mapped_column(Text, default="")
    blocked: Mapped[list[Any]]
    override: Mapped[str] = mapped_column(Text, default="")
    basis: Mapped[str] = mapped_column(Text, default="")
    override_few: Mapped[str] = mapped_column(Text, default="")
    published_at: Mapped[datetime | None]
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    proposed_at: Mapped[datetime | None]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    approved_at: Mapped[datetime | None]


class Award(Base):
    """One line of a decision. Without a nomination only where nobody gets the award."""

    __tablename__ = "awards"

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("category_decisions.id"), index=True)
    nomination_id: Mapped[int | None] = mapped_column(ForeignKey("nominations.id"), index=True)
    kind: Mapped[AwardKind] = mapped_column(choice(AwardKind))
    title: Mapped[str] = mapped_column(Text, default="")  # of a special recognition
    citation: Mapped[str] = mapped_column(Text, default="")

    decision: Mapped[CategoryDecision] = relationship(lazy="raise")


class Publication(Base):
    """When a program's approved decisions become public. Whether they are public follows from the clock alone: approved, and
    `publish_at` has come."""

    __tablename__ = "publications"

    id: Mapped[int] = mapped_column(primary_key=True)
    program_id: Mapped[int] = mapped_column(ForeignKey("programs.id"), unique=True)
    publish_at: Mapped[datetime]
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    approved_at: Mapped[datetime | None]


class Audience(StrEnum):
    """Who gets a mail that is held until an organizer releases it."""

    NOMINATORS = "nominators"
    JUDGES = "judges"
    FEEDBACK = "feedback"  # nominators again, when feedback is released


class Announcement(Base):
    """The organizers' own words in the mails to an audience, and since when they go out."""

    __tablename__ = "announcements"
    __table_args__ = (UniqueConstraint("program_id", "audience"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    program_id: Mapped[int] = mapped_column(ForeignKey("programs.id"))
    audience: Mapped[Audience] = mapped_column(choice(Audience))
    intro: Mapped[str] = mapped_column(Text, default="")
    released_at: Mapped[datetime | None]
    released_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class Told(Base):
    """A mail says how a nomination fared in a category: nobody is told the same twice."""

    __tablename__ = "told"
    __table_args__ = (UniqueConstraint("audience", "nomination_id", "category_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    audience: Mapped[Audience] = mapped_column(choice(Audience))
    nomination_id: Mapped[int] = mapped_column(ForeignKey("nominations.id"))
    category_id: Mapped[int] = mapped_column(ForeignKey("categories.id"))
    mail_id: Mapped[int] = mapped_column(ForeignKey("outbox.id"), index=True)


class CommentReview(Base):
    """What of a judge's comment to the nominee an organizer lets the nominator read; the original stays on the scorecard.
    `place`: drawn at random, so that "Judge A" of one nomination is nobody in the next."""

    __tablename__ = "comment_reviews"

    id: Mapped[int] = mapped_column(primary_key=True)
    scorecard_id: Mapped[int] = mapped_column(ForeignKey("scorecards.id"), unique=True)
    original: Mapped[str] = mapped_column(Text)  # as it was when it was read: a changed comment is read anew
    text: Mapped[str] = mapped_column(Text, default="")  # empty: left out
    reason: Mapped[str] = mapped_column(Text, default="")
    place: Mapped[int]
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]


class ShortlistEntry(Base):
    """A nominee whom the organizers look at once more."""

    __tablename__ = "shortlist_entries"
    __table_args__ = (UniqueConstraint("category_id", "nomination_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("categories.id"))
    nomination_id: Mapped[int] = mapped_column(ForeignKey("nominations.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    added_at: Mapped[datetime]


class DeliberationNote(Base):
    """What organizers said to each other about a category. Never changed, never taken away."""

    __tablename__ = "deliberation_notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("categories.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]


class VoteAbout(StrEnum):
    SHORTLIST = "shortlist"
    TIED = "tied"


class PanelVote(Base):
    """The judges of a category are asked about some of its nominees. It is over when it was closed by hand, or when `closes_at`
    has come: whichever is first. Until then nobody sees what was voted."""

    __tablename__ = "panel_votes"

    id: Mapped[int] = mapped_column(primary_key=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("categories.id"), index=True)
    about: Mapped[VoteAbout] = mapped_column(choice(VoteAbout))
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    opened_at: Mapped[datetime]
    closes_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    closed_at: Mapped[datetime | None]

    def over_at(self) -> datetime | None:
        """Since when, or from when on, it is over; None: open until somebody closes it."""
        return min(filter(None, (self.closed_at, self.closes_at)), default=None)

    def is_open(self, now: datetime) -> bool:
        over = self.over_at()
        return over is None or now < over


class VoteCandidate(Base):
    __tablename__ = "vote_candidates"
    __table_args__ = (UniqueConstraint("vote_id", "nomination_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey("panel_votes.id"))
    nomination_id: Mapped[int] = mapped_column(ForeignKey("nominations.id"), index=True)


class Ballot(Base):
    """A judge of the category when the vote was opened. `cast_at` without a nomination: abstained. Whether it counts is derived:
    not where the judge has a conflict with a candidate, or made one's nomination."""

    __tablename__ = "ballots"
    __table_args__ = (UniqueConstraint("vote_id", "judge_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey("panel_votes.id"))
    judge_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    nomination_id: Mapped[int | None] = mapped_column(ForeignKey("nominations.id"), index=True)
    cast_at: Mapped[datetime | None]


class AdjustmentState(StrEnum):
    PROPOSED = "proposed"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"


class Adjustment(Base):
    """Another result for a nominee than the scores give. The scores stay as they are; it applies as long as the official score
    still is `old` (thousandths of a point, as `new`): what it corrected must not have changed meanwhile."""

    __tablename__ = "adjustments"

    id: Mapped[int] = mapped_column(primary_key=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("categories.id"), index=True)
    nomination_id: Mapped[int] = mapped_column(ForeignKey("nominations.id"), index=True)
    state: Mapped[AdjustmentState] = mapped_column(choice(AdjustmentState))
    old: Mapped[int]
    new: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    proposed_at: Mapped[datetime]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    approved_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    withdrawn_at: Mapped[datetime | None]
