"""The one error that means: what was typed or sent can't be used, and here is what to do about it."""

from __future__ import annotations


class UserError(ValueError):
    """Bad input, said in one sentence for the person who gave it (never a traceback)."""
