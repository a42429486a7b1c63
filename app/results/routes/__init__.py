"""Pages of results: ranks and what they are made of (standings.py), judges, panel and sensitivity (panel.py), nominees side by
side and in pictures (comparing.py), decisions (decisions.py) and one category's (category.py, deliberating.py), the judges' votes
(votes.py) and the public page of winners (winners.py)."""

from fastapi import APIRouter

from app.results.routes import (
    announcing,
    category,
    comparing,
    decisions,
    deliberating,
    feedback,
    panel,
    standings,
    through,
    votes,
    winners,
)

router = APIRouter()
router.include_router(standings.router)
router.include_router(panel.router)
router.include_router(comparing.router)
router.include_router(decisions.router)
router.include_router(category.router)
router.include_router(deliberating.router)
router.include_router(votes.router)
router.include_router(winners.router)
router.include_router(announcing.router)
router.include_router(feedback.router)
router.include_router(through.router)
