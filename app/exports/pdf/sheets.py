"""Score sheets of one judge: a blank one to fill in by hand, and the own scores."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy.orm import Session

from app.exports.pdf.compiler import compile
from app.exports.pdf.paper import broken, paper_of, short
from app.exports.pdf.words import labels
from app.judging.models import Screening
from app.judging.queries.access import Task
from app.judging.queries.cards import Card, Line, cards_of
from app.judging.queries.own_choices import own_places
from app.judging.queries.pages import readings_of
from app.judging.queries.paper import has_scores
from app.judging.queries.screening import own_answers
from app.judging.queries.sheet import sheet_of
from app.programs.models import Program
from app.web import filters
from app.web.i18n import _


@dataclass(frozen=True, slots=True)
class Sheets:
    data: dict[str, Any]
    number: int

    def printed(self) -> bytes:
        return bytes(compile("exports/pdf/sheet.typ", self.data))


def read_sheets(session: Session, program: Program, tasks: Sequence[Task], judge: str, now: datetime, *, blank: bool) -> Sheets:  # fmt: skip
    """`blank`: to write on, with the rubric behind it; else what the judge has saved."""
    readings, cards = readings_of(session, [task.nomination_id for task in tasks]), cards_of(session, tasks)
    names = {task.nomination_id: named(task, sheet_of(task, readings[task.nomination_id])) for task in tasks}
    answers = own_answers(session, cards.values())
    places = own_places(session, [card.id for card in cards.values()]) if tasks and tasks[0].choosing else {}
    sections: list[dict[str, Any]] = []
    for (_id, _rubric), group in groupby(
        tasks, key=lambda task: (task.category.id, cards[task.assignment_id].rubric_id)
    ):
        held = list(group)
        if held[0].choosing:
            sections.append(_chosen(held, cards, names, places, blank=blank))
        elif not has_scores(held[0]):
            sections.append(_first_look(held, cards, names, answers, blank=blank))
        else:
            sections.append((_to_fill if blank else _filled)(held, cards, names))
    if blank:
        sections += [_rubric_of(one["chapter"], one.pop("lines")) for one in sections if "lines" in one]
    title = _("Score sheet: %(program)s") if blank else _("Scores: %(program)s")
    lead = [_("For %(judge)s. Confidential: please don't pass it on.") % {"judge": short(judge)}]
    if blank and tasks and not has_scores(tasks[0]):
        if tasks[0].choosing:
            lead.append(_("Nothing is scored in this round. Take notes here, and choose on your desk."))
        else:
            lead.append(_("Put a mark into one box of each line. Then answer on the page of each nomination."))
    elif blank:
        lead.append(_("Write a score in each box. Then type them in under Your desk → From paper, in the same order."))
    else:
        lead.append(_("As saved on %(when)s.") % {"when": filters.when(now, program.time_zone)})
    return Sheets(sheet_data(program, title % {"program": short(program.name)}, lead, sections), len(tasks))


def sheet_data(program: Program, title: str, lead: list[str], sections: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "title": title, "organization": short(program.organization), "paper": paper_of(program), "lead": lead,
        "labels": labels(), "sections": sections,
    }  # fmt: skip


def section(**told: Any) -> dict[str, Any]:
    return {"chapter": "", "title": "", "lead": "", "columns": [], "rows": [], "texts": [], "blank": False, **told}


def column(label: str, note: str = "", kind: str = "text") -> dict[str, str]:
    return {"label": broken(label, 14), "note": note, "kind": kind}


def criterion(line: Line, together: int) -> dict[str, str]:
    scale = line.scale
    note = f"{filters.points(scale.minimum)}–{filters.points(scale.maximum)}, {filters.percent(line.weight / together)}"
    return column(line.name, note, "score")


def named(task: Task, sheet: Any) -> tuple[str, str]:
    """Reference and name as the judge may read them."""
    return task.reference, "" if task.reference in sheet.title else short(sheet.title)


def _head(tasks: Sequence[Task], lines: Sequence[Line]) -> list[dict[str, str]]:
    together = sum(line.weight for line in lines)
    return [column(_("Nomination"), kind="name"), *(criterion(line, together) for line in lines)]


def _to_fill(tasks: Sequence[Task], cards: Mapping[int, Card], names: Mapping[int, tuple[str, str]]) -> dict[str, Any]:
    lines = cards[tasks[0].assignment_id].lines
    return section(
        chapter=short(tasks[0].category.name), blank=True, columns=[*_head(tasks, lines), column(_("Notes"))], lines=lines,
        rows=[[names[task.nomination_id], *[""] * len(lines), ""] for task in tasks],
    )  # fmt: skip


def _filled(tasks: Sequence[Task], cards: Mapping[int, Card], names: Mapping[int, tuple[str, str]]) -> dict[str, Any]:
    held = [(task, cards[task.assignment_id]) for task in tasks]
    rows, texts = [], []
    for task, card in held:
        rows.append([names[task.nomination_id], *(filters.points(line.thousandths) or "–" for line in card.lines), standing(card)])  # fmt: skip
        texts += [(f"{task.reference}, {label}", text) for label, text in remarks(card)]
    return section(
        chapter=short(tasks[0].category.name), columns=[*_head(tasks, held[0][1].lines), column(_("State"))], rows=rows, texts=texts,
    )  # fmt: skip


def _first_look(
    tasks: Sequence[Task], cards: Mapping[int, Card], names: Mapping[int, tuple[str, str]], answers: Mapping[int, Screening], *, blank: bool
) -> dict[str, Any]:  # fmt: skip
    """A round without scores: yes, no or wrong category."""
    boxes = [column(label, kind="score") for label in (_("Yes"), _("No"), _("Wrong category"))]
    rows, texts = [], []
    for task in tasks:
        card = cards[task.assignment_id]
        given = answers.get(card.id)
        marks = [given is not None and given.yes, given is not None and not given.yes, card.doubted]
        rows.append([names[task.nomination_id], *("×" if mark and not blank else "" for mark in marks), ""])
        if not blank and (given or card.doubted):
            texts += [(task.reference, broken((given.reason if given else "") or card.doubt_reason))]
    return section(
        chapter=short(tasks[0].category.name), columns=[column(_("Nomination"), kind="name"), *boxes, column(_("Notes"))], rows=rows,
        blank=True, texts=[(label, text) for label, text in texts if text],
    )  # fmt: skip


def _chosen(
    tasks: Sequence[Task], cards: Mapping[int, Card], names: Mapping[int, tuple[str, str]], places: Mapping[int, int | None], *, blank: bool
) -> dict[str, Any]:  # fmt: skip
    """A round in which nominations are told apart: places where they are put in order, and notes."""
    in_order = tasks[0].round is not None and tasks[0].round.mode == "rank"
    columns = [column(_("Nomination"), kind="name"), *([column(_("Place"), kind="score")] if in_order else [])]
    rows = []
    for task in tasks:
        card = cards[task.assignment_id]
        place = "" if blank else str(places.get(card.id) or "–")
        rows.append([names[task.nomination_id], *([place] if in_order else []), "" if blank else standing(card)])
    last = column(_("Notes")) if blank else column(_("State"))
    return section(chapter=short(tasks[0].category.name), columns=[*columns, last], rows=rows, blank=blank)


def standing(card: Card) -> str:
    if card.doubted:
        return _("Wrong category")
    return _("Final") if card.final_at else _("Begun") if card.begun else _("Not begun")


def remarks(card: Card) -> list[tuple[str, str]]:
    """What was written beside the scores, with its name."""
    found = [(line.name, line.note) for line in card.lines]
    found += [(_("to the organizers"), card.comment_organizers), (_("to the nominee"), card.comment_nominee)]
    found += [(_("wrong category"), card.doubt_reason), (_("ruling on the flag"), card.verdict_reason)]
    return [(broken(label), broken(text)) for label, text in found if text]


def _rubric_of(category: str, lines: Sequence[Line]) -> dict[str, Any]:
    texts = []
    for line in lines:
        anchors = "; ".join(f"{point}: {meaning}" for point, meaning in line.anchors.items())
        texts.append((broken(line.name), broken("\n".join(part for part in (line.guidance, anchors) if part)) or "–"))
    return section(chapter=_("The rubric: %(category)s") % {"category": category}, texts=texts)
