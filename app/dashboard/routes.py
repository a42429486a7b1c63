"""The start page: sends each role to its first page."""

from fastapi import APIRouter, Request, Response

from app.accounts.deps import OpenDoor
from app.web.session import database_of

router = APIRouter()


@router.get("/health", name="dashboard.health")
def health(request: Request, _door: OpenDoor) -> Response:
    with database_of(request).engine.connect() as connection:
        connection.exec_driver_sql("SELECT 1")
    return Response("ok", media_type="text/plain")
