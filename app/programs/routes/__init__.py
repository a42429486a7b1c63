"""Pages about programs: the public ones, and those of the people who run them."""

from fastapi import APIRouter

from app.programs.routes import (
    administration,
    audit,
    categories,
    criteria,
    mail,
    new,
    people,
    phases,
    public,
    rounds,
    settings,
)

router = APIRouter()
for part in (new, public, settings, categories, criteria, rounds, phases, people, audit, mail, administration):
    router.include_router(part.router)
