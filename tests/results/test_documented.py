"""The worked example of docs/results.md, computed again from the file itself."""

import re
from pathlib import Path

import pytest

from app.domain.scoring.assignment import Assignment
from app.domain.scoring.evaluate import evaluate
from app.domain.scoring.outcome import Outcome
from app.domain.scoring.panel import Score, panel
from app.web.filters import figure, percent, signed

TEXT = (Path(__file__).parents[2] / "docs" / "results.md").read_text()


def table(first: str) -> list[list[str]]:
    """The rows below the header that begins with these words."""
    lines = TEXT.split(f"\n| {first}")[1].splitlines()[2:]
    rows = []
    for line in lines:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    judges = re.findall(r"\w+", TEXT.split("\n| | ")[1].splitlines()[0])
    given = [
        Score(judge, name, float(value))
        for name, *values in table("| Ann")
        for judge, value in zip(judges, values, strict=True)
        if value != "·"
    ]
    assert len(given) == 18
    return evaluate(panel(given), assignment=Assignment.RANDOM, seed=0)


def test_severities_are_as_the_file_says(outcome: Outcome) -> None:
    assert table("judge | severity") == [[name, signed(line.severity)] for name, line in outcome.judges.items()]


def test_scores_intervals_ranks_and_chances_are_as_the_file_says(outcome: Outcome) -> None:
    computed = [
        [
            str(line.rank), name, figure(line.raw), signed(line.judges_severity), signed(line.shrinkage), figure(line.fair),
            f"{figure(line.low)}–{figure(line.high)}", f"{line.rank_low}–{line.rank_high}", percent(round(line.p_win or 0, 2)),
        ]
        for name, line in sorted(outcome.nominees.items(), key=lambda pair: pair[1].rank)
    ]  # fmt: skip
    assert table("rank | nominee") == computed


def test_what_the_text_says_of_them_is_true(outcome: Outcome) -> None:
    assert f"the **tie zone** holds {', '.join(outcome.tie_zone)}," in TEXT
    assert outcome.status == "ok"
    hal, ben = outcome.nominees["Hal"], outcome.nominees["Ben"]
    assert f"highest plain mean, {figure(ben.raw)}; Hal has {figure(hal.raw)}" in TEXT
    assert ben.raw == max(line.raw for line in outcome.nominees.values())
    own = [outcome.judges[name].severity or 0 for name in ("Bob", "Cy", "Dee")]
    sum_of = f"{figure(hal.raw)} + ({figure(own[0])} + {figure(own[1])} − {figure(-own[2])}) ÷ 3 − {figure(-(hal.shrinkage or 0))} = {figure(hal.fair)}"
    assert sum_of in TEXT
    assert hal.raw + sum(own) / 3 + (hal.shrinkage or 0) == pytest.approx(hal.fair)
