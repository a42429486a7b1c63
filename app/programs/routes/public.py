"""What everybody may see: the list of programs, and a program's own page."""

from fastapi import APIRouter, Request, Response

from app.accounts.deps import Anybody
from app.domain.phases import Phase
from app.domain.revenue import RULES_VERSION
from app.domain.revenue.cues import cues
from app.policy import Action, Role, decide
from app.programs import queries
from app.programs.deps import ProgramToSee
from app.web.clock import Now
from app.web.session import DbSession
from app.web.templates import render

router = APIRouter()
GROUPS = (
    ("open", (Phase.OPEN,)),
    ("soon", (Phase.DRAFT,)),
    ("judging", (Phase.CLOSED, Phase.JUDGING, Phase.TALLYING)),
    ("past", (Phase.ARCHIVED,)),
)


@router.get("/programs", name="programs.index")
def index(request: Request, viewer: Anybody, session: DbSession, now: Now) -> Response:
    programs = queries.visible_to(session, viewer)
    phase = {program.id: queries.phase_of(program, now) for program in programs}
    groups = [(key, [one for one in programs if phase[one.id] in phases]) for key, phases in GROUPS]
    return render(
        request, "programs/index.html", groups=[group for group in groups if group[1]], phase=phase,
        categories=queries.category_names(session, [one.id for one in programs]),
        may_create=decide(viewer, Action.PROGRAM_CREATE),
    )  # fmt: skip


@router.get("/programs/{slug}", name="programs.show")
def show(request: Request, access: ProgramToSee, session: DbSession, now: Now) -> Response:
    program = access.program
    categories = queries.categories(session, program.id)
    return render(
        request, "programs/show.html", program=program, facts=access.facts, phase=access.facts.phase,
        categories=categories, rubrics=queries.rubrics(session, program.id, categories),
        schedule=queries.schedule(program, now), has_winners=queries.has_winners(session, program.id, now),
        judges=queries.people_counted(session, [program.id]).get((program.id, Role.JUDGE), 0),
    )  # fmt: skip


@router.get("/programs/{slug}/reading", name="programs.reading")
def reading(request: Request, access: ProgramToSee) -> Response:
    """How figures and stories are read: the rules of this program and every phrase that counts."""
    by_stance: dict[str, list[object]] = {}
    for cue in cues():
        by_stance.setdefault(cue.stance, []).append(cue)
    return render(
        request, "programs/reading.html", program=access.program, facts=access.facts, phase=access.facts.phase,
        cues=by_stance, version=RULES_VERSION,
    )  # fmt: skip
