"""What a nominator may read of the judging: means and approved comments, from three judges on, once it is released."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.audit.models import AuditEvent
from app.judging.models import Assignment, Scorecard
from app.nominations.models import Nomination
from app.programs.models import Program, RoundEntry
from app.results.queries.feedback import comments_to_read, enough_judges, feedback_of
from tests import factories as make
from tests.browsing import Visitor
from tests.results.test_announcements import approved, decided, mails
from tests.results.test_decisions import send
from tests.results.test_index import nominated

PAGE = "/programs/awards/comments"
COMMENT = "Fine work; next time tell us about the third customer. Yours, Zora Canary, Birdhouse Consulting"


@pytest.fixture
def program(db: Session) -> Program:
    return make.make_program(db, "awards", standing="tallying", feedback=True)


@pytest.fixture
def judges(db: Session, program: Program) -> list[User]:
    found = [make.make_judge(db, program) for _ in range(3)]
    found[0].name, found[0].company, found[0].email = "Zora Canary", "Birdhouse Consulting", "zora@birdhouse.example"
    db.commit()
    return found


@pytest.fixture
def ada(db: Session, program: Program, judges: list[User]) -> Nomination:
    nomination = nominated(db, program, judges, [9, 6, 6], nominee="Ada Climber")
    for card, text in zip(db.scalars(select(Scorecard).order_by(Scorecard.id)), [COMMENT, "Second opinion", "Third"], strict=False):  # fmt: skip
        card.comment_nominee = text
    db.commit()
    return nomination


def public(db: Session, browser: Visitor, program: Program, organizer: User, winner: Nomination) -> None:
    decided(db, browser, program, winner)
    approved(db, browser, program, organizer, datetime.now(UTC) - timedelta(minutes=1))


def owner_of(db: Session, visitor: Visitor, nomination: Nomination) -> Visitor:
    user = db.get_one(User, nomination.owner_id)
    db.commit()
    return visitor.signed_in(user)


def read(db: Session, browser: Visitor, place: int, **fields: str) -> int:
    card = db.scalars(select(Scorecard.id).order_by(Scorecard.id)).all()[place]
    return send(db, browser, f"{PAGE}/{card}/review", **fields).status_code


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html[html.index("<main") :]))


def test_it_is_released_with_approved_comments_and_says_nothing_about_who(
    db: Session, visitor: Visitor, program: Program, organizer: User, judges: list[User], ada: Nomination
) -> None:
    browser, owner = visitor.signed_in(organizer), owner_of(db, visitor, ada)
    here = f"/nominations/{ada.public_id}/feedback"
    early = send(db, browser, PAGE + "/release")
    assert early.status_code == 422
    assert "not public yet" in early.text
    public(db, browser, program, organizer, ada)
    page = browser.get(PAGE).text
    assert "This may say who wrote it" in page
    assert "Zora" in page
    assert read(db, browser, 0, go="show", text="Fine work; next time tell us about the third customer.") == 422
    assert read(db, browser, 0, go="show", text="Fine work; next time tell us about the third customer.", reason="Signed") == 303  # fmt: skip
    assert read(db, browser, 1, go="show", text="Second opinion") == 303
    assert read(db, browser, 2, go="leave_out", text="Third", reason="Too short") == 303
    assert owner.get(here).status_code == 404
    assert "What the judges said" not in owner.get(f"/nominations/{ada.public_id}").text
    feedback = [mail for mail in mails(db) if mail.dedup_key.startswith("feedback:")]
    assert [mail.held for mail in feedback] == [True], "held like the others"
    assert send(db, browser, PAGE + "/release").status_code == 303
    (mail,) = [mail for mail in mails(db) if mail.dedup_key.startswith("feedback:")]
    assert not mail.held
    assert here in mail.body
    assert here in owner.get(f"/nominations/{ada.public_id}").text
    answer = owner.get(here)
    said = words(answer.text)
    assert "7.0" in said
    assert "Judge A" in said
    assert "Judge B" in said
    assert "Judge C" not in said
    assert "Fine work; next time" in said
    for hidden in ("Zora", "Birdhouse", "Third", *(judge.email for judge in judges), *(judge.name for judge in judges)):
        assert hidden not in answer.text + mail.body, hidden
    assert not re.search(r"\d\d:\d\d|\b20\d\d-\d\d-\d\d|a\.m\.|p\.m\.", said), (
        "no moment that could be matched with a judge's"
    )
    assert visitor.get(here).status_code == 303
    assert browser.get(here).status_code == 404
    db.expire_all()
    card = db.scalars(select(Scorecard).order_by(Scorecard.id)).first()
    assert card is not None
    assert card.comment_nominee == COMMENT, "the original is kept"
    seen = [event.after["outcome"] for event in db.scalars(select(AuditEvent).where(AuditEvent.action == "comment.review").order_by(AuditEvent.id)) if event.after]  # fmt: skip
    assert seen == ["edited", "as_it_is", "left_out"]


def test_below_three_judges_there_is_no_page_no_mail_and_no_comment_to_read(
    db: Session, visitor: Visitor, program: Program, organizer: User, judges: list[User], ada: Nomination
) -> None:
    browser = visitor.signed_in(organizer)
    two = nominated(db, program, judges, [9, 3], nominee="Ben Second")
    card = db.scalars(select(Scorecard).order_by(Scorecard.id.desc())).first()
    assert card is not None
    card.comment_nominee = "Only two of us"
    public(db, browser, program, organizer, ada)
    assert "Only two of us" not in browser.get(PAGE).text
    assert read(db, browser, -1, go="show", text="Only two of us") == 404
    send(db, browser, PAGE + "/release")
    assert owner_of(db, visitor, two).get(f"/nominations/{two.public_id}/feedback").status_code == 404
    owner = owner_of(db, visitor, ada)
    assert owner.get(f"/nominations/{ada.public_id}/feedback").status_code == 200
    hers = select(Scorecard).join(Scorecard.assignment).where(Assignment.nomination_id == ada.id)
    dropping_out = db.scalars(hers.order_by(Scorecard.id)).first()
    assert dropping_out is not None
    dropping_out.final_at = None
    db.commit()
    later = words(owner.get(f"/nominations/{ada.public_id}/feedback").text)
    assert "Fewer than three judges" in later, "a judge who drops out later takes the figures along"
    assert "Yours" not in later


def test_the_mean_of_the_category_needs_three_nominations_of_others(
    db: Session, visitor: Visitor, program: Program, organizer: User, judges: list[User], ada: Nomination
) -> None:
    browser, owner = visitor.signed_in(organizer), owner_of(db, visitor, ada)
    others = [nominated(db, program, judges, [3, 3, 3]) for _ in range(2)]
    mine = nominated(db, program, judges, [3, 3, 3])
    mine.owner_id = ada.owner_id  # whoever made it can take its scores off the mean
    public(db, browser, program, organizer, ada)
    send(db, browser, PAGE + "/release")
    here = f"/nominations/{ada.public_id}/feedback"
    assert "The category" not in words(owner.get(here).text).replace("The category's mean is not shown", "")
    nominated(db, program, judges, [3, 3, 3])
    page = words(owner.get(here).text)
    assert "The category" in page
    assert "3.8" in page, "(9 + 6 + 6 + 4 × 9) ÷ 15"
    assert len(others) == 2


def test_a_program_that_offers_none_releases_none(
    db: Session, visitor: Visitor, program: Program, organizer: User, ada: Nomination
) -> None:
    browser = visitor.signed_in(organizer)
    program.feedback = False
    db.commit()
    public(db, browser, program, organizer, ada)
    assert "offers no feedback" in browser.get(PAGE).text
    assert "offers no feedback" in send(db, browser, PAGE + "/release").text
    assert not [mail for mail in mails(db) if mail.dedup_key.startswith("feedback:")]


def test_who_did_not_reach_the_final_reads_what_was_said_of_the_longlist(
    db: Session, program: Program, judges: list[User], ada: Nomination
) -> None:
    ben = nominated(db, program, judges, [4, 4, 4], nominee="Ben Second")
    make.round_of(db, program).name = "Longlist"
    final = make.make_round(db, program)
    db.add(RoundEntry(round_id=final.id, nomination_id=ada.id, created_at=datetime.now(UTC)))
    for judge in judges:
        scores = {one.id: 5000 for one in make.criteria_of(db, program)}
        make.make_scorecard(db, make.make_assignment(db, ada, judge, final), scores).comment_nominee = "Of the final"
    db.commit()
    hers, his = feedback_of(db, program, ada), feedback_of(db, program, ben)
    assert (hers.round, hers.means[0].own) == ("Final", 5000)
    assert (his.round, his.means[0].own) == ("Longlist", 4000)
    read_of = {(one.reference, one.original) for one in comments_to_read(db, program.id, ())}
    assert read_of == {(ada.reference, "Of the final")}
    assert enough_judges(db, program.id) == {ada.id, ben.id}
