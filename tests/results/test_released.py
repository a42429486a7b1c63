"""What changes between a decision and its publication: nominees who leave, categories decided later, and what is kept."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.domain.states import State
from app.programs.models import ForRole, Program
from app.results.models import CategoryDecision, ComputedResult, DecisionState, Publication
from app.results.queries.basis import bases_now
from tests import factories as make
from tests.browsing import Visitor
from tests.results.test_decisions import PAGE, path, send
from tests.results.test_index import nominated


@pytest.fixture
def program(db: Session) -> Program:
    return make.make_program(db, "awards", standing="tallying")


@pytest.fixture
def second(db: Session, program: Program) -> User:
    return make.make_organizer(db, program)


@pytest.mark.parametrize("change", ["withdrawn", "moved"])
def test_a_nominee_who_left_is_named_refused_and_never_shown(
    db: Session, visitor: Visitor, program: Program, organizer: User, second: User, judges: list[User], change: str
) -> None:
    ada = nominated(db, program, judges, [9, 9], nominee="Ada Climber")
    ben = nominated(db, program, judges, [8, 8], nominee="Ben Second")
    first, other = visitor.signed_in(organizer), visitor.signed_in(second)
    for nomination, kind in ((ada, "winner"), (ben, "runner_up")):
        send(db, first, path(db, program, "award"), kind=kind, nomination_id=str(nomination.id))
    send(db, first, path(db, program, "propose"))
    place = make.category_of(db, program)
    there = make.category_of(db, program, ForRole.FARMER)
    decision = db.scalars(select(CategoryDecision)).one()
    if change == "withdrawn":
        ada.state = State.WITHDRAWN
    else:
        ada.category_id = there.id
    db.commit()
    assert "Ada Climber can no longer get this award" in first.get(PAGE).text
    base = bases_now(db, program, datetime.now(UTC))[place.id]  # else it would be held back as a whole
    decision.digest, decision.basis = base.result, base.whole
    db.commit()
    refused = send(db, other, path(db, program, "approve"))
    assert refused.status_code == 422
    assert "can no longer get this award" in refused.text
    now = datetime.now(UTC)
    decision.state, decision.approved_at = DecisionState.APPROVED, now
    at = now - timedelta(minutes=1)
    held = Publication(program_id=program.id, publish_at=at, proposed_by_id=organizer.id)
    db.add(held)
    db.commit()
    assert send(db, other, "/programs/awards/publication/approve").status_code == 422
    held.approved_at = now
    db.commit()
    page = visitor.get("/programs/awards/winners")
    assert "Ben Second" in page.text
    assert "Ada Climber" not in page.text


def test_a_category_decided_after_publication_waits_for_an_approval_of_its_own(
    db: Session, visitor: Visitor, program: Program, organizer: User, second: User, judges: list[User]
) -> None:
    ada = nominated(db, program, judges, [9, 9], nominee="Ada Climber")
    now = datetime.now(UTC)
    at, by = now - timedelta(hours=1), organizer.id
    db.add(
        Publication(program_id=program.id, publish_at=at, proposed_by_id=by, approved_by_id=second.id, approved_at=at)
    )
    first, other = visitor.signed_in(organizer), visitor.signed_in(second)
    send(db, first, path(db, program, "award"), kind="winner", nomination_id=str(ada.id))
    send(db, first, path(db, program, "propose"))
    assert send(db, other, path(db, program, "approve")).status_code == 303
    assert visitor.get("/programs/awards/winners").status_code == 404
    assert "not public before it is approved once more" in other.get(PAGE).text
    assert send(db, first, "/programs/awards/publication/approve").status_code == 422
    assert send(db, other, "/programs/awards/publication/approve").status_code == 303
    assert "Ada Climber" in visitor.get("/programs/awards/winners").text
    assert "approved once more" not in other.get(PAGE).text


def test_the_result_a_proposal_rests_on_is_kept_for_good(
    db: Session, visitor: Visitor, program: Program, organizer: User, judges: list[User]
) -> None:
    ada = nominated(db, program, judges, [9, 9])
    browser = visitor.signed_in(organizer)
    send(db, browser, path(db, program, "award"), kind="winner", nomination_id=str(ada.id))
    send(db, browser, path(db, program, "propose"))
    db.expire_all()
    digest = db.scalars(select(CategoryDecision.digest)).one()
    kept = db.scalars(select(ComputedResult).where(ComputedResult.digest == digest)).one()
    assert kept.pinned
