"""Blind reading: names of nominee, nominator and company are masked in texts, and marks keep their places."""

from app.domain.masking.crowd import NOBODY, Crowd, Member, Sighting, crowd
from app.domain.masking.likely import SURE, Kind, Likely, likely
from app.domain.masking.mask import DEFAULT_LABELS, MaskedText, Span, mask
from app.domain.masking.names import Identity, Who
from app.domain.masking.veil import Mark, Place, Veil

__all__ = [
    "DEFAULT_LABELS", "NOBODY", "SURE", "Crowd", "Identity", "Kind", "Likely", "Mark", "MaskedText", "Member", "Place", "Sighting", "Span", "Veil",
    "Who", "crowd", "likely", "mask",
]  # fmt: skip
