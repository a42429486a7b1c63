"""The sentence about why a score differs from the plain mean."""

from dataclasses import replace

import pytest

from app.domain.scoring.means import Result
from app.programs.models import ResultMethod
from app.results.queries.boards import Row
from app.results.queries.computed import Computed, JudgeLine, NomineeLine
from app.results.queries.reasons import reason

LINE = NomineeLine(1, 1, 7.0, 7.0, 7.31, 0.2, 6.9, 7.7, 1, 1, 3, 0.5, 0.9, 3, 1, 0.31, 0.0, True)
SEVERITY = {1: 0.8, 2: 0.6, 3: 0.1, 4: -0.1, 5: -0.5, 6: -0.9}


def judge(key: int, severity: float) -> dict[str, object]:
    names = [one for one in JudgeLine.__slots__ if one not in ("judge_id", "severity", "flags", "surprises")]
    return {**dict.fromkeys(names), "judge_id": key, "severity": severity, "flags": [], "surprises": []}


def said(line: NomineeLine, judges: tuple[int, ...], method: str = "fair") -> str:
    told = {"method": method, "judges": [judge(key, severity) for key, severity in SEVERITY.items()]}
    row = Row(1, Result(1, line.n, 7000, 0, 0, 1), line)
    return reason(row, Computed("d", ResultMethod.FAIR, True, told), judges)


@pytest.mark.parametrize(
    ("change", "judges", "sentence"),
    [
        ({}, (1, 2, 4), "+0.31: 2 of its 3 judges are among the severest."),
        ({}, (1, 3, 4), "+0.31: one of its 3 judges is among the severest."),
        ({}, (1, 2), "+0.31: all its judges are among the severest."),
        ({}, (3,), "+0.31: its judges are a little severe."),
        ({"fair": 6.6, "judges_severity": -0.4}, (5, 6, 3), "−0.40: 2 of its 3 judges are among the most lenient."),
        ({"fair": 6.8, "judges_severity": 0.0, "n": 2}, (1, 6), "−0.20: 2 scores leave it open, so it is drawn to the middle."),
        ({"fair": 7.1, "n": 2}, (1, 2), "+0.10: all its judges are among the severest; having 2 scores draws it to the middle (−0.21)."),
        ({"fair": 7.0}, (1, 2), "Same as the plain mean."),
        ({"fair": None}, (1, 2), ""),
    ],
)  # fmt: skip
def test_it_names_what_moved_the_score(change: dict[str, float], judges: tuple[int, ...], sentence: str) -> None:
    assert said(replace(LINE, **change), judges) == sentence  # type: ignore[arg-type]


def test_other_methods_have_their_own_reasons() -> None:
    assert said(LINE, (1, 2), "mean") == ""
    assert said(LINE, (1, 2), "trimmed") == "+0.31: without its highest and lowest score."
    additive = replace(LINE, fair=7.7, judges_severity=None)
    assert said(additive, (1, 2), "additive") == "+0.70: all its judges are among the severest."
