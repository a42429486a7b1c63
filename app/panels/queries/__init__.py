"""Reads about the jury, by noun; what other features need can be had from here."""

from app.panels.queries.jury import Panelist, jury
from app.panels.queries.panels import Panels, Seats, panels_of
from app.panels.queries.wishes import Couple, JuryWishes, Load, subjects, wishes_of

__all__ = [
    "Couple", "JuryWishes", "Load", "Panelist", "Panels", "Seats", "jury", "panels_of", "subjects", "wishes_of",
]  # fmt: skip
