"""One-click sign-ins of the demonstration. Mounted in demo mode only; only those whom the sign-in page offers."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.accounts import queries
from app.accounts.deps import Anybody
from app.accounts.routes.sign_in import enter
from app.accounts.service.signing_in import SignedInAs
from app.web.clock import Now
from app.web.errors import NotFound
from app.web.forms import Submitted, typed_text
from app.web.session import DbSession

router = APIRouter()


@router.post("/demo-sign-in", name="accounts.demo_sign_in")
def demo_sign_in(request: Request, _viewer: Anybody, submitted: Submitted, session: DbSession, now: Now) -> Response:
    asked = typed_text(submitted, "person")
    person = next((one for one in queries.demo_people(session) if str(one.user_id) == asked), None)
    if person is None:
        raise NotFound
    who = SignedInAs(person.user_id, person.email, typed_text(submitted, "next") or "/")
    return enter(request, session, who, "demo", now)
