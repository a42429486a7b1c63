"""C6, C7: who has a confirmed conflict learns nothing of the nomination on any route: not what is in it, not its scores, not its
rank, and not from a total. Shown by two worlds that differ in one thing about it: all pages look the same, byte for byte."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from fastapi import FastAPI
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.judging.models import Assignment, CategoryDoubt, Score, Scorecard
from app.mail.models import OutboxMail
from app.nominations.models import Conflict
from tests import factories as make
from tests.browsing import Visitor
from tests.judging.arranging import Desk, arrange
from tests.judging.test_two_worlds import differences, seen, submission

CANARIES = ("Zyxqua", "Brindlewick", "Vexcorda")


class World:
    """A contest in one category with six nominations, all scored. One of them is what judge and organizer have a conflict with:
    the best of all, flagged."""

    def __init__(self, db: Session, standing: str) -> None:
        self.desk: Desk = arrange(
            db, standing=standing, nominee="Zyxqua Brindlewick", company="Vexcorda Holdings", flag=True,
        )  # fmt: skip
        program, self.judge = self.desk.program, self.desk.judge
        self.organizer, self.free = make.make_organizer(db, program), make.make_organizer(db, program)
        sent, _assessment = submission(db, self.desk)
        sent.content = {**sent.content, "nominee_name": "Zyxqua Brindlewick", "story": "Zyxqua won Vexcorda back."}
        others = [make.make_judge(db, program) for _ in range(3)]
        scores = {criterion.id: 9000 for criterion in self.desk.criteria}
        make.make_scorecard(db, self.desk.assignment, scores)
        for other in others:
            make.make_scorecard(db, make.make_assignment(db, self.desk.nomination, other), scores)
        for number in range(5):
            nomination = make.make_submitted(
                db, program, make.make_user(db), nominee=f"Nominee {number}", company=f"Firm {number}"
            )
            for judge in (self.judge, *others):
                given = {criterion.id: 4000 + 500 * number for criterion in self.desk.criteria}
                make.make_scorecard(db, make.make_assignment(db, nomination, judge), given)
        for person in (self.judge, self.organizer):
            make.make_conflict(db, self.desk.nomination, person)
        now = datetime.now(UTC)
        about = {"program_id": program.id, "nomination_id": self.desk.nomination.id, "created_at": now}
        db.add(
            OutboxMail(dedup_key="about", to_email="x@firm.example", subject="About Zyxqua", body="Vexcorda", **about)
        )
        db.commit()

    @property
    def nomination_id(self) -> int:
        return self.desk.nomination.id


def of_the_nomination(world: Desk) -> "select[int]":  # type: ignore[type-arg]
    return (
        select(Scorecard.id)
        .join(Assignment, Assignment.id == Scorecard.assignment_id)
        .where(Assignment.nomination_id == world.nomination.id)
    )


def another_nominee(db: Session, desk: Desk) -> None:
    sent, _found = submission(db, desk)
    sent.nominee_name, sent.nominee_company = "Ann Other", "Other Firm"
    sent.content = {**sent.content, "nominee_name": "Ann Other", "story": "Ann lost Other Firm."}


def other_scores(db: Session, desk: Desk) -> None:
    db.execute(update(Score).where(Score.scorecard_id.in_(of_the_nomination(desk))).values(thousandths=1000))


def no_scores(db: Session, desk: Desk) -> None:
    db.execute(update(Scorecard).where(Scorecard.id.in_(of_the_nomination(desk))).values(final_at=None))


def other_figures(db: Session, desk: Desk) -> None:
    sent, found = submission(db, desk)
    sent.headline_minor, found.total_minor, found.new_minor, found.managed_minor = 7, 7, 0, 7
    found.flag, found.share, found.role = False, 1_000_000, "farmer"


def wrong_category(db: Session, desk: Desk) -> None:
    card = db.scalars(of_the_nomination(desk)).first()
    assert card is not None
    db.add(CategoryDoubt(scorecard_id=card, created_at=datetime.now(UTC)))


def another_judge(db: Session, desk: Desk) -> None:
    db.execute(update(Assignment).where(Assignment.nomination_id == desk.nomination.id).values(state="removed"))


def another_conflict(db: Session, desk: Desk) -> None:
    last = db.scalars(select(Assignment.judge_id).where(Assignment.nomination_id == desk.nomination.id).order_by(Assignment.id.desc())).first()  # fmt: skip
    assert last is not None
    db.add(
        Conflict(
            nomination_id=desk.nomination.id,
            user_id=last,
            source="found",
            state="possible",
            created_at=datetime.now(UTC),
        )
    )


def another_text_of_a_mail(db: Session, desk: Desk) -> None:
    db.execute(
        update(OutboxMail)
        .where(OutboxMail.dedup_key == "about")
        .values(subject="Quite another", given_up_at=datetime.now(UTC))
    )


WHO = [("organizer", "tallying"), ("organizer", "judging"), ("judge", "judging")]


def something_else_in_it(db: Session, desk: Desk) -> None:
    for change in (another_nominee, other_figures, wrong_category, other_scores, another_text_of_a_mail):
        change(db, desk)


def less_of_it(db: Session, desk: Desk) -> None:
    for change in (no_scores, another_conflict, another_judge):
        change(db, desk)


@pytest.fixture(autouse=True)
def same_seed_and_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a page offers anew each time says nothing of the world; and no minute passes between the two."""
    monkeypatch.setattr("secrets.randbelow", lambda below: 7)
    moment = datetime.now(UTC)
    monkeypatch.setattr("app.web.gate.utc_now", lambda: moment)


@pytest.mark.parametrize(("who", "standing"), WHO)
def test_c6_c7_no_route_shows_what_the_conflict_is_with(
    app: FastAPI, db: Session, visitor: Visitor, standing: str, who: str
) -> None:
    world = World(db, standing)
    answers = seen(app, visitor.signed_in(getattr(world, who)), world.desk)
    assert sum(answer[0] == 200 for answer in answers.values()) > (5 if who == "judge" else 25)
    shown = [path for path, answer in answers.items() for word in CANARIES if word.lower() in answer[1].lower()]
    assert shown == []
    opened = [path for path, answer in answers.items() if world.desk.nomination.public_id in path and answer[0] == 200]
    assert [path for path in opened if "compare?" not in path] == []


@pytest.mark.parametrize("change", [something_else_in_it, less_of_it])
@pytest.mark.parametrize(("who", "standing"), WHO)
def test_c6_c7_nothing_that_they_get_depends_on(
    app: FastAPI, db: Session, visitor: Visitor, change: Callable[[Session, Desk], None], standing: str, who: str
) -> None:
    world = World(db, standing)
    assert differences(app, visitor.signed_in(getattr(world, who)), world.desk, db, change) == []


def test_the_same_walk_finds_it_with_an_organizer_who_has_no_conflict(
    app: FastAPI, db: Session, visitor: Visitor
) -> None:
    world = World(db, "tallying")
    browser = visitor.signed_in(world.free)
    answers = seen(app, browser, world.desk)
    assert sum(CANARIES[0] in answer[1] for answer in answers.values()) > 10
    assert len(differences(app, browser, world.desk, db, other_scores)) > 3
