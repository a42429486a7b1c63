"""Panels: judges who judge the same part of the contest, by category or by hand; and what each judge can take and knows."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, choice


class Panel(Base):
    """Where a program has panels, a judge is given nominations of own panels only."""

    __tablename__ = "panels"
    __table_args__ = (UniqueConstraint("program_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    program_id: Mapped[int] = mapped_column(ForeignKey("programs.id"))
    name: Mapped[str] = mapped_column(Text)
    lead_judge_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]


class PanelJudge(Base):
    __tablename__ = "panel_judges"

    panel_id: Mapped[int] = mapped_column(ForeignKey("panels.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)


class PanelCategory(Base):
    __tablename__ = "panel_categories"

    panel_id: Mapped[int] = mapped_column(ForeignKey("panels.id", ondelete="CASCADE"), primary_key=True)
    category_id: Mapped[int] = mapped_column(
        ForeignKey("categories.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class PanelNomination(Base):
    """By hand; goes before the category."""

    __tablename__ = "panel_nominations"

    panel_id: Mapped[int] = mapped_column(ForeignKey("panels.id", ondelete="CASCADE"), primary_key=True)
    nomination_id: Mapped[int] = mapped_column(
        ForeignKey("nominations.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class JudgeWish(Base):
    """How many nominations of a program a judge takes, as the judge says or an organizer knows."""

    __tablename__ = "judge_wishes"

    program_id: Mapped[int] = mapped_column(ForeignKey("programs.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)
    at_least: Mapped[int] = mapped_column(default=0)
    at_most: Mapped[int | None]  # empty: no limit
    updated_at: Mapped[datetime]


class Meeting(StrEnum):
    APART = "apart"
    TOGETHER = "together"


class JudgePair(Base):
    """Two judges who must have no nomination in common, or should have one."""

    __tablename__ = "judge_pairs"
    __table_args__ = (UniqueConstraint("program_id", "first_id", "second_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    program_id: Mapped[int] = mapped_column(ForeignKey("programs.id"))
    first_id: Mapped[int] = mapped_column(ForeignKey("users.id"))  # the lower id of the two
    second_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    kind: Mapped[Meeting] = mapped_column(choice(Meeting))


class Topic(Base):
    """Something to know about, such as an industry. A nomination has it if one of the words stands in it."""

    __tablename__ = "topics"
    __table_args__ = (UniqueConstraint("program_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    program_id: Mapped[int] = mapped_column(ForeignKey("programs.id"))
    name: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)  # one per line


class TopicJudge(Base):
    """A judge ticked it."""

    __tablename__ = "topic_judges"

    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)


class CategoryJudge(Base):
    """A judge ticked a category as one to know something about."""

    __tablename__ = "category_judges"

    category_id: Mapped[int] = mapped_column(ForeignKey("categories.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)


class Bid(Base):
    """A judge would rather not (-1), or gladly (1), judge a nomination, by its title."""

    __tablename__ = "bids"

    nomination_id: Mapped[int] = mapped_column(ForeignKey("nominations.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)
    value: Mapped[int]
