"""What can be taken away: tables, the results book and the decision file (tables.py), certificates (certificates.py), and a
judge's own papers (papers.py)."""

from fastapi import APIRouter

from app.exports.routes import certificates, papers, tables

router = APIRouter()
router.include_router(tables.router)
router.include_router(certificates.router)
router.include_router(papers.router)
