"""What the nominator answered to the question about the category, as a judge may read it."""

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy.orm import Session

from app.judging.queries.access import Task
from app.judging.queries.pages import Reading
from app.judging.queries.sheet import hide_names
from app.nominations.models import AnswerKind
from app.nominations.queries import Answered, answered_of


def answer_for_judge(session: Session, task: Task, reading: Reading) -> Answered | None:
    """Beside the flag, both versions; names masked where the program is blind. A move leaves no trace for the judges of the
    new category, and where nothing is asked nothing was answered."""
    answered = answered_of(session, task.nomination_id) if task.ruling_asked and reading.answered else None
    if answered is None or answered.kind is AnswerKind.MOVED:
        return None
    if not reading.veil.hides:
        return answered

    def hide(text: str) -> str:
        return hide_names(reading, text) if text else text

    def hidden(told: Mapping[str, str]) -> dict[str, str]:
        return {name: text if name == "origin" else hide(text) for name, text in told.items()}

    rows = tuple(replace(r, name=hide(r.name), before=hidden(r.before), after=hidden(r.after)) for r in answered.rows)
    return replace(answered, first=hide(answered.first), explanation=hide(answered.explanation), rows=rows)
