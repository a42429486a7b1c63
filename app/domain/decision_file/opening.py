"""From bytes that anybody may have made to members and JSON, or one sentence why not."""

import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.decision_file.layout import MANIFEST, MEMBERS, SEAL, sha256, written
from app.domain.errors import UserError

MOST_BYTES = 200_000_000
_MOST_MEMBERS = 50


@dataclass(frozen=True, slots=True)
class Opened:
    """`members`: the bytes of each that could be read; `changed`: (member, what is wrong with it), in the order of the file;
    `seal`: SHA-256 of the manifest as it is."""

    members: Mapping[str, bytes]
    changed: tuple[tuple[str, str], ...]
    seal: str

    def json(self, name: str) -> Any:
        """A member as JSON. Raises UserError naming it."""
        if name not in self.members:
            raise UserError(f"{name} is not in this file.")
        return read_json(name, self.members[name])


def open_file(data: bytes) -> Opened:
    """Unpack within bounds and compare the hashes. Raises UserError for what is no decision file, or hostile."""
    if len(data) > MOST_BYTES:
        raise UserError(f"This file is larger than {MOST_BYTES // 1_000_000} MB.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            _check(infos)
            found = {one.filename: _read(archive, one) for one in infos}
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, OSError, OverflowError) as error:
        if isinstance(error, UserError):
            raise
        raise UserError("This is not a ZIP file that can be read.") from error
    members = {name: part for name, part in found.items() if part is not None}
    if MANIFEST not in found:
        raise UserError(f"This is not a decision file: {MANIFEST} is missing.")
    damaged = [(name, "it is damaged") for name, part in found.items() if part is None]
    return Opened(members, (*damaged, *_against_manifest(members)), sha256(members.get(MANIFEST, b"")))


def _check(infos: list[zipfile.ZipInfo]) -> None:
    names = [one.filename for one in infos]
    if len(names) > _MOST_MEMBERS:
        raise UserError(f"This ZIP holds {len(names):,} members; a decision file holds {len(MEMBERS)}.")
    if len(set(names)) != len(names):
        raise UserError("This ZIP holds a member twice. Nobody can say which one counts.")
    for name in names:
        if name not in MEMBERS:
            raise UserError(f"This ZIP holds “{name[:60]}”, which is no part of a decision file.")
    if any(one.flag_bits & 1 for one in infos):
        raise UserError("This ZIP is encrypted.")
    if sum(one.file_size for one in infos) > MOST_BYTES:
        raise UserError(f"This ZIP would unpack to more than {MOST_BYTES // 1_000_000} MB.")


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes | None:
    """None where its checksum doesn't fit: then it was changed without care, and is named."""
    try:
        with archive.open(info) as member:
            data = member.read(info.file_size + 1)
            if len(data) != info.file_size:
                raise UserError(f"{info.filename} is not as long as this ZIP says.")
            return data
    except (zipfile.BadZipFile, zlib.error, EOFError):
        return None


def _against_manifest(members: Mapping[str, bytes]) -> list[tuple[str, str]]:
    """What doesn't fit its hash."""
    if MANIFEST not in members:
        return []
    wrong = []
    if members.get(SEAL, b"") != f"{sha256(members[MANIFEST])}\n".encode():
        files = {name: sha256(data) for name, data in members.items() if name not in (MANIFEST, SEAL)}
        if members[MANIFEST] == written({"files": files}):  # the manifest is right, so it is the seal that was changed
            wrong.append((SEAL, f"it is not the hash of {MANIFEST}"))
        else:
            wrong.append((MANIFEST, f"its hash is not the one in {SEAL}"))
    try:
        told = read_json(MANIFEST, members[MANIFEST])
        hashes = told["files"]
        if not all(isinstance(one, str) for one in (*hashes, *hashes.values())):
            raise TypeError
    except (UserError, KeyError, TypeError, AttributeError) as error:
        if wrong:
            return [*wrong, (MANIFEST, "it can't be read any more")]
        raise UserError(f"{MANIFEST} doesn't list the hashes of files.") from error
    for name in MEMBERS:
        if name in (MANIFEST, SEAL):
            continue
        if name not in hashes:
            wrong.append((name, f"{MANIFEST} doesn't list it"))
        elif name not in members:
            wrong.append((name, "it is missing"))
        elif hashes[name] != sha256(members[name]):
            wrong.append((name, f"its hash is not the one in {MANIFEST}"))
    return wrong


def read_json(name: str, data: bytes) -> Any:
    """Strict JSON: UTF-8, no key twice, no NaN. Raises UserError naming the member."""
    try:
        return json.loads(data.decode(), object_pairs_hook=_once, parse_constant=_never)
    except RecursionError as error:
        raise UserError(f"{name} is nested too deeply.") from error
    except ValueError as error:
        why = str(error) if isinstance(error, UserError) else "it is not JSON in UTF-8"
        raise UserError(f"{name} can't be read: {why}.") from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise UserError("a key comes twice")
    return found


def _never(word: str) -> Any:
    raise UserError(f"{word} is no number")
