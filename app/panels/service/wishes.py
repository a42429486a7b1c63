"""Writes about what judges can take and know, and about who must meet whom."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.audit.service import record
from app.panels.models import Bid, CategoryJudge, JudgePair, JudgeWish, Meeting, Topic, TopicJudge
from app.panels.queries.wishes import Load, bids_of, couples_of, wishes_of
from app.panels.service.meanwhile import Meanwhile, merged, ticks_merged
from app.programs.models import Category, Program
from app.programs.service.problems import ProgramProblem
from app.web.i18n import _

MOST_TOPICS = 100


def set_loads(
    session: Session, program: Program, loads: Mapping[int, Load], *, shown: Mapping[int, Load] | None = None, by: int,
    now: datetime,
) -> list[int]:  # fmt: skip
    """How many nominations judges take; says whose changed. One line in the trail for each. `shown`: what stood there when it
    was typed; who typed nothing new changes nothing.

    Raises Meanwhile, before anything is written, where somebody else changed the same."""
    session.refresh(program, with_for_update=True)
    rows = {
        row.user_id: row for row in session.scalars(select(JudgeWish).where(JudgeWish.program_id == program.id))
    }  # fmt: skip
    stored = {key: Load(rows[key].at_least, rows[key].at_most) if key in rows else Load() for key in loads}
    changed = []
    for user_id, load in merged(shown or {}, stored, loads).items():
        row, before = rows.get(user_id), stored[user_id]
        if before == load:
            continue
        if row is None:
            row = JudgeWish(program_id=program.id, user_id=user_id)
            session.add(row)
        row.at_least, row.at_most, row.updated_at = load.least, load.most, now
        changed.append(user_id)
        record(
            session, program_id=program.id, actor_id=by, action="judge.load", about=("user", user_id), now=now,
            before={"at_least": before.least, "at_most": before.most}, after={"at_least": load.least, "at_most": load.most},
        )  # fmt: skip
    session.flush()
    return changed


def tick(
    session: Session, program: Program, judge_id: int, categories: frozenset[int], topics: frozenset[int], *,
    shown: tuple[frozenset[int], frozenset[int]] | None = None, now: datetime,
) -> bool:  # fmt: skip
    """What a judge knows something about; ids that the caller has found in this program. Says whether anything changed. `shown`:
    what was ticked when the page was opened; what another tab ticked or unticked since stays."""
    session.refresh(program, with_for_update=True)
    wishes = wishes_of(session, program.id, bids=False)
    none: frozenset[int] = frozenset()
    before = (wishes.ticked_categories.get(judge_id, none), wishes.ticked_topics.get(judge_id, none))
    if shown is not None:
        categories = ticks_merged(shown[0], before[0], categories)
        topics = ticks_merged(shown[1], before[1], topics)
    if before == (categories, topics):
        return False
    for table, column, had, has in (
        (CategoryJudge, CategoryJudge.category_id, before[0], categories),
        (TopicJudge, TopicJudge.topic_id, before[1], topics),
    ):
        if had - has:
            session.execute(delete(table).where(table.user_id == judge_id, column.in_(had - has)))
        if has - had:
            session.execute(insert(table), [{"user_id": judge_id, column.key: one} for one in sorted(has - had)])
    rows = session.execute(select(Category.id, Category.name).where(Category.program_id == program.id))
    names = {row[0]: row[1] for row in rows}
    called = {one.id: one.name for one in wishes.topics}
    told = [
        ", ".join(sorted([*(names[one] for one in some[0]), *(called[one] for one in some[1])]))
        for some in (before, (categories, topics))
    ]
    record(
        session, program_id=program.id, actor_id=judge_id, action="judge.tick", about=("user", judge_id), now=now,
        before={"knows": told[0]}, after={"knows": told[1]},
    )  # fmt: skip
    return True


def set_bids(
    session: Session, program: Program, judge_id: int, bids: Mapping[int, int], *,
    shown: Mapping[int, int] | None = None, now: datetime,
) -> bool:  # fmt: skip
    """Nomination → -1, 0 or 1, of nominations that the caller has found the judge may see. Says whether anything changed.

    Raises Meanwhile where another tab said something else about the same since it was `shown`."""
    session.refresh(program, with_for_update=True)
    stored = dict.fromkeys(bids, 0) | bids_of(session, program.id, judge_id)
    wanted = merged(shown or {}, stored, bids)
    changed = {key: value for key, value in wanted.items() if stored[key] != value}
    if not changed:
        return False
    session.execute(delete(Bid).where(Bid.user_id == judge_id, Bid.nomination_id.in_(changed)))
    rows = [{"user_id": judge_id, "nomination_id": key, "value": value} for key, value in changed.items() if value]
    if rows:
        session.execute(insert(Bid), rows)
    record(
        session, program_id=program.id, actor_id=judge_id, action="judge.bid", about=("user", judge_id), now=now,
        after={"bids": len(changed)},
    )  # fmt: skip
    return True


def add_pair(
    session: Session, program: Program, one: int, other: int, kind: Meeting, *, shown: Collection[int] | None = None,
    by: int, now: datetime,
) -> None:  # fmt: skip
    """Said again about the same two, the later word stands, if whoever says it has seen the earlier one (`shown`: pairs by id).

    Raises Meanwhile where somebody else said the contrary."""
    session.refresh(program, with_for_update=True)
    first, second = sorted((one, other))
    for known in couples_of(session, program.id):
        if (
            (known.first, known.second) == (first, second)
            and known.kind != kind
            and shown is not None
            and known.id not in shown
        ):
            raise Meanwhile({known.id: known.kind})
    session.execute(
        delete(JudgePair).where(
            JudgePair.program_id == program.id, JudgePair.first_id == first, JudgePair.second_id == second
        )
    )
    pair = JudgePair(program_id=program.id, first_id=first, second_id=second, kind=kind)
    session.add(pair)
    session.flush()
    _record_pair(session, program, first, second, "pair", kind, by, now)


def remove_pair(session: Session, program: Program, pair_id: int, *, by: int, now: datetime) -> bool:
    found = next((one for one in couples_of(session, program.id) if one.id == pair_id), None)
    if found is None:
        return False
    session.execute(delete(JudgePair).where(JudgePair.id == pair_id))
    _record_pair(session, program, found.first, found.second, "unpair", found.kind, by, now)
    return True


def _record_pair(
    session: Session, program: Program, first: int, second: int, verb: str, kind: Meeting, by: int, now: datetime
) -> None:
    rows = session.execute(select(User.id, User.name, User.email).where(User.id.in_((first, second))))
    names = {row[0]: row[1] or row[2] for row in rows}
    record(
        session, program_id=program.id, actor_id=by, action=f"judge.{verb}", about=("user", first), now=now,
        after={"with": names[second], "meeting": kind.value},
    )  # fmt: skip


def add_topic(session: Session, program: Program, name: str, words: str, *, by: int, now: datetime) -> Topic:
    session.refresh(program, with_for_update=True)
    known = session.scalars(select(Topic.name).where(Topic.program_id == program.id)).all()
    if name in known:
        raise ProgramProblem("name", _("This program has a topic of that name already."))
    if len(known) >= MOST_TOPICS:
        raise ProgramProblem("form", _("A program can have a hundred topics at most."))
    topic = Topic(program_id=program.id, name=name, words=words)
    session.add(topic)
    session.flush()
    record(
        session, program_id=program.id, actor_id=by, action="topic.add", about=("topic", topic.id), now=now,
        after={"name": name, "words": words},
    )  # fmt: skip
    return topic


def remove_topic(session: Session, program: Program, topic_id: int, *, by: int, now: datetime) -> str | None:
    """Its name; None: there is no such topic in this program. Nobody has it ticked any more."""
    topic = session.scalar(select(Topic).where(Topic.id == topic_id, Topic.program_id == program.id))
    if topic is None:
        return None
    record(
        session, program_id=program.id, actor_id=by, action="topic.remove", about=("topic", topic.id), now=now,
        before={"name": topic.name, "words": topic.words},
    )  # fmt: skip
    session.execute(delete(TopicJudge).where(TopicJudge.topic_id == topic.id))
    session.delete(topic)
    session.flush()
    return topic.name


def set_terms(
    session: Session, program: Program, minutes: int, bids: bool, *, shown: Mapping[str, int] | None = None, by: int,
    now: datetime,
) -> bool:  # fmt: skip
    """What one nomination is reckoned to take, and whether judges may bid. Says whether anything changed.

    Raises Meanwhile where somebody else changed the same since it was `shown`."""
    session.refresh(program, with_for_update=True)
    before = {"minutes_each": program.minutes_each, "bids": program.bids}
    after = merged(shown or {}, before, {"minutes_each": minutes, "bids": bids})
    if before == after:
        return False
    program.minutes_each, program.bids = after["minutes_each"], bool(after["bids"])
    record(
        session, program_id=program.id, actor_id=by, action="program.update", about=("program", program.id), now=now,
        before=before, after=after,
    )  # fmt: skip
    return True
