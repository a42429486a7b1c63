"""The decision file of a contest with a vote of the panel and an adjusted result: the original stays, and all of it is recomputed."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.decision_file import verify
from app.domain.decisions.adjusted import in_thousandths
from app.judging.models import Assignment
from app.programs.models import Program
from app.results.models import Adjustment, AdjustmentState, Ballot, PanelVote, VoteAbout, VoteCandidate
from app.results.queries.adjusting import official
from app.results.queries.boards import results_now
from app.results.queries.decision_file import decision_file
from tests.results.decided import contest, forged, parts_of


@pytest.fixture
def made(db: Session, program: Program) -> bytes:
    """The first two are adjusted to the same score, and the panel votes between them."""
    nominations = contest(db, program)
    program.tie_rules = ["vote"]
    at, by = program.created_at, nominations[0].owner_id
    rows = results_now(db, program).boards[0].ranked[:2]
    place = nominations[0].category_id
    for row, state in zip(rows, (AdjustmentState.APPROVED, AdjustmentState.APPROVED), strict=True):
        db.add(
            Adjustment(
                category_id=place, nomination_id=row.key, state=state, old=in_thousandths(official(row)), new=9990,
                reason="As Canary Magpie saw: a card was read wrong", proposed_by_id=by, proposed_at=at,
                approved_by_id=by, approved_at=at,
            )
        )  # fmt: skip
    for closed in (at + timedelta(days=1), None):
        vote = PanelVote(category_id=place, about=VoteAbout.TIED, opened_by_id=by, opened_at=at, closed_at=closed)
        db.add(vote)
        db.flush()
        db.add_all(VoteCandidate(vote_id=vote.id, nomination_id=row.key) for row in rows)
        judges = db.scalars(select(Assignment.judge_id).distinct().order_by(Assignment.judge_id)).all()[:3]
        db.add_all(Ballot(vote_id=vote.id, judge_id=judge, nomination_id=rows[1].key, cast_at=at) for judge in judges)
    db.commit()
    return decision_file(db, program, at + timedelta(days=9)).data


def told(made: bytes) -> dict[str, Any]:
    found = parts_of(made)["decisions.json"]
    assert isinstance(found, dict)
    return found


def adjusted_in(decisions: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The one category that anything was adjusted in."""
    ((name, one),) = ((name, one) for name, one in decisions["categories"].items() if one["order"])
    return name, one


def test_everything_is_recomputed_and_matches(made: bytes) -> None:
    verified = verify(made)
    assert [(part.name, part.differences, part.problem) for part in verified.parts if not part.matches] == []
    assert verified.matches


def test_the_original_stands_beside_the_adjusted_order_and_no_judge_is_named(made: bytes) -> None:
    category, one = adjusted_in(told(made))
    row = parts_of(made)["results.json"]["fair"]["categories"][category]["ranked"][0]
    adjustment = next(each for each in told(made)["adjustments"] if each["nominee"] == row["nominee"])
    assert adjustment["applies"]
    assert adjustment["old"] == in_thousandths(row["fair"])
    assert [(line["rank"], line["score"]) for line in one["order"][:3]][:2] == [(1, 9.99), (1, 9.99)]
    assert "Magpie" not in adjustment["reason"]


def test_the_vote_that_is_over_breaks_the_tie_and_the_open_one_is_not_in_it(made: bytes) -> None:
    _name, one = adjusted_in(told(made))
    assert len(one["votes"]) == 1
    assert sorted(one["votes"][0]["counts"].values()) == [0, 3]
    winner = max(one["votes"][0]["counts"], key=one["votes"][0]["counts"].get)
    assert one["ties"]["groups"][0] == [winner]


def plant(made: bytes, change: Any) -> list[str]:
    parts = parts_of(made)
    decisions = parts["decisions.json"]
    change(decisions, adjusted_in(decisions)[1])
    verified = verify(forged(parts | {"decisions.json": decisions}))
    return [part.name for part in verified.parts if not part.matches]


@pytest.mark.parametrize(
    ("named", "change"),
    [
        ("decisions.json: adjustments", lambda all_, one: all_["adjustments"][0].update(old=1)),
        ("decisions.json: adjustments", lambda all_, one: all_["adjustments"][0].update(applies=False)),
        ("decisions.json: adjusted order", lambda all_, one: all_["adjustments"][0].update(new=9991)),
        ("decisions.json: adjusted order", lambda all_, one: one["order"].reverse()),
        ("decisions.json: tie rules", lambda all_, one: one["votes"][0].update(counts=dict.fromkeys(one["votes"][0]["counts"], 1))),
        ("decisions.json: tie rules", lambda all_, one: one.update(votes=[])),
    ],
)  # fmt: skip
def test_a_planted_figure_is_found(made: bytes, named: str, change: Any) -> None:
    assert named in plant(made, change)


def test_a_file_of_the_format_before_votes_and_adjustments_is_still_read(db: Session, program: Program) -> None:
    contest(db, program)
    parts = parts_of(decision_file(db, program, program.created_at).data)
    parts["rules.json"]["format"] = 1
    for one in parts["decisions.json"]["categories"].values():
        for name in ("votes", "order", "override_few"):
            del one[name]
    assert verify(forged(parts)).matches
