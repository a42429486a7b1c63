"""One judge, for organizers: how far, what is on the desk, and what to do: write, give more time, let another judge take over."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response

from app.domain.errors import UserError
from app.domain.localtime import LocalTimeError, to_utc
from app.judging.forms import ExtendForm, ReplaceForm
from app.judging.queries.at_work import AtWork, judges_at_work
from app.judging.queries.progress import by_nomination, count_nominations
from app.judging.routes.wording import why_not
from app.judging.service import replacing, terms
from app.nominations.queries import kept_from
from app.programs.deps import ProgramAccess, ProgramProgress, ProgramToAssign
from app.redaction.forms import looked_over
from app.redaction.queries.crowds import to_judges
from app.web.clock import Now
from app.web.errors import NotFound
from app.web.filters import when
from app.web.flash import flash
from app.web.forms import Form, Submitted
from app.web.i18n import _, ngettext
from app.web.paging import Page
from app.web.session import DbSession
from app.web.templates import render, see_other

router = APIRouter()
JudgeId = Annotated[int, Path(ge=1, lt=2**31)]


def _page(
    request: Request, access: ProgramAccess, session: DbSession, now: Now, judge_id: int, *, number: int = 1,
    form: Form[Any] | None = None, replacing_form: Form[Any] | None = None, status: int = 200,
    named: dict[str, str] | None = None,
) -> Response:  # fmt: skip
    program = access.program
    apart = kept_from(session, program.id, access.user_id)
    judges = judges_at_work(session, program, now, apart)
    judge = _of(judges, judge_id)
    where = Page.of(number, count_nominations(session, program.id, apart, judge_id))
    return render(
        request, "judging/judge.html", status_code=status, program=program, phase=access.facts.phase, judge=judge,
        others=[one.person for one in judges if one.person.id != judge_id], where=where,
        rows=by_nomination(session, program.id, where, apart, judge_id),
        open_work=len([1 for _id, nomination in replacing.untouched(session, program.id, judge_id) if nomination not in apart]),
        form=form or Form.of({}), replacing_form=replacing_form or Form.of({}), named=named or {},
    )  # fmt: skip


def _of(judges: list[AtWork], judge_id: int) -> AtWork:
    judge = next((one for one in judges if one.person.id == judge_id), None)
    if judge is None:
        raise NotFound
    return judge


@router.get("/programs/{slug}/judges/{judge_id}/judge", name="judging.judge")
def judge(
    request: Request, access: ProgramProgress, judge_id: JudgeId, session: DbSession, now: Now, page: int = 1
) -> Response:
    return _page(request, access, session, now, judge_id, number=page)


@router.post("/programs/{slug}/judges/{judge_id}/extend", name="judging.extend")
def extend(
    request: Request, access: ProgramToAssign, judge_id: JudgeId, session: DbSession, submitted: Submitted, now: Now
) -> Response:
    """More time for one judge."""
    program = access.program
    unknown = kept_from(session, program.id, access.user_id)
    wording = looked_over(submitted, ("reason",), to_judges(session, program, unknown=unknown))
    form = Form.bind(ExtendForm, wording.submitted)
    chosen = _of(judges_at_work(session, program, now), judge_id)
    desk = f"{request.app.state.settings.origin}{request.app.url_path_for('judging.desk', slug=program.slug)}"
    if form.data is None:
        return _page(request, access, session, now, judge_id, form=form, status=422)
    if wording.waits:
        return _page(
            request,
            access,
            session,
            now,
            judge_id,
            form=form,
            named=wording.named,
            status=422 if wording.named else 200,
        )
    try:
        until = to_utc(form.data.until, program.time_zone)
        terms.extend(
            session, program, chosen.person, until, reason=form.data.reason, by=access.user_id, now=now, desk=desk
        )
    except UserError as refusal:
        return _page(request, access, session, now, judge_id, form=form.refuse("until", str(refusal)), status=422)
    except LocalTimeError:
        problem = _("The clock skips or repeats this moment. Please choose another hour.")
        return _page(request, access, session, now, judge_id, form=form.refuse("until", problem), status=422)
    words = {"judge": chosen.person.name, "when": when(until, program.time_zone)}
    undo = str(request.app.url_path_for("judging.unextend", slug=program.slug, judge_id=judge_id))
    flash(request, _("%(judge)s can judge until %(when)s, and is told.") % words, undo=undo)
    return see_other(request, "judging.judge", slug=program.slug, judge_id=judge_id)


@router.post("/programs/{slug}/judges/{judge_id}/unextend", name="judging.unextend")
def unextend(request: Request, access: ProgramToAssign, judge_id: JudgeId, session: DbSession, now: Now) -> Response:
    chosen = _of(judges_at_work(session, access.program, now), judge_id)
    terms.end_extension(session, access.program, chosen.person, by=access.user_id, now=now)
    flash(
        request, _("%s has as much time as everybody. If you told them otherwise, write to them.") % chosen.person.name
    )
    return see_other(request, "judging.judge", slug=access.program.slug, judge_id=judge_id)


@router.post("/programs/{slug}/judges/{judge_id}/replace", name="judging.replace")
def replace(
    request: Request, access: ProgramToAssign, judge_id: JudgeId, session: DbSession, submitted: Submitted, now: Now
) -> Response:
    """Another judge takes over what is not begun."""
    program, form = access.program, Form.bind(ReplaceForm, submitted)
    judges = judges_at_work(session, program, now)
    chosen = _of(judges, judge_id)
    other = next((one for one in judges if form.data and one.person.id == form.data.other != judge_id), None)
    if form.data is None or other is None:
        if form.data is not None:
            form = form.refuse("other", _("Please choose another judge of this program."))
        return _page(request, access, session, now, judge_id, replacing_form=form, status=422)
    apart = kept_from(session, program.id, access.user_id)
    done = replacing.replace(
        session, program, chosen.person, other.person, reason=form.data.reason, by=access.user_id, now=now,
        may=lambda nomination_id: nomination_id not in apart,
    )  # fmt: skip
    words = {"num": len(done.moved), "other": other.person.name}
    moved = ngettext(
        "%(other)s takes over one nomination.", "%(other)s takes over %(num)s nominations.", len(done.moved)
    )
    flash(request, moved % words, "success" if done.moved else "warning")
    for reference, code in done.stayed[:5]:
        flash(request, f"{reference}: {why_not(code)}", "info")
    return see_other(request, "judging.judge", slug=program.slug, judge_id=judge_id)
