"""`uphill results` on the command line: a round trip, exit codes, and files that somebody made to do harm."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app.audit.models import AuditEvent
from app.cli import main
from app.db import Database
from app.domain.decision_file.layout import MEMBERS
from app.domain.decision_file.opening import MOST_BYTES
from app.programs.models import Program
from tests import factories as make
from tests.results.decided import contest, forged, members, parts_of, zipped


@pytest.fixture(autouse=True)
def _on_this_database(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UPHILL_DATABASE_URL", database.engine.url.render_as_string(hide_password=False))


@pytest.fixture
def program(db: Session) -> Program:
    return make.make_program(db, "awards", standing="judging")


@pytest.fixture
def exported(db: Session, program: Program, tmp_path: Path) -> Path:
    contest(db, program)
    target = tmp_path / "decision.zip"
    assert run("export", "awards", "--output", str(target)) == 0
    return target


@pytest.fixture(scope="module")
def of_each() -> dict[str, bytes]:
    return {}


@pytest.fixture
def file(backend: str, of_each: dict[str, bytes], tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """Exported once from each database: a test that only verifies it needs no rows."""
    if backend not in of_each:
        of_each[backend] = request.getfixturevalue("exported").read_bytes()
    (target := tmp_path / "decision.zip").write_bytes(of_each[backend])
    return target


def run(*arguments: str) -> int:
    try:
        main(["results", *arguments])
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def test_there_and_back_without_the_database(
    db: Session, exported: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    seal = members(exported.read_bytes())["manifest.sha256"].decode().strip()
    event = db.query(AuditEvent).filter_by(action="program.export").one()
    assert (event.actor_id, event.after["what"], event.after["sha256"]) == (None, "decision-file", seal)
    monkeypatch.setenv("UPHILL_DATABASE_URL", "postgresql://nobody@localhost:1/nowhere")
    assert run("verify", str(exported), "--seal", seal) == 0
    said = capsys.readouterr().out
    assert "match to the last digit" in said
    assert "✗" not in said
    assert run("verify", str(exported), "--seal", "0" * 64) == 1


def test_a_wrong_figure_is_told_with_its_place_and_both_values(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    parts = parts_of(file.read_bytes())
    boards = parts["results.json"]["fair"]["categories"]
    name = next(name for name, board in boards.items() if board["ranked"])
    boards[name]["ranked"][0]["rank"] = 77
    file.write_bytes(forged(parts))
    assert run("verify", str(file)) == 1
    assert f"fair/categories/{name}/ranked/1/rank: stored 77, recomputed 1" in capsys.readouterr().out
    assert run("verify", str(file), "--json") == 1
    told = json.loads(capsys.readouterr().out)
    (part,) = [one for one in told["parts"] if not one["matches"]]
    assert part["differences"] == [
        {"path": f"fair/categories/{name}/ranked/1/rank", "stored": 77, "recomputed": 1}
    ]  # fmt: skip


def test_a_changed_file_is_named(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    parts = members(file.read_bytes())
    file.write_bytes(zipped({**parts, "scores.json": parts["scores.json"].replace(b"9000", b"9500", 1)}))
    assert run("verify", str(file)) == 1
    assert "✗ scores.json was changed" in capsys.readouterr().out


def _bomb(_good: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("scores.json", "w") as member:
        for _ in range(MOST_BYTES // 1_000_000 + 1):
            member.write(bytes(1_000_000))
    return out.getvalue()


def _with(name: str, data: bytes) -> Callable[[bytes], bytes]:
    return lambda good: zipped({**members(good), name: data})


def _twice(good: bytes) -> bytes:
    out = io.BytesIO(good)
    with zipfile.ZipFile(out, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("rules.json", b"{}")
    return out.getvalue()


def _planted(member: str, change: Callable[[dict], object]) -> Callable[[bytes], bytes]:  # type: ignore[type-arg]
    def forge(good: bytes) -> bytes:
        parts = parts_of(good)
        change(parts[member])
        return forged(parts)

    return forge


def _resealed(name: str, data: bytes) -> Callable[[bytes], bytes]:
    """A manifest that fits, whatever the member holds."""

    def forge(good: bytes) -> bytes:
        parts = {**members(good), name: data}
        told = json.loads(parts["manifest.json"])
        told["files"][name] = hashlib.sha256(data).hexdigest()
        parts["manifest.json"] = json.dumps(told).encode()
        parts["manifest.sha256"] = hashlib.sha256(parts["manifest.json"]).hexdigest().encode() + b"\n"
        return zipped(parts)

    return forge


def _with_manifest(data: bytes) -> Callable[[bytes], bytes]:
    seal = hashlib.sha256(data).hexdigest().encode() + b"\n"
    return lambda good: zipped({**members(good), "manifest.json": data, "manifest.sha256": seal})


HOSTILE: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "nothing": (lambda _good: b"", "not a ZIP"),
    "no zip": (lambda _good: b"PK\x03\x04 but not really", "not a ZIP"),
    "cut off": (lambda good: good[: len(good) // 2], "not a ZIP"),
    "another zip": (lambda _good: zipped({}), "not a decision file"),
    "a bomb": (_bomb, "unpack to more than"),
    "a way out": (_with("../../etc/passwd", b"x"), "no part of a decision file"),
    "an absolute way": (_with("/etc/passwd", b"x"), "no part of a decision file"),
    "a member more": (_with("more.json", b"{}"), "no part of a decision file"),
    "a member twice": (_twice, "twice"),
    "many members": (lambda good: zipped({f"{n}": b"" for n in range(5000)}), "5,000 members"),
    "no json": (_resealed("scores.json", b"{"), "scores.json can't be read"),
    "no text": (_resealed("scores.json", b"\xff\xfe"), "scores.json can't be read"),
    "nan": (_resealed("rules.json", b'{"seed": NaN}'), "NaN is no number"),
    "a key twice": (_resealed("rules.json", b'{"a": 1, "a": 2}'), "a key comes twice"),
    "nested": (_resealed("results.json", b"[" * 100_000), "nested too deeply"),
    "a list for an object": (_resealed("rules.json", b"[]"), "rules.json can't be read"),
    "an object for a list": (_resealed("settlements.json", b'{"a": 1}'), "settlements.json"),
    "no results": (_resealed("results.json", b"7"), "results.json can't be read"),
    "no decisions": (_resealed("decisions.json", b"null"), "decisions.json"),
    "a list of assessments": (_resealed("assessments.json", b"[1]"), "assessments.json"),
    "a manifest of numbers": (_with_manifest(b"1"), "manifest.json"),
    "a manifest without files": (_with_manifest(b'{"files": [1]}'), "manifest.json"),
    "a number as text": (_planted("rules.json", lambda one: one.update(seed="1")), "rules.json can't be read: seed"),
    "another format": (_planted("rules.json", lambda one: one.update(format=99)), "format 99"),
    "an unknown rule": (_planted("rules.json", lambda one: one.update(tie_rules=["lots"])), "rules.json can't be used"),
    "a huge number": (_planted("scores.json", lambda one: one["cards"][0]["scores"].update(C1=10**30)), "scores.json can't be read"),
    "a nomination nobody knows": (_planted("scores.json", lambda one: one["cards"][0].update(nomination="X")), "no nomination 'X'"),
    "a category nobody knows": (_planted("scores.json", lambda one: one["nominations"][0].update(category="X")), "no category 'X'"),
    "a place twice": (_planted("scores.json", lambda one: one["nominations"][0].update(order=2)), "same place"),
    "a scale without length": (_planted("rubric.json", lambda one: one["criteria"][0].update(scale_max=0)), "rubric.json can't be used"),
    "no such day": (
        _planted("assessments.json", lambda one: next(iter(one.values()))["facts"]["period"].update(end="2026-02-31")),
        "can't be assessed",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_what_can_t_be_read_is_one_line_and_exit_code_2(
    file: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    make_it, words = HOSTILE[name]
    file.write_bytes(make_it(file.read_bytes()))
    capsys.readouterr()
    assert run("verify", str(file)) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert words in said.err


def test_nothing_that_a_file_says_reaches_the_terminal_unprintable(
    file: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    parts = parts_of(file.read_bytes())
    parts["rules.json"]["program"]["name"] = "\x1b]0;owned\x07"
    parts["rules.json"]["versions"]["scipy"] = "\x1b[31m"
    parts["assessments.json"]["\x1b[2J"] = next(iter(parts["assessments.json"].values()))
    file.write_bytes(forged(parts))
    capfdbinary.readouterr()
    assert run("verify", str(file)) == 1
    told = capfdbinary.readouterr()
    assert b"owned" in told.out
    assert b"\x1b" not in told.out + told.err
    lone = members(file.read_bytes())["rules.json"].replace(b'"name": "', b'"name": "\\ud800')
    file.write_bytes(_resealed("rules.json", lone)(file.read_bytes()))
    assert run("verify", str(file)) == 2


def test_a_program_or_a_file_that_isn_t_there(
    program: Program, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("export", "nowhere") == 2
    assert "There is no program named 'nowhere'. There is: awards." in capsys.readouterr().err
    assert run("verify", str(tmp_path / "none.zip")) == 2
    assert "no such file" in capsys.readouterr().err
    assert run("export", "awards", "--output", str(tmp_path / "no" / "such.zip")) == 2
    assert "can't be written" in capsys.readouterr().err


def test_a_program_without_scores_can_be_exported_too(program: Program, tmp_path: Path) -> None:
    target = tmp_path / "empty.zip"
    assert run("export", "awards", "-o", str(target)) == 0
    assert set(members(target.read_bytes())) == set(MEMBERS)
    assert run("verify", str(target)) == 0
