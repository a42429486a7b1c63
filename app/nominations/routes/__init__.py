"""The nominator's pages, the organizer's, and the import."""

from fastapi import APIRouter

from app.nominations.routes import acting, crm, deals, evidence, importing, organizer, pages, question, revenue, steps

router = APIRouter()
for part in (pages, steps, revenue, crm, deals, evidence, acting, question, organizer, importing):
    router.include_router(part.router)
