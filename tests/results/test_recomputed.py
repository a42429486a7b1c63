"""C10: what is published, recomputed from the raw scores: counted by one SQL statement written from the rules, composites in
fractions, and the fair score by the textbook's dense model. On random data with ties, weights, gaps, conflicts and decimals."""

import json
from collections import defaultdict
from fractions import Fraction

import numpy as np
import pytest
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from app.domain.scoring.panel import Score, panel
from app.judging.models import AssignedBy, Assignment
from app.judging.models import Score as Given
from app.programs.models import Program, ResultMethod
from app.programs.queries import categories
from app.results.queries.boards import Results, results_now
from app.results.queries.computing import compute
from app.results.queries.rounds import Round, counted_of, judges_of, rounds_of
from tests import factories as make
from tests.domain.scoring.test_crossed import Dense
from tests.results.test_reproducible import scramble

LEDGER = text("""
SELECT n.id, n.category_id, a.judge_id, s.thousandths, COALESCE(o.weight, c.weight) AS weight, c.scale_min, c.scale_max
FROM nominations n
JOIN assignments a ON a.nomination_id = n.id
JOIN scorecards k ON k.assignment_id = a.id
JOIN scores s ON s.scorecard_id = k.id
JOIN criteria c ON c.id = s.criterion_id
LEFT JOIN criterion_overrides o ON o.criterion_id = c.id AND o.category_id = n.category_id
WHERE n.program_id = :program AND n.state = 'submitted' AND a.state = 'active' AND a.judge_id <> n.owner_id
  AND k.category_id = n.category_id AND k.final_at IS NOT NULL AND s.thousandths IS NOT NULL
  AND COALESCE(o.weight, c.weight) > 0
  AND NOT EXISTS (SELECT 1 FROM conflicts x WHERE x.nomination_id = n.id AND x.user_id = a.judge_id AND x.state = 'confirmed')
  AND NOT EXISTS (SELECT 1 FROM category_doubts d WHERE d.scorecard_id = k.id)
""")
ASKED = text("""
SELECT g.id, COUNT(*) FROM categories g
JOIN criteria c ON c.program_id = g.program_id
LEFT JOIN criterion_overrides o ON o.criterion_id = c.id AND o.category_id = g.id
WHERE g.program_id = :program AND COALESCE(o.weight, c.weight) > 0 GROUP BY g.id
""")
Ledger = dict[int, dict[int, dict[int, Fraction]]]  # category → nomination → judge → composite in points


def ledger(db: Session, program: Program) -> Ledger:
    asked = {row[0]: row[1] for row in db.execute(ASKED, {"program": program.id})}
    cards: dict[tuple[int, int, int], list[tuple[int, int, int, int]]] = defaultdict(list)
    for nomination, category, judge, value, weight, low, high in db.execute(LEDGER, {"program": program.id}):
        cards[category, nomination, judge].append((value, weight, low, high))
    mixed = len({line[2:] for lines in cards.values() for line in lines}) > 1
    found: Ledger = defaultdict(lambda: defaultdict(dict))
    for (category, nomination, judge), lines in cards.items():
        if len(lines) == asked[category]:
            values = [
                Fraction(value - low, high - low) * 100 if mixed else Fraction(value, 1000)
                for value, _w, low, high in lines
            ]
            weights = [line[1] for line in lines]
            found[category][nomination][judge] = sum((v * w for v, w in zip(values, weights, strict=True)), Fraction(0)) / sum(weights)  # fmt: skip
    return {
        category: {key: given for key, given in of.items() if len(given) >= max(1, program.minimum_scores)}
        for category, of in found.items()
    }


@pytest.fixture(params=range(3))
def program(db: Session, request: pytest.FixtureRequest) -> Program:
    made = make.make_program(db, standing="tallying", minimum_scores=1 + request.param % 2)
    scramble(db, made, request.param)
    db.execute(update(Assignment).values(assigned_by=AssignedBy.RULE))  # by lot: the model has no covariate
    # Decimals: a tenth of the scores lie between two steps of the scale.
    for number, one in enumerate(db.scalars(select(Given).order_by(Given.id))):
        if number % 10 == 0 and one.thousandths and one.thousandths > 2000:
            one.thousandths -= 125
    db.commit()
    return made


def published(results: Results) -> dict[int, dict[int, tuple[float, float | None, int]]]:
    return {
        board.category.id: {row.key: (row.line.raw, row.line.fair, row.line.rank) for row in board.ranked if row.line}
        for board in results.boards
        if board.ranked
    }


def means_of(raw: Ledger) -> dict[int, dict[int, Fraction]]:
    return {category: {key: sum(given.values(), Fraction(0)) / len(given) for key, given in of.items()} for category, of in raw.items() if of}  # fmt: skip


def test_c10_the_plain_mean_and_its_ranks_are_those_of_the_raw_ledger(db: Session, program: Program) -> None:
    shown, means = published(results_now(db, program, method=ResultMethod.MEAN)), means_of(ledger(db, program))
    assert {key: set(of) for key, of in shown.items()} == {key: set(of) for key, of in means.items()}
    ties = 0
    for category, of in means.items():
        for key, mean in of.items():
            raw, _fair, rank = shown[category][key]
            assert raw == pytest.approx(float(mean), abs=1e-12)
            assert rank == 1 + sum(other > mean for other in of.values())
            ties += sum(other == mean for other in of.values()) - 1
    assert ties, "nothing is tied: the data tests less than it should"


def test_c10_the_trimmed_mean_is_that_of_the_raw_ledger(db: Session, program: Program) -> None:
    shown = published(results_now(db, program, method=ResultMethod.TRIMMED))
    for category, of in ledger(db, program).items():
        trimmed = {}
        for key, given in of.items():
            ordered = sorted(given.values())
            kept = ordered[1:-1] if len(ordered) > 2 else ordered
            trimmed[key] = sum(kept, Fraction(0)) / len(kept)
        for key, mean in trimmed.items():
            assert shown[category][key][1] == pytest.approx(float(mean), abs=1e-12)
            assert shown[category][key][2] == 1 + sum(other > mean for other in trimmed.values())


def test_c10_the_fair_score_is_that_of_the_dense_model_on_the_raw_ledger(db: Session, program: Program) -> None:
    raw = ledger(db, program)
    scores = [
        Score(str(judge), str(key), float(value), str(category))
        for category, of in raw.items()
        for key, given in of.items()
        for judge, value in given.items()
    ]
    made = panel(scores)
    dense = Dense(made, np.eye(len(made.categories))[made.category])
    fair, _judges, _errors = dense.predictions(dense.estimate())
    again = {int(name): float(value) for name, value in zip(made.nominees, fair, strict=True)}
    results = results_now(db, program)
    width = 100 if made.y.max() > 10 else 9
    compared = 0
    for of in published(results).values():
        for key, (_raw, shown, _rank) in of.items():
            assert shown == pytest.approx(again[key], abs=2e-4 * width)
            compared += 1
    assert compared > 10
    assert results.assignment == "random"


def rounds(db: Session, program: Program) -> list[Round]:
    counted = counted_of(db, program, categories(db, program.id), ())
    category_of = {key: board.category.id for board in results_now(db, program).boards for key in (row.key for row in (*board.ranked, *board.few))}  # fmt: skip
    return rounds_of(program, counted, category_of, program.result_method, judges_of(db, program).assignment)


def test_c10_the_same_scores_give_the_same_bytes_and_one_changed_score_another_digest(
    db: Session, program: Program
) -> None:
    first = rounds(db, program)
    bytes_ = [json.dumps(compute(one), sort_keys=True) for one in first]
    db.expire_all()
    again = rounds(db, program)
    assert [one.digest for one in again] == [one.digest for one in first]
    assert [json.dumps(compute(one), sort_keys=True) for one in again] == bytes_
    key = first[0].scores[0]
    db.execute(
        text(
            "UPDATE scores SET thousandths = thousandths - 1 WHERE scorecard_id IN (SELECT k.id FROM scorecards k JOIN assignments a"
            " ON a.id = k.assignment_id WHERE a.nomination_id = :n AND a.judge_id = :j)"
        ),
        {"n": key.nomination_id, "j": key.judge_id},
    )
    db.commit()
    assert [one.digest for one in rounds(db, program)] != [one.digest for one in first]
