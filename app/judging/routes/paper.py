"""Scores from paper: all open nominations of a judge in one grid, saved row by row as the scorecard is; then all complete ones
submitted at once, after asking."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.datastructures import FormData

from app.judging import forms
from app.judging.deps import DeskToRead
from app.judging.queries import desk as reads
from app.judging.queries.access import Task, tasks_for
from app.judging.queries.cards import Card, card_to_save, cards_of
from app.judging.queries.desk import OPEN
from app.judging.queries.paper import Work, has_scores, names_of, own_work, unready
from app.judging.queries.paper import complete as complete_cards
from app.judging.routes.judge import FINAL
from app.judging.service import scoring
from app.policy import Action, Viewer, decide
from app.programs.deps import DeskToChange, ProgramAccess
from app.web.clock import Now
from app.web.filters import points
from app.web.flash import flash
from app.web.forms import Form, Submitted
from app.web.i18n import _, ngettext
from app.web.paging import Page
from app.web.session import DbSession
from app.web.templates import render, see_other

router = APIRouter()
ROWS = 30  # a sheet of paper holds about as many


@router.get("/programs/{slug}/desk/paper", name="judging.paper")
def paper(request: Request, access: DeskToRead, session: DbSession, now: Now, page: int = 1) -> Response:
    return _page(request, access, session, now, page, Form({}))


@router.post("/programs/{slug}/desk/paper", name="judging.paper_post")
def paper_post(request: Request, access: DeskToChange, submitted: Submitted, session: DbSession, now: Now) -> Response:
    """Each row is a scorecard of its own: those that are right are saved, also where another is not. What was typed into that one
    comes back. A row that was not touched is left alone, whatever happened to it elsewhere."""
    viewer, number = _viewer(access), _number(str(submitted.get("page") or ""))
    ids = list(dict.fromkeys(str(one) for one in submitted.getlist("row")))[:ROWS]
    work = tasks_for(session, ids, viewer.user_id, now)
    typed: dict[str, list[str]] = {}
    errors: dict[str, str] = {}
    saved = 0
    for public_id in sorted(
        work, key=lambda one: work[one][0].assignment_id
    ):  # always in this order: no two wait for each other
        cells = _cells(submitted, public_id)
        if work[public_id][0].program.id != access.program.id or not _touched(cells):
            continue
        wrong = _save(session, viewer, work[public_id], cells, now)
        saved += not wrong
        if wrong:
            errors |= {f"{public_id}.{name}": f"{work[public_id][0].reference}: {text}" for name, text in wrong.items() if name != "version"}  # fmt: skip
            typed |= {f"{public_id}.{name}": [str(value)] for name, value in cells.multi_items()}
            typed |= {f"{public_id}.version": [wrong["version"]]} if "version" in wrong else {}
    if saved:
        flash(request, ngettext("One scorecard was saved.", "%(num)s scorecards were saved.", saved) % {"num": saved})
    if errors:
        return _page(request, access, session, now, number, Form(typed, errors), 422)
    if submitted.get("go") == "complete":
        return see_other(request, "judging.complete", slug=access.program.slug)
    if not saved:
        flash(request, _("Nothing was changed."))
    answer = see_other(request, "judging.paper", slug=access.program.slug)
    answer.headers["location"] += f"?page={number}" if number > 1 else ""
    return answer


def _save(session: DbSession, viewer: Viewer, work: Work, cells: FormData, now: datetime) -> dict[str, str]:
    """Field → what is wrong with it; "version": the one that is stored, where somebody else saved meanwhile. Empty: it is saved."""
    task, facts = work
    decision = decide(viewer, Action.SCORE_SAVE, replace(facts, final=False))
    if not decision or not has_scores(task):
        return {"form": _(decision.reason) or _("In this round there are no scores to give.")}
    card = card_to_save(session, task)
    form, data = forms.read(cells, card, ruling_asked=False)
    if data is None:
        return form.errors
    try:
        scoring.save_scorecard(session, task, card, data, by=viewer.user_id, now=now)
    except scoring.CardIsFinal:
        return {"form": _(FINAL)}
    except scoring.CardChanged:
        there = ", ".join(f"{line.name} {points(line.thousandths) or '–'}" for line in card.lines)
        text = _("You saved something else in another tab: %(there)s. Save again to put this in its place.") % {
            "there": there
        }
        return {"form": text, "version": str(card.stamp)}
    return {}


def _cells(submitted: FormData, public_id: str) -> FormData:
    """The fields of one row under the names that the scorecard knows; scores and version only."""
    start = f"{public_id}."
    found = [(name[len(start) :], value) for name, value in submitted.multi_items() if name.startswith(start)]
    return FormData([(name, value) for name, value in found if isinstance(value, str) and name.startswith(("score-", "version", "was"))])  # fmt: skip


def _touched(cells: FormData) -> bool:
    """`was`: the row as the page showed it."""
    return _was([str(value) for name, value in cells.multi_items() if name.startswith("score-")]) != cells.get("was")


def _was(scores: Sequence[str]) -> str:
    return "|".join(score.strip() for score in scores)


def _page(
    request: Request, access: ProgramAccess, session: DbSession, now: datetime, number: int, form: Form[Any], status: int = 200
) -> Response:  # fmt: skip
    viewer, program = _viewer(access), access.program
    where = Page.of(number, reads.counts(session, program.id, viewer.user_id, now).left, ROWS)
    work = own_work(session, program.id, viewer, now, OPEN, where)
    tasks = [task for task, _facts in work if has_scores(task)]
    cards = cards_of(session, tasks) if tasks else {}
    names = names_of(session, program, viewer.user_id, OPEN, where, now)
    values = {name: value for task in tasks for name, value in _shown(task, cards[task.assignment_id]).items()}
    ready = complete_cards(session, program.id, viewer, now)
    here = sum(not unready(cards[task.assignment_id]) for task in tasks)
    return render(
        request, "judging/paper.html", status_code=status, program=program, phase=access.facts.phase, facts=access.facts,
        form=Form({**values, **form.typed}, form.errors), where=where, groups=_groups(tasks, cards), names=names,
        first_look=bool(work) and not tasks, round_mode=work[0][0].round.mode if work and work[0][0].round else "score", may=decide(viewer, Action.SCORE_SAVE, work[0][1]) if work else None, ready=len(ready), elsewhere=len(ready) - here,
    )  # fmt: skip


def _groups(tasks: Sequence[Task], cards: dict[int, Card]) -> list[tuple[Task, Card, list[Task]]]:
    """Those that are asked the same criteria stand in one table."""
    groups = []
    for _key, group in groupby(tasks, key=lambda task: (task.category.id, cards[task.assignment_id].rubric_id)):
        held = list(group)
        groups.append((held[0], cards[held[0].assignment_id], held))
    return groups


def _shown(task: Task, card: Card) -> dict[str, list[str]]:
    scores = {f"score-{line.criterion_id}": points(line.thousandths) for line in card.lines}
    values = {**scores, "version": str(card.stamp), "was": _was(list(scores.values()))}
    return {f"{task.public_id}.{name}": [value] for name, value in values.items()}


@router.get("/programs/{slug}/desk/complete", name="judging.complete")
def complete(request: Request, access: DeskToRead, session: DbSession, now: Now) -> Response:
    """Asks before anything becomes final."""
    ready = complete_cards(session, access.program.id, _viewer(access), now)
    return render(
        request, "judging/complete.html", program=access.program, phase=access.facts.phase, facts=access.facts, ready=ready,
        left=reads.counts(session, access.program.id, access.user_id, now).left - len(ready),
    )  # fmt: skip


@router.post("/programs/{slug}/desk/complete", name="judging.complete_post")
def complete_post(
    request: Request, access: DeskToChange, submitted: Submitted, session: DbSession, now: Now
) -> Response:
    """`card`: "id:version" of each that was shown and is still chosen. What changed since stays open, and is said."""
    viewer = _viewer(access)
    shown = dict(str(one).rpartition(":")[::2] for one in submitted.getlist("card"))
    ready = {task.public_id: task for task, _card in complete_cards(session, access.program.id, viewer, now)}
    done = 0
    for task in sorted((ready[one] for one in shown if one in ready), key=lambda task: task.assignment_id):
        card = card_to_save(session, task)
        if str(card.version) == shown[task.public_id] and card.final_at is None and not unready(card):
            scoring.finish_scorecard(session, task, card, by=viewer.user_id, now=now)
            done += 1
    if done:
        flash(request, ngettext("One scorecard was submitted. Thank you.", "%(num)s scorecards were submitted. Thank you.", done) % {"num": done})  # fmt: skip
    if done < len(shown):
        flash(
            request,
            _("Some had changed since you looked, so they are still open. Please look at them again."),
            "warning",
        )
    return see_other(request, "judging.desk" if done else "judging.paper", slug=access.program.slug)


def _viewer(access: ProgramAccess) -> Viewer:
    assert access.viewer is not None  # a desk is somebody's
    return access.viewer


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1
