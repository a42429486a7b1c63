"""What a judge takes along on paper, and types in from it: all own nominations that may be read."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.judging.queries.access import Task, tasks_for
from app.judging.queries.cards import Card, cards_of
from app.judging.queries.desk import GROUPS, own, page_of, rows
from app.policy import Action, NominationFacts, Viewer, decide
from app.programs.models import Program
from app.web.paging import Page

READ = tuple(group for group in GROUPS if group != "recused")
Work = tuple[Task, NominationFacts]


def own_work(
    session: Session, program_id: int, viewer: Viewer, now: datetime, groups: tuple[str, ...] = READ, page: Page | None = None
) -> list[Work]:  # fmt: skip
    """What is on the desk and may be read now, in the desk's order."""
    ids = own(session, program_id, viewer.user_id, groups, page, now)
    found = tasks_for(session, ids, viewer.user_id, now)
    return [found[one] for one in ids if one in found and decide(viewer, Action.NOMINATION_JUDGE, found[one][1])]


def own_tasks(
    session: Session, program_id: int, viewer: Viewer, now: datetime, groups: tuple[str, ...] = READ
) -> list[Task]:
    return [task for task, _facts in own_work(session, program_id, viewer, now, groups)]


def has_scores(task: Task) -> bool:
    """Whether its round is one in which criteria are scored; not so in a quick first look."""
    return task.round is None or task.round.mode == "score"


def complete(session: Session, program_id: int, viewer: Viewer, now: datetime) -> Sequence[tuple[Task, Card]]:
    """Begun cards with every score given, which only need to be submitted."""
    work = own_work(session, program_id, viewer, now, ("begun", "later"))
    may = [task for task, facts in work if has_scores(task) and decide(viewer, Action.SCORE_SAVE, facts)]
    cards = cards_of(session, may) if may else {}
    return [(task, cards[task.assignment_id]) for task in may if not unready(cards[task.assignment_id])]


def unready(card: Card) -> bool:
    """Whether something keeps it from becoming final; `forms.unfinished` says what."""
    return bool(
        card.missing or card.doubted or not card.begun or (card.verdict == "disagree" and not card.verdict_reason)
    )


def names_of(
    session: Session, program: Program, judge_id: int, groups: tuple[str, ...], page: Page, now: datetime
) -> dict[str, str]:
    """Public id → the nominee's name, on one page of the desk; none where judges must not read it."""
    if program.hide_nominee:
        return {}
    chosen = page_of(session, program.id, judge_id, groups, page, now)
    return {row.public_id: row.nominee for row in rows(session, program.id, judge_id, chosen, now)}
