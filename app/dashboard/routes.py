"""The start page: sends each role to its first page."""

from fastapi import APIRouter, Request, Response

from app.accounts.deps import Anybody, OpenDoor
from app.dashboard.queries import has_nominations, overview_of, programs_of
from app.domain.charts import Figure, map_of, slope_of
from app.nominations.queries import kept_from
from app.programs.deps import ProgramOverview
from app.programs.queries import category_names, phase_of, visible_to
from app.settings import Mode
from app.web.clock import Now
from app.web.errors import NotFound
from app.web.forms import Form
from app.web.session import DbSession, database_of
from app.web.templates import render, see_other

router = APIRouter()
# What the page of components draws: name, role, headline and new business (minor units), managed share.
DRAWN = (
    ("A", "account_manager", 420_000_000, 31_000_000, 0.91), ("B", "hunter", 140_000_000, 120_000_000, 0.1),
    ("C", "farmer", 310_000_000, 0, 0.62), ("D, of a long name", "mixed", 190_000_000, 80_000_000, 0.45),
    ("E", "insufficient", 90_000_000, 0, None),
)  # fmt: skip


@router.get("/", name="dashboard.index")
def index(request: Request, viewer: Anybody, session: DbSession, now: Now) -> Response:
    """One role in one place: straight to its page. Several: a card for each. Nobody signed in: what Uphill is."""
    seen = [program for program in visible_to(session, viewer) if program.archived_at is None]
    phases = {program.id: phase_of(program, now) for program in seen}
    open_ones = [program for program in seen if program.published and phases[program.id] == "open"][:12]
    if viewer is None:
        names = category_names(session, [program.id for program in open_ones])
        return render(request, "dashboard/welcome.html", programs=open_ones, categories=names)
    mine, nominates = programs_of(session, viewer), has_nominations(session, viewer)
    phases |= {program.id: phase_of(program, now) for program in mine}
    places = [
        (role, program)
        for program in mine
        for role, has in (("organizer", viewer.is_organizer(program.id)), ("judge", viewer.is_judge(program.id)))
        if has
    ]
    if not viewer.is_administrator and len(places) + nominates == 1:
        if not places:
            return see_other(request, "nominations.index")
        role, program = places[0]
        return see_other(request, "dashboard.overview" if role == "organizer" else "judging.desk", slug=program.slug)
    return render(
        request, "dashboard/index.html", places=places, phases=phases, nominates=nominates, programs=open_ones
    )


@router.get("/programs/{slug}/overview", name="dashboard.overview")
def overview(request: Request, access: ProgramOverview, session: DbSession, now: Now) -> Response:
    """Where the contest stands, and what needs attention now."""
    hidden = kept_from(session, access.program.id, access.user_id)
    return render(
        request, "dashboard/overview.html", program=access.program, phase=access.facts.phase, facts=access.facts,
        overview=overview_of(session, access.program, hidden, now), left_out=len(hidden),
    )  # fmt: skip


@router.get("/health", name="dashboard.health")
def health(request: Request, _door: OpenDoor) -> Response:
    with database_of(request).engine.connect() as connection:
        connection.exec_driver_sql("SELECT 1")
    return Response("ok", media_type="text/plain")


@router.get("/components", name="dashboard.components")
def components(request: Request, _door: OpenDoor) -> Response:
    """Every component in every state, for those who build pages; only in local mode."""
    if request.app.state.settings.mode is not Mode.LOCAL:
        raise NotFound
    typed = {
        "nominee": ["Robert \u201cBo\u201d Example"],
        "story": ["She called eleven times."],
        "c1": ["7"],
        "c1_note": ["Won against two rivals."],
    }
    errors = {
        "email": "Please give a full e-mail address, such as name@example.org.",
        "category": "Please choose one of the offered answers.",
        "offer": "Please choose one of the offered answers.",
    }
    figures = [Figure(str(at), f"Nominee {name}", role, claimed, claimed, new, share) for at, (name, role, claimed, new, share) in enumerate(DRAWN)]  # fmt: skip
    return render(
        request,
        "dashboard/components.html",
        form=Form(typed, errors),
        slope=slope_of(figures),
        map=map_of(figures, 0.5),
    )
