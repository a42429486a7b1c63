"""Tables of scores as people keep them, and what is refused by row and column."""

from __future__ import annotations

from fractions import Fraction

import pytest

from app.domain.errors import UserError
from app.domain.scoring.panel import Score
from app.domain.scoring.table import Read, read_scores


def read(text: str, **options: object) -> Read:
    return read_scores([line.split("|") for line in text.strip().splitlines()], **options)  # type: ignore[arg-type]


LONG = "Extra|Nominee|JUDGE|score\nx|Bo|Ann|7\ny|Cy|Ann|8.5\n|||\nz|Bo|Dee|6"


def test_a_row_per_score_in_any_order_of_columns() -> None:
    assert read(LONG).scores == (Score("Ann", "Bo", 7.0), Score("Ann", "Cy", 8.5), Score("Dee", "Bo", 6.0))


def test_a_row_per_nominee_and_a_column_per_judge_with_gaps() -> None:
    told = read("name|category|Ann|Dee\nBo|Rookie|7|\nCy|Veteran|8,5|6")
    assert told.scores == (
        Score("Ann", "Bo", 7.0, "Rookie"),
        Score("Ann", "Cy", 8.5, "Veteran"),
        Score("Dee", "Cy", 6.0, "Veteran"),
    )


def test_criteria_become_one_weighted_mean_exactly() -> None:
    text = "judge|nominee|criterion|score\nAnn|Bo|Impact|0.1\nAnn|Bo|Skill|0.2\nAnn|Bo|Story|0.3"
    assert read(text).scores == (Score("Ann", "Bo", 0.2),)
    weights = {"Impact": Fraction(2), "Story": Fraction(0)}
    assert read(text, weights=weights).scores[0].value == pytest.approx(0.4 / 3, rel=1e-15)


def test_a_judge_who_gives_all_criteria_the_same_is_noticed() -> None:
    rows = [
        f"{judge}|{nominee}|{criterion}|{5 if judge == 'Lee' else value}"
        for judge in ("Ann", "Lee")
        for nominee in ("Bo", "Cy", "Di")
        for value, criterion in enumerate(("Impact", "Skill"), 5)
    ]
    assert read("judge|nominee|criterion|score\n" + "\n".join(rows)).straight_lined == {"Lee"}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("judge|nominee|score\nAnn|Bo|nan", "Row 2, column “score”: “nan” is not a finite number."),
        ("judge|nominee|score\nAnn|Bo|7\nAnn|Cy|-Infinity", "Row 3, column “score”: “-Infinity” is not a finite"),
        ("judge|nominee|score\nAnn|Bo|good", "Row 2, column “score”: “good” is not a number."),
        ("judge|nominee|score\nAnn|Bo|1,234", "may be thousands or decimals"),
        ("judge|nominee|score\nAnn|Bo|", "Row 2, column “score”: this cell is empty."),
        ("judge|nominee|score\n|Bo|7", "Row 2, column “judge”: this cell is empty."),
        ("judge|nominee|score\nAnn||7", "Row 2, column “nominee”: this cell is empty."),
        ("judge|nominee|score\nAnn|Bo|11", "Row 2, column “score”: 11 is out of the scale from 1 to 10."),
        ("judge|nominee|score\nAnn|Bo|7\nAnn|Bo|7", "Row 3, column “judge”: Ann scored Bo already, in row 2."),
        (
            "judge|nominee|criterion|score\nAnn|Bo|Impact|7\nAnn|Bo|Skill|7\nDee|Bo|Impact|6",
            "Row 4, column “criterion”: Dee has no score for Bo on “Skill”.",
        ),
        ("judge|nominee|criterion|score\nAnn|Bo|Impact|7\nAnn|Cy||7", "Row 3, column “criterion”: this cell is empty."),
        (
            "judge|nominee|category|score\nAnn|Bo|A|7\nDee|Bo|B|7",
            "Row 3, column “category”: Bo is in two categories",
        ),
        ("judge|nominee\nAnn|Bo", "Row 1: there is no column “score”"),
        ("judge|score|score|nominee\nAnn|7|7|Bo", "Row 1, column “score”: there are two columns of this name."),
        ("nominee|Ann|Ann\nBo|7|8", "Row 1, column “Ann”: there are two columns of this name."),
        ("nominee|Ann|Dee\nBo|7|inf", "Row 2, column “Dee”: “inf” is not a finite number."),
        ("nominee|Ann|Dee\nBo|7|8\nBo|6|", "Row 3, column “judge”: Ann scored Bo already, in row 2."),
        ("nominee|Ann\nBo|", "there is no score in the whole table"),
        ("judge|nominee|score", "Row 1: there is no score below the header."),
    ],
)
def test_what_cant_be_right_is_refused_by_row_and_column(text: str, sentence: str) -> None:
    with pytest.raises(UserError) as error:
        read(text, scale=(Fraction(1), Fraction(10)))
    assert sentence in str(error.value)


def test_weights_are_of_criteria_that_are_there() -> None:
    text = "judge|nominee|criterion|score\nAnn|Bo|Impact|7\nAnn|Bo|Skill|6"
    with pytest.raises(UserError, match="no criterion “Looks”"):
        read(text, weights={"Looks": Fraction(1)})
    with pytest.raises(UserError, match="above 0"):
        read(text, weights={"Impact": Fraction(0), "Skill": Fraction(0)})
