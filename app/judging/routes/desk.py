"""A judge's desk: what is left, what is next, and how they have scored so far."""

from datetime import timedelta

from fastapi import APIRouter, Request, Response

from app.accounts.deps import SignedIn
from app.judging.deps import Desk
from app.judging.queries import desk as reads
from app.judging.queries import pace as paces
from app.judging.queries import searching as searches
from app.judging.queries import spread as spreads
from app.judging.queries import turns
from app.judging.queries.index import desks
from app.judging.queries.own_choices import alone_in, minutes_left, own_fields
from app.programs.queries import facts_of
from app.web.clock import Now
from app.web.forms import Form
from app.web.paging import Page
from app.web.session import DbSession
from app.web.templates import render, see_other

router = APIRouter()
SHOWN = {
    "to_do": ("to_do", "begun", "later"),
    "begun": ("begun",),
    "later": ("later",),
    "final": ("final",),
    "wrong_category": ("wrong_category",),
    "recused": ("recused",),
    "waiting": ("waiting",),
}


@router.get("/judging", name="judging.index")
def index(request: Request, viewer: SignedIn, session: DbSession) -> Response:
    """To the only desk, else a list of desks."""
    found = desks(session, viewer)
    if len(found) == 1:
        return see_other(request, "judging.desk", slug=found[0].slug)
    return render(request, "judging/index.html", desks=found)


@router.get("/programs/{slug}/desk", name="judging.desk")
def desk(
    request: Request, access: Desk, session: DbSession, now: Now, shown: str = "to_do", page: int = 1,
    search: str = "", category: str = "", role: str = "",
) -> Response:  # fmt: skip
    program, judge = access.program, access.user_id
    shown = shown if shown in SHOWN else "to_do"
    counts = reads.counts(session, program.id, judge, now)
    wish = searches.Wish.of(search, category, role, counts.categories)
    groups = SHOWN[shown]
    own, facts = access.own, access.facts
    calibrating = own.is_calibrating(program, now)
    fields = [] if calibrating else own_fields(session, program.id, judge, own.round)
    apart = alone_in(fields) if shown in reads.OPEN else []
    if wish:
        found = [
            one
            for one in searches.matching(session, program.id, judge, groups, wish, now, blind=program.hide_nominee)
            if one not in apart
        ]
        where = Page.of(page, len(found))
        chosen = found[where.offset : where.offset + where.size]
    else:
        where = Page.of(page, counts.of(groups))
        chosen = list(reads.page_of(session, program.id, judge, groups, where, now, apart))
    finals = paces.finished(session, program.id, judge)
    pace, measured = paces.pace(finals, program.minutes_each)
    minutes = minutes_left(session, program.id, judge, fields, pace.total_seconds() / 60)
    is_open = calibrating or facts.phase == "judging" or (facts.phase == "tallying" and facts.extended)
    return render(
        request, "judging/desk.html", program=program, phase=facts.phase, facts=facts, counts=counts, shown=shown,
        where=where, rows=reads.rows(session, program.id, judge, chosen, now), left=paces.left_in_words(counts.left, pace),
        measured=measured, following=turns.next_for(session, program.id, judge, finals, now=now) if is_open and counts.left and not fields else None,
        begun=turns.last_begun(session, program.id, judge, now) if is_open and counts.begun and not fields else None, wish=wish, asked=wish.query(),
        form=Form.of({"search": search, "category": category, "role": role}), done_at=counts.done_at,
        own=own, is_open=is_open, calibrating=calibrating, whole=own.about(facts_of(program, now), now), fields=fields, all_chosen=all(one.is_done for one in fields), choosing_left=paces.left_in_words(1, timedelta(minutes=minutes)) if minutes else "",
    )  # fmt: skip


@router.get("/programs/{slug}/spread", name="judging.spread")
def spread(request: Request, access: Desk, session: DbSession) -> Response:
    rows = spreads.own_spread(session, access.program.id, access.user_id)
    return render(
        request, "judging/spread.html", program=access.program, phase=access.facts.phase, facts=access.facts, rows=rows
    )
