"""The benchmark itself: its program is as it says, its table can be read, and a lost save is found."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update

from app.db import Database
from app.judging.models import Score, Scorecard
from bench import contest, data, report
from bench.run import _lost, _with_versions


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, data.World]:
    url = f"sqlite:///{tmp_path_factory.mktemp('bench') / 'bench.sqlite3'}"
    return url, data.build(url, 200)


def test_every_nomination_has_three_final_scorecards_and_every_judge_has_open_ones(
    built: tuple[str, data.World],
) -> None:
    url, world = built
    database = Database(url)
    with database.reading() as session:
        final = select(func.count()).select_from(Scorecard).where(Scorecard.final_at.is_not(None))
        assert session.scalar(final) == 200 * data.EACH
        scored = select(func.count()).select_from(Score).join(Scorecard).where(Scorecard.final_at.is_not(None))
        assert session.scalar(scored) == 200 * data.EACH * data.CRITERIA
    database.close()
    assert [len(cards) for cards in world.open_cards] == [data.OPEN] * data.JUDGES


def test_a_save_that_was_acknowledged_and_is_not_there_is_found(built: tuple[str, data.World]) -> None:
    url, world = built
    stored = data.stored_cards(url, world.program_id)
    key = next(one for one in stored if one.startswith(f"{world.judge_ids[0]}/"))
    nomination = key.partition("/")[2]
    empty = {"version": 0, "scores": {}}
    clients = _with_versions([{"judge": 0, "cards": {nomination: empty}}], url, world)
    told = {"version": 2, "scores": {**stored[key]["scores"]}}
    seen = {"clients": [{"cards": {nomination: told}, "acknowledged": 1}]}
    assert _lost(seen, clients, url, world) == 1
    database = Database(url)
    with database.writing() as session:
        session.execute(update(Scorecard).where(Scorecard.version == 1).values(version=2))
    database.close()
    assert _lost(seen, clients, url, world) == 0
    told["scores"] = {criterion: 11 - points for criterion, points in told["scores"].items()}
    assert _lost(seen, clients, url, world) == 1


def test_the_table_has_a_line_for_each_load_and_tells_of_failures(tmp_path: Path) -> None:
    row: dict[str, Any] = {
        "name": "desk", "clients": 1, "requests": 3, "p50": 1.0, "p95": 2.0, "slowest": 3.0, "per_second": 4.0, "cpu": 5.0, "kB": 6.0,
        "memory": 7.0, "others": 0.5, "bare": {"p50": 0.5, "per_second": 8.0, "cpu": 2.0},
    }  # fmt: skip
    run = {
        "database": "sqlite", "nominations": 1000, "start": 1.2, "lost": 0, "failed": ["500 GET /x"],
        "rows": [row, {**row, "name": "save", "bare": None}],
    }  # fmt: skip
    text = report.table(run)
    assert "2.5×" in text
    assert "50%" in text
    assert "FAILED: ['500 GET /x']" in text
    assert len({len(line) for line in text.splitlines() if line.startswith("|")}) == 1


def test_a_small_contest_is_played_to_the_end_and_everything_holds(tmp_path: Path) -> None:
    size = contest.Size(nominations=24, judges=9, through=(5, 3), each=(2, 2, 3), leave=1, conflicts=2)
    played = contest.run(f"sqlite:///{tmp_path / 'contest.sqlite3'}", size, seed=3)
    assert played.wrong == []
    assert played.counts["late conflicts"] > 2
    assert played.counts["drop-outs"] == 2
    assert len(played.sealed) == 3
