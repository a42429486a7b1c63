"""Bytes under their hash: whole or not at all, checked when read, swept when nothing names them."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app.domain.errors import UserError
from app.files.folder import Damaged, Folder
from app.files.models import StoredFile
from app.files.service import keep_file, plain_name, remove_file, sweep
from tests import factories as make


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "files")


def age(folder: Folder, digest: str, days: int) -> None:
    moment = (datetime.now(UTC) - timedelta(days=days)).timestamp()
    os.utime(folder.path / digest[:2] / digest, (moment, moment))


def stored(db: Session, folder: Folder, data: bytes = b"deals") -> StoredFile:
    program, owner = make.make_program(db), make.make_user(db)
    nomination = make.make_draft(db, program, owner)
    kept = keep_file(
        db, folder.put(data), len(data), name="deals.csv", kind="csv", program_id=program.id, nomination_id=nomination.id,
        owner_id=owner.id, now=datetime.now(UTC),
    )  # fmt: skip
    db.commit()
    return kept


def test_what_was_put_is_got_and_the_same_content_lies_there_once(folder: Folder) -> None:
    digest = folder.put(b"deals")
    assert folder.put(b"deals") == digest
    assert folder.get(digest) == b"deals"
    assert [name for name, _moment in folder.digests()] == [digest]
    assert folder.exists(digest)
    folder.remove(digest)
    folder.remove(digest)
    assert not folder.exists(digest)


@pytest.mark.parametrize("digest", ["../../etc/passwd", "", "A" * 64, "0" * 63, "..", "0" * 64 + "/x"])
def test_only_a_hash_is_ever_a_path(folder: Folder, digest: str) -> None:
    with pytest.raises(Damaged):
        folder.get(digest)


def test_changed_and_missing_bytes_are_not_given(folder: Folder) -> None:
    digest = folder.put(b"deals")
    (folder.path / digest[:2] / digest).write_bytes(b"dealt")
    with pytest.raises(Damaged):
        folder.get(digest)
    folder.remove(digest)
    with pytest.raises(Damaged):
        folder.get(digest)


def test_a_write_that_breaks_off_leaves_nothing(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("app.files.folder.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        folder.put(b"deals")
    assert [file for file in folder.path.rglob("*") if file.is_file()] == []


def test_a_disk_that_is_nearly_full_is_said(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.files.folder.LEAST_FREE", 10**18)
    with pytest.raises(UserError, match="no room"):
        folder.put(b"deals")


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("../../x.csv", "x.csv"), ("C:\\x\\y.xlsx", "y.xlsx"), ("a\r\nSet-Cookie: b.csv", "a Set-Cookie: b.csv"), ("\u202egpj.exe", "gpj.exe"),
        ("x" * 300, "x" * 200), ("", "file"), ("..", ".."), ("/", "file"), ("Übersicht “1”.xlsx", "Übersicht “1”.xlsx"),
    ],
)  # fmt: skip
def test_a_name_is_text_without_folders_and_tricks(given: str, name: str) -> None:
    assert plain_name(given) == name


def test_the_sweep_leaves_what_a_row_names_and_what_has_just_come(db: Session, folder: Folder) -> None:
    named, orphan, fresh = stored(db, folder), folder.put(b"nobody's"), folder.put(b"being uploaded")
    for digest in (named.sha256, orphan):
        age(folder, digest, 2)
    assert sweep(db, folder, now=datetime.now(UTC)) == (1, [])
    assert (folder.exists(named.sha256), folder.exists(orphan), folder.exists(fresh)) == (True, False, True)


def test_bytes_go_when_the_last_row_that_names_them_goes(db: Session, folder: Folder) -> None:
    first, second = stored(db, folder), stored(db, folder)
    remove_file(db, first, now=datetime.now(UTC))
    age(folder, first.sha256, 2)
    assert sweep(db, folder, now=datetime.now(UTC)) == (0, [])
    remove_file(db, second, now=datetime.now(UTC))
    assert sweep(db, folder, now=datetime.now(UTC)) == (1, [])


def test_a_missing_file_is_found_by_the_sweep(db: Session, folder: Folder) -> None:
    kept = stored(db, folder)
    folder.remove(kept.sha256)
    assert sweep(db, folder, now=datetime.now(UTC)) == (0, [kept.sha256])
