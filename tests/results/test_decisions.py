"""Decide, approve, publish: who may, what blocks it, and what it rests on."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from httpx import Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.audit.models import AuditEvent
from app.judging.models import Score
from app.programs.models import ForRole, Program
from app.results.models import Award, AwardKind, CategoryDecision, DecisionState, Publication
from tests import factories as make
from tests.browsing import Visitor
from tests.results.test_index import keep_apart, nominated

PAGE = "/programs/awards/decisions"


@pytest.fixture
def program(db: Session) -> Program:
    return make.make_program(db, "awards", standing="tallying", tie_rules=["heaviest", "first_places"])


@pytest.fixture
def second(db: Session, program: Program) -> User:
    return make.make_organizer(db, program)


def path(db: Session, program: Program, verb: str) -> str:
    return f"{PAGE}/{make.category_of(db, program).id}/{verb}"


def show(db: Session, browser: Visitor, program: Program) -> str:
    """The category's own page."""
    where = f"{PAGE}/{make.category_of(db, program).id}"
    db.commit()
    return browser.get(where).text


def send(db: Session, browser: Visitor, path: str, **fields: str) -> Response:
    db.commit()  # on SQLite a session that merely reads would hold up the request
    return browser.submit(path, **fields)


def state(db: Session) -> DecisionState | None:
    db.expire_all()
    found = db.scalars(select(CategoryDecision)).one_or_none()
    state = found.state if found else None
    db.commit()
    return state


def test_one_proposes_another_approves_and_the_winner_is_public_at_the_moment_set(
    db: Session, visitor: Visitor, program: Program, organizer: User, second: User, judges: list[User]
) -> None:
    ada = nominated(db, program, judges, [9, 9], nominee="Ada Climber")
    nominated(db, program, judges, [5, 6], nominee="Ben Second")
    first, other = visitor.signed_in(organizer), visitor.signed_in(second)
    added = send(
        db, first, path(db, program, "award"), kind="winner", nomination_id=str(ada.id), citation="For the <climb>"
    )
    assert added.status_code == 303
    assert send(db, first, path(db, program, "propose")).status_code == 303
    refused = send(db, first, path(db, program, "approve"))
    assert refused.status_code == 422
    assert "another organizer approves" in refused.text
    assert state(db) is DecisionState.PROPOSED
    assert send(db, other, path(db, program, "approve")).status_code == 303
    assert state(db) is DecisionState.APPROVED
    soon = (datetime.now(UTC) + timedelta(days=2)).astimezone(ZoneInfo(program.time_zone))
    at = soon.replace(tzinfo=None, second=0, microsecond=0).isoformat(timespec="minutes")
    assert send(db, first, "/programs/awards/publication", publish_at=at).status_code == 303
    assert send(db, first, "/programs/awards/publication/approve").status_code == 422
    assert send(db, other, "/programs/awards/publication/approve").status_code == 303
    assert f"{soon:%A}" in first.get(PAGE).text, "the weekday is shown"
    for browser in (visitor, first):
        assert browser.get("/programs/awards/winners").status_code == 404
    publication = db.scalars(select(Publication)).one()
    publication.publish_at = datetime.now(UTC) - timedelta(seconds=1)
    db.commit()
    page = visitor.get("/programs/awards/winners")
    assert page.status_code == 200
    assert "Ada Climber" in page.text
    assert "For the &lt;climb&gt;" in page.text
    assert "Ben Second" not in page.text
    assert 'property="og:title"' in page.text
    assert "/programs/awards/winners" in visitor.get("/programs/awards").text
    assert send(db, first, path(db, program, "withdraw")).status_code == 422, "what is public is not taken back"


def test_one_organizer_alone_approves_what_they_proposed(
    db: Session, visitor: Visitor, program: Program, organizer: User, judges: list[User]
) -> None:
    nomination = nominated(db, program, judges, [9, 9])
    browser = visitor.signed_in(organizer)
    send(db, browser, path(db, program, "award"), kind="winner", nomination_id=str(nomination.id))
    send(db, browser, path(db, program, "propose"))
    assert send(db, browser, path(db, program, "approve")).status_code == 303
    actions = [event.action for event in db.scalars(select(AuditEvent).order_by(AuditEvent.seq)) if event.actor_id == organizer.id]  # fmt: skip
    assert actions[-3:] == ["award.add", "decision.propose", "decision.approve"]


def test_a_changed_score_requires_a_new_look(
    db: Session, visitor: Visitor, program: Program, organizer: User, judges: list[User]
) -> None:
    nomination = nominated(db, program, judges, [9, 9])
    browser = visitor.signed_in(organizer)
    send(db, browser, path(db, program, "award"), kind="winner", nomination_id=str(nomination.id))
    send(db, browser, path(db, program, "propose"))
    db.scalars(select(Score)).first().thousandths = 2000  # type: ignore[union-attr]
    db.commit()
    assert "Scores or their rules changed" in browser.get(PAGE).text
    refused = send(db, browser, path(db, program, "approve"))
    assert refused.status_code == 422
    assert "propose anew" in refused.text
    assert send(db, browser, path(db, program, "withdraw")).status_code == 303
    assert send(db, browser, path(db, program, "propose")).status_code == 303
    assert send(db, browser, path(db, program, "approve")).status_code == 303


@pytest.mark.parametrize("case", ["flag", "few"])
def test_what_speaks_against_it_blocks_unless_a_reason_is_given(
    db: Session, visitor: Visitor, program: Program, organizer: User, judges: list[User], case: str
) -> None:
    flagged = case == "flag"
    nomination = nominated(
        db, program, judges, [9, 9] if flagged else [9], flag=flagged, role="farmer" if flagged else "hunter",
        split=(900_00, 0, 100_00, 0) if flagged else (0, 0, 900_00, 0),
    )  # fmt: skip
    browser = visitor.signed_in(organizer)
    send(db, browser, path(db, program, "award"), kind="winner", nomination_id=str(nomination.id))
    refused = send(db, browser, path(db, program, "propose"))
    assert refused.status_code == 422
    assert "why you decide all the same" in refused.text
    assert state(db) is DecisionState.DRAFT
    right, wrong = ("reason", "reason_few") if flagged else ("reason_few", "reason")
    not_for_this = send(db, browser, path(db, program, "propose"), **{wrong: "The panel agreed on it."})
    assert not_for_this.status_code == 422, "each needs a reason of its own"
    assert send(db, browser, path(db, program, "propose"), **{right: "The panel agreed on it."}).status_code == 303
    assert "because: The panel agreed on it." in show(db, browser, program)
    event = db.scalars(select(AuditEvent).where(AuditEvent.action == "decision.propose")).one()
    assert event.reason == "The panel agreed on it."


def test_an_organizer_in_conflict_neither_decides_nor_learns_who_it_is(
    db: Session, visitor: Visitor, program: Program, organizer: User, second: User, judges: list[User]
) -> None:
    nomination = nominated(db, program, judges, [9, 9], nominee="Canary Cousin")
    keep_apart(db, nomination, second)
    first, shut = visitor.signed_in(organizer), visitor.signed_in(second)
    send(
        db, first, path(db, program, "award"), kind="winner", nomination_id=str(nomination.id), citation="Canary words"
    )
    send(db, first, path(db, program, "propose"))
    assert "Canary" not in shut.get(PAGE).text
    for verb in ("approve", "withdraw"):
        refused = send(db, shut, path(db, program, verb))
        assert refused.status_code == 422
        assert "conflict of interest" in refused.text
    assert "Canary" not in shut.get("/programs/awards/audit").text


def test_special_recognition_goes_across_categories_and_other_awards_do_not(
    db: Session, visitor: Visitor, program: Program, organizer: User, judges: list[User]
) -> None:
    there = make.category_of(db, program, ForRole.FARMER)
    nomination = nominated(db, program, judges, [9, 9], nominee="Fay Farmer", category=there)
    browser = visitor.signed_in(organizer)
    refused = send(
        db,
        browser,
        path(db, program, "award"),
        kind="winner",
        reference=nomination.reference or "",
        citation="Kept words",
    )
    assert refused.status_code == 422
    assert "in another category" in refused.text
    assert "Kept words" in refused.text
    nameless = send(db, browser, path(db, program, "award"), kind="special", reference=nomination.reference or "")
    assert nameless.status_code == 422
    given = send(
        db,
        browser,
        path(db, program, "award"),
        kind="special",
        reference=nomination.reference or "",
        title="The long climb",
    )
    assert given.status_code == 303
    assert db.scalars(select(Award)).one().kind is AwardKind.SPECIAL
    assert send(db, browser, path(db, program, "propose")).status_code == 422, "the category itself is still open"
    assert send(db, browser, path(db, program, "award"), kind="nobody").status_code == 303
    assert send(db, browser, path(db, program, "propose")).status_code == 303


def test_equal_scores_are_put_in_order_by_the_rules_with_their_figures(
    db: Session, visitor: Visitor, program: Program, organizer: User, judges: list[User]
) -> None:
    nominated(db, program, judges, [8, 8], nominee="Ada")
    nominated(db, program, judges, [8, 8], nominee="Ben")
    page = show(db, visitor.signed_in(organizer), program)
    assert "Equal scores" in page
    assert "Higher mean on the heaviest criterion" in page
    assert "This doesn't separate them." in page


def test_tie_rules_are_set_before_judging_opens_and_never_after(db: Session, visitor: Visitor) -> None:
    early = make.make_program(db, "early", standing="open")
    browser = visitor.signed_in(make.make_organizer(db, early))
    twice = send(db, browser, "/programs/early/decisions/ties", first="heaviest", second="heaviest")
    assert twice.status_code == 422
    assert (
        send(db, browser, "/programs/early/decisions/ties", first="head_to_head", second="heaviest").status_code == 303
    )
    db.refresh(early)
    assert early.tie_rules == ["head_to_head", "heaviest"]
    late = make.make_program(db, "late", standing="tallying")
    refused = send(
        db, visitor.signed_in(make.make_organizer(db, late)), "/programs/late/decisions/ties", first="heaviest"
    )
    assert refused.status_code == 422
    assert "fixed since judging opened" in refused.text


def test_nothing_is_decided_while_judging_goes_on(db: Session, visitor: Visitor) -> None:
    judging = make.make_program(db, "judging", standing="judging")
    browser = visitor.signed_in(make.make_organizer(db, judging))
    category = make.category_of(db, judging)
    answer = send(db, browser, f"/programs/judging/decisions/{category.id}/award", kind="nobody")
    assert answer.status_code == 403
    assert browser.get("/programs/judging/decisions").status_code == 200


def test_the_number_of_queries_does_not_grow(
    db: Session, visitor: Visitor, program: Program, organizer: User, judges: list[User]
) -> None:
    browser = visitor.signed_in(organizer)
    nominated(db, program, judges, [5, 6])
    nominated(db, program, judges, [5, 6])
    with browser.counting() as few:
        browser.get(PAGE)
    for _ in range(8):
        nominated(db, program, judges, [5, 6])
    with browser.counting() as many:
        browser.get(PAGE)
    assert len(many) == len(few)
