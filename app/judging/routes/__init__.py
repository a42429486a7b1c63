"""Pages of judging: what judges see (judge.py, desk.py, comparing.py), and what organizers do about it (organizer.py,
another.py)."""

from fastapi import APIRouter

from app.judging.routes import another, comparing, desk, evidence, judge, organizer

router = APIRouter()
router.include_router(judge.router)
router.include_router(evidence.router)
router.include_router(desk.router)
router.include_router(comparing.router)
router.include_router(organizer.router)
router.include_router(another.router)
