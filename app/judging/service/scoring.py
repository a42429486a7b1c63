"""A judge saves a scorecard, marks the wrong category, makes it final. Nobody else writes a score."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, delete, insert, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.audit.service import record
from app.domain.scoring.composite import Criterion, Rubric, composite, to_thousandths
from app.judging.models import CategoryDoubt, Ruling, Score, Scorecard, Verdict
from app.judging.queries.access import Task
from app.judging.queries.cards import Card, Line
from app.judging.service import memos
from app.programs.models import Program

PRIVATE = "private_note"  # the trail does not even say that there is one


@dataclass(slots=True)
class CardData:
    """What a judge sent, and what of it is there to be kept; what was not sent stays as it is stored.
    Criterion id → thousandths (None: no score yet), criterion id → note."""

    version: int
    scores: dict[int, int | None] = field(default_factory=dict)
    notes: dict[int, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)  # comment_organizers, comment_nominee, private_note
    verdict: str | None = None  # None: not sent; "": no ruling
    verdict_reason: str = ""


class CardRefused(Exception):
    """Nothing was written; `card` is what is stored."""

    def __init__(self, card: Card) -> None:
        super().__init__()
        self.card = card


class CardChanged(CardRefused):
    """The card was saved elsewhere since this judge's page was opened."""


class CardIsFinal(CardRefused):
    """The card was made final in the meantime."""


def save_scorecard(session: Session, task: Task, card: Card, data: CardData, *, by: int, now: datetime) -> Card:
    """Saves what differs from `card` (read after `lock`) and gives the card as it is now. Equal to what is stored: no write.

    Raises CardChanged or CardIsFinal before anything is written."""
    after = _merged(card, data)
    changed = _changes(card, after)
    if not changed:
        return card
    if card.final_at is not None and not task.choosing:
        raise CardIsFinal(card)
    if data.version != card.version:
        raise CardChanged(card)
    after = replace(after, id=write_card(session, task, card, after, now), version=card.version + 1, updated_at=now)
    _write_scores(session, card, after, now)
    if PRIVATE in changed:
        memos.write_note(session, task.nomination_id, by, after.private_note)
    if "verdict" in changed:
        _write_ruling(session, card, after, by=by, now=now)
    if (
        not task.calibration
        and task.program.rubric_locked_at is None
        and any(line.thousandths is not None for line in after.lines)
    ):
        lock_rubric(session, task.program, by=by, now=now)
    record(
        session, program_id=task.program.id, actor_id=by, action="scorecard.save", about=("scorecard", after.id), now=now,
        before={"version": card.version}, after={"version": after.version, "fields": [name for name in changed if name != PRIVATE]},
    )  # fmt: skip
    return after


def _merged(card: Card, data: CardData) -> Card:
    lines = [
        replace(
            line,
            thousandths=data.scores.get(line.criterion_id, line.thousandths),
            note=data.notes.get(line.criterion_id, line.note),
        )
        for line in card.lines
    ]
    after = replace(
        card,
        lines=lines,
        comment_organizers=data.texts.get("comment_organizers", card.comment_organizers),
        comment_nominee=data.texts.get("comment_nominee", card.comment_nominee),
        private_note=data.texts.get(PRIVATE, card.private_note),
    )
    if data.verdict is not None and card.assessment_id is not None:
        after = replace(
            after, verdict=Verdict(data.verdict) if data.verdict else None, verdict_reason=data.verdict_reason
        )
    return after


def _changes(card: Card, after: Card) -> list[str]:
    """The names of the fields that differ; values stay out of the audit of an autosave."""
    texts = ("comment_organizers", "comment_nominee", PRIVATE)
    changed = [name for name in texts if getattr(card, name) != getattr(after, name)]
    if (card.verdict, card.verdict_reason) != (after.verdict, after.verdict_reason):
        changed.append("verdict")
    for old, new in zip(card.lines, after.lines, strict=True):
        changed += [f"score {new.name}"] if old.thousandths != new.thousandths else []
        changed += [f"note {new.name}"] if old.note != new.note else []
    return changed


def write_card(session: Session, task: Task, card: Card, after: Card, now: datetime) -> int:
    values: dict[str, Any] = {
        "version": card.version + 1, "comment_organizers": after.comment_organizers, "comment_nominee": after.comment_nominee,
        "updated_at": now,
    }  # fmt: skip
    if card.begun:
        session.connection().execute(_update_card(), {"card": card.id, **values})
        return card.id
    values |= {
        "assignment_id": task.assignment_id, "category_id": task.category.id, "rubric_id": card.rubric_id, "created_at": now,
    }  # fmt: skip
    return session.execute(insert(Scorecard).values(values).returning(Scorecard.id)).scalar_one()


def _write_scores(session: Session, card: Card, after: Card, now: datetime) -> None:
    """Also keeps what was there before, where a score that had been given changes."""
    rows = [
        {"scorecard_id": after.id, "criterion_id": new.criterion_id, "thousandths": new.thousandths, "note": new.note, "earlier": _earlier(old, new, now)}
        for old, new in zip(card.lines, after.lines, strict=True)
        if (old.thousandths, old.note) != (new.thousandths, new.note)
    ]  # fmt: skip
    if rows:
        session.connection().execute(_upsert_score(session.get_bind().dialect.name), rows)


def _earlier(old: Line, new: Line, now: datetime) -> list[Any]:
    if old.thousandths is None or old.thousandths == new.thousandths:
        return list(old.earlier)
    return [*old.earlier, [now.isoformat(), old.thousandths, new.thousandths]]


# Built once: putting a statement together takes longer than running it, and every autosave passes here.
@cache
def _update_card() -> Any:
    table: Any = Scorecard.__table__
    names = ("version", "comment_organizers", "comment_nominee", "updated_at")
    return update(table).where(table.c.id == bindparam("card")).values({name: bindparam(name) for name in names})


@cache
def _upsert_score(dialect: str) -> Any:
    table: Any = Score.__table__
    upsert = (postgresql if dialect == "postgresql" else sqlite).insert(table)
    return upsert.on_conflict_do_update(
        index_elements=[table.c.scorecard_id, table.c.criterion_id],
        set_={name: upsert.excluded[name] for name in ("thousandths", "note", "earlier")},
    )


def _write_ruling(session: Session, card: Card, after: Card, *, by: int, now: datetime) -> None:
    if after.verdict is None:
        if card.ruling_id is not None:
            session.execute(delete(Ruling).where(Ruling.id == card.ruling_id))
        return
    values = {"verdict": after.verdict, "reason": after.verdict_reason, "updated_at": now}
    if card.ruling_id is not None:
        session.execute(update(Ruling).where(Ruling.id == card.ruling_id).values(values))
    else:
        session.execute(insert(Ruling).values(assessment_id=card.assessment_id, judge_id=by, **values))


def lock_rubric(session: Session, program: Program, *, by: int, now: datetime) -> None:
    """The first score locks the rubric: every nominee is to meet the same one."""
    changed = session.execute(
        update(Program)
        .where(Program.id == program.id, Program.rubric_locked_at.is_(None))
        .values(rubric_locked_at=now)
        .execution_options(synchronize_session=False)
        .returning(Program.id)
    ).first()
    if changed is not None:
        record(
            session, program_id=program.id, actor_id=by, action="program.lock_rubric", about=("program", program.id), now=now,
            before={"rubric_locked_at": None}, after={"rubric_locked_at": now.isoformat()},
        )  # fmt: skip


def finish_scorecard(session: Session, task: Task, card: Card, *, by: int, now: datetime) -> None:
    """Makes a complete card final. Raises ValueError for one with a score missing or marked "wrong category"."""
    if card.missing or card.doubted or not card.begun:
        raise ValueError("only a complete scorecard, not marked wrong category, can become final")
    session.execute(update(Scorecard).where(Scorecard.id == card.id).values(final_at=now, version=card.version + 1))
    if card.later_at is not None:
        memos.take_up(session, task.nomination_id, by)
    record(
        session, program_id=task.program.id, actor_id=by, action="scorecard.finish", about=("scorecard", card.id), now=now,
        before={"final": False}, after={"final": True, "composite": _composite(card), "scores": {line.name: line.thousandths for line in card.lines}},
    )  # fmt: skip


def _composite(card: Card) -> int:
    rubric = Rubric(tuple(Criterion(line.criterion_id, line.weight, line.scale) for line in card.lines))
    scores: dict[int | str, int] = {
        line.criterion_id: line.thousandths for line in card.lines if line.thousandths is not None
    }
    return to_thousandths(composite(scores, rubric))


def doubt_category(
    session: Session, task: Task, card: Card, *, suggested: int | None, reason: str, by: int, now: datetime
) -> None:
    """ "Wrong category": done, without scores. Raises CardIsFinal for a final card."""
    if card.final_at is not None:
        raise CardIsFinal(card)
    card_id = card.id or write_card(session, task, card, card, now)
    values = {"suggested_category_id": suggested, "reason": reason}
    before = {"category": card.doubt_category_id, "reason": card.doubt_reason} if card.doubted else None
    if card.later_at is not None:
        memos.take_up(session, task.nomination_id, by)
    if card.doubted:
        session.execute(update(CategoryDoubt).where(CategoryDoubt.scorecard_id == card_id).values(values))
    else:
        session.execute(insert(CategoryDoubt).values(scorecard_id=card_id, created_at=now, **values))
    record(
        session, program_id=task.program.id, actor_id=by, action="scorecard.doubt_category", about=("scorecard", card_id),
        now=now, before=before, after={"category": suggested}, reason=reason,
    )  # fmt: skip


def drop_doubt(session: Session, task: Task, card: Card, *, by: int, now: datetime) -> None:
    """The category fits after all."""
    if not card.doubted:
        return
    session.execute(delete(CategoryDoubt).where(CategoryDoubt.scorecard_id == card.id))
    record(
        session, program_id=task.program.id, actor_id=by, action="scorecard.drop_doubt", about=("scorecard", card.id), now=now,
        before={"category": card.doubt_category_id, "reason": card.doubt_reason}, after=None,
    )  # fmt: skip
