""" "Why does this judge see (not see) this nomination?" """

from fastapi import APIRouter, Request, Response

from app.judging.queries import why as reads
from app.judging.queries.ground import ground_of
from app.nominations.queries import kept_from
from app.programs.deps import ProgramToAssign
from app.programs.queries import round_now
from app.web.forms import Form, FormModel
from app.web.i18n import _
from app.web.session import DbSession
from app.web.templates import render

router = APIRouter()


@router.get("/programs/{slug}/assignments/why", name="judging.why")
def why(
    request: Request, access: ProgramToAssign, session: DbSession, judge: str = "", nomination: str = ""
) -> Response:
    """Of one nomination: for one judge, or for each."""
    program = access.program
    ground, hidden = ground_of(session, program), kept_from(session, program.id, access.user_id)
    form: Form[FormModel] = Form.of({"judge": judge[:20], "nomination": nomination.strip()[:80]})
    entry = next((one for one in ground.entries if one.reference == nomination.strip() and one.id not in hidden), None)
    person = next((one for one in ground.judges if str(one.id) == judge), None)
    if nomination and entry is None:
        form = form.refuse("nomination", _("No nomination that is judged in this round, and that you look after, has this reference."))  # fmt: skip
    if judge and person is None:
        form = form.refuse("judge", _("This is nobody who judges here now."))
    answers: list[reads.Answer] = []
    if entry is not None and not form.errors:
        record, wanted = reads.record_of(session, program.id, ground), round_now(session, program.id).scores_wanted
        answers = (
            [reads.why(ground, record, program, wanted, entry, person)]
            if person
            else reads.everybody(ground, record, program, wanted, entry)
        )
    return render(
        request, "judging/why.html", program=program, phase=access.facts.phase, form=form, entry=entry, person=person,
        answers=answers, judges=[one.choice for one in ground.judges],
    )  # fmt: skip
