"""The audit trail of a program. Judges are named in it, since organizers assign them and read their scores by name; what
concerns nominations that an organizer made or has a conflict with, and drafts, is left out."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response

from app.audit.wording import sentence
from app.programs.deps import ProgramAudit
from app.programs.queries.trail import Filter, events, kinds, people_in_trail
from app.web.clock import Now
from app.web.forms import Form
from app.web.session import DbSession
from app.web.templates import render

router = APIRouter()


@router.get("/programs/{slug}/audit", name="programs.audit")
def audit(
    request: Request,
    access: ProgramAudit,
    session: DbSession,
    now: Now,
    kind: str = "",
    person: str = "",
    saves: str = "",
    number: Annotated[int, Query(alias="page", ge=1, le=1_000_000)] = 1,
) -> Response:
    known = {key for key, _label in kinds()}
    asked = Filter(
        kind=kind if kind in known else "",
        person=int(person) if person.isascii() and person.isdigit() and len(person) < 10 else None,
        saves=bool(saves),
    )
    program = access.program
    found, page = events(session, program.id, access.user_id, asked, number)
    kept = {"kind": asked.kind, "person": asked.person or "", "saves": "yes" if asked.saves else ""}
    return render(
        request, "programs/audit.html", program=program, facts=access.facts, phase=access.facts.phase, events=found, page=page,
        form=Form.of(kept), kinds=kinds(), people=people_in_trail(session, program.id, access.user_id), sentence=sentence,
        base="?" + urlencode({name: value for name, value in kept.items() if value} | {"page": ""}),
        asked=asked,
    )  # fmt: skip
