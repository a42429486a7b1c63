"""The lead judge's page: how far the panel is, and one more judge where a nomination has too few scores. No score is shown or
changed here."""

from fastapi import APIRouter, Request, Response

from app.judging.deps import PanelsLed, PanelsToLead, PanelsToSee
from app.judging.forms import AssignForm
from app.judging.queries.disagreeing import Asking
from app.judging.queries.leading import PanelProgress, panels_at_work
from app.judging.routes.another import asked_another, now_judges
from app.nominations.queries import kept_from
from app.programs.deps import ProgramAccess
from app.web.clock import Now
from app.web.flash import flash
from app.web.forms import Form, Submitted
from app.web.i18n import _
from app.web.session import DbSession
from app.web.templates import render, see_other

router = APIRouter()
OFFERED = 30  # nominations short of scores for which a judge is proposed at a time


def _progress(access: ProgramAccess, led: PanelsLed, session: DbSession) -> list[PanelProgress]:
    apart = kept_from(session, access.program.id, access.user_id)
    return panels_at_work(session, access.program, led.panels, apart, access.user_id)


@router.get("/programs/{slug}/desk/panel", name="judging.panel")
def panel(request: Request, led: PanelsToSee, session: DbSession) -> Response:
    access, program, of = led.access, led.access.program, led.access.own.round
    shown = _progress(access, led, session)
    short = [one for each in shown for one in each.nominations if one.counted + one.pending < of.scores_wanted]
    asking = Asking.of(session, program) if short and access.facts.phase == "judging" else None
    following = {one.nomination_id: asking.next_for(one.nomination_id) for one in short[:OFFERED]} if asking else {}
    return render(
        request, "judging/panel.html", program=program, phase=access.facts.phase, facts=access.facts, panels=shown,
        following=following, of=of,
    )  # fmt: skip


@router.post("/programs/{slug}/desk/panel/another", name="judging.panel_another")
def panel_another(request: Request, led: PanelsToLead, session: DbSession, submitted: Submitted, now: Now) -> Response:
    """Asks the judge that the page named, if that is still who is next."""
    access, program = led.access, led.access.program
    form = Form.bind(AssignForm, submitted)
    asking = Asking.of(session, program)
    own = {one.reference: one.nomination_id for each in _progress(access, led, session) for one in each.nominations}
    asked = own.get(form.data.reference) if form.data else None
    entry = asking.entries.get(asked) if asked is not None else None
    if access.facts.phase != "judging":
        flash(request, _("One more judge can be asked while judging is open."), "warning")
    elif form.data is None or entry is None:
        flash(request, _("Your panel has no nomination with this reference."), "warning")
    elif (judge := asked_another(request, session, access, asking, entry, form.data.judge, now)) is not None:
        flash(request, now_judges(judge, entry))
    return see_other(request, "judging.panel", slug=program.slug)
