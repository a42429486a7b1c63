"""An organizer's pages of judging: who judges what, how far it is, and what to do about one assignment."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from app.judging import forms
from app.judging.deps import ScorecardToReopen
from app.judging.queries import assigning as reads
from app.judging.queries import progress as progresses
from app.judging.queries.at_work import judges_at_work
from app.judging.queries.disagreeing import disagreements
from app.judging.queries.leading import panels_at_work, short_of_scores
from app.judging.routes.wording import why_not
from app.judging.service import assigning, reopening
from app.nominations.deps import NominationToKeepFrom
from app.nominations.queries import kept_from
from app.panels.queries import jury, panels_of
from app.programs.deps import ProgramAccess, ProgramProgress, ProgramToAssign
from app.programs.queries import judged_between, round_choice
from app.web.clock import Now
from app.web.errors import NotFound
from app.web.flash import flash
from app.web.forms import Form, Submitted
from app.web.i18n import _
from app.web.paging import Page
from app.web.session import DbSession
from app.web.templates import render, see_other

router = APIRouter()
Id = Annotated[int, Query(ge=1, lt=2**31)]


def page_of(
    request: Request, access: ProgramAccess, session: DbSession, *, form: Form[Any] | None = None, number: int = 1,
    judge: int | None = None, about: int | None = None, status: int = 200,
) -> Response:  # fmt: skip
    program = access.program
    apart = kept_from(session, program.id, access.user_id)
    where = Page.of(number, progresses.count_nominations(session, program.id, apart, judge))
    known = progresses.assignment_of(session, program.id, about, apart) if about is not None else None
    return render(
        request, "judging/assignments.html", status_code=status, program=program, phase=access.facts.phase, where=where,
        rows=progresses.by_nomination(session, program.id, where, apart, judge), panel=jury(session, program.id),
        form=form or Form.of({}), judge=judge, about=known,
        hidden=len(apart),
    )  # fmt: skip


@router.get("/programs/{slug}/assignments", name="judging.assignments")
def assignments(
    request: Request, access: ProgramToAssign, session: DbSession, page: int = 1, judge: Id | None = None,
    about: Id | None = None, nomination: str = "",
) -> Response:  # fmt: skip
    return page_of(
        request, access, session, form=Form.of({"reference": nomination[:80]}), number=page, judge=judge, about=about
    )


@router.post("/programs/{slug}/assignments", name="judging.assign")
def assign(request: Request, access: ProgramToAssign, submitted: Submitted, session: DbSession, now: Now) -> Response:
    form = Form.bind(forms.AssignForm, submitted)
    if form.data is None:
        return page_of(request, access, session, form=form, status=422)
    apart = kept_from(session, access.program.id, access.user_id)
    candidate = next(iter(reads.candidates(session, access.program.id, form.data.reference)), None)
    chosen = form.data.judge
    judge = next((judge for judge in jury(session, access.program.id) if judge.id == chosen), None)
    if candidate is None or candidate.id in apart:
        form = form.refuse("reference", _("No submitted nomination that you look after has this reference."))
    elif judge is None:
        form = form.refuse("judge", _("Please choose a judge of this program."))
    else:
        reason = assigning.assign(session, access.program, candidate, judge, by=access.user_id, now=now)
        if reason is None:
            flash(
                request,
                _("%(judge)s judges %(reference)s now.") % {"judge": judge.name, "reference": candidate.reference},
            )
            return see_other(request, "judging.assignments", slug=access.program.slug)
        form = form.refuse("judge", why_not(reason))
    return page_of(request, access, session, form=form, status=422)


@router.post("/programs/{slug}/assignments/remove", name="judging.remove")
def remove(request: Request, access: ProgramToAssign, submitted: Submitted, session: DbSession, now: Now) -> Response:
    form = Form.bind(forms.ReasonForm, submitted)
    apart = kept_from(session, access.program.id, access.user_id)
    asked = form.value("assignment")
    about = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 0
    if progresses.assignment_of(session, access.program.id, about, apart) is None:
        raise NotFound
    if form.data is None:
        return page_of(request, access, session, form=form, about=about, status=422)
    assigning.remove(session, access.program, about, reason=form.data.reason, by=access.user_id, now=now)
    flash(request, _("The nomination was taken from this judge. Scores given are kept, but do not count."))
    return see_other(request, "judging.assignments", slug=access.program.slug)


@router.post("/nominations/{nomination_id}/conflict", name="judging.conflict")
def conflict(
    request: Request, access: NominationToKeepFrom, submitted: Submitted, session: DbSession, now: Now
) -> Response:
    """Records a conflict of a judge, or of an organizer, with a nomination."""
    form = Form.bind(forms.ConflictForm, submitted)
    person = reads.person_of(session, access.program.id, form.data.person) if form.data else None
    if form.data is None or person is None:
        flash(
            request, form.error("reason") or _("Please choose somebody of this program, and give a reason."), "danger"
        )
    else:
        assigning.record_conflict(
            session,
            access.nomination,
            person,
            reason=form.data.reason,
            by=access.user_id,
            now=now,
            origin=request.app.state.settings.origin,
        )
        flash(request, _("The conflict of %s is recorded.") % person.name)
    return see_other(request, "judging.assignments", slug=access.program.slug)


@router.post("/nominations/{nomination_id}/reopen", name="judging.reopen")
def reopen(request: Request, access: ScorecardToReopen, submitted: Submitted, session: DbSession, now: Now) -> Response:
    """Gives a final scorecard back to its judge."""
    form = Form.bind(forms.ReasonForm, submitted)
    origin = request.app.state.settings.origin
    if form.data is None:
        flash(request, form.error("reason") or _("There is no such scorecard."), "danger")
    elif reopening.reopen_scorecard(
        session,
        access.nomination,
        form.data.assignment,
        reason=form.data.reason,
        by=access.user_id,
        now=now,
        origin=origin,
    ):
        flash(request, _("The scorecard is open again, and the judge is told why."))
    else:
        flash(request, _("There is no final scorecard to reopen."), "warning")
    return see_other(request, "judging.assignments", slug=access.program.slug)


@router.get("/programs/{slug}/progress", name="judging.progress")
def progress(
    request: Request, access: ProgramProgress, session: DbSession, now: Now, page: int = 1, round: Id | None = None
) -> Response:
    """Of the round that counts now, with what can be done about it; of an earlier one, to read."""
    program = access.program
    of = round_choice(session, program.id, round)
    if of is None:
        raise NotFound
    apart = kept_from(session, program.id, access.user_id)
    where = Page.of(page, progresses.count_nominations(session, program.id, apart, round_id=of.id))
    works = progresses.by_judge(session, program.id, apart, of.id)
    judges = [] if of.other else judges_at_work(session, program, now, apart, works, of.current)
    panels = panels_at_work(session, program, panels_of(session, program.id), apart, round_id=of.id)
    return render(
        request, "judging/progress.html", program=program, phase=access.facts.phase, where=where, of=of,
        closes=judged_between(program, of.shown)[1], panels=panels, short=0 if of.other else short_of_scores(session, program.id, of.current.minimum_scores, apart),
        works=works, judges=judges, lagging=sum(one.lags for one in judges),
        rows=progresses.by_nomination(session, program.id, where, apart, round_id=of.id), hidden=len(apart),
        disagreeing=None if of.other else disagreements(session, program, apart),
    )  # fmt: skip
