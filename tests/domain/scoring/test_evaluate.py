"""What is said about a round: refusals, fallbacks, warnings, and what must not change the result."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.errors import UserError
from app.domain.scoring.assignment import Assignment
from app.domain.scoring.evaluate import evaluate
from app.domain.scoring.outcome import Method, Outcome, Status
from app.domain.scoring.panel import MOST_JUDGES, Score, panel
from tests.domain.scoring.panels import SHROUT_FLEISS, from_table, simulated


def outcome_of(scores: list[Score], **options: object) -> Outcome:
    return evaluate(panel(scores), **options)  # type: ignore[arg-type]


def fair(outcome: Outcome) -> dict[str, float]:
    return {name: one.fair for name, one in outcome.nominees.items() if one.fair is not None}


ordinary = simulated(12, 3, 6, seed=12)
seeds = st.integers(0, 10**6)


@settings(max_examples=15, deadline=None)
@given(seed=seeds, order=st.randoms(use_true_random=False))
def test_neither_rows_nor_names_of_judges_change_a_byte_of_the_nominees(seed: int, order: object) -> None:
    scores = simulated(8, 3, 5, seed)
    other = [replace(score, judge=f"{(7 * int(score.judge[1:]) + 3) % 11}-{score.judge}") for score in scores]
    order.shuffle(other)  # type: ignore[attr-defined]
    first, second = outcome_of(scores).to_json(), outcome_of(other).to_json()
    assert json.dumps(first["nominees"]) == json.dumps(second["nominees"])
    assert first["tie_zone"] == second["tie_zone"]


@settings(max_examples=15, deadline=None)
@given(seed=seeds, factor=st.floats(0.01, 100), shift=st.floats(-50, 50), assignment=st.sampled_from(Assignment))
def test_fair_scores_follow_a_linear_change_of_the_scale(
    seed: int, factor: float, shift: float, assignment: Assignment
) -> None:
    scores = simulated(9, 3, 5, seed)
    moved = [replace(score, value=shift + factor * score.value) for score in scores]
    before, after = (outcome_of(some, assignment=assignment, with_sensitivity=False) for some in (scores, moved))
    for name, one in before.nominees.items():
        two = after.nominees[name]
        for field in ("raw", "trimmed", "fair", "low", "high"):
            assert getattr(two, field) == pytest.approx(shift + factor * getattr(one, field), abs=2e-5 * factor)
        assert two.se == pytest.approx(factor * (one.se or 0), rel=1e-4)
    for judge, told in before.judges.items():
        assert after.judges[judge].severity == pytest.approx(factor * (told.severity or 0), abs=2e-5 * factor)


@settings(max_examples=15, deadline=None)
@given(seed=seeds)
def test_fair_scores_mirror_when_the_scale_is_reversed(seed: int) -> None:
    scores = simulated(9, 3, 5, seed)
    mirrored = [replace(score, value=11 - score.value) for score in scores]
    before, after = (outcome_of(some, with_sensitivity=False) for some in (scores, mirrored))
    for name, one in before.nominees.items():
        assert after.nominees[name].fair == pytest.approx(11 - (one.fair or 0), abs=2e-5)
        assert after.nominees[name].low == pytest.approx(11 - (one.high or 0), abs=2e-5)


def test_the_same_seed_gives_the_same_bytes_and_another_seed_the_same_fair_scores() -> None:
    one, two, other = (json.dumps(outcome_of(ordinary, seed=seed).to_json(), sort_keys=True) for seed in (5, 5, 6))
    assert one == two
    assert one != other
    assert fair(outcome_of(ordinary, seed=5)) == fair(outcome_of(ordinary, seed=6))


@pytest.mark.parametrize("times", [2, 3])
def test_doubled_scores_are_refused(times: int) -> None:
    with pytest.raises(UserError, match="twice"):
        panel(ordinary * times)


def test_what_no_panel_can_hold_is_refused() -> None:
    with pytest.raises(UserError, match="no scores"):
        panel([])
    with pytest.raises(UserError, match="not a finite"):
        panel([Score("J", "N", float("nan"))])
    with pytest.raises(UserError, match="two categories"):
        panel([Score("J", "N", 1, "a"), Score("K", "N", 1, "b")])
    with pytest.raises(UserError, match="2,001 judges"):
        panel(Score(f"J{j}", "N", 1) for j in range(MOST_JUDGES + 1))


def test_groups_without_a_score_in_common_have_ranks_of_their_own() -> None:
    boston = [replace(score, judge="B" + score.judge, nominee="B" + score.nominee) for score in simulated(6, 3, 4, 1)]
    worcester = [
        replace(score, judge="W" + score.judge, nominee="W" + score.nominee) for score in simulated(5, 3, 4, 2)
    ]
    told = outcome_of(boston + worcester)
    assert (told.status, told.n_components) == (Status.REFUSED, 2)
    assert "BJ0, BJ1, BJ2 and BJ3 scored BN000, BN001, BN002 and 3 more" in (told.reason or "")
    assert "Have two judges of one group score three nominees of the other" in (told.reason or "")
    assert {(one.component, name[0]) for name, one in told.nominees.items()} == {(1, "B"), (2, "W")}
    for group, size in (("B", 6), ("W", 5)):
        ranks = sorted(one.rank for name, one in told.nominees.items() if name[0] == group)
        assert ranks == list(range(1, size + 1))
        assert sum(one.p_win or 0 for name, one in told.nominees.items() if name[0] == group) == pytest.approx(1)


def test_groups_that_are_whole_categories_are_no_reason_to_refuse() -> None:
    one = [replace(score, category="one") for score in simulated(6, 3, 4, 1)]
    two = [Score("x" + s.judge, "x" + s.nominee, s.value, "two") for s in simulated(6, 3, 4, 2)]
    told = outcome_of(one + two)
    assert (told.status, told.n_components) == (Status.OK, 2)


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([[7], [8], [6]], "one judge"),
        ([[7, None, None], [None, 8, None], [None, None, 6]], "one score only"),
        ([[7, 8, None], [None, 6, 5], [None, None, 9], [4, None, None]], "no more scores than unknowns"),
    ],
)
def test_what_cant_be_adjusted_is_left_in_its_raw_order(rows: list[list[float | None]], reason: str) -> None:
    told = evaluate(from_table(rows))
    assert told.status is Status.REFUSED
    assert reason in (told.reason or "")
    assert "can't be adjusted" in (told.reason or "")
    assert {(one.fair, one.se, one.low, one.p_win, one.rank_low) for one in told.nominees.values()} == {(None,) * 5}
    by_rank = sorted(told.nominees.values(), key=lambda one: one.rank)
    assert [one.raw for one in by_rank] == sorted((one.raw for one in by_rank), reverse=True)
    assert told.tie_zone == ()
    json.dumps(told.to_json(), allow_nan=False)


def test_equal_scores_separate_nobody() -> None:
    told = evaluate(from_table([[7, 7, 7]] * 5))
    assert told.status is Status.OK
    assert told.tie_zone == tuple("ABCDE")
    assert "don't separate" in told.warnings[0]
    assert {(one.rank, one.rank_high, one.fair, one.se, one.p_win) for one in told.nominees.values()} == {
        (1, 5, 7.0, 0.0, 0.2)
    }
    json.dumps(told.to_json(), allow_nan=False)


def test_no_variance_between_nominees_puts_everyone_into_the_tie_zone() -> None:
    told = evaluate(from_table([[5, 7, 9, 6], [7, 9, 6, 5], [9, 6, 5, 7], [6, 5, 7, 9]]))
    assert told.var_nominee == 0.0
    assert told.tie_zone == tuple("ABCD")
    assert "don't separate" in told.warnings[0]


def test_few_degrees_of_freedom_are_provisional_and_no_lead_is_significant() -> None:
    told = evaluate(from_table([[9, 9, 10], [5, 5, 6], [2, 2, 3.1]]))
    assert told.status is Status.PROVISIONAL
    assert told.nominees["A"].rank == 1
    assert len(told.tie_zone) > 1


def test_fewer_than_three_judges_are_compared_by_least_squares() -> None:
    table = [[7, 6], [8, 6], [5, 4], [9, 9], [6, 4], [4, 3], [8, 8], [3, None]]
    told = evaluate(from_table(table))
    assert (told.method, told.status, told.var_judge) == (Method.ADDITIVE, Status.OK, None)
    assert "fewer than three judges" in told.warnings[0]
    paired = np.array([row for row in table if row[1] is not None], float)
    half = float((paired[:, 0] - paired[:, 1]).mean()) / 2
    assert told.judges["judge 2"].severity == pytest.approx(half)
    assert told.nominees["A"].fair == pytest.approx(6.5)
    assert told.nominees["H"].fair == pytest.approx(3 - half)
    assert (told.nominees["H"].se or 0) > (told.nominees["A"].se or 0) > 0


def test_a_link_that_hangs_on_one_judge_is_told() -> None:
    left = [[6, 7, 5, None, None], [8, 8, 7, None, None], [4, 5, 3, None, None]]
    right = [[None, None, 4, 5, 6], [None, None, 7, 8, 8], [None, None, 2, 4, 3]]
    told = evaluate(from_table(left + right))
    assert told.status is Status.OK
    assert told.judges["judge 3"].flags == ("weak_link",)
    assert "hangs on judge 3 alone" in " ".join(told.warnings)
    assert told.sensitivity["without"]["judge 3"] is None


def test_a_judge_who_gave_everyone_the_same_is_named_and_kept() -> None:
    table = [[*row, 7] for row in SHROUT_FLEISS]
    told = evaluate(from_table(table))
    assert "constant" in told.judges["judge 5"].flags
    assert told.judges["judge 5"].n == 6
    assert "judge 5 gave every nominee the same score (7). Without judge 5 the highest would be E." in told.warnings


def test_a_noisy_judge_and_a_surprising_score_are_found() -> None:
    rng = np.random.default_rng(3)
    merit = np.linspace(3, 8, 16)
    table = merit[:, None] + rng.normal(0, 0.3, (16, 6))
    table[:, 2] += rng.normal(0, 2.5, 16)
    told = evaluate(from_table(table.tolist()))
    assert [name for name, one in told.judges.items() if "noisy" in one.flags] == ["judge 3"]
    table = merit[:, None] + rng.normal(0, 0.3, (16, 6))
    table[4, 1] += 4
    told = evaluate(from_table(table.tolist()))
    assert told.judges["judge 2"].flags[-1] == "surprising: E"
    assert told.judges["judge 2"].fit is not None
    assert told.judges["judge 2"].fit.surprises[0].z > 3


def test_an_assignment_that_follows_merit_is_noticed_and_corrected() -> None:
    rng = np.random.default_rng(7)
    merit, severity = np.sort(rng.normal(0, 1, 60)), np.sort(rng.normal(0, 1, 12))
    scores = []
    for i in range(60):  # the stronger the nominee, the severer the judges
        near = np.argsort(np.abs(np.arange(12) - i / 5) + rng.normal(0, 1.5, 12))[:4]
        scores += [Score(f"J{j:02}", f"N{i:02}", float(6 + merit[i] - severity[j] + rng.normal(0, 0.5))) for j in near]
    told = {way: outcome_of(scores, assignment=way, with_sensitivity=False) for way in Assignment}

    def agreement(outcome: Outcome) -> float:
        return float(np.corrcoef(list(fair(outcome).values()), merit)[0, 1])

    assert (told[Assignment.AUTO].assignment_z or 0) > 1.96
    assert "severer judges" in told[Assignment.AUTO].warnings[0]
    assert fair(told[Assignment.AUTO]) == fair(told[Assignment.CHOSEN])
    assert agreement(told[Assignment.CHOSEN]) > agreement(told[Assignment.RANDOM])


def test_the_assignment_by_lot_is_never_corrected_and_the_chosen_one_always() -> None:
    by_lot, chosen = (outcome_of(ordinary, assignment=way) for way in (Assignment.RANDOM, Assignment.CHOSEN))
    assert by_lot.assignment_z == chosen.assignment_z is not None
    assert fair(by_lot) != fair(chosen)
    complete = evaluate(from_table(SHROUT_FLEISS), assignment=Assignment.CHOSEN)
    assert complete.assignment_z is None


def test_fair_is_raw_and_severity_and_shrinkage() -> None:
    for one in outcome_of(ordinary).nominees.values():
        assert one.fair == pytest.approx(one.raw + (one.judges_severity or 0) + (one.shrinkage or 0))


def test_categories_have_ranks_and_tie_zones_of_their_own() -> None:
    told = outcome_of(simulated(14, 4, 6, seed=9, categories={"Rookie": 5, "Veteran": 9}))
    for category, size in (("Rookie", 5), ("Veteran", 9)):
        those = {name: one for name, one in told.nominees.items() if one.category == category}
        assert sorted(one.rank for one in those.values()) == list(range(1, size + 1))
        assert sum(one.p_win or 0 for one in those.values()) == pytest.approx(1)
        assert next(name for name, one in those.items() if one.rank == 1) in told.tie_zone


ranking: list[tuple[Method, Callable[[list[float]], float]]] = [
    (Method.MEAN, lambda scores: sum(scores) / len(scores)),
    (Method.TRIMMED, lambda scores: (sum(scores) - min(scores) - max(scores)) / (len(scores) - 2)),
]


@pytest.mark.parametrize(("method", "mean"), ranking)
def test_plain_means_are_what_they_are_called(method: Method, mean: Callable[[list[float]], float]) -> None:
    told = outcome_of(ordinary, method=method)
    by_name = {score.nominee: [s.value for s in ordinary if s.nominee == score.nominee] for score in ordinary}
    assert told.method is method
    assert fair(told) == pytest.approx({name: mean(values) for name, values in by_name.items()})
    best = max(by_name, key=lambda name: mean(by_name[name]))
    assert told.nominees[best].rank == 1
    assert told.sensitivity["raw" if method is Method.MEAN else "trimmed"] == [best]


def test_ranks_and_chances_hold_together() -> None:
    told = outcome_of(ordinary)
    for one in told.nominees.values():
        assert one.rank_low is not None
        assert one.rank_high is not None
        assert one.fair is not None
        assert one.rank_low <= one.rank <= one.rank_high
        assert (one.low or 0) < one.fair < (one.high or 0)
        assert (one.p_top3 or 0) >= (one.p_win or 0)
    assert sum(one.p_win or 0 for one in told.nominees.values()) == pytest.approx(1)
    assert sum(one.p_top3 or 0 for one in told.nominees.values()) == pytest.approx(3)
    assert told.reliability(5) > told.reliability(1)  # type: ignore[operator]


def test_large_and_small_rounds_agree_on_who_wins_without_each_judge() -> None:
    from app.domain.scoring import sensitivity as module

    of = panel(simulated(40, 3, 8, seed=21, sds=(1.0, 0.8, 0.3)))
    small = evaluate(of, assignment=Assignment.RANDOM).sensitivity["without"]
    before, module._REFIT = module._REFIT, 0
    try:
        large = evaluate(of, assignment=Assignment.RANDOM).sensitivity["without"]
    finally:
        module._REFIT = before
    assert small == large


@settings(max_examples=60, deadline=None)
@given(
    table=st.integers(1, 6).flatmap(
        lambda width: st.lists(
            st.lists(st.one_of(st.none(), st.integers(1, 4)), min_size=width, max_size=width).filter(any),
            min_size=1,
            max_size=7,
        )
    ),
    method=st.sampled_from(Method),
    assignment=st.sampled_from(Assignment),
    two=st.booleans(),
)
def test_any_design_gets_an_answer_without_a_number_that_is_none(
    table: list[list[int | None]], method: Method, assignment: Assignment, two: bool
) -> None:
    scores = [
        Score(f"J{j}", f"N{i}", float(value), "even" if two and i % 2 == 0 else "all")
        for i, row in enumerate(table)
        for j, value in enumerate(row)
        if value is not None
    ]
    told = outcome_of(scores, method=method, assignment=assignment)
    text = json.dumps(told.to_json(), allow_nan=False)
    assert set(json.loads(text)["nominees"]) == {score.nominee for score in scores}
    assert (told.status is Status.OK) == (told.reason is None)
    for one in told.nominees.values():
        assert 1 <= one.rank <= len(table)
        if one.low is not None and one.high is not None and one.fair is not None:
            assert one.low - 1e-6 <= one.high + 1e-6
