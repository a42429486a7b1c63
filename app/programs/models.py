"""An award program: its dates and rules, its categories, and the rubric they are judged by."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, choice


class ForRole(StrEnum):
    """Whom a category is for."""

    HUNTER = "hunter"
    FARMER = "farmer"
    ACCOUNT_MANAGER = "account_manager"
    ANY = "any"


class ResultMethod(StrEnum):
    """How scores become an order; the words of app.domain.scoring.outcome.Method, which needs numpy."""

    FAIR = "fair"
    MEAN = "mean"
    TRIMMED = "trimmed"
    ADDITIVE = "additive"


class Program(Base):
    __tablename__ = "programs"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)
    description: Mapped[str] = mapped_column(Text, default="")  # Markdown
    organization: Mapped[str] = mapped_column(Text, default="")
    currency: Mapped[str] = mapped_column(Text, default="USD")
    time_zone: Mapped[str] = mapped_column(Text, default="America/New_York")
    period_from: Mapped[date]
    period_to: Mapped[date]
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    judging_opens_at: Mapped[datetime]
    judging_closes_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]
    published: Mapped[bool] = mapped_column(default=False)
    threshold: Mapped[int] = mapped_column(default=500)  # of the flag, in thousandths of the revenue
    new_for_months: Mapped[int | None]
    answer_days: Mapped[int] = mapped_column(
        default=7
    )  # for a question about the category, after the close or when asked
    flag_in_any: Mapped[bool] = mapped_column(default=False)  # rulings also in categories for anybody
    hide_nominator: Mapped[bool] = mapped_column(default=False)  # from judges
    hide_nominee: Mapped[bool] = mapped_column(default=False)  # and the company, from judges
    judges_compare: Mapped[bool] = mapped_column(default=False)  # after the close, own scores beside the panel's
    minimum_scores: Mapped[int] = mapped_column(default=2)  # fewer, and a nominee is set apart in the results
    scores_wanted: Mapped[int] = mapped_column(default=3)
    minutes_each: Mapped[int] = mapped_column(default=8)  # what one nomination takes a judge, before it was measured
    bids: Mapped[bool] = mapped_column(default=False)  # judges may say by title what they would rather judge, or not
    result_method: Mapped[ResultMethod] = mapped_column(choice(ResultMethod), default=ResultMethod.FAIR)
    tie_rules: Mapped[list[Any]] = mapped_column(default=list)  # words of app.domain.decisions.TieRule, in their order
    result_seed: Mapped[int] = mapped_column(default=0)
    disagreement_bound: Mapped[int] = mapped_column(
        default=3000
    )  # thousandths: judges further apart than this disagree
    reference_prefix: Mapped[str] = mapped_column(Text)
    next_number: Mapped[int] = mapped_column(default=1)
    rubric_locked_at: Mapped[datetime | None]
    is_demo: Mapped[bool] = mapped_column(default=False)
    feedback: Mapped[bool] = mapped_column(default=False)  # nominators are offered means and comments after publication
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]

    @property
    def blind(self) -> bool:
        """Whether anybody is hidden from judges. Setting it hides, or shows, everybody."""
        return bool(self.hide_nominator or self.hide_nominee)

    @blind.setter
    def blind(self, value: bool) -> None:
        self.hide_nominator = self.hide_nominee = value


class Category(Base):
    __tablename__ = "categories"
    __table_args__ = (UniqueConstraint("program_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    program_id: Mapped[int] = mapped_column(ForeignKey("programs.id"), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(Text)
    description: Mapped[str] = mapped_column(Text, default="")
    for_role: Mapped[ForRole] = mapped_column(choice(ForRole))
    winners: Mapped[int] = mapped_column(default=1)

    program: Mapped[Program] = relationship(lazy="raise")


class RoundMode(StrEnum):
    """How judges say what they think of a nomination in a round."""

    SCORE = "score"
    SCREEN = "screen"  # yes, no, or wrong category
    RANK = "rank"
    COMPARE = "compare"


CHOOSING = (RoundMode.RANK, RoundMode.COMPARE)  # rounds without scores, in which nominations are told apart


class Round(Base):
    """A round of judging. `begun_at`: when nominations were taken into it (the first begins with the program); the last one
    begun is the round that counts. A calibration comes before all others, and nothing in it ever counts. `goes_through`: how
    many per category are proposed for the next round; `bound`: or everybody from so many thousandths on; neither: by hand.
    `choices`: where the best are put in order, how many (empty: all); where pairs are compared, how many comparisons a judge is
    asked for per nomination of theirs (empty: three)."""

    __tablename__ = "rounds"
    __table_args__ = (UniqueConstraint("program_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    program_id: Mapped[int] = mapped_column(ForeignKey("programs.id"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(Text)
    mode: Mapped[RoundMode] = mapped_column(choice(RoundMode), default=RoundMode.SCORE)
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    scores_wanted: Mapped[int] = mapped_column(default=3)
    minimum_scores: Mapped[int] = mapped_column(default=2)
    calibration: Mapped[bool] = mapped_column(default=False)
    goes_through: Mapped[int | None]
    bound: Mapped[int | None]
    choices: Mapped[int | None]
    begun_at: Mapped[datetime | None]


class RoundJudge(Base):
    """Who judges in a round; a round without any is judged by all judges of the program."""

    __tablename__ = "round_judges"
    __table_args__ = (UniqueConstraint("round_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)


class RoundEntry(Base):
    """A nomination that was taken into a later round. Every submitted nomination is in the first."""

    __tablename__ = "round_entries"
    __table_args__ = (UniqueConstraint("round_id", "nomination_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"))
    nomination_id: Mapped[int] = mapped_column(ForeignKey("nominations.id"), index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]


class Rubric(Base):
    """A version of a round's rubric; the one with the highest number is what new scorecards are made with."""

    __tablename__ = "rubrics"
    __table_args__ = (UniqueConstraint("round_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"))
    number: Mapped[int] = mapped_column(default=1)
    reason: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]


class Criterion(Base):
    """One line of a rubric. Scale and step are the rubric's; weight, guidance and anchors can differ per category.
    `source_id`: the criterion of an earlier version or round that this one was copied from."""

    __tablename__ = "criteria"
    __table_args__ = (UniqueConstraint("rubric_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    program_id: Mapped[int] = mapped_column(ForeignKey("programs.id"), index=True)
    rubric_id: Mapped[int] = mapped_column(ForeignKey("rubrics.id"))
    source_id: Mapped[int | None] = mapped_column(ForeignKey("criteria.id"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(Text)
    guidance: Mapped[str] = mapped_column(Text, default="")
    anchors: Mapped[dict[str, Any]]  # point of the scale, as text ("1", "7.5") → what it means
    weight: Mapped[int] = mapped_column(default=1)  # 0: not asked in this program
    scale_min: Mapped[int] = mapped_column(default=1000)  # thousandths
    scale_max: Mapped[int] = mapped_column(default=10000)
    step: Mapped[int] = mapped_column(default=1000)


class CriterionOverride(Base):
    __tablename__ = "criterion_overrides"
    __table_args__ = (UniqueConstraint("criterion_id", "category_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criteria.id"))
    category_id: Mapped[int] = mapped_column(ForeignKey("categories.id"), index=True)
    weight: Mapped[int | None]  # empty: as in the program; 0: not asked in this category
    guidance: Mapped[str | None] = mapped_column(Text)
    anchors: Mapped[dict[str, Any] | None]
