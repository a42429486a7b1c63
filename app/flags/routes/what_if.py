"""What if the flag had another rule: who would be flagged and who not, before anything is saved; then saved, and all assessed anew."""

from decimal import Decimal

from fastapi import APIRouter, Request, Response

from app.domain.revenue import Rules
from app.flags import queries, service
from app.flags.forms import WhatIfForm
from app.nominations.queries import kept_from
from app.programs.deps import ProgramAccess, ProgramFlags, ProgramToEdit
from app.programs.queries import by_slug
from app.programs.service import update_program
from app.web.clock import Now
from app.web.errors import NotFound
from app.web.flash import flash
from app.web.forms import Form, Submitted
from app.web.i18n import _, ngettext
from app.web.session import DbSession, Transactions
from app.web.templates import render, see_other

router = APIRouter()
MOST_SHOWN = 100


@router.get("/programs/{slug}/what-if", name="flags.what_if")
def what_if(request: Request, access: ProgramFlags, session: DbSession) -> Response:
    program = access.program
    form: Form[WhatIfForm] = Form.of({"threshold": program.threshold // 10, "new_for_months": program.new_for_months})
    return _page(request, access, session, form, 200)


@router.post("/programs/{slug}/what-if/preview", name="flags.what_if_preview")
def what_if_preview(request: Request, access: ProgramToEdit, session: DbSession, submitted: Submitted) -> Response:
    form = Form.bind(WhatIfForm, submitted)
    if form.data is None:
        return _page(request, access, session, form, 422)
    hidden = kept_from(session, access.program.id, access.user_id)
    rules = Rules(Decimal(form.data.threshold) / 100, form.data.new_for_months)
    return _page(request, access, session, form, 200, queries.trial_of(session, access.program, hidden, rules))


@router.post("/programs/{slug}/what-if", name="flags.what_if_post")
def what_if_post(
    request: Request,
    access: ProgramToEdit,
    session: DbSession,
    submitted: Submitted,
    transactions: Transactions,
    now: Now,
) -> Response:
    """The rule is kept first; then all are assessed anew, in batches that hold up nobody."""
    form = Form.bind(WhatIfForm, submitted)
    if form.data is None:
        return _page(request, access, session, form, 422)
    slug, program_id = access.program.slug, access.program.id
    session.close()  # its connection goes back before another one is taken
    with transactions.writing() as writing:
        program = by_slug(writing, slug)
        if program is None:
            raise NotFound
        values = {"threshold": form.data.threshold * 10, "new_for_months": form.data.new_for_months}
        update_program(writing, program, values, by=access.user_id, now=now)
    done = service.reassess(transactions, program_id, by=access.user_id, now=now)
    text = ngettext(
        "Saved. One nomination was assessed anew", "Saved. %(num)s nominations were assessed anew", done.assessed
    )
    told = _(": %(newly)s newly flagged or asked about, %(gone)s no longer.") % {
        "newly": done.newly,
        "gone": done.no_longer,
    }
    flash(request, text.replace("%(num)s", str(done.assessed)) + told)
    if done.newly:
        flash(request, _("Nobody was mailed. Ask their nominators from here when you are ready."), "info")
    return see_other(request, "flags.questions" if done.newly else "flags.what_if", slug=slug)


def _page(
    request: Request,
    access: ProgramAccess,
    session: DbSession,
    form: Form[WhatIfForm],
    status: int,
    trial: queries.Trial | None = None,
) -> Response:
    program = access.program
    return render(
        request, "flags/what_if.html", status_code=status, program=program, phase=access.facts.phase, facts=access.facts,
        form=form, trial=trial, waiting=sum(queries.waiting(session, program, kept_from(session, program.id, access.user_id)).values()),
        outdated=len(queries.outdated(session, program)), most_shown=MOST_SHOWN,
    )  # fmt: skip
