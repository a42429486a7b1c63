"""Pages about the jury: panels (panels.py)."""

from fastapi import APIRouter

from app.panels.routes import panels

router = APIRouter()
router.include_router(panels.router)
