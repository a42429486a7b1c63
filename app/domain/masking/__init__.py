"""Blind reading: names of nominee, nominator and company are masked in texts, and marks keep their places."""

from app.domain.masking.mask import DEFAULT_LABELS, MaskedText, Span, mask
from app.domain.masking.names import Identity, Who

__all__ = ["DEFAULT_LABELS", "Identity", "MaskedText", "Span", "Who", "mask"]
