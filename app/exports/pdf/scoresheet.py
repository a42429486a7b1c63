"""The judges' score sheet, for organizers: every scorecard of a round, by nominee, with its judge's name."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import select

from app.accounts.models import User
from app.domain.errors import UserError
from app.domain.scoring.composite import Criterion, Rubric, composite, to_thousandths
from app.domain.states import State
from app.exports.pdf.paper import broken, short
from app.exports.pdf.sheets import Sheets, column, criterion, remarks, section, sheet_data, standing
from app.exports.pdf.words import left_out
from app.exports.tables.table import Source
from app.judging.models import Assignment, AssignmentState, Scorecard
from app.judging.queries.access import Task
from app.judging.queries.cards import Card, cards_of
from app.judging.queries.counted import counts
from app.nominations.models import Nomination, Submission
from app.programs.models import Category
from app.programs.queries.rounds import takes_part
from app.web import filters
from app.web.i18n import _

PART = 2000  # scorecards read at a time
MOST = 5000  # scorecards in one document: 400 pages, half a gigabyte of memory while it is printed


@dataclass(frozen=True, slots=True)
class Held:
    task: Task
    nominee: str
    company: str
    judge: str
    state: AssignmentState | None
    counts: bool


def score_sheet_of(source: Source, now: datetime) -> Sheets:
    """Nominations that its reader is kept from are not in it. `number`: of scorecards."""
    program, sections, number, chapter = source.program, [], 0, ""
    for _id, group in groupby(_read(source), key=lambda pair: pair[0].task.nomination_id):
        cards = [
            (held, card)
            for held, card in group
            if card is None or card.begun or held.state is not AssignmentState.REMOVED
        ]
        held = cards[0][0] if cards else None
        if held is None:
            continue
        begun = [(one, card) for one, card in cards if card is not None and card.begun]
        made = _nominee(held, begun)
        if chapter != held.task.category.name:
            chapter = held.task.category.name
            made[0]["chapter"] = short(chapter)
        sections += made
        number += len(begun)
    when = filters.when(now, program.time_zone)
    empty = "" if sections else _("Nobody is in the contest here.")
    lead = [
        _("For organizers only: it names the judges."),
        _("As of %(when)s.") % {"when": when},
        _("Round: %(round)s.") % {"round": short(source.of.shown.name)} if len(source.of.rounds) > 1 else "",
        left_out(len(source.kept_from)),
        empty,
    ]
    title = _("Judges' score sheet: %(program)s") % {"program": short(program.name)}
    return Sheets(sheet_data(program, title, [line for line in lead if line], sections), number)


def _read(source: Source) -> Iterator[tuple[Held, Card | None]]:
    """Every nomination in the contest with its judges; None where it has none."""
    statement = (
        select(Nomination, Category, Submission.nominee_name, Submission.nominee_company, Assignment.id, Assignment.state, User.name, counts())
        .join(Category, Category.id == Nomination.category_id)
        .join(Submission, (Submission.nomination_id == Nomination.id) & Submission.superseded_at.is_(None))
        .outerjoin(
            Assignment,
            (Assignment.nomination_id == Nomination.id) & (Assignment.round_id == source.of.shown.id),
        )
        .outerjoin(User, User.id == Assignment.judge_id)
        .outerjoin(Scorecard, (Scorecard.assignment_id == Assignment.id) & (Scorecard.category_id == Nomination.category_id))
        .where(
            Nomination.program_id == source.program.id, Nomination.state == State.SUBMITTED, Nomination.id.not_in(source.kept_from),
            takes_part(Nomination.id, source.program.id, source.of.id),
        )
        .order_by(Category.position, Category.id, Nomination.number, User.name, Assignment.id)
    )  # fmt: skip
    rows = source.session.execute(statement).all()
    if len(rows) > MOST:
        text = _(
            "That is more than %(most)s scorecards, too many for one document. Please take the tables of scores and comments."
        )
        raise UserError(text % {"most": f"{MOST:,}"})
    for start in range(0, len(rows), PART):
        part = [_held(source, row) for row in rows[start : start + PART]]
        judged = [one.task for one in part if one.task.assignment_id]
        cards = cards_of(source.session, judged) if judged else {}
        yield from ((one, cards.get(one.task.assignment_id)) for one in part)


def _held(source: Source, row: Any) -> Held:
    nomination, category, nominee, company, assignment_id, state, judge, counted = row
    task = Task(source.program, category, nomination.id, nomination.public_id, nomination.reference or "", nomination.state, assignment_id or 0)  # fmt: skip
    return Held(task, nominee, company, judge or "", state, bool(counted))


def _nominee(held: Held, begun: Sequence[tuple[Held, Card]]) -> list[dict[str, Any]]:
    """A table for each version of the rubric that its cards were made with; most have one."""
    title = f"{held.task.reference} · {short(held.nominee)}" + (f", {short(held.company)}" if held.company else "")
    if not begun:
        return [section(title=title, lead=_("No scorecard yet."))]
    made: list[dict[str, Any]] = []
    for _rubric, group in groupby(
        sorted(begun, key=lambda pair: pair[1].rubric_id or 0), key=lambda pair: pair[1].rubric_id
    ):
        cards = list(group)
        lines = cards[0][1].lines
        together = sum(line.weight for line in lines)
        made.append(
            section(
                title=title if not made else "",
                columns=[column(_("Judge"), kind="name"), *(criterion(line, together) for line in lines), column(_("Weighted"), kind="score"), column(_("State"))],
                rows=[[(short(one.judge), ""), *(filters.points(line.thousandths) or "–" for line in card.lines), weighted(card), _state(one, card)] for one, card in cards],
                texts=[(f"{broken(one.judge)}, {label}", text) for one, card in cards for label, text in remarks(card)],
            )
        )  # fmt: skip
    return made


def weighted(card: Card) -> str:
    """The composite of a complete card, as results count it."""
    if card.missing or card.doubted or not card.lines:
        return "–"
    rubric = Rubric(tuple(Criterion(line.criterion_id, line.weight, line.scale) for line in card.lines))
    return filters.score(
        to_thousandths(composite({line.criterion_id: line.thousandths or 0 for line in card.lines}, rubric))
    )


def _state(one: Held, card: Card) -> str:
    away = {AssignmentState.REMOVED: _("Taken away"), AssignmentState.RECUSED: _("Recused")}
    said = away.get(one.state, standing(card)) if one.state else standing(card)
    return said if one.counts else f"{said}; {_('not counted')}"
