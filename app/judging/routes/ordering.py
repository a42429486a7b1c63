"""A judge puts the best nominations of a category in order."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from starlette.responses import JSONResponse

from app.accounts.deps import require
from app.domain.ordering import stepped
from app.judging.deps import DeskToRead
from app.judging.forms import choosing as forms
from app.judging.queries import desk as reads
from app.judging.queries.access import task_for
from app.judging.queries.own_choices import Field, RoundMode, field_to_change, own_field
from app.judging.service import ordering as service
from app.policy import Action, Decision, decide
from app.programs.deps import DeskToChange, ProgramAccess
from app.web.clock import Now
from app.web.errors import NotFound, Refused, wants_json
from app.web.filters import clock
from app.web.flash import flash
from app.web.forms import Form, Submitted
from app.web.i18n import _
from app.web.session import DbSession
from app.web.templates import render, see_other

router = APIRouter()
CategoryId = Annotated[int, Path(ge=1, le=2_147_483_647)]
CHANGED = "You saved another order in another tab. What you chose here is kept: look at both, and save the one that is to stand."
NOT_HERE = "This is not how nominations are judged in this round, or none of yours are in this category. Please open them from your desk."
COUNTS = "This order is submitted. Submit the changed one, or take the order back first."


def may_choose(session: DbSession, access: ProgramAccess, field: Field, now: datetime, *needed: Action) -> Decision:
    """By the dates of the round and of this judge, as everywhere; before the round opens nobody reads anything. `needed`: who
    may not do these is refused."""
    found = task_for(session, field.own[0].public_id, access.user_id, now) if field.own else None
    if found is None:
        raise NotFound
    for action in needed or (Action.NOMINATION_JUDGE,):
        require(access.viewer, action, found[1])
    return decide(access.viewer, Action.SCORE_SAVE, found[1])


def page(
    request: Request, access: ProgramAccess, session: DbSession, field: Field, may: Decision, form: Form[Any], *,
    status: int = 200, elsewhere: Field | None = None,
) -> Response:  # fmt: skip
    """`elsewhere`: the order that another tab saved, shown beside what was chosen here."""
    rows = reads.rows(session, access.program.id, access.user_id, [one.assignment_id for one in field.own])
    by_id = {row.public_id: row for row in rows}
    chosen = {one.public_id: str(form.value(f"{forms.PLACE}{one.public_id}")) for one in field.own}
    in_line = sorted(chosen, key=lambda one: int(chosen[one]) if chosen[one].isdecimal() else 1_000)
    return render(
        request, "judging/order.html", status_code=status, program=access.program, facts=access.facts, field=field, may=may,
        form=form, places=[(place, place) for place in range(1, field.asked + 1)], rows=[by_id[one] for one in in_line if one in by_id], elsewhere=elsewhere, called=names_here(access, rows),
    )  # fmt: skip


def names_here(access: ProgramAccess, rows: list[reads.DeskRow]) -> dict[str, str]:
    """Public id → what the nomination is called here."""
    return {row.public_id: row.reference if access.program.hide_nominee else row.nominee for row in rows}


@router.get("/programs/{slug}/desk/order/{category_id}", name="judging.order")
def order(request: Request, access: DeskToRead, category_id: CategoryId, session: DbSession, now: Now) -> Response:
    field = own_field(session, access.program.id, access.user_id, category_id, access.own.round)
    if field is None or field.mode is not RoundMode.RANK:
        return see_other(request, "judging.desk", slug=access.program.slug)
    may = may_choose(session, access, field, now)
    return page(request, access, session, field, may, forms.shown(field))


def field_of(
    request: Request, session: DbSession, access: ProgramAccess, category_id: int, mode: RoundMode, now: datetime
) -> Field:
    """To be changed. Refuses, in words, where there is nothing to choose in this way."""
    field = field_to_change(session, access.program.id, access.user_id, category_id)
    if field is None or field.mode is not mode:
        raise Refused(_(NOT_HERE))
    shows = () if wants_json(request) else (Action.NOMINATION_JUDGE,)  # its answer shows what can be read
    may_choose(session, access, field, now, *shows, Action.SCORE_SAVE)
    return field


@router.post("/programs/{slug}/desk/order/{category_id}", name="judging.order_post")
def order_post(
    request: Request, access: DeskToChange, category_id: CategoryId, submitted: Submitted, session: DbSession, now: Now
) -> Response:
    """Saves on the way; with `do=submit` the order counts."""
    field = field_of(request, session, access, category_id, RoundMode.RANK, now)
    form, places = forms.read(submitted, field)
    final = submitted.get("do") == "submit"
    if places is None:
        return _refused(request, access, session, field, form)
    if forms.version_of(submitted) != field.version and not (places == field.places and final == field.is_submitted):
        return _met(request, access, session, field, form)
    if not final and field.counts and places != field.places:
        return _refused(request, access, session, field, Form(form.typed, {"form": _(COUNTS)}))
    if final:
        rows = reads.rows(session, access.program.id, access.user_id, [one.assignment_id for one in field.own])
        errors = forms.incomplete(field, places, names_here(access, rows))
        if errors:
            return _refused(request, access, session, field, Form(form.typed, errors))
    before = field.order if field.counts else []
    changed = (final or not field.counts) and service.save_order(
        session, access.program, field, places, final=final, by=access.user_id, now=now
    )
    return _answer(request, access, session, category_id, before, final=final, changed=changed, now=now)


def _answer(
    request: Request, access: ProgramAccess, session: DbSession, category_id: int, before: list[str], *, final: bool,
    changed: bool, now: datetime,
) -> Response:  # fmt: skip
    at = clock(now, access.program.time_zone)
    stored = own_field(session, access.program.id, access.user_id, category_id)
    if wants_json(request):
        return JSONResponse({"version": stored.version if stored else 0, "saved_at": at})
    if not final:
        flash(request, _("Saved at %s. It counts once you submit it.") % at)
        return see_other(request, "judging.order", slug=access.program.slug, category_id=category_id)
    path = request.app.url_path_for("judging.order_undo", slug=access.program.slug, category_id=category_id)
    undo = f"{path}?version={stored.version if stored else 0}&was={'.'.join(before)}" if changed else None
    flash(request, _("Your order is submitted. You can change it until the round closes."), undo=undo)
    return see_other(request, "judging.desk", slug=access.program.slug)


def _refused(request: Request, access: ProgramAccess, session: DbSession, field: Field, form: Form[Any]) -> Response:
    if wants_json(request):
        return JSONResponse({"errors": form.errors, "message": next(iter(form.errors.values()))}, 422)
    return page(request, access, session, field, Decision(True), form, status=422)


def _met(request: Request, access: ProgramAccess, session: DbSession, field: Field, form: Form[Any]) -> Response:
    """Another tab, or another device, saved in between: both are shown, and nothing is written over."""
    stored = {name: values[-1] for name, values in forms.shown(field).typed.items()}
    if wants_json(request):
        return JSONResponse({"message": _(CHANGED), "version": field.version, "stored": stored}, 409)
    form.typed = {**form.typed, "version": [str(field.version)]}
    return page(request, access, session, field, Decision(True), form, status=409, elsewhere=field)


@router.post("/programs/{slug}/desk/order/{category_id}/preview", name="judging.order_preview")
def order_preview(
    request: Request, access: DeskToRead, category_id: CategoryId, submitted: Submitted, session: DbSession, now: Now
) -> Response:
    """One step up or down, for who has no scripts. Saves nothing."""
    field = own_field(session, access.program.id, access.user_id, category_id, access.own.round)
    if field is None or field.mode is not RoundMode.RANK:
        raise Refused(_(NOT_HERE))
    may = may_choose(session, access, field, now)
    form, places = forms.read(submitted, field)
    if places is None:
        return page(request, access, session, field, may, form, status=422)
    key, _colon, way = str(submitted.get("move") or "").partition(":")
    moved = stepped(places, key, field.asked, up=way == "up") if key in places else places
    form.typed = {**forms.shown(field, moved).typed, "version": form.typed.get("version", [""])}
    return page(request, access, session, field, may, form)


@router.post("/programs/{slug}/desk/order/{category_id}/undo", name="judging.order_undo")
def order_undo(
    request: Request, access: DeskToChange, category_id: CategoryId, session: DbSession, now: Now,
    version: int = 0, was: Annotated[str, Query(max_length=20_000)] = "",
) -> Response:  # fmt: skip
    """Back to the order that counted before (`was`), or none counts; the places stay for going on with."""
    field = field_of(request, session, access, category_id, RoundMode.RANK, now)
    if version and version != field.version:
        flash(request, _("Your order has changed since. Please look at it."), "warning")
    elif was:
        order = [one for one in was.split(".") if field.find(one)][: field.asked]
        places = {
            one.public_id: order.index(one.public_id) + 1 if one.public_id in order else None for one in field.own
        }
        service.save_order(session, access.program, field, places, final=True, by=access.user_id, now=now)
        flash(request, _("Your order is as it was before."))
    elif service.take_back_order(session, access.program, field, by=access.user_id, now=now):
        flash(request, _("Your order doesn't count any more. What you chose is kept: submit it when it is right."))
    return see_other(request, "judging.order", slug=access.program.slug, category_id=category_id)
