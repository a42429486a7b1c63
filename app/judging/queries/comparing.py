"""Apples to apples: two to five nominees of one role side by side, for judges (their own, masked) and for organizers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.domain.charts import Figure
from app.domain.nearest import FEWEST, MOST, nearest
from app.domain.scoring.composite import composite, to_thousandths
from app.judging.models import Assignment, AssignmentState, CategoryDoubt, Score, Scorecard
from app.judging.queries.access import Task
from app.judging.queries.counted import Asked
from app.judging.queries.pages import readings_of
from app.judging.queries.sheet import Sheet, sheet_of
from app.nominations.models import Nomination
from app.nominations.queries import Candidate
from app.nominations.queries.conflicts import conflict_between
from app.nominations.queries.figures import COLUMNS, candidate_of, with_figures
from app.programs.models import Program
from app.programs.queries import current_round, versions
from app.web.i18n import _
from app.web.paging import Page

EXCERPTS, EXCERPT_CHARS = 3, 280
PAGE = 40
WINNING = ("new", "customers", "self_sourced", "displaced", "first_time", "quota")
KEEPING = ("managed", "kept", "growth", "own_base")


@dataclass(frozen=True, slots=True)
class Column:
    """One nominee: what a judge reads of it, sentences of the story with their kind, and the judge's own final score."""

    public_id: str
    reference: str
    category: str
    ruling_asked: bool
    sheet: Sheet
    excerpts: Sequence[tuple[str, str]]
    score: int | None


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen so far, and in `problem` why it can't be compared yet. The list to choose from: `roles` with how many
    there are of each, `role` the one shown, its `rows` without those already chosen."""

    chosen: Sequence[Candidate]
    problem: str
    status: int
    roles: Mapping[str, int]
    role: str
    rows: Sequence[Candidate]
    where: Page

    @property
    def is_complete(self) -> bool:
        return not self.problem and len(self.chosen) >= FEWEST


def own_candidates(session: Session, program: Program, judge_id: int) -> list[Candidate]:
    """The nominations that this judge may open; in blind programs without names. One query."""
    kept_apart = conflict_between(Nomination.id, judge_id)
    statement = with_figures(select(*COLUMNS).select_from(Assignment).join(Nomination, Nomination.id == Assignment.nomination_id)).where(
        Assignment.judge_id == judge_id, Assignment.state == AssignmentState.ACTIVE, Nomination.program_id == program.id,
        Assignment.round_id == current_round(program.id),
        Nomination.owner_id != judge_id, ~kept_apart,
    )  # fmt: skip
    return [candidate_of(row, blind=program.hide_nominee) for row in session.execute(statement)]


def choose(
    found: Sequence[Candidate], of: Sequence[str], near: str, role: str = "", page: int | None = None
) -> Choice | None:
    """`of`: public ids; `near`: the one whose nearest are wanted; `page`: the list is still being looked through. None where one
    of them is not among those found."""
    known = {one.public_id: one for one in found}
    asked = list(dict.fromkeys([near, *_near(found, known, near)] if near else of))
    if any(public_id not in known for public_id in asked):
        return None
    chosen = [known[public_id] for public_id in asked]
    roles: dict[str, int] = {}
    for one in found:
        roles[one.role] = roles.get(one.role, 0) + 1
    shown = chosen[0].role if chosen else role if role in roles else max(roles, key=roles.__getitem__, default="")
    rows = [one for one in found if one.role == shown and one not in chosen]
    where = Page.of(page or 1, len(rows), PAGE)
    problem = _problem(chosen, alone=bool(near)) if asked and page is None else ""
    status = 422 if problem and not near else 200  # who only followed a link did nothing wrong
    return Choice(chosen, problem, status, roles, shown, rows[where.offset : where.offset + where.size], where)


def _near(found: Sequence[Candidate], known: Mapping[str, Candidate], near: str) -> list[str]:
    if near not in known:
        return []
    figures: dict[str, Figure] = {one.public_id: one.figure for one in found}
    return [figure.key for figure in nearest(list(figures.values()), figures[near])]


def _problem(chosen: Sequence[Candidate], *, alone: bool) -> str:
    if len({one.role for one in chosen}) > 1:
        return _(
            "These have different roles. Only what is alike can be compared: please choose nominees of one role, and take the others out."
        )
    if len(chosen) > MOST:
        return _("These are %(count)s. Please take some out: at most five fit side by side.") % {"count": len(chosen)}
    if len(chosen) < FEWEST and alone:
        return _("There is no other nominee of this role here to compare with.")
    return _("One alone can't be compared. Please choose at least two.") if len(chosen) < FEWEST else ""


def columns(
    session: Session, tasks: Sequence[Task], *, masked: bool | None = None, scores: Mapping[int, int] | None = None
) -> list[Column]:
    """In the order of the tasks; two queries. `scores`: assignment id → thousandths."""
    readings = readings_of(session, [task.nomination_id for task in tasks])
    found = []
    for task in tasks:
        sheet = sheet_of(task, readings[task.nomination_id], masked=masked)
        score = (scores or {}).get(task.assignment_id)
        found.append(
            Column(task.public_id, task.reference, task.category.name, task.ruling_asked, sheet, _excerpts(sheet), score)
        )  # fmt: skip
    return found


def rows_of(role: str, columns: Sequence[Column]) -> list[str]:
    """Which rows stand below each other: what was won first; where customers are looked after, what was kept first."""
    first, second = (WINNING, KEEPING) if role in ("hunter", "mixed", "insufficient") else (KEEPING, WINNING)
    rows = ["revenue", *first, "expansion", *second]
    if any(column.ruling_asked for column in columns):
        rows.insert(1, "flag")
    return [*rows, *(["score"] if any(column.score is not None for column in columns) else []), "story"]


def _excerpts(sheet: Sheet) -> list[tuple[str, str]]:
    """The sentences that say the most, those about winning first; without any, how the story begins."""
    marked = sorted(sheet.marks, key=lambda mark: (mark.kind not in ("new", "against"), mark.start))[:EXCERPTS]
    found = [(mark.kind, sheet.story[mark.start : mark.end].strip()) for mark in sorted(marked, key=lambda m: m.start)]
    texts = found or ([("", sheet.story.strip())] if sheet.story.strip() else [])
    return [(kind, text if len(text) <= EXCERPT_CHARS else f"{text[:EXCERPT_CHARS].rsplit(' ', 1)[0]} …") for kind, text in texts]  # fmt: skip


def own_scores(session: Session, program: Program, tasks: Sequence[Task]) -> dict[int, int]:
    """Assignment id → the judge's own score (thousandths), if that scorecard is final and the category not called wrong. Three
    queries, however many."""
    rubric = Asked.by(versions(session, program.id, [task.category for task in tasks]))
    made: dict[int, int] = {}  # assignment → the version of its scorecard
    given: dict[int, dict[Any, int]] = {}
    rows = session.execute(
        select(Scorecard.assignment_id, Score.criterion_id, Score.thousandths, Scorecard.rubric_id)
        .join(Score, Score.scorecard_id == Scorecard.id)
        .join(Assignment, Assignment.id == Scorecard.assignment_id)
        .join(Nomination, (Nomination.id == Assignment.nomination_id) & (Nomination.category_id == Scorecard.category_id))
        .where(
            Scorecard.assignment_id.in_([task.assignment_id for task in tasks]), Scorecard.final_at.is_not(None),
            Score.thousandths.is_not(None), ~exists().where(CategoryDoubt.scorecard_id == Scorecard.id),
        )
    )  # fmt: skip
    for assignment_id, criterion_id, thousandths, rubric_id in rows:
        made[assignment_id] = rubric_id
        given.setdefault(assignment_id, {})[criterion_id] = thousandths or 0
    found = {}
    for task in tasks:
        asked = rubric.made_with(made.get(task.assignment_id, 0), task.category.id)
        scores = given.get(task.assignment_id, {})
        if asked and {criterion.key for criterion in asked.criteria} <= scores.keys():
            found[task.assignment_id] = to_thousandths(composite({c.key: scores[c.key] for c in asked.criteria}, asked))
    return found
