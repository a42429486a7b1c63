"""The decision file of rounds in which judges ranked or compared: recomputed from itself, and one tampered choice is found."""

import random
from itertools import combinations

import pytest
from sqlalchemy.orm import Session

from app.domain.decision_file import verify
from app.domain.errors import UserError
from app.nominations.service import assess_again
from app.programs.models import Program, RoundMode
from app.results.queries.boards import results_now
from app.results.queries.decision_file import decision_file
from app.results.service import keep_results
from tests import factories as make
from tests.results import chosen, decided
from tests.results.decided import forged, parts_of

MODES = (RoundMode.RANK, RoundMode.COMPARE)


def contest(db: Session, program: Program, mode: RoundMode) -> None:
    """Two categories and twelve nominations (so that numbers don't sort as they read), four judges, somebody with one judge,
    a conflict, a tie."""
    chosen.choosing(db, program, mode)
    program.tie_rules = ["heaviest", "first_places", "head_to_head"]
    chance = random.Random(3)
    judges = [make.make_judge(db, program) for _ in range(4)]
    for place, size in ((0, 8), (1, 4)):
        field = chosen.nominees(db, program, size, place)
        for nomination in field:
            db.refresh(nomination, ["program"])
            assess_again(db, nomination, by=None, now=program.created_at)
        for judge in judges[place:]:
            own = chance.sample(field, size - 1)
            if mode is RoundMode.RANK:
                chosen.order(db, judge, own[:3], own[3:])
            else:
                for one, other in chance.sample(list(combinations(own, 2)), 5 if size > 4 else 3):
                    chosen.pair(db, judge, one, other, even=chance.random() < 0.25)
        make.make_conflict(db, field[0], judges[-1])
    db.commit()


@pytest.fixture(params=MODES)
def made(request: pytest.FixtureRequest, db: Session, program: Program) -> bytes:
    contest(db, program, request.param)
    return decision_file(db, program, program.created_at).data


def test_recomputed_from_itself_everything_matches_to_the_last_digit(made: bytes) -> None:
    verified = verify(made)
    assert [(part.name, part.differences, part.problem) for part in verified.parts if not part.matches] == []
    assert verified.notes == ()
    assert not any(part.nearly for part in verified.parts)
    parts = parts_of(made)
    assert parts["rules.json"]["figures_by"] == "this"
    assert parts["rules.json"]["format"] == 3
    assert {round_["outcome"]["unit"] for round_ in parts["results.json"]["fair"]["rounds"]} == {"percent"}


def test_the_same_state_gives_the_same_bytes_stored_or_not(db: Session, program: Program, made: bytes) -> None:
    keep_results(db, program.id, decision_file(db, program, program.created_at).fresh, now=program.created_at)
    db.commit()
    assert results_now(db, program).fresh == []
    assert decision_file(db, program, program.created_at).data == made


def test_what_is_in_it_is_what_the_results_page_shows(db: Session, program: Program, made: bytes) -> None:
    for shown in results_now(db, program).boards[:2]:
        told = parts_of(made)["results.json"]["fair"]["categories"][shown.category.name]
        assert [row["fair"] for row in told["ranked"]] == [row.line and row.line.fair for row in shown.ranked]
        assert [row["mean"] for row in told["ranked"]] == [row.raw.mean for row in shown.ranked]


def test_one_choice_turned_around_is_found(made: bytes) -> None:
    parts = parts_of(made)
    line = next(one for one in parts["scores.json"]["choices"] if not one["even"])
    line["best"][0], line["best"][1] = line["best"][1], line["best"][0]
    verified = verify(forged(parts))
    wrong = [part.name for part in verified.parts if part.differences]
    assert verified.changed == ()
    assert "scores.json: composites, and what counts" in wrong
    assert "results.json: fair (official)" in wrong


def test_one_choice_left_out_or_made_up_is_found(made: bytes) -> None:
    parts = parts_of(made)
    del parts["scores.json"]["choices"][0]
    assert not verify(forged(parts)).matches
    parts = parts_of(made)
    line = parts["scores.json"]["choices"][0]
    parts["scores.json"]["choices"].append({**line, "best": ["NOBODY-1", line["best"][0]], "rest": []})
    with pytest.raises(UserError, match="NOBODY-1"):
        verify(forged(parts))


def test_a_card_that_is_said_to_have_no_conflict_is_found(made: bytes) -> None:
    parts = parts_of(made)
    card = next(one for one in parts["scores.json"]["cards"] if one["conflict"])
    card["conflict"] = False
    assert not verify(forged(parts)).matches


def test_a_file_of_format_two_without_choices_is_still_read(db: Session, program: Program) -> None:
    decided.contest(db, program)
    parts = parts_of(decision_file(db, program, program.created_at).data)
    parts["rules.json"]["format"] = 2
    del parts["rules.json"]["mode"]
    assert verify(forged(parts)).matches
