"""Uploads: kept, removed, and the bytes swept that nothing names any more. Bytes come before the row, and go after it."""

import re
import secrets
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.errors import UserError
from app.files.folder import Folder
from app.files.models import StoredFile
from app.web.i18n import _

LARGEST = 20_000_000
MOST_OF_A_NOMINATION = 100_000_000
MOST_OF_A_PERSON = 500_000_000
GRACE = timedelta(days=1)
"""So long may bytes lie without a row: their upload may not be finished yet."""


def plain_name(filename: str) -> str:
    """How a file is called, without folders, line breaks and marks that turn the direction of writing."""
    name = re.split(r"[/\\]", filename)[-1]
    return " ".join("".join(c if c.isprintable() else " " for c in name).split())[:200] or "file"


def keep_file(
    session: Session, digest: str, size: int, *, name: str, kind: str, program_id: int, nomination_id: int | None, owner_id: int,
    now: datetime,
) -> StoredFile:  # fmt: skip
    """A row for bytes that were put into the folder. Raises `UserError` when a nomination or a person keeps too much."""
    limits = [(StoredFile.owner_id == owner_id, MOST_OF_A_PERSON)]
    if nomination_id is not None:
        limits.append((StoredFile.nomination_id == nomination_id, MOST_OF_A_NOMINATION))
    for who, most in limits:
        together = session.scalar(select(func.sum(StoredFile.size)).where(who, StoredFile.removed_at.is_(None))) or 0
        if together + size > most:
            text = _(
                "With this file you would keep more than %(most)s MB here. Please delete one that you no longer need."
            )
            raise UserError(text % {"most": most // 1_000_000})
    stored = StoredFile(
        public_id=secrets.token_urlsafe(12), program_id=program_id, nomination_id=nomination_id, owner_id=owner_id,
        name=plain_name(name), kind=kind, size=size, sha256=digest, created_at=now,
    )  # fmt: skip
    session.add(stored)
    session.flush()
    return stored


def remove_file(session: Session, stored: StoredFile, *, now: datetime) -> None:
    """Nobody reaches it any more; its bytes go with the next sweep, unless another row names them."""
    stored.removed_at = now
    session.flush()


def sweep(session: Session, folder: Folder, *, now: datetime) -> tuple[int, list[str]]:
    """Delete bytes that no row names: (how many, hashes of rows whose bytes are missing)."""
    named = set(session.scalars(select(StoredFile.sha256).where(StoredFile.removed_at.is_(None))))
    swept = 0
    for digest, kept_at in list(folder.digests()):
        if digest not in named and kept_at < now - GRACE:
            folder.remove(digest)
            swept += 1
    return swept, sorted(digest for digest in named if not folder.exists(digest))
