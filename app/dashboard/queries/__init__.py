"""Reads for the start page and the organizer's overview."""

from app.dashboard.queries.counts import has_nominations, programs_of
from app.dashboard.queries.overview import Attention, Overview, overview_of

__all__ = ["Attention", "Overview", "has_nominations", "overview_of", "programs_of"]
