"""The page of winners: public at its moment and not before (see test_two_worlds.py), and what stands on it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.domain.states import State
from app.programs.models import ForRole, Program
from app.programs.queries import has_winners
from app.results.models import Award, AwardKind, CategoryDecision, DecisionState, Publication
from app.results.queries.awards import published_awards
from tests import factories as make
from tests.browsing import Visitor
from tests.results.test_index import nominated


@pytest.fixture
def program(db: Session) -> Program:
    return make.make_program(db, "awards", standing="tallying")


def decide(db: Session, program: Program, nomination_id: int, organizer: User, publish_at: datetime) -> None:
    now = datetime.now(UTC)
    decision = CategoryDecision(
        category_id=make.category_of(db, program).id, state=DecisionState.APPROVED, blocked=[], digest="d",
        proposed_by_id=organizer.id, proposed_at=now, approved_by_id=organizer.id, approved_at=now,
    )  # fmt: skip
    db.add(decision)
    db.flush()
    db.add(Award(decision_id=decision.id, nomination_id=nomination_id, kind=AwardKind.WINNER, citation="For the climb"))
    db.add(
        Publication(
            program_id=program.id, publish_at=publish_at, proposed_by_id=organizer.id, approved_by_id=organizer.id,
            approved_at=now,
        )
    )  # fmt: skip
    db.commit()


def told(browser: Visitor, paths: list[str]) -> list[tuple[str, int, str, list[str]]]:
    """Everything an answer says, but for what differs from one request to the next anyway."""
    found = []
    for path in paths:
        answer = browser.get(path)
        headers = sorted(f"{k}: {v}" for k, v in answer.headers.items() if k not in ("x-request-id", "date"))
        text = answer.text.replace(answer.headers.get("x-request-id", "-"), "ID")
        found.append((path, answer.status_code, re.sub(r'nonce="[^"]*"', "", text), headers))
    return found


def test_the_comparison_sees_a_winner_once_it_is_public(
    db: Session, visitor: Visitor, program: Program, organizer: User, judges: list[User]
) -> None:
    ada, ben = (nominated(db, program, judges, [9, 9], nominee=name) for name in ("Ada", "Ben"))
    decide(db, program, ada.id, organizer, datetime.now(UTC) - timedelta(minutes=1))
    first = told(visitor, ["/programs/awards/winners"])
    db.execute(update(Award).values(nomination_id=ben.id))
    db.commit()
    assert first != told(visitor, ["/programs/awards/winners"])


def test_the_public_page_links_to_the_winners_exactly_when_they_are_public(
    db: Session, program: Program, organizer: User, judges: list[User]
) -> None:
    ada, now = nominated(db, program, judges, [9, 9]), datetime.now(UTC)
    decide(db, program, ada.id, organizer, now)
    publication = db.scalars(select(Publication)).one()
    for moment in (now - timedelta(seconds=1), now, now + timedelta(seconds=1)):
        assert has_winners(db, program.id, moment) is bool(published_awards(db, program.id, moment))
        assert has_winners(db, program.id, moment) is (moment >= now)
    publication.approved_at = None
    db.commit()
    assert not has_winners(db, program.id, now)
    assert not published_awards(db, program.id, now)


def test_the_public_page_links_nowhere_when_everybody_who_was_honored_left(
    db: Session, program: Program, organizer: User, judges: list[User]
) -> None:
    ada, now = nominated(db, program, judges, [9, 9]), datetime.now(UTC)
    decide(db, program, ada.id, organizer, now)
    assert has_winners(db, program.id, now)
    there = make.category_of(db, program, ForRole.FARMER).id
    for change in ({"state": State.WITHDRAWN}, {"state": State.SUBMITTED, "category_id": there}):
        for name, value in change.items():
            setattr(ada, name, value)
        db.commit()
        assert has_winners(db, program.id, now) is bool(published_awards(db, program.id, now)) is False
    award = db.scalars(select(Award)).one()
    award.kind = AwardKind.SPECIAL  # may go to another category
    db.commit()
    assert has_winners(db, program.id, now) is bool(published_awards(db, program.id, now)) is True
    award.kind, award.nomination_id = AwardKind.NOBODY, None
    db.commit()
    assert has_winners(db, program.id, now) is bool(published_awards(db, program.id, now)) is True


def test_every_kind_of_award_has_its_place_and_an_address_of_its_own(
    db: Session, visitor: Visitor, program: Program, organizer: User, judges: list[User]
) -> None:
    people = [nominated(db, program, judges, [9, 9], nominee=name) for name in ("Ada", "Ben", "Cyd", "Dot", "Eve")]
    decide(db, program, people[0].id, organizer, datetime.now(UTC) - timedelta(minutes=1))
    decision = db.scalars(select(CategoryDecision)).one()
    kinds = (AwardKind.SHARED, AwardKind.RUNNER_UP, AwardKind.MENTION, AwardKind.SPECIAL)
    for nomination, kind in zip(people[1:], kinds, strict=True):
        db.add(Award(decision_id=decision.id, nomination_id=nomination.id, kind=kind, title="For patience"))
    there = CategoryDecision(
        category_id=make.category_of(db, program, ForRole.FARMER).id, state=DecisionState.APPROVED, blocked=[],
        approved_at=decision.approved_at,
    )  # fmt: skip
    db.add(there)
    db.flush()
    db.add(Award(decision_id=there.id, kind=AwardKind.NOBODY))
    db.commit()
    page = visitor.get("/programs/awards/winners").text
    shown = re.findall(r"<h3[^>]*><a href=\"#award-(\d+)\">(\w+)</a>", page)
    assert [name for _id, name in shown] == ["Ada", "Ben", "Cyd", "Dot", "Eve"]
    assert all(f'id="award-{number}"' in page for number, _name in shown)
    for words in ("For patience", "Runner-up", "Honorable mention", "Shared award", "The award is not given this time"):
        assert words in page
    assert f'property="og:title" content="The winners of {program.name}"' in page
    assert "Ada" not in page[: page.index("</head>")], "a preview names the contest, not the people"
