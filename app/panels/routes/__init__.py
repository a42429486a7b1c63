"""Pages about the jury: panels, loads and meetings, topics."""

from fastapi import APIRouter

from app.panels.routes import loads, panels, topics

router = APIRouter()
for part in (panels, loads, topics):
    router.include_router(part.router)
