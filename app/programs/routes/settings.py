"""All settings of a program on one page."""

from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request, Response

from app.programs import service
from app.programs.deps import ProgramAccess, ProgramToEdit
from app.programs.forms.program import ZONES, ProgramForm, typed
from app.programs.queries import rules_are_fixed
from app.web.clock import Now
from app.web.flash import flash
from app.web.forms import Form, Submitted
from app.web.i18n import _
from app.web.session import DbSession
from app.web.templates import render, see_other

router = APIRouter()


def page(
    request: Request, access: ProgramAccess, form: Form[Any], now: datetime, status_code: int = 200, **context: Any
) -> Response:
    zone = access.program.time_zone
    return render(
        request, "programs/settings.html", status_code=status_code, program=access.program, facts=access.facts,
        phase=access.facts.phase, form=form, fixed=rules_are_fixed(access.program, now), zones=ZONES if (zone, zone.replace("_", " ")) in ZONES else [(zone, zone), *ZONES], **context,
    )  # fmt: skip


@router.get("/programs/{slug}/settings", name="programs.settings")
def settings(request: Request, access: ProgramToEdit, now: Now) -> Response:
    return page(request, access, Form.of(typed(access.program)), now)


@router.post("/programs/{slug}/settings", name="programs.settings_post")
def settings_post(
    request: Request, access: ProgramToEdit, submitted: Submitted, session: DbSession, now: Now
) -> Response:
    program = access.program
    form: Form[ProgramForm] = Form.bind(ProgramForm, submitted)
    if form.data is None:
        return page(request, access, form, now, 422)
    moments, errors = form.data.moments(program)
    if errors:
        return page(request, access, Form(form.typed, errors), now, 422)
    try:
        changed = service.update_program(
            session, program, {**form.data.columns(), **moments}, version=form.data.version, reason=form.data.reason,
            by=access.user_id, now=now,
        )  # fmt: skip
    except service.ProgramProblem as problem:
        return page(request, access, form.refuse(problem.field, problem.sentence), now, 422)
    except service.ChangedMeanwhile:
        mine, status = _theirs(form, typed(program))
        return page(request, access, mine, now, status, theirs=_differing(form, typed(program)))
    flash(request, _("Saved.") if changed else _("Nothing was changed."))
    for name in form.data.shown_twice() if changed else ():
        flash(request, TWICE[name], "info")
    return see_other(request, "programs.settings", slug=program.slug)


def _theirs(form: Form[Any], stored: Any) -> tuple[Form[Any], int]:
    """What was typed, on top of the version that is stored now: saving again is then meant."""
    return Form({**form.typed, "version": [str(stored["version"])]}), 409


def _differing(form: Form[Any], stored: Any) -> list[tuple[str, str]]:
    """Field → what is stored there now, where something else was typed."""
    shown: Form[Any] = Form.of(stored)
    skipped = ("version", "published", "hide_nominator", "hide_nominee", "flag_in_any", "judges_compare", "feedback")
    return [
        (name, shown.value(name)) for name in stored if name not in skipped and shown.value(name) != form.value(name)
    ]


_sentence = _(
    "Clocks are set back that day and show the time that you gave for “%(what)s” twice. Uphill took the later one."
)
TWICE = {
    "opens_at": _sentence % {"what": _("Nominations open")},
    "closes_at": _sentence % {"what": _("Nominations close")},
    "judging_opens_at": _sentence % {"what": _("Judging opens")},
    "judging_closes_at": _sentence % {"what": _("Judging closes")},
}
