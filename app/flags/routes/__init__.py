"""The organizer's pages about flags: settle them, ask nominators, try another rule."""

from fastapi import APIRouter

from app.flags.routes import questions, settling

router = APIRouter()
for part in (settling, questions):
    router.include_router(part.router)
