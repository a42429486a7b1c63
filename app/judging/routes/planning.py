"""The plan of who judges what: asked for, looked at, changed by hand, saved, undone."""

import re
import secrets
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response

from app.audit.wording import sentence
from app.judging.forms import PlanForm
from app.judging.queries import drafting, telling
from app.judging.queries.at_work import judges_at_work
from app.judging.queries.ground import Ground, ground_of
from app.judging.queries.plans import recent_plans
from app.judging.routes.wording import why_not
from app.judging.service import planning
from app.nominations.queries import kept_from
from app.programs.deps import ProgramAccess, ProgramToAssign
from app.programs.queries import by_slug, categories, counting, round_now, rounds_of
from app.programs.queries.trail import Event, changed_since, last_seq
from app.web.clock import Now
from app.web.errors import NotFound
from app.web.flash import flash
from app.web.forms import Form, Submitted, typed_text
from app.web.i18n import _
from app.web.session import DbSession, Transactions
from app.web.templates import render, see_other

router = APIRouter()
PlanId = Annotated[int, Path(ge=1, lt=2**31)]
JudgeId = Annotated[int, Query(ge=1, lt=2**31)]


def page(
    request: Request, access: ProgramAccess, session: DbSession, form: Form[Any], *, ground: Ground | None = None,
    status: int = 200, **more: Any,
) -> Response:  # fmt: skip
    program = access.program
    ground = ground or ground_of(session, program)
    rounds = rounds_of(session, program.id)
    current = counting(rounds)
    hidden = kept_from(session, program.id, access.user_id)
    needs = telling.needs(ground, current.scores_wanted, hidden)
    now = request.state.received_at
    asked = set(form.values("relieved"))
    judges = judges_at_work(session, program, now, hidden, of=current) if access.facts.phase == "judging" else []
    lagging = [one for one in judges if one.left and (one.lags or str(one.person.id) in asked)]
    return render(
        request, "judging/plan.html", status_code=status, program=program, phase=access.facts.phase, form=form, ground=ground,
        needs=needs, lagging=lagging, round=current if len(rounds) > 1 else None, plans=recent_plans(session, program.id), **{"draft": None, **more},
    )  # fmt: skip


@router.get("/programs/{slug}/assignments/plan", name="judging.plan")
def plan(request: Request, access: ProgramToAssign, session: DbSession, relieve: JudgeId | None = None) -> Response:
    """`relieve`: a judge whose open work should go to others; the organizer comes from where that was seen."""
    program = access.program
    ground = ground_of(session, program)
    wanted = round_now(session, program.id).scores_wanted
    hidden = kept_from(session, program.id, access.user_id)
    kinds = [need.kind for need in telling.needs(ground, wanted, hidden)]
    first = {
        "kind": "mend" if relieve else kinds[0] if kinds else "add", "least": wanted, "most": wanted,
        "seed": secrets.randbelow(1_000_000), "relieved": [relieve] if relieve else [],
    }  # fmt: skip
    return page(request, access, session, Form.of(first), ground=ground)


@router.post("/programs/{slug}/assignments/plan/preview", name="judging.plan_preview")
def plan_preview(request: Request, access: ProgramToAssign, submitted: Submitted, session: DbSession) -> Response:
    """The plan, with what was changed by hand so far and by this press; nothing is saved."""
    form: Form[PlanForm] = Form.bind(PlanForm, submitted, lists=("relieved",))
    if form.data is None:
        return page(request, access, session, form, status=422)
    ground = ground_of(session, access.program)
    hidden = kept_from(session, access.program.id, access.user_id)
    asked = form.data.asked
    changes, form = _pressed(ground, hidden, form, submitted)
    return _shown(request, access, session, form, ground, hidden, asked(changes))


@router.post("/programs/{slug}/assignments/plan", name="judging.plan_post")
def plan_post(
    request: Request, access: ProgramToAssign, submitted: Submitted, session: DbSession, transactions: Transactions, now: Now
) -> Response:  # fmt: skip
    """Saves it, if it is still the plan that was looked at. Sought before the writers' lock is taken, so that under it the same
    wishes only have to be found again."""
    form: Form[PlanForm] = Form.bind(PlanForm, submitted, lists=("relieved",))
    if form.data is None:
        return page(request, access, session, form, status=422)
    slug, ground = access.program.slug, ground_of(session, access.program)
    hidden = kept_from(session, access.program.id, access.user_id)
    asked = form.data.asked(_without(read_changes(form.value("changes")), hidden))
    drafting.draft_of(ground, asked)
    session.close()  # its connection goes back before another one is taken
    try:
        with transactions.writing() as writing:
            program = by_slug(writing, slug)
            if program is None:
                raise NotFound
            seen = typed_text(submitted, "seen")
            made = planning.save_plan(writing, program, asked, seen=seen, by=access.user_id, now=now)
            saved = (made.id, made.added, len(made.taken), made.seed) if made else None
    except planning.ChangedMeanwhile:
        form = form.refuse("form", _("Something changed meanwhile, so the plan is no longer the one you saw. Nothing is saved; below is what it would be now."))  # fmt: skip
        ground = ground_of(session, access.program)
        since = _number(typed_text(submitted, "since"))
        meanwhile = changed_since(session, access.program.id, access.user_id, since) if since else []
        return _shown(request, access, session, form, ground, hidden, asked, status=409, meanwhile=meanwhile)
    _told(request, slug, saved)
    return see_other(request, "judging.plan", slug=slug)


def _told(request: Request, slug: str, saved: tuple[int, int, int, int] | None) -> None:
    if saved is None:
        flash(request, _("There was nothing to change."), "info")
        return
    plan_id, added, taken, seed = saved
    words = {"added": added, "taken": taken, "seed": seed}
    text = _("Saved: %(added)s assignments added, %(taken)s taken back, with seed %(seed)s.") % words
    undo = request.app.url_path_for("judging.plan_undo", slug=slug, plan_id=plan_id)
    flash(request, text, undo=str(undo))


@router.post("/programs/{slug}/assignments/plan/{plan_id}/undo", name="judging.plan_undo")
def plan_undo(request: Request, access: ProgramToAssign, plan_id: PlanId, session: DbSession, now: Now) -> Response:
    if planning.undo_plan(session, access.program, plan_id, by=access.user_id, now=now):
        flash(request, _("The plan is undone: all is as it was before."))
    else:
        flash(request, _("This plan can't be undone any more: a judge has begun, or another plan came after it."), "warning")  # fmt: skip
    return see_other(request, "judging.plan", slug=access.program.slug)


def _shown(
    request: Request, access: ProgramAccess, session: DbSession, form: Form[PlanForm], ground: Ground,
    hidden: frozenset[int], asked: drafting.Asked, *, status: int = 200, meanwhile: Sequence[Event] = (),
) -> Response:  # fmt: skip
    draft = drafting.draft_of(ground, asked)
    names = {one.id: one.name for one in categories(session, access.program.id)}
    everything = form.value("shown") == "all"
    number = _number(form.value("page")) or 1
    rows, where = telling.draft_rows(ground, draft, hidden, only_changed=not everything, number=number)
    refused = [
        (ground.by_id[change.nomination].reference, ground.name_of(change.judge), why_not(why))
        for change, why in draft.refused
        if change.nomination in ground.by_id and change.nomination not in hidden
    ]
    judges = telling.judge_rows(ground, draft)
    loads = [(one.id, _("%(name)s (%(num)s)") % {"name": one.name, "num": one.after}) for one in judges if not one.left]
    return page(
        request, access, session, form, ground=ground, status=422 if form.errors and status == 200 else status, draft=draft,
        judges=judges, loads=loads, rows=rows, where=where, refused=refused, categories=names,
        unmet=telling.unmet(ground, draft, hidden, names, ground.mode), changes=write_changes(asked.changes), everything=everything,
        hidden=len(hidden & ground.by_id.keys()), since=last_seq(session, access.program.id), meanwhile=meanwhile,
        sentence=sentence,
    )  # fmt: skip


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _pressed(
    ground: Ground, hidden: frozenset[int], form: Form[PlanForm], submitted: Submitted
) -> tuple[tuple[drafting.Change, ...], Form[PlanForm]]:
    """The changes by hand: those so far, and the one that was pressed."""
    before = "" if typed_text(submitted, "drop") else form.value("changes")
    changes = list(_without(read_changes(before), hidden))
    for name, add in (("take", False), ("put", True)):
        for one in read_changes(("+" if add else "-") + typed_text(submitted, name)):
            changes = [*(c for c in changes if (c.nomination, c.judge) != (one.nomination, one.judge)), one]
    if typed_text(submitted, "do") == "add":
        reference, chosen = form.value("reference").strip(), form.value("judge")
        entry = next((one for one in ground.entries if one.reference == reference and one.id not in hidden), None)
        judge = next((one for one in ground.judges if str(one.id) == chosen), None)
        if entry is None:
            form = form.refuse("reference", _("No submitted nomination that you look after has this reference."))
        elif judge is None:
            form = form.refuse("judge", _("Please choose a judge of this program."))
        elif (why := ground.why_not(entry, judge)) is not None:
            form = form.refuse("judge", why_not(why))
        else:
            changes.append(drafting.Change(entry.id, judge.id, True))
    return _without(tuple(changes), hidden), form


def read_changes(text: str) -> tuple[drafting.Change, ...]:
    """ "+12.5 -13.4": judge 5 is given nomination 12, judge 4 loses 13; whatever else stands there is left out."""
    found = re.findall(r"(?<!\S)([+-])(\d{1,9})\.(\d{1,9})(?!\S)", text[:20_000], re.ASCII)
    return tuple(drafting.Change(int(nomination), int(judge), sign == "+") for sign, nomination, judge in found)


def write_changes(changes: tuple[drafting.Change, ...]) -> str:
    return " ".join(f"{'+' if one.add else '-'}{one.nomination}.{one.judge}" for one in changes)


def _without(changes: tuple[drafting.Change, ...], hidden: frozenset[int]) -> tuple[drafting.Change, ...]:
    """Nobody moves by hand what they must not look after."""
    return tuple(one for one in changes if one.nomination not in hidden)
