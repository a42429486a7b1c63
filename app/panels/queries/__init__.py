"""Reads about the jury, by noun; what other features need can be had from here."""

from app.panels.queries.jury import Panelist, jury
from app.panels.queries.panels import Panels, Seats, panels_of

__all__ = ["Panelist", "Panels", "Seats", "jury", "panels_of"]
