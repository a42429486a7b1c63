"""How many nominations each judge takes, who must meet whom, and what judges are asked: the organizers' page."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response

from app.panels.forms import (
    PairForm,
    TermsForm,
    load_in_words,
    read_load,
    shown_ids,
    shown_load,
    write_load,
)  # fmt: skip
from app.panels.queries import Load, jury, wishes_of
from app.panels.service import wishes as service
from app.panels.service.meanwhile import Meanwhile
from app.programs.deps import ProgramAccess, ProgramToAssign
from app.programs.queries import categories
from app.web.clock import Now
from app.web.errors import NotFound
from app.web.flash import flash
from app.web.forms import Form, Submitted
from app.web.i18n import _, ngettext
from app.web.session import DbSession
from app.web.templates import render, see_other

router = APIRouter()
PairId = Annotated[int, Path(ge=1, lt=2**31)]


def page(
    request: Request, access: ProgramAccess, session: DbSession, *, form: Form[Any] | None = None,
    pair: Form[Any] | None = None, terms: Form[Any] | None = None, status: int = 200,
) -> Response:  # fmt: skip
    program = access.program
    judges, wishes = jury(session, program.id), wishes_of(session, program.id, bids=False)
    names = {one.id: one.name for one in categories(session, program.id)}
    topics = {one.id: one.name for one in wishes.topics}
    knows = {
        one.id: [names[key] for key in sorted(wishes.ticked_categories.get(one.id, ())) if key in names]
        + [topics[key] for key in sorted(wishes.ticked_topics.get(one.id, ()))]
        for one in judges
    }
    typed = {f"{word}-{one.id}": value for one in judges for word, value in _words(wishes.load(one.id))}
    return render(
        request, "panels/loads.html", status_code=status, program=program, phase=access.facts.phase, judges=judges,
        knows=knows, names={one.id: one.name for one in judges}, couples=wishes.couples, form=form or Form.of(typed),
        pair=pair or Form.of({}), terms=terms or Form.of({"minutes": program.minutes_each, "bids": program.bids}),
    )  # fmt: skip


def _words(load: Load) -> tuple[tuple[str, str], ...]:
    most = "" if load.most is None else str(load.most)
    return ("least", str(load.least or "")), ("most", most), ("was", write_load(load))


@router.get("/programs/{slug}/loads", name="panels.loads")
def loads(request: Request, access: ProgramToAssign, session: DbSession) -> Response:
    return page(request, access, session)


@router.post("/programs/{slug}/loads", name="panels.loads_post")
def loads_post(
    request: Request, access: ProgramToAssign, submitted: Submitted, session: DbSession, now: Now
) -> Response:  # fmt: skip
    """All loads at once; a judge whose fields were not sent stays as stored."""
    typed = {key: [str(one) for one in submitted.getlist(key)] for key in submitted}
    found, errors, shown = {}, {}, {}
    judges = jury(session, access.program.id)
    for judge in judges:
        least, most = (typed.get(f"{word}-{judge.id}", [""])[-1] for word in ("least", "most"))
        if f"least-{judge.id}" not in typed and f"most-{judge.id}" not in typed:
            continue
        load, wrong = read_load(least, most)
        if load is None:
            errors[f"most-{judge.id}"] = f"{judge.name}: {wrong}"
        else:
            found[judge.id] = load
        if (was := shown_load(typed.get(f"was-{judge.id}", [""])[-1])) is not None:
            shown[judge.id] = was
    if errors:
        return page(request, access, session, form=Form(typed, errors), status=422)
    try:
        changed = service.set_loads(session, access.program, found, shown=shown, by=access.user_id, now=now)
    except Meanwhile as meanwhile:
        names = {one.id: one.name for one in judges}
        for key, load in meanwhile.found.items():
            words = {"name": names[key], "load": load_in_words(load)}
            errors[f"most-{key}"] = _("%(name)s: this was changed meanwhile, to %(load)s. Save again to put what stands here in its place.") % words  # fmt: skip
            typed[f"was-{key}"] = [write_load(load)]
        return page(request, access, session, form=Form(typed, errors), status=409)
    text = ngettext("Saved for one judge. A new plan follows it.", "Saved for %(num)s judges. A new plan follows them.", len(changed))  # fmt: skip
    flash(request, text % {"num": len(changed)} if changed else _("Nothing was changed."))
    return see_other(request, "panels.loads", slug=access.program.slug)


@router.post("/programs/{slug}/loads/pairs", name="panels.pair_post")
def pair_post(
    request: Request, access: ProgramToAssign, submitted: Submitted, session: DbSession, now: Now
) -> Response:
    form: Form[PairForm] = Form.bind(PairForm, submitted)
    data = form.data
    known = {one.id for one in jury(session, access.program.id)}
    if data is not None and not {data.first, data.second} <= known:
        form = form.refuse("first", _("Please choose two judges of this program."))
    elif data is not None and data.first == data.second:
        form = form.refuse("second", _("Please choose two different judges."))
    elif data is not None:
        shown = shown_ids(form.value("shown")) if "shown" in form.typed else None
        try:
            service.add_pair(session, access.program, data.first, data.second, data.kind, shown=shown, by=access.user_id, now=now)  # fmt: skip
        except Meanwhile:
            form = form.refuse("kind", _("Somebody said the contrary about these two meanwhile: see above. Save again to put yours in its place."))  # fmt: skip
            return page(request, access, session, pair=form, status=409)
        flash(request, _("Saved. A new plan follows it."))
        return see_other(request, "panels.loads", slug=access.program.slug)
    return page(request, access, session, pair=form, status=422)


@router.post("/programs/{slug}/loads/pairs/{pair_id}/remove", name="panels.pair_remove")
def pair_remove(request: Request, access: ProgramToAssign, pair_id: PairId, session: DbSession, now: Now) -> Response:
    if not service.remove_pair(session, access.program, pair_id, by=access.user_id, now=now):
        raise NotFound
    flash(request, _("Dropped. A new plan no longer looks at it."))
    return see_other(request, "panels.loads", slug=access.program.slug)


@router.post("/programs/{slug}/loads/terms", name="panels.terms_post")
def terms_post(
    request: Request, access: ProgramToAssign, submitted: Submitted, session: DbSession, now: Now
) -> Response:  # fmt: skip
    form: Form[TermsForm] = Form.bind(TermsForm, submitted)
    if form.data is None:
        return page(request, access, session, terms=form, status=422)
    data, was = form.data, next(iter(shown_ids(form.value("was_minutes"))), None)
    shown = {} if was is None else {"minutes_each": was, "bids": form.value("was_bids") == "on"}
    try:
        changed = service.set_terms(session, access.program, data.minutes, data.bids, shown=shown, by=access.user_id, now=now)  # fmt: skip
    except Meanwhile:
        words = {"minutes": access.program.minutes_each}
        form = form.refuse("minutes", _("Somebody changed this meanwhile, to %(minutes)s minutes. Save again to put yours in its place.") % words)  # fmt: skip
        return page(request, access, session, terms=form, status=409)
    flash(request, _("Saved.") if changed else _("Nothing was changed."))
    return see_other(request, "panels.loads", slug=access.program.slug)
