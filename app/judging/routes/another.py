"""One more judge for a nomination whose judges disagree: asked with one click, taken back with another."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from app.judging import forms
from app.judging.queries.assigning import Candidate
from app.judging.queries.disagreeing import Asking
from app.judging.queries.progress import assignment_of
from app.judging.service import assigning
from app.nominations.queries import kept_from
from app.panels.queries import Panelist
from app.programs.deps import ProgramAccess, ProgramToAssign
from app.web.clock import Now
from app.web.errors import NotFound
from app.web.flash import flash
from app.web.forms import Form, Submitted
from app.web.i18n import _
from app.web.session import DbSession
from app.web.templates import see_other

router = APIRouter()
Id = Annotated[int, Path(ge=1, lt=2**31)]


@router.post("/programs/{slug}/progress/another", name="judging.another")
def another(request: Request, access: ProgramToAssign, submitted: Submitted, session: DbSession, now: Now) -> Response:
    """Asks the judge that the page named, if that is still who is next: meanwhile somebody else may have been asked."""
    program = access.program
    form = Form.bind(forms.AssignForm, submitted)
    asking = Asking.of(session, program)
    apart = kept_from(session, program.id, access.user_id)
    asked = form.data.reference if form.data else ""
    entry = next((one for one in asking.entries.values() if one.reference == asked and one.id not in apart), None)
    if form.data is None or entry is None:
        flash(request, _("No submitted nomination that you look after has this reference."), "warning")
    elif (judge := asked_another(request, session, access, asking, entry, form.data.judge, now)) is not None:
        made = assigning.known_assignment(session, program.id, entry.id, judge.id)
        undo = request.app.url_path_for("judging.take_back", slug=program.slug, assignment_id=made)
        flash(request, now_judges(judge, entry), undo=str(undo))
    return see_other(request, "judging.progress", slug=program.slug)


def asked_another(
    request: Request, session: DbSession, access: ProgramAccess, asking: Asking, entry: Candidate, named: int, now: Now
) -> Panelist | None:
    """The judge who was asked: the one that the page `named`, if that is still who is next. Else None, and a notice says why."""
    chosen = asking.next_for(entry.id)
    judge = next((one for one in asking.judges if chosen and one.id == chosen.id), None)
    if judge is None or judge.id != named:
        flash(request, _("Something changed meanwhile. Please look again whom to ask."), "warning")
        return None
    if not assigning.ask_another(session, access.program, entry, judge, by=access.user_id, now=now):
        flash(request, _("This judge can't be asked any more. Please look again whom to ask."), "warning")
        return None
    return judge


def now_judges(judge: Panelist, entry: Candidate) -> str:
    return _("%(judge)s judges %(reference)s now.") % {"judge": judge.name, "reference": entry.reference}


@router.post("/programs/{slug}/progress/another/{assignment_id}/undo", name="judging.take_back")
def take_back(request: Request, access: ProgramToAssign, assignment_id: Id, session: DbSession, now: Now) -> Response:
    """Only as long as the judge hasn't begun."""
    program = access.program
    apart = kept_from(session, program.id, access.user_id)
    about = assignment_of(session, program.id, assignment_id, apart)
    if about is None:
        raise NotFound
    if about.held.state != "to_do":
        flash(request, _("%s has begun already. Take the nomination away under Judges, with a reason.") % about.held.name, "warning")  # fmt: skip
    else:
        assigning.remove(
            session, program, assignment_id, reason=_("Taken back right after asking"), by=access.user_id, now=now
        )
        flash(request, _("%s isn't asked any more.") % about.held.name)
    return see_other(request, "judging.progress", slug=program.slug)
