"""The organizer's pages about flags: settle them, ask nominators, try another rule."""

from fastapi import APIRouter

from app.flags.routes import questions, settling, what_if

router = APIRouter()
for part in (settling, questions, what_if):
    router.include_router(part.router)
