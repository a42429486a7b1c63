"""Pages of judging: what judges see (judge.py, screening.py, ordering.py, pairing.py, versions.py, keeping.py, desk.py, finishing.py, comparing.py, calibrating.py, calendar.py, panel.py,
paper.py, wishes.py), and what organizers do about it (organizer.py, another.py, letters.py, one_judge.py, planning.py,
why.py)."""

from fastapi import APIRouter

from app.judging.routes import (  # fmt: skip
    another,
    calendar,
    calibrating,
    checking,
    comparing,
    conflicts,
    declaring,
    desk,
    evidence,
    finishing,
    judge,
    keeping,
    letters,
    one_judge,
    ordering,
    organizer,
    pairing,
    panel,
    paper,
    planning,
    screening,
    versions,
    why,
    wishes,
)

router = APIRouter()
router.include_router(judge.router)
router.include_router(screening.router)
router.include_router(ordering.router)
router.include_router(pairing.router)
router.include_router(versions.router)
router.include_router(keeping.router)
router.include_router(evidence.router)
router.include_router(desk.router)
router.include_router(finishing.router)
router.include_router(comparing.router)
router.include_router(organizer.router)
router.include_router(conflicts.router)
router.include_router(checking.router)
router.include_router(declaring.router)
router.include_router(another.router)
router.include_router(one_judge.router)
router.include_router(letters.router)
router.include_router(calendar.router)
router.include_router(calibrating.router)
router.include_router(panel.router)
router.include_router(paper.router)
router.include_router(planning.router)
router.include_router(wishes.router)
router.include_router(why.router)
