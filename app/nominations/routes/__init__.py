"""The nominator's pages, the organizer's, and the import."""

from fastapi import APIRouter

from app.nominations.routes import (
    acting,
    consent,
    crm,
    deals,
    evidence,
    importing,
    organizer,
    pages,
    question,
    revenue,
    steps,
)

router = APIRouter()
for part in (pages, steps, revenue, crm, deals, evidence, acting, consent, question, organizer, importing):
    router.include_router(part.router)
