"""Panels of a program: one page with a form for a new one, or for the one that is being changed."""

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response

from app.nominations.queries import kept_from
from app.panels.forms import PanelForm
from app.panels.queries import Seats, jury, panels_of
from app.panels.queries.panels import by_reference, panel_of
from app.panels.service import panels as service
from app.panels.service.meanwhile import Meanwhile
from app.programs.deps import ProgramAccess, ProgramToAssign
from app.programs.queries import categories
from app.programs.service.problems import ProgramProblem
from app.web.clock import Now
from app.web.errors import NotFound
from app.web.flash import flash
from app.web.forms import Form, Submitted
from app.web.i18n import _
from app.web.session import DbSession
from app.web.templates import render, see_other

router = APIRouter()
PanelId = Annotated[int, Path(ge=1, lt=2**31)]
LISTS = ("judges", "categories")


def page(
    request: Request, access: ProgramAccess, session: DbSession, form: Form[Any], *, edit: int | None, status: int = 200
) -> Response:
    program = access.program
    panels, judges = panels_of(session, program.id), jury(session, program.id)
    kinds = categories(session, program.id)
    covered = frozenset().union(*(one.categories for one in panels.seats))
    return render(
        request, "panels/index.html", status_code=status, program=program, phase=access.facts.phase, panels=panels.seats,
        judges=judges, names={one.id: one.name for one in judges}, categories=kinds, form=form, edit=edit,
        kinds=[(one.id, one.name) for one in kinds],
        unseated=[one.name for one in judges if panels.seats and not panels.of_judge(one.id)],
        uncovered=[one.name for one in kinds if panels.seats and one.id not in covered],
    )  # fmt: skip


def found(session: DbSession, access: ProgramAccess, panel_id: int) -> Seats:
    here = (one for one in panels_of(session, access.program.id).seats if one.id == panel_id)
    panel = next(here, None)
    if panel is None:
        raise NotFound
    return panel


def as_typed(seats: Seats, apart: frozenset[int]) -> dict[str, Any]:
    shown = [reference for key, reference in seats.nominations.items() if key not in apart]
    was = service.stored(seats)
    return {
        "was": _write_marks(replace(was, nominations=was.nominations - apart)),
        "name": seats.name, "lead": seats.lead_judge_id, "judges": sorted(seats.judges),
        "categories": sorted(seats.categories), "nominations": "\n".join(shown),
    }  # fmt: skip


@router.get("/programs/{slug}/panels", name="panels.index")
def index(
    request: Request,
    access: ProgramToAssign,
    session: DbSession,
    edit: Annotated[int | None, Query(ge=1, lt=2**31)] = None,
) -> Response:
    form: Form[PanelForm] = Form.of({})
    if edit is not None:
        form = Form.of(
            as_typed(found(session, access, edit), kept_from(session, access.program.id, access.user_id))
        )  # fmt: skip
    return page(request, access, session, form, edit=edit)


def _write_marks(data: service.PanelData) -> str:
    return " ".join(f"{name}={mark}" for name, mark in service.marks(data).items())


def _read_marks(text: str) -> dict[str, str]:
    return dict(part.split("=", 1) for part in text.split()[:10] if "=" in part)


def wanted(
    session: DbSession, access: ProgramAccess, submitted: Any, before: Seats | None
) -> tuple[Form[PanelForm], service.PanelData | None]:
    """The form, and the panel that it asks for where all of it is there. What this organizer may not see stays."""
    form: Form[PanelForm] = Form.bind(PanelForm, submitted, lists=LISTS)
    data = form.data
    if data is None:
        return form, None
    program_id, apart = access.program.id, kept_from(session, access.program.id, access.user_id)
    known = by_reference(session, program_id, data.references)
    missing = [one for one in data.references if one not in known or known[one] in apart]
    if missing:
        words = {"references": ", ".join(missing[:5])}
        form = form.refuse("nominations", _("There is no nomination here with the reference %(references)s.") % words)
    sitting = {one.id for one in jury(session, program_id)}
    kinds = {one.id for one in categories(session, program_id)}
    # Judges who left keep their seat, but nobody new is seated who is no judge.
    before_ids = before.judges if before else frozenset()
    left = before_ids - sitting
    judges = (frozenset(data.judges) & sitting) | left
    if data.lead is not None and data.lead not in judges:
        form = form.refuse("lead", _("The lead judge needs a seat on the panel. Please tick this judge too."))
    if form.errors:
        return form, None
    hidden = frozenset(before.nominations if before else ()) & apart
    return form, service.PanelData(
        data.name, data.lead, judges, frozenset(data.categories) & kinds, frozenset(known.values()) | hidden
    )


@router.post("/programs/{slug}/panels", name="panels.index_post")
def index_post(
    request: Request, access: ProgramToAssign, submitted: Submitted, session: DbSession, now: Now
) -> Response:
    """Adds one."""
    form, data = wanted(session, access, submitted, None)
    if data is not None:
        try:
            service.add_panel(session, access.program, data, by=access.user_id, now=now)
        except ProgramProblem as problem:
            form = form.refuse(problem.field, problem.sentence)
        else:
            flash(request, _("The panel “%(name)s” is there.") % {"name": data.name})
            return see_other(request, "panels.index", slug=access.program.slug)
    return page(request, access, session, form, edit=None, status=422)


@router.post("/programs/{slug}/panels/{panel_id}", name="panels.panel_post")
def panel_post(
    request: Request, access: ProgramToAssign, panel_id: PanelId, submitted: Submitted, session: DbSession, now: Now
) -> Response:
    """Changes one."""
    panel = panel_of(session, access.program.id, panel_id)
    if panel is None and "was" in submitted:
        return _gone(request, access, submitted, session)
    seats = found(session, access, panel_id)
    form, data = wanted(session, access, submitted, seats)
    apart = kept_from(session, access.program.id, access.user_id)
    if data is not None and panel is not None:
        try:
            changed = service.update_panel(
                session, access.program, panel, data, shown=_read_marks(form.value("was")), hidden=apart, by=access.user_id, now=now
            )  # fmt: skip
        except ProgramProblem as problem:
            form = form.refuse(problem.field, problem.sentence)
        except Meanwhile as meanwhile:
            form = _changed_meanwhile(session, access, form, found(session, access, panel_id), meanwhile, apart)
            return page(request, access, session, form, edit=panel_id, status=409)
        else:
            flash(request, _("Saved. Assignments stay as they are; a new plan follows the panels.") if changed else _("Nothing was changed."))  # fmt: skip
            return see_other(request, "panels.index", slug=access.program.slug)
    return page(request, access, session, form, edit=panel_id, status=422)


def _gone(request: Request, access: ProgramAccess, submitted: Submitted, session: DbSession) -> Response:
    """Somebody removed it while it was changed here: what was typed can become a new one."""
    form, _data = wanted(session, access, submitted, None)
    form = form.refuse("form", _("This panel was removed meanwhile. What you typed is below: add it as a new panel, or leave it."))  # fmt: skip
    return page(request, access, session, form, edit=None, status=409)


def _changed_meanwhile(
    session: DbSession, access: ProgramAccess, form: Form[PanelForm], now: Seats, meanwhile: Meanwhile, apart: frozenset[int]
) -> Form[PanelForm]:  # fmt: skip
    """What was typed, with a sentence at each field that says what is stored there now; saved again, it takes its place."""
    stored = as_typed(now, apart)
    names = {one.id: one.name for one in jury(session, access.program.id)}
    kinds = {one.id: one.name for one in categories(session, access.program.id)}
    told = {
        "name": now.name, "lead": names.get(now.lead_judge_id or 0), "nominations": stored["nominations"].replace("\n", ", "),
        "judges": ", ".join(sorted(names[key] for key in now.judges if key in names)),
        "categories": ", ".join(kinds[key] for key in sorted(now.categories) if key in kinds),
    }  # fmt: skip
    again = Form[PanelForm]({**form.typed, "was": [stored["was"]]})
    for name in meanwhile.found:
        words = {"now": told[name] or _("nothing")}
        again = again.refuse(name, _("Somebody else changed this meanwhile. Stored now: %(now)s. Save again to put yours in its place.") % words)  # fmt: skip
    return again


@router.post("/programs/{slug}/panels/{panel_id}/remove", name="panels.remove")
def remove(request: Request, access: ProgramToAssign, panel_id: PanelId, session: DbSession, now: Now) -> Response:
    panel = panel_of(session, access.program.id, panel_id)
    if panel is None:
        raise NotFound
    name = panel.name
    service.remove_panel(session, access.program, panel, by=access.user_id, now=now)
    flash(request, _("The panel “%(name)s” is removed. Assignments stay as they are.") % {"name": name})
    return see_other(request, "panels.index", slug=access.program.slug)
