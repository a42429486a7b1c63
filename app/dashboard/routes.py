"""The start page: sends each role to its first page."""

from fastapi import APIRouter, Request, Response

from app.accounts.deps import OpenDoor
from app.settings import Mode
from app.web.errors import NotFound
from app.web.forms import Form
from app.web.session import database_of
from app.web.templates import render

router = APIRouter()


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
    return render(request, "dashboard/components.html", form=Form(typed, errors))
