"""Bytes in a local folder, each content once, under its SHA-256. Nothing here is ever served by its path."""

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from app.domain.errors import UserError
from app.web.i18n import _

LEAST_FREE = 200_000_000
_DIGEST = re.compile(r"[0-9a-f]{64}")


class Damaged(Exception):
    """The bytes are not there, or not those that were kept."""


class Folder:
    def __init__(self, path: Path) -> None:
        self.path = path

    def put(self, data: bytes) -> str:
        """Keep the bytes and give their SHA-256: after a crash all of them are there, or none. Kept again, they count as new."""
        digest = hashlib.sha256(data).hexdigest()
        target = self._path(digest)
        if target.exists():
            os.utime(target)
            return digest
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if shutil.disk_usage(target.parent).free < LEAST_FREE + len(data):
            raise UserError(
                _(
                    "There is no room for files on this server at the moment. Please tell the organizers; nothing is lost."
                )
            )
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        _sync(target.parent)
        return digest

    def get(self, digest: str) -> bytes:
        """The bytes, checked against their hash. Raises `Damaged`."""
        try:
            data = self._path(digest).read_bytes()
        except OSError as error:
            raise Damaged(digest) from error
        if hashlib.sha256(data).hexdigest() != digest:
            raise Damaged(digest)
        return data

    def exists(self, digest: str) -> bool:
        return self._path(digest).is_file()

    def remove(self, digest: str) -> None:
        self._path(digest).unlink(missing_ok=True)

    def digests(self) -> Iterator[tuple[str, datetime]]:
        """Every content that lies here, with the moment it was last kept."""
        for file in self.path.glob("??/*"):
            if _DIGEST.fullmatch(file.name):
                yield file.name, datetime.fromtimestamp(file.stat().st_mtime, UTC)

    def _path(self, digest: str) -> Path:
        if not _DIGEST.fullmatch(digest):
            raise Damaged(digest)
        return self.path / digest[:2] / digest


def _sync(folder: Path) -> None:
    """The name in the folder is on the disk too, not only the bytes."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
