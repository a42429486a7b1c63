"""A judge compares two nominations of a category after the other, and changes that until the close."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request, Response

from app.domain.scoring.choices.next_pair import sides as sides_of
from app.judging.deps import DeskToRead
from app.judging.forms.choosing import PairForm
from app.judging.queries import comparing
from app.judging.queries import desk as reads
from app.judging.queries.access import tasks_for
from app.judging.queries.own_choices import Field, Own, RoundMode, own_field
from app.judging.routes.ordering import CategoryId, field_of, may_choose, names_here
from app.judging.service import pairing as service
from app.policy import Decision
from app.programs.deps import DeskToChange, ProgramAccess
from app.web.clock import Now
from app.web.errors import Refused
from app.web.flash import flash
from app.web.forms import Form, Submitted
from app.web.i18n import _
from app.web.session import DbSession
from app.web.templates import go, render, see_other

router = APIRouter()
GONE = "One of the two is no longer on your desk, or was marked as in the wrong category."
MET = "You compared these two in another tab meanwhile. Look at what you said there; an answer now changes it."


@dataclass(frozen=True, slots=True)
class Told:
    """One of the judge's own comparisons, in the words of the page. `ids`: as the two stand, left and right."""

    ids: tuple[str, str]
    names: tuple[str, str]
    even: bool
    stands: bool


def seed_of(access: ProgramAccess) -> int:
    """Each judge meets the pairs in an order, and with sides, of their own."""
    return access.program.result_seed * 1_000_003 + access.user_id


def page(
    request: Request, access: ProgramAccess, session: DbSession, field: Field, may: Decision, now: datetime,
    sides: tuple[Own, Own] | None, *, problem: str = "", more: bool = False, status: int = 200,
) -> Response:  # fmt: skip
    rows = reads.rows(session, access.program.id, access.user_id, [one.assignment_id for one in field.own])
    names = names_here(access, rows)
    by_id = {one.nomination_id: one.public_id for one in field.own}
    told = [
        Told(
            (by_id[left], by_id[right]),
            (names[by_id[pair.preferred]], names[by_id[pair.other]]),
            pair.even,
            pair.stands,
        )
        for pair in reversed(field.compared)
        for left, right in [sides_of(pair.preferred, pair.other, seed=seed_of(access))]
    ]
    columns = _columns(session, access, sides, now) if sides else []
    pair = field.pair_of(sides[0].nomination_id, sides[1].nomination_id) if sides else None
    return render(
        request, "judging/pair.html", status_code=status, program=access.program, facts=access.facts, field=field, may=may,
        sides=columns, rows=comparing.rows_of(columns[0].sheet.role, columns) if columns else [], told=told, more=more, problem=problem,
        stored=pair.answer(sides[0].nomination_id, sides[1].nomination_id) if pair and sides else "", last=told[0].ids if told else None,
    )  # fmt: skip


def _columns(session: DbSession, access: ProgramAccess, sides: tuple[Own, Own], now: datetime) -> list[Any]:
    found = tasks_for(session, [one.public_id for one in sides], access.user_id, now)
    return comparing.columns(session, [found[one.public_id][0] for one in sides])


@router.get("/programs/{slug}/desk/pair/{category_id}", name="judging.pair")
def pair(
    request: Request, access: DeskToRead, category_id: CategoryId, session: DbSession, now: Now, left: str = "",
    right: str = "", more: bool = False,
) -> Response:  # fmt: skip
    """The pair that tells most, or one that is looked at again (`left`, `right`); `more`: beyond what is asked."""
    field = own_field(session, access.program.id, access.user_id, category_id, access.own.round)
    if field is None or field.mode is not RoundMode.COMPARE or not field.own:
        return see_other(request, "judging.desk", slug=access.program.slug)
    may = may_choose(session, access, field, now)
    following = field.following(seed_of(access)) if may else None
    if left or right:
        one, other = field.find(left), field.find(right)
        if one is None or other is None or one == other:
            return page(request, access, session, field, may, now, None, problem=_(GONE), more=following is not None)
        return page(request, access, session, field, may, now, (one, other))
    shown = following if more or not field.is_done else None
    return page(request, access, session, field, may, now, shown, more=following is not None)


@router.post("/programs/{slug}/desk/pair/{category_id}", name="judging.pair_post")
def pair_post(
    request: Request, access: DeskToChange, category_id: CategoryId, submitted: Submitted, session: DbSession, now: Now
) -> Response:
    field = field_of(request, session, access, category_id, RoundMode.COMPARE, now)
    form: Form[PairForm] = Form.bind(PairForm, submitted)
    one, other = field.find(form.value("left")), field.find(form.value("right"))
    if one is None or other is None or one == other:
        return page(request, access, session, field, Decision(True), now, None, problem=_(GONE), more=True, status=409)
    if form.data is None:
        problem = _("Please say which of the two is the better one, or that it is too close to tell.")
        return page(request, access, session, field, Decision(True), now, (one, other), problem=problem, status=422)
    known = field.pair_of(one.nomination_id, other.nomination_id)
    stored = known.answer(one.nomination_id, other.nomination_id) if known else ""
    if stored not in (form.data.was, form.data.answer):
        return page(request, access, session, field, Decision(True), now, (one, other), problem=_(MET), status=409)
    service.compare(session, access.program, field, one, other, form.data.answer, by=access.user_id, now=now)
    path = request.app.url_path_for("judging.pair_undo", slug=access.program.slug, category_id=category_id)
    undo = f"{path}?left={one.public_id}&right={other.public_id}&was={form.data.was}"
    flash(request, _said(session, access, one, other, form.data.answer), undo=undo)
    return _onward(request, access, session, category_id, beyond=field.is_done)


def _said(session: DbSession, access: ProgramAccess, one: Own, other: Own, answer: str) -> str:
    rows = reads.rows(session, access.program.id, access.user_id, [one.assignment_id, other.assignment_id])
    names = names_here(access, rows)
    called = names.get(one.public_id, one.reference), names.get(other.public_id, other.reference)
    if answer == "even":
        return _("%(one)s and %(other)s: too close to tell.") % {"one": called[0], "other": called[1]}
    best, second = (called[1], called[0]) if answer == "right" else called
    return _("%(one)s rather than %(other)s.") % {"one": best, "other": second}


def _onward(request: Request, access: ProgramAccess, session: DbSession, category_id: int, *, beyond: bool) -> Response:
    """To the next pair; once all that is asked is compared, to the desk. Who went beyond that stays in the category."""
    here = own_field(session, access.program.id, access.user_id, category_id)
    if here is None or (here.is_done and not beyond):
        return see_other(request, "judging.desk", slug=access.program.slug)
    return see_other(request, "judging.pair", slug=access.program.slug, category_id=category_id)


@router.post("/programs/{slug}/desk/pair/{category_id}/undo", name="judging.pair_undo")
def pair_undo(
    request: Request, access: DeskToChange, category_id: CategoryId, session: DbSession, now: Now, left: str = "",
    right: str = "", was: str = "",
) -> Response:  # fmt: skip
    """Back to what was said of the two before; without that, they were not compared."""
    field = field_of(request, session, access, category_id, RoundMode.COMPARE, now)
    one, other = field.find(left), field.find(right)
    if one is None or other is None or one == other or was not in ("", "left", "right", "even"):
        raise Refused(_(GONE))
    if was:
        service.compare(session, access.program, field, one, other, was, by=access.user_id, now=now)
    elif service.drop_comparison(session, access.program, field, one, other, by=access.user_id, now=now):
        flash(request, _("Taken back. Here are the two again."))
    path = request.app.url_path_for("judging.pair", slug=access.program.slug, category_id=category_id)
    return go(request, f"{path}?left={one.public_id}&right={other.public_id}")
