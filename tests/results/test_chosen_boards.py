"""The leaderboard of rounds in which judges ranked or compared."""

import random
from fractions import Fraction
from itertools import combinations

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.domain.states import State
from app.judging.models import Assignment, AssignmentState
from app.programs.models import Program, RoundMode
from app.programs.queries import categories
from app.results.queries.boards import Board, results_now
from tests import factories as make
from tests.results import chosen


def board(db: Session, program: Program, place: int = 0) -> Board:
    found = results_now(db, program)
    return found.board_of(list(categories(db, program.id))[place].id)


def test_orders_become_a_leaderboard_in_percent(db: Session, program: Program, judges: list[User]) -> None:
    chosen.choosing(db, program, RoundMode.RANK)
    a, b, c, d = chosen.nominees(db, program, 4)
    chosen.order(db, judges[0], [a, b], [c, d])
    chosen.order(db, judges[1], [a, c, b, d])
    chosen.order(db, judges[2], [b, a], [c, d])
    found = board(db, program)
    assert [row.key for row in found.ranked][:2] == [a.id, b.id]
    first = found.row_of(a.id)
    assert first is not None
    assert first.line is not None
    assert first.raw.mean == round(Fraction(1 + 1 + Fraction(2, 3)) / 3 * 100_000)
    assert first.line.fair is not None
    assert 50 < first.line.fair < first.line.raw
    assert found.percent
    lowest, highest = min(row.line.low for row in found.ranked), max(row.line.high for row in found.ranked)
    assert 0 <= lowest < highest <= 100


def test_pairs_become_a_leaderboard_and_a_nominee_with_too_few_judges_is_in_no_other_figure(
    db: Session, program: Program, judges: list[User]
) -> None:
    chosen.choosing(db, program, RoundMode.COMPARE)
    a, b, c, late = chosen.nominees(db, program, 4)
    for judge in judges:
        chosen.pair(db, judge, a, b)
        chosen.pair(db, judge, b, c, even=True)
    before = {row.key: row.line for row in board(db, program).ranked}
    chosen.pair(db, judges[0], late, a)
    after = board(db, program)
    assert {row.key: row.line for row in after.ranked} == before
    few = after.row_of(late.id)
    assert few is not None
    assert few.line is None
    assert (few.raw.mean, few.raw.count) == (100_000, 1)


@pytest.mark.parametrize("what", ["conflict", "removed", "withdrawn"])
def test_what_no_longer_counts_drops_out_of_orders_and_pairs(
    db: Session, program: Program, judges: list[User], what: str
) -> None:
    chosen.choosing(db, program, RoundMode.RANK)
    a, b, c, d = chosen.nominees(db, program, 4)
    for judge in judges:
        chosen.order(db, judge, [d, a, b, c])
    if what == "conflict":
        make.make_conflict(db, d, judges[0])
    elif what == "removed":
        db.get_one(Assignment, chosen.card(db, d, judges[0]).assignment_id).state = AssignmentState.REMOVED
    else:
        d.state = State.WITHDRAWN
    db.commit()
    found = board(db, program)
    row = found.row_of(d.id)
    if what == "withdrawn":
        assert row is None
    else:
        assert row is not None
        assert row.raw.count == 2
    assert found.row_of(a.id).raw.count == 3  # type: ignore[union-attr]


def scramble(db: Session, program: Program, seed: int) -> None:
    """Fifteen nominations, five judges, gaps, conflicts, removals; an order or a pair may lose somebody."""
    chance = random.Random(seed)
    judges = [make.make_judge(db, program) for _ in range(5)]
    for place in range(2):
        everybody = chosen.nominees(db, program, 7, place)
        for judge in judges:
            own = chance.sample(everybody, chance.randint(1, 7))
            if seed % 2:
                k = chance.randint(1, len(own))
                chosen.order(db, judge, own[:k], own[k:])
            else:
                for one, other in chance.sample(list(combinations(own, 2)), k=min(6, len(own) * (len(own) - 1) // 2)):
                    chosen.pair(db, judge, one, other, even=chance.random() < 0.2)
        for nomination in chance.sample(everybody, 2):
            make.make_conflict(db, nomination, chance.choice(judges))
        chance.choice(everybody).state = State.WITHDRAWN
        db.commit()


ROWS = """
SELECT n.id, a.judge_id, s.id FROM nominations n JOIN assignments a ON a.nomination_id = n.id
JOIN scorecards s ON s.assignment_id = a.id WHERE n.program_id = :program AND n.state = 'submitted'
AND a.state = 'active' AND s.final_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM conflicts c
WHERE c.nomination_id = n.id AND c.user_id = a.judge_id AND c.state = 'confirmed')
"""


def met(db: Session, program: Program) -> dict[tuple[int, int], list[tuple[int, Fraction]]]:
    """(judge, nomination) → (the other, points against it), from the rows alone."""
    cards = {row[2]: (row[0], row[1]) for row in db.execute(text(ROWS), {"program": program.id})}
    found: dict[tuple[int, int], list[tuple[int, Fraction]]] = {}

    def note(judge: int, one: int, other: int, points: Fraction) -> None:
        found.setdefault((judge, one), []).append((other, points))
        found.setdefault((judge, other), []).append((one, 1 - points))

    for one, other, even in db.execute(text("SELECT preferred_id, other_id, even FROM comparisons")):
        if one in cards and other in cards:
            note(cards[one][1], cards[one][0], cards[other][0], Fraction(1, 2) if even else Fraction(1))
    places = {row[0]: row[1] for row in db.execute(text("SELECT scorecard_id, place FROM placings"))}
    category = {row[0]: row[1] for row in db.execute(text("SELECT id, category_id FROM nominations"))}
    for one, other in combinations([card for card in places if card in cards], 2):
        (a, judge), (b, another) = cards[one], cards[other]
        if judge != another or category[a] != category[b]:
            continue
        mates = [c for c in places if c in cards and cards[c][1] == judge and category[cards[c][0]] == category[a]]
        if all(places[c] is None for c in mates):
            continue  # nobody of the best is left: nothing is said
        mine, theirs = places[one] or 999, places[other] or 999
        note(judge, a, b, Fraction(1, 2) if mine == theirs else Fraction(int(mine < theirs)))
    return found


def expected(db: Session, program: Program, minimum: int, *, ranked: bool) -> dict[int, tuple[Fraction, int]]:
    """Nomination → (mean share, judges), those with too few judges taken out again and again."""
    every = met(db, program)

    def shares(rows: dict[tuple[int, int], list[tuple[int, Fraction]]]) -> dict[int, list[Fraction]]:
        found: dict[int, list[Fraction]] = {}
        for (_judge, one), points in rows.items():
            found.setdefault(one, []).append(sum((p for _other, p in points), Fraction(0)) / len(points))
        return found

    kept = every
    while True:
        enough = {one for one, own in shares(kept).items() if len(own) >= minimum}
        fewer = {
            key: left
            for key, points in kept.items()
            if key[1] in enough and (left := [(other, p) for other, p in points if other in enough])
        }
        if ranked:  # an order whose best are all gone says nothing
            category = {row[0]: row[1] for row in db.execute(text("SELECT id, category_id FROM nominations"))}
            told_apart = {
                (j, category[one]) for (j, one), points in fewer.items() if any(p != Fraction(1, 2) for _o, p in points)
            }
            fewer = {key: points for key, points in fewer.items() if (key[0], category[key[1]]) in told_apart}
        if fewer == kept:
            break
        kept = fewer
    told = {**shares(every), **shares(kept)}
    return {one: (sum(own, Fraction(0)) / len(own), len(own)) for one, own in told.items()}


@pytest.mark.parametrize("seed", range(8))
def test_raw_shares_are_those_of_a_second_computation_from_the_rows(db: Session, program: Program, seed: int) -> None:
    chosen.choosing(db, program, RoundMode.RANK if seed % 2 else RoundMode.COMPARE)
    scramble(db, program, seed)
    told = expected(db, program, 2, ranked=bool(seed % 2))
    seen = 0
    for one in results_now(db, program).boards:
        for row in (*one.ranked, *one.few):
            if row.key not in told:
                assert row.raw.count == 0
                continue
            mean, count = told[row.key]
            assert (row.raw.mean, row.raw.count) == (round(mean * 100_000), count)
            assert (row.line is not None) == (count >= 2 and row in one.ranked)
            if row.line is not None:
                assert abs(row.line.raw - float(100 * mean)) < 1e-9
            seen += 1
    assert seen > 8
