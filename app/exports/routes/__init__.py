"""What can be taken away: tables, the results book and the decision file (tables.py), and certificates (certificates.py)."""

from fastapi import APIRouter

from app.exports.routes import certificates, tables

router = APIRouter()
router.include_router(tables.router)
router.include_router(certificates.router)
