"""Pages about programs: the public ones, and those of the people who run them."""

from fastapi import APIRouter

from app.programs.routes import categories, criteria, new, phases, public, settings

router = APIRouter()
for part in (new, public, settings, categories, criteria, phases):
    router.include_router(part.router)
