"""What judges can take and know, who must meet whom, and what nominations are about."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.states import State
from app.domain.topics import topics_in, words_of
from app.nominations.models import Nomination, Submission
from app.nominations.queries import story_of
from app.panels.models import Bid, CategoryJudge, JudgePair, JudgeWish, Meeting, Topic, TopicJudge
from app.programs.models import Category

Ids = frozenset[int]


@dataclass(frozen=True, slots=True)
class Load:
    """How many nominations a judge takes: at least, and at most (None: no limit)."""

    least: int = 0
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Couple:
    id: int
    first: int
    second: int
    kind: Meeting


@dataclass(frozen=True, slots=True)
class TopicRow:
    id: int
    name: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class JuryWishes:
    """By judge's id; who said nothing is in none of them. `bids`: (nomination, judge) → -1 or 1."""

    topics: tuple[TopicRow, ...] = ()
    loads: Mapping[int, Load] = field(default_factory=dict)
    ticked_topics: Mapping[int, Ids] = field(default_factory=dict)
    ticked_categories: Mapping[int, Ids] = field(default_factory=dict)
    couples: tuple[Couple, ...] = ()
    bids: Mapping[tuple[int, int], int] = field(default_factory=dict)

    def load(self, judge_id: int) -> Load:
        return self.loads.get(judge_id, Load())

    @property
    def knows_anything(self) -> bool:
        """Whether any judge ticked or bid anything: else there is no expertise to speak of."""
        return bool(self.ticked_topics or self.ticked_categories or self.bids)


def wishes_of(session: Session, program_id: int, *, bids: bool = True) -> JuryWishes:
    """Six queries."""
    loads = select(JudgeWish.user_id, JudgeWish.at_least, JudgeWish.at_most).where(JudgeWish.program_id == program_id)
    ticked = (
        select(TopicJudge.user_id, Topic.id)
        .join(Topic, Topic.id == TopicJudge.topic_id)
        .where(Topic.program_id == program_id)
    )
    known = (
        select(CategoryJudge.user_id, Category.id)
        .join(Category, Category.id == CategoryJudge.category_id)
        .where(Category.program_id == program_id)
    )
    return JuryWishes(
        topics=topics_of(session, program_id),
        loads={row[0]: Load(row[1], row[2]) for row in session.execute(loads)},
        ticked_topics=_sets(session.execute(ticked)),
        ticked_categories=_sets(session.execute(known)),
        couples=couples_of(session, program_id),
        bids=_bids(session, program_id) if bids else {},
    )


def topics_of(session: Session, program_id: int) -> tuple[TopicRow, ...]:
    rows = session.execute(
        select(Topic.id, Topic.name, Topic.words).where(Topic.program_id == program_id).order_by(Topic.name, Topic.id)
    )
    return tuple(TopicRow(row[0], row[1], words_of(row[2])) for row in rows)


def couples_of(session: Session, program_id: int) -> tuple[Couple, ...]:
    rows = session.execute(
        select(JudgePair.id, JudgePair.first_id, JudgePair.second_id, JudgePair.kind)
        .where(JudgePair.program_id == program_id)
        .order_by(JudgePair.id)
    )
    return tuple(Couple(*row) for row in rows)


def _bids(session: Session, program_id: int) -> dict[tuple[int, int], int]:
    rows = session.execute(
        select(Bid.nomination_id, Bid.user_id, Bid.value)
        .join(Nomination, Nomination.id == Bid.nomination_id)
        .where(Nomination.program_id == program_id)
    )
    return {(row[0], row[1]): row[2] for row in rows}


def bids_of(session: Session, program_id: int, judge_id: int) -> dict[int, int]:
    """One judge's: nomination → -1 or 1."""
    rows = session.execute(
        select(Bid.nomination_id, Bid.value)
        .join(Nomination, Nomination.id == Bid.nomination_id)
        .where(Nomination.program_id == program_id, Bid.user_id == judge_id)
    )
    return {row[0]: row[1] for row in rows}


def subjects(session: Session, program_id: int, topics: Iterable[TopicRow]) -> dict[int, dict[int, str]]:
    """Nomination → topic → the word that names it, in what was submitted last: title, company and story. No query without
    topics, else one."""
    by_words = {one.id: one.words for one in topics}
    if not by_words:
        return {}
    rows = session.execute(
        select(Nomination.id, Submission.nominee_title, Submission.nominee_company, Submission.content)
        .join(Submission, (Submission.nomination_id == Nomination.id) & Submission.superseded_at.is_(None))
        .where(Nomination.program_id == program_id, Nomination.state == State.SUBMITTED)
    )
    return {row[0]: topics_in((row[1], row[2], story_of(row[3])), by_words) for row in rows}


def _sets(rows: Iterable[Any]) -> dict[int, Ids]:
    found: defaultdict[int, set[int]] = defaultdict(set)
    for user_id, one in rows:
        found[user_id].add(one)
    return {key: frozenset(values) for key, values in found.items()}
