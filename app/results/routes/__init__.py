"""Pages of results: ranks and what they are made of (standings.py), judges, panel and sensitivity (panel.py), nominees side by
side and in pictures (comparing.py)."""

from fastapi import APIRouter

from app.results.routes import comparing, panel, standings

router = APIRouter()
router.include_router(standings.router)
router.include_router(panel.router)
router.include_router(comparing.router)
