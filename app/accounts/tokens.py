"""Secrets that people carry: made here, kept only as digests."""

import hashlib
import secrets


def new_token() -> str:
    """256 bits, safe in a URL or a cookie."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What the database keeps. A plain SHA-256 is enough for a token that can't be guessed."""
    return hashlib.sha256(token.encode()).hexdigest()
