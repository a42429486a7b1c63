"""The labelled set is read no worse than the figures that are committed beside it (`python -m bench.labelled` prints them)."""

from __future__ import annotations

import json

import pytest

from bench.labelled import PLACE, Report, nominations, other_languages, report, stories

FIGURES: dict[str, dict[str, dict[str, float]]] = json.loads((PLACE / "figures.json").read_text(encoding="utf-8"))
MORE_IS_BETTER = ("role", "role_of_all", "precision", "recall", "f1")
LESS_IS_BETTER = ("silent", "hunters_flagged", "share", "worst_share", "null_differs")
EACH = [(part, kind) for part, kinds in FIGURES.items() for kind in kinds]


def told(part: str, kind: str) -> Report:
    return report(stories(part) if kind == "stories" else nominations(part))


@pytest.mark.parametrize(("part", "kind"), EACH)
def test_the_labelled_set_is_read_no_worse_than_was_reported(part: str, kind: str) -> None:
    before, now = FIGURES[part][kind], told(part, kind).figures
    assert now["texts"] == before["texts"]
    worse = {name: (before[name], now[name]) for name in MORE_IS_BETTER if name in before and now[name] < before[name]}
    worse |= {name: (before[name], now[name]) for name in LESS_IS_BETTER if name in before and now[name] > before[name]}
    assert not worse, worse


@pytest.mark.parametrize("part", FIGURES)
def test_no_hunter_is_flagged_on_a_story_alone(part: str) -> None:
    assert told(part, "stories").hunters_flagged == 0


@pytest.mark.parametrize("part", FIGURES)
def test_of_every_story_in_another_language_that_is_said(part: str) -> None:
    written, said = other_languages(part)
    assert written > 0
    assert said == written


def test_every_part_of_the_set_has_its_figures() -> None:
    assert {path.name for path in PLACE.iterdir() if path.is_dir()} == set(FIGURES)
