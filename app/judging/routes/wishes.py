"""What a judge can take, knows, and would rather judge or not: the judge's own page."""

from collections.abc import Iterable
from typing import Any

from fastapi import APIRouter, Request, Response

from app.judging.queries.bidding import Title, to_bid_on
from app.panels.forms import KnowsForm, load_in_words, read_load, shown_ids, shown_load, write_load
from app.panels.queries import Load, wishes_of
from app.panels.queries.wishes import bids_of
from app.panels.service import wishes as service
from app.panels.service.meanwhile import Meanwhile
from app.programs.deps import DeskToChange, ProgramAccess, ProgramDesk
from app.programs.queries import categories
from app.web.clock import Now
from app.web.errors import NotFound
from app.web.flash import flash
from app.web.forms import Form, Submitted, typed_text
from app.web.i18n import _
from app.web.paging import Page
from app.web.session import DbSession
from app.web.templates import render, see_other

router = APIRouter()
CHOICES = ("-1", "0", "1")


def page(
    request: Request, access: ProgramAccess, session: DbSession, form: Form[Any] | None = None, *, number: int = 1,
    bids: dict[int, int] | None = None, status: int = 200,
) -> Response:  # fmt: skip
    program, judge_id = access.program, access.user_id
    wishes = wishes_of(session, program.id, bids=False)
    load = wishes.load(judge_id)
    first = {
        "least": load.least or "", "most": "" if load.most is None else load.most,
        "was": write_load(load), "was_categories": _ids(wishes.ticked_categories.get(judge_id, ())),
        "was_topics": _ids(wishes.ticked_topics.get(judge_id, ())), "categories": sorted(wishes.ticked_categories.get(judge_id, ())), "topics": sorted(wishes.ticked_topics.get(judge_id, ())),
    }  # fmt: skip
    titles = _titles(session, access)
    where, stored = Page.of(number, len(titles)), bids_of(session, program.id, judge_id) if titles else {}
    return render(
        request, "judging/wishes.html", status_code=status, program=program, phase=access.facts.phase, form=form or Form.of(first),
        categories=[(one.id, one.name) for one in categories(session, program.id)],
        topics=[(one.id, one.name) for one in wishes.topics], where=where,
        titles=titles[where.offset : where.offset + where.size], bids={**stored, **(bids or {})}, stored=stored,
        clash=bids is not None,
    )  # fmt: skip


def _ids(some: Iterable[int]) -> str:
    return " ".join(str(one) for one in sorted(some))


def _titles(session: DbSession, access: ProgramAccess) -> list[Title]:
    """Offered where the program says so, and where names are no secret."""
    program = access.program
    return to_bid_on(session, program, access.user_id) if program.bids and not program.hide_nominee else []


@router.get("/programs/{slug}/desk/wishes", name="judging.wishes")
def wishes(request: Request, access: ProgramDesk, session: DbSession, page_number: int = 1) -> Response:
    return page(request, access, session, number=page_number)


@router.post("/programs/{slug}/desk/wishes", name="judging.wishes_post")
def wishes_post(
    request: Request, access: DeskToChange, submitted: Submitted, session: DbSession, now: Now
) -> Response:  # fmt: skip
    program = access.program
    form: Form[KnowsForm] = Form.bind(KnowsForm, submitted, lists=("categories", "topics"))
    load, wrong = read_load(form.value("least"), form.value("most"))
    if load is None:
        form = form.refuse("most", wrong)
    if form.data is None or load is None:
        return page(request, access, session, form, status=422)
    kinds = {one.id for one in categories(session, program.id)}
    topics = {one.id for one in wishes_of(session, program.id, bids=False).topics}
    chosen = frozenset(form.data.topics)
    ticked = frozenset(form.data.categories) & kinds, chosen & topics
    try:
        changed = _saved(session, access, form, load, ticked, now)
    except Meanwhile as meanwhile:
        stored = meanwhile.found[access.user_id]
        words = {"load": load_in_words(stored)}
        typed = {**form.typed, "was": [write_load(stored)]}
        form = Form(typed).refuse("most", _("This was changed meanwhile, to %(load)s: by an organizer, or in another tab. Save again to put what stands here in its place.") % words)  # fmt: skip
        return page(request, access, session, form, status=409)
    flash(request, _("Saved. The organizers' next plan follows it.") if changed else _("Nothing was changed."))
    if chosen - topics:
        flash(request, _("A subject that you ticked was removed by the organizers meanwhile."), "warning")
    return see_other(request, "judging.wishes", slug=program.slug)


def _saved(
    session: DbSession, access: ProgramAccess, form: Form[KnowsForm], load: Load,
    ticked: tuple[frozenset[int], frozenset[int]], now: Now,
) -> bool:  # fmt: skip
    program, judge_id = access.program, access.user_id
    was = shown_load(form.value("was"))
    shown = {} if was is None else {judge_id: was}
    loads = service.set_loads(session, program, {judge_id: load}, shown=shown, by=judge_id, now=now)
    seen = shown_ids(form.value("was_categories")), shown_ids(form.value("was_topics"))
    known = {"was_categories", "was_topics"} <= form.typed.keys()
    return service.tick(session, program, judge_id, *ticked, shown=seen if known else None, now=now) or bool(loads)


@router.post("/programs/{slug}/desk/wishes/bids", name="judging.bids_post")
def bids_post(request: Request, access: DeskToChange, submitted: Submitted, session: DbSession, now: Now) -> Response:
    """Gladly, or rather not, by title. Only about nominations that this judge may be given."""
    if not access.program.bids or access.program.hide_nominee:
        raise NotFound
    offered = {f"bid-{one.nomination_id}": one.nomination_id for one in _titles(session, access)}
    bids = {offered[key]: int(str(submitted[key])) for key in submitted if key in offered and submitted[key] in CHOICES}
    was = {offered[key]: typed_text(submitted, f"was-{key}") for key in offered}
    shown = {key: int(text) for key, text in was.items() if text in CHOICES}
    try:
        changed = service.set_bids(session, access.program, access.user_id, bids, shown=shown, now=now)
    except Meanwhile:
        return page(request, access, session, bids=bids, status=409)
    flash(request, _("Saved. The organizers' next plan follows it.") if changed else _("Nothing was changed."))
    return see_other(request, "judging.wishes", slug=access.program.slug)
