"""What a judge takes along on paper: all own nominations that may be read, and the cards to fill in."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.judging.queries.access import Task, tasks_for
from app.judging.queries.desk import GROUPS, own
from app.judging.queries.desk import OPEN as OPEN
from app.policy import Action, Viewer, decide
from app.web.paging import Page

READ = tuple(group for group in GROUPS if group != "recused")


def own_tasks(
    session: Session, program_id: int, viewer: Viewer, now: datetime, groups: tuple[str, ...] = READ, page: Page | None = None
) -> list[Task]:  # fmt: skip
    """What is on the desk and may be read now, in the desk's order."""
    ids = own(session, program_id, viewer.user_id, groups, page)
    found = tasks_for(session, ids, viewer.user_id, now)
    return [found[one][0] for one in ids if one in found and decide(viewer, Action.NOMINATION_JUDGE, found[one][1])]
