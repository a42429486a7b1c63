"""Pages of results: ranks and what they are made of (standings.py), nominees side by side and in pictures (comparing.py)."""

from fastapi import APIRouter

from app.results.routes import comparing, standings

router = APIRouter()
router.include_router(standings.router)
router.include_router(comparing.router)
