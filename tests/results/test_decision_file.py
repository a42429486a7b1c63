"""The decision file: made twice it is the same, recomputed from itself it matches, and what was changed is found and named."""

import json
import re

import pytest
from sqlalchemy.orm import Session

from app.domain.decision_file import verify
from app.domain.decision_file.layout import MEMBERS
from app.judging.models import Assignment
from app.programs.models import Program
from app.results.queries.boards import results_now
from app.results.queries.decision_file import decision_file
from app.results.service import keep_results
from tests.results.decided import CANARIES, contest, forged, members, parts_of, zipped


@pytest.fixture
def made_here(db: Session, program: Program) -> bytes:
    contest(db, program)
    return decision_file(db, program, program.created_at).data


@pytest.fixture(scope="module")
def of_each() -> dict[str, bytes]:
    return {}


@pytest.fixture
def made(backend: str, of_each: dict[str, bytes], request: pytest.FixtureRequest) -> bytes:
    """Made once on each database: a test that only reads it needs no rows."""
    if backend not in of_each:
        of_each[backend] = request.getfixturevalue("made_here")
    return of_each[backend]


def test_recomputed_from_itself_everything_matches_to_the_last_digit(made: bytes) -> None:
    verified = verify(made)
    assert [(part.name, part.differences, part.problem) for part in verified.parts if not part.matches] == []
    assert verified.matches
    assert verified.notes == ()
    assert not any(part.nearly for part in verified.parts)
    assert sum(part.checked for part in verified.parts) > 500


def test_the_same_state_gives_the_same_bytes_stored_or_not(db: Session, program: Program, made_here: bytes) -> None:
    assert decision_file(db, program, program.created_at).data == made_here
    keep_results(db, program.id, decision_file(db, program, program.created_at).fresh, now=program.created_at)
    db.commit()
    assert results_now(db, program).fresh == []
    assert decision_file(db, program, program.created_at).data == made_here


def test_what_is_in_it_is_what_the_results_page_shows(db: Session, program: Program, made_here: bytes) -> None:
    shown = results_now(db, program).boards[0]
    told = parts_of(made_here)["results.json"]["fair"]["categories"][shown.category.name]
    assert [row["fair"] for row in told["ranked"]] == [row.line and row.line.fair for row in shown.ranked]
    assert [row["rank"] for row in told["ranked"]] == [row.rank for row in shown.ranked]
    assert len(told["tie_zone"]) == len(shown.tie_zone)
    assert [row["scores"] for row in told["few"]] == [1]


def test_excluded_cards_say_why(made: bytes) -> None:
    reasons = [card["why_not"] for card in parts_of(made)["scores.json"]["cards"]]
    assert {reason: reasons.count(reason) for reason in set(reasons)} == {
        None: 16, "not_final": 1, "removed": 1, "conflict": 1,
    }  # fmt: skip


@pytest.mark.parametrize("name", MEMBERS)
def test_one_changed_byte_is_named_by_its_file(made: bytes, name: str) -> None:
    parts = members(made)
    for place in (0, len(parts[name]) // 2, len(parts[name]) - 1):
        data = bytearray(parts[name])
        data[place] ^= 1
        verified = verify(zipped({**parts, name: bytes(data)}))
        assert not verified.matches
        named = [who for who, _what in verified.changed]
        assert named == [name] if name != "manifest.json" else named[0] == name


@pytest.mark.parametrize("name", MEMBERS)
def test_a_byte_changed_in_the_zip_itself_is_named_by_its_file(made: bytes, name: str) -> None:
    parts = members(made)
    data = bytearray(made)
    data[made.index(parts[name]) + len(parts[name]) // 2] ^= 4
    assert name in {who for who, _what in verify(bytes(data)).changed}


def test_no_judge_s_name_address_or_number_of_an_account_is_in_it(
    db: Session, program: Program, made_here: bytes
) -> None:
    text = b"\n".join(members(made_here).values()).decode().casefold()
    for word in (*CANARIES, "magpie", "judge_id", "user_id", "⟦"):
        assert word.casefold() not in text
    judges = {one["judge"] for one in parts_of(made_here)["scores.json"]["cards"]}
    assert judges == {f"Judge {number}" for number in range(1, 7)}
    assert len(judges) == db.query(Assignment.judge_id).distinct().count()
    assert parts_of(made_here)["settlements.json"][0]["reason"] == "As [a judge] said: it fits."


FIGURES = {
    "a fair score": ("results.json", r'"fair": (\d+\.\d+)', "results.json"),
    "a rank": ("results.json", r'"rank": (2)', "results.json"),
    "a composite": ("scores.json", r'"composite": "(\d+)', "scores.json: composites"),
    "a score": ("scores.json", r'"C1": (\d+)', "scores.json: composites"),
    "a managed share": ("assessments.json", r'"share": (\d+)', "assessments.json"),
    "a role": ("assessments.json", r'"role": "([a-z_]+)"', "assessments.json"),
    "an amount": ("assessments.json", r'"revenue": "(\d+)', "assessments.json"),
    "a weight": ("rubric.json", r'"weights": {\s*"C1": (\d+)', "rubric.json"),
    "the seed": ("rules.json", r'"seed": (\d+)', "results.json: fair (official)"),
}


@pytest.mark.parametrize("planted", FIGURES)
def test_a_planted_figure_with_a_manifest_made_anew_is_found(made: bytes, planted: str) -> None:
    name, pattern, part = FIGURES[planted]
    text = members(made)[name].decode()
    at = re.search(pattern, text)
    assert at is not None
    value = "0" if at[1].isalpha() or "_" in at[1] else str(int(at[1]) + 1) if at[1].isdigit() else at[1][:-1] + ("1" if at[1][-1] != "1" else "2")  # fmt: skip
    parts = parts_of(made) | {name: json.loads(text[: at.start(1)] + value + text[at.end(1) :])}
    verified = verify(forged(parts))
    assert verified.changed == ()
    assert any(one.name.startswith(part) and one.differences for one in verified.parts)


def test_figures_of_another_version_are_compared_to_the_ninth_digit(made: bytes) -> None:
    parts = parts_of(made)
    parts["rules.json"]["versions"]["numpy"] = "1.0.0"
    boards = parts["results.json"]["fair"]["categories"].values()
    rows = next(board["ranked"] for board in boards if board["ranked"])
    rows[0]["se"] += 1e-12
    verified = verify(forged(parts))
    assert verified.matches
    assert any("numpy 1.0.0" in note for note in verified.notes)
    assert [part.nearly for part in verified.parts if part.name.startswith("results.json")] == [True] * 4
    rows[0]["se"] += 1e-6
    assert not verify(forged(parts)).matches
