"""The start page: sends each role to its first page."""

from fastapi import APIRouter, Request, Response

from app.accounts.deps import OpenDoor
from app.web.errors import NotFound
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
    """Every component in every state; for developers, so only in local mode."""
    if request.app.state.settings.mode != "local":
        raise NotFound
    return render(request, "dashboard/components.html")
