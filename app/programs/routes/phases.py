"""Where the program stands, what comes next by itself, and opening or closing by hand."""

from fastapi import APIRouter, Request, Response

from app.domain.phases import Phase, Turn, next_change
from app.programs import queries, service
from app.programs.deps import ProgramAccess, ProgramPhaseToTurn
from app.programs.forms.program import TurnForm
from app.programs.queries.unfinished import unfinished
from app.programs.queries.unread import unread
from app.web.clock import Now
from app.web.flash import flash
from app.web.forms import Form, Submitted
from app.web.i18n import _
from app.web.session import DbSession
from app.web.templates import render, see_other

router = APIRouter()
# What can be done by hand in each phase.
TURNS = {
    Phase.DRAFT: Turn.OPEN,
    Phase.OPEN: Turn.CLOSE,
    Phase.CLOSED: Turn.OPEN_JUDGING,
    Phase.JUDGING: Turn.CLOSE_JUDGING,
    Phase.TALLYING: Turn.ARCHIVE,
}
TO_READ = (Turn.OPEN_JUDGING, Turn.CLOSE_JUDGING)  # when nominations should have been looked through for names
DONE = {
    Turn.OPEN: _("Nominations are open."),
    Turn.CLOSE: _("Nominations are closed."),
    Turn.OPEN_JUDGING: _("Judging is open."),
    Turn.CLOSE_JUDGING: _("Judging is closed."),
    Turn.ARCHIVE: _("The program is archived."),
}


def page(
    request: Request, access: ProgramAccess, session: DbSession, now: Now, form: Form[TurnForm], status_code: int = 200
) -> Response:
    program, turn = access.program, TURNS.get(Phase(access.facts.phase))
    return render(
        request, "programs/phases.html", status_code=status_code, program=program, facts=access.facts,
        phase=access.facts.phase, form=form, schedule=queries.schedule(program, now),
        change=next_change(queries.dates_of(program), now), turn=turn,
        left=unfinished(session, program.id) if turn is Turn.CLOSE_JUDGING else None,
        unread=unread(session, program.id, access.user_id) if program.blind and turn in TO_READ else 0,
        last=queries.last_turn(session, program.id),
    )  # fmt: skip


@router.get("/programs/{slug}/phases", name="programs.phases")
def phases(request: Request, access: ProgramPhaseToTurn, session: DbSession, now: Now) -> Response:
    return page(request, access, session, now, Form.of())


@router.post("/programs/{slug}/phases", name="programs.phases_post")
def phases_post(
    request: Request, access: ProgramPhaseToTurn, submitted: Submitted, session: DbSession, now: Now
) -> Response:
    form: Form[TurnForm] = Form.bind(TurnForm, submitted)
    if form.data is None:
        return page(request, access, session, now, form, 422)
    turn = form.data.turn
    try:
        service.turn_phase(session, access.program, turn, reason=form.data.reason, by=access.user_id, now=now)
    except service.ProgramProblem as problem:
        return page(request, access, session, now, form.refuse(problem.field, problem.sentence), 422)
    flash(request, DONE[turn], undo=request.app.url_path_for("programs.phases_undo", slug=access.program.slug))
    return see_other(request, "programs.phases", slug=access.program.slug)


@router.post("/programs/{slug}/phases/undo", name="programs.phases_undo")
def phases_undo(request: Request, access: ProgramPhaseToTurn, session: DbSession, now: Now) -> Response:
    try:
        service.take_back_turn(session, access.program, by=access.user_id, now=now)
    except service.ProgramProblem as problem:
        return page(request, access, session, now, Form({}, {problem.field: problem.sentence}), 422)
    flash(request, _("Taken back: the dates are as they were."))
    return see_other(request, "programs.phases", slug=access.program.slug)
