"""The nominator answers the question about the category. An answer never changes a sent version: it makes a new one."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.audit.service import record
from app.domain.errors import UserError
from app.domain.revenue import Assessment as Outcome
from app.nominations.forms import FIGURES, check, content_of, hash_of, read_figures
from app.nominations.models import AnswerKind, Assessment, Nomination, Question, Submission
from app.nominations.queries import latest, question_of, rows_may_be_added, settlement_of
from app.nominations.service.asking import new_due, note_answer
from app.nominations.service.assessing import summary
from app.nominations.service.drafts import lock
from app.nominations.service.settling import accept_move
from app.nominations.service.submitting import freeze
from app.programs.models import Category
from app.web.i18n import _


@dataclass(frozen=True, slots=True)
class Answer:
    """`accept`: the category to move to. `leave`: nothing to add. Else an explanation, figures of rows (place → fields as
    typed, `FIGURES` only) and rows that were missing, or any of these."""

    accept: Category | None = None
    leave: bool = False
    explanation: str = ""
    rows: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    added: tuple[Mapping[str, str], ...] = ()


class AnswerProblem(UserError):
    """What can't be taken, by the field of the form where it is mended."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(next(iter(problems.values())))
        self.problems = dict(problems)


def answer_question(
    session: Session, nomination: Nomination, answer: Answer, *, by: int, now: datetime
) -> Assessment | None:
    """Keep the answer; the assessment of the new version, where explanation or figures make one. Raises AnswerProblem."""
    lock(session, nomination)
    found = latest(session, nomination.id)
    if found is None or settlement_of(session, found[1].id) is not None:
        raise AnswerProblem({"answer": _("There is no open question about the category of this nomination.")})
    if answer.accept is not None:
        if answer.accept.id == nomination.category_id:
            sentence = _("The nomination is in that category already. Please choose another, or explain.")
            raise AnswerProblem({"category": sentence})
        _ensure_question(session, nomination, found[0], now)
        accept_move(session, nomination, found[1].id, answer.accept, by=by, now=now)
        return None
    if answer.leave:
        _ensure_question(session, nomination, found[0], now)
        note_answer(session, nomination.id, AnswerKind.LEFT, None, now)
        _record(session, nomination, found, None, by=by, now=now)
        return None
    return _new_version(session, nomination, found, answer, by=by, now=now)


def _ensure_question(session: Session, nomination: Nomination, submission: Submission, now: datetime) -> None:
    """Nobody was asked by mail (an import, an older program): the answer still belongs to a question."""
    if question_of(session, nomination.id) is None:
        due = new_due(nomination.program, now) or now
        session.add(
            Question(nomination_id=nomination.id, number=1, submission_id=submission.id, asked_at=now, due_at=due, mailed_at=now)
        )  # fmt: skip
        session.flush()


def _new_version(
    session: Session,
    nomination: Nomination,
    found: tuple[Submission, Assessment],
    answer: Answer,
    *,
    by: int,
    now: datetime,
) -> Assessment:
    before = content_of(found[0].content)
    if not rows_may_be_added(Outcome.from_dict(found[1].result)):
        answer = replace(answer, added=())
    after = answered_content(before, answer)
    if hash_of(after) == hash_of(before):
        sentence = _(
            "Please write a sentence or two, so that judges understand why it fits where it is, or add figures. If there is nothing to add, say “We leave it as it is”."
        )
        raise AnswerProblem({"explanation": sentence})
    if problems := problems_of(before, after):
        raise AnswerProblem(problems)
    _ensure_question(session, nomination, found[0], now)
    figures = after["lines"] != before["lines"]
    submission, assessment = freeze(session, nomination, after, hash_of(after), now)
    note_answer(session, nomination.id, AnswerKind.FIGURES if figures else AnswerKind.EXPLAINED, submission.id, now)
    _keep_in_draft(nomination, before, after, now)
    session.flush()
    _record(session, nomination, found, assessment, by=by, now=now)
    return assessment


def answered_content(before: Mapping[str, Any], answer: Answer) -> dict[str, Any]:
    """What was sent, with nothing changed but the explanation and what is known of the year before; rows only at the end."""
    lines = [dict(line) for line in before["lines"]]
    for place, typed in answer.rows.items():
        if 0 <= place < len(lines):
            lines[place] |= {
                name: text
                for name, text in typed.items()
                if name in (*FIGURES, "source")
                and not (name == "origin" and text == "unknown" and not lines[place].get(name))
            }
    return content_of({**before, "explanation": answer.explanation, "lines": [*lines, *answer.added]})


def problems_of(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, str]:
    """Only of what the answer may change: an import may have sent what the form would have refused."""
    old, new = read_figures(before), read_figures(after)
    known = {problem.field for problem in check(before, old)}
    found = {
        problem.field: problem.sentence
        for problem in check(after, new)
        if problem.field not in known and (problem.step == "revenue" or problem.field == "explanation")
    }
    if not found and [line.revenue for line in new.lines[: len(old.lines)]] != [line.revenue for line in old.lines]:
        found["explanation"] = _("Please write amounts the way the others are written, for example 1,234.50.")
    return found


def _keep_in_draft(nomination: Nomination, before: dict[str, Any], after: dict[str, Any], now: datetime) -> None:
    """The working copy gets the answer too, so that a later submission doesn't take it back; other late text stays unsent."""
    draft = {name: value for name, value in nomination.draft.items() if name != "answer"}
    if content_of(draft)["lines"] == before["lines"]:
        draft["lines"] = [dict(line) for line in after["lines"]]
    else:
        draft["lines"] = _merged(draft.get("lines") or [], before["lines"], after["lines"])
    nomination.version += 1
    touched = dict(draft.get("touched") or {})
    draft["touched"] = {**touched, "explanation": nomination.version, "lines": nomination.version}
    nomination.draft = {**draft, "explanation": after["explanation"]}
    nomination.updated_at = now


def _merged(draft: list[Any], before: list[dict[str, str]], after: list[dict[str, str]]) -> list[Any]:
    """Rows that were changed since are left as they are, but for what the answer says of the customer of that name."""
    told = {row.get("name"): row for was, row in zip(before, after, strict=False) if was != row}
    rows = [
        {**row, **{name: told[row.get("name")].get(name, "") for name in FIGURES}} if row.get("name") in told else row
        for row in draft
    ]
    return rows + [dict(row) for row in after[len(before) :]]


def _record(
    session: Session,
    nomination: Nomination,
    found: tuple[Submission, Assessment],
    after: Assessment | None,
    *,
    by: int,
    now: datetime,
) -> None:
    record(
        session, program_id=nomination.program_id, actor_id=by, action="nomination.answer", about=("nomination", nomination.id),
        now=now, before=summary(found[1]), after=summary(after) if after else {"answer": "left as it is"},
    )  # fmt: skip
