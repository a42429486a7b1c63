"""The demo's judging: half done, repeatable, on the scale, with every text handed out."""

from collections import Counter
from datetime import date
from itertools import product

import pytest

from app.demo.content import load, read
from app.demo.records import Demo
from app.demo.scoring import SEED, Scale, Scorecard, draw_scorecards, settlements

SCALES = tuple(Scale(key, 1_000, 10_000, 1_000) for key in ("a", "b", "c", "d", "e"))


@pytest.fixture(scope="module")
def demo() -> Demo:
    return load(date(2027, 3, 1))


def pairs(demo: Demo) -> list[tuple[str, str]]:
    judges = [judge.key for judge in demo.judges]
    return [
        (judges[(place + 3 * turn + place // 9) % 9], nomination.key)
        for place, nomination in enumerate(demo.nominations)
        for turn in range(3)
    ]


@pytest.fixture(scope="module")
def cards(demo: Demo) -> list[Scorecard]:
    return draw_scorecards(pairs(demo), demo.judges, SCALES)


def test_about_half_of_the_scorecards_are_final(cards: list[Scorecard]) -> None:
    states = Counter(card.state for card in cards)
    assert len(cards) == 126
    assert 0.4 < states["final"] / len(cards) < 0.6
    assert states["begun"] >= 5
    assert states["untouched"] > 20
    assert states["recused"] == 1
    assert states["wrong_category"] >= 1


def test_final_cards_are_full_begun_ones_partial_and_others_empty(cards: list[Scorecard]) -> None:
    sizes = {"final": {5}, "begun": {2}, "untouched": {0}, "recused": {0}, "wrong_category": {0}}
    assert [card for card in cards if len(card.scores) not in sizes[card.state]] == []
    assert [card for card in cards if card.state in {"recused", "wrong_category"} and not card.reason] == []


def test_the_same_seed_gives_the_same_scores_and_another_does_not(demo: Demo, cards: list[Scorecard]) -> None:
    assert draw_scorecards(pairs(demo), demo.judges, SCALES, SEED) == cards
    assert draw_scorecards(pairs(demo), demo.judges, SCALES, SEED + 1) != cards


def test_scores_stay_on_the_scale_whatever_the_step(demo: Demo) -> None:
    half_points = [Scale("only", 0, 5_000, 500)]
    cards = draw_scorecards(product([demo.judges[4].key], read("scores.toml")["merit"]), demo.judges, half_points)
    scores = {score for card in cards for score in card.scores.values()}
    assert scores <= set(range(0, 5_001, 500))
    assert len(scores) > 4


def test_a_severe_judge_scores_lower_than_a_lenient_one(cards: list[Scorecard]) -> None:
    def mean(judge: str) -> float:
        scores = [score for card in cards if card.judge == judge for score in card.scores.values()]
        return sum(scores) / len(scores)

    assert mean("exampleman") + 1_000 < mean("pretendly")


def test_every_nomination_has_a_merit_and_every_opinion_a_nomination(demo: Demo) -> None:
    keys = {nomination.key for nomination in demo.nominations}
    texts = read("scores.toml")
    assert set(texts["merit"]) == keys
    for kind in ("rulings", "comments", "doubts", "recusals", "settlements"):
        assert {raw["nomination"] for raw in texts[kind]} <= keys
    assert {raw["verdict"] for raw in texts["rulings"]} == {"agree", "disagree", "cant_tell"}


def test_rulings_and_settlements_are_for_categories_for_hunters_only(demo: Demo, cards: list[Scorecard]) -> None:
    category = {nomination.key: nomination.category for nomination in demo.nominations}
    ruled = [raw["nomination"] for raw in read("scores.toml")["rulings"]]
    ruled += [settlement.nomination for settlement in settlements()]
    assert {category[key] for key in ruled} == {"salesperson"}
    assert sum(card.ruling is not None for card in cards) >= 5
    assert all(card.state == "final" for card in cards if card.ruling or card.comment)


def test_featured_nominations_are_scored_first(cards: list[Scorecard]) -> None:
    featured = read("scores.toml")["featured"]
    done = Counter(card.nomination for card in cards if card.state == "final")
    assert min(done[key] for key in featured) >= 1
    assert sum(done[key] for key in featured) / len(featured) > 2


def test_an_unknown_judge_is_refused(demo: Demo) -> None:
    with pytest.raises(KeyError):
        draw_scorecards([("nobody", demo.nominations[0].key)], demo.judges, SCALES)
