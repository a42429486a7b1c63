"""The organizer's overview: figures that are right, what needs attention, and a cost that doesn't grow."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.dashboard.queries.counts import arrivals
from app.domain.states import State
from app.mail.models import OutboxMail
from app.nominations.models import Conflict, ConflictState, Nomination, Submission
from app.programs.models import ForRole, Program, RoundEntry
from tests import factories as make
from tests.browsing import Visitor

PAGE = "/programs/awards/overview"


@pytest.fixture
def program(db: Session) -> Program:
    return make.make_program(db, "awards", standing="judging")


@pytest.fixture
def organizer(db: Session, program: Program) -> User:
    return make.make_organizer(db, program)


def figures(page: str) -> dict[str, str]:
    """The row of figures: name → value."""
    found = re.findall(r'<dt class="stat-label">([^<]+)</dt>\s*<dd class="stat-value num">(?:<a[^>]*>)?([^<]+)', page)
    return {name.strip(): value.strip() for name, value in found}


def attention(page: str) -> list[tuple[str, str]]:
    """(sentence, where its button leads)"""
    (listed,) = re.findall(r'<ul class="attention">(.*?)</ul>', page, re.DOTALL) or [""]
    return re.findall(r'<span>([^<]+)</span>\s*<a class="btn[^"]*" href="([^"]+)"', listed)


def submitted(db: Session, program: Program, **values: object) -> Nomination:
    return make.make_submitted(db, program, make.make_user(db), **values)  # type: ignore[arg-type]


def scored(db: Session, program: Program, nomination: Nomination, judge: User, *, final: bool = True) -> None:
    full = {criterion.id: 8000 for criterion in make.criteria_of(db, program)}
    make.make_scorecard(db, make.make_assignment(db, nomination, judge), full, final=final)


def test_the_figures_count_what_is_in_the_contest(
    db: Session, visitor: Visitor, program: Program, organizer: User
) -> None:
    judges = [make.make_judge(db, program) for _ in range(3)]
    first, second = submitted(db, program, flag=True), submitted(db, program)
    withdrawn = submitted(db, program, flag=True)
    withdrawn.state = State.WITHDRAWN
    make.make_draft(db, program, make.make_user(db))
    for judge in judges:
        scored(db, program, first, judge)
    scored(db, program, second, judges[0], final=False)
    page = visitor.signed_in(organizer).get(PAGE).text
    assert figures(page) == {"Nominations": "2", "Begun": "1", "To settle": "1", "Scores": "3"}
    assert "of 6 wanted" in page
    rows = re.findall(r'<tr><th scope="row">(none yet|\d|3 or more)</th><td class="num">(\d+)</td>', page)
    assert rows == [("none yet", "1"), ("1", "0"), ("2", "0"), ("3 or more", "1")]


def test_revenue_of_a_category_stands_with_its_split(
    db: Session, visitor: Visitor, program: Program, organizer: User
) -> None:
    for _ in range(2):
        submitted(db, program, split=(900_000_00, 0, 100_000_00, 0))
    submitted(db, program, category=make.category_of(db, program, ForRole.FARMER), split=(1_000_00, 0, 0, 0))
    page = visitor.signed_in(organizer).get(PAGE).text
    assert "Salesperson of the Year: 2 nominations" in page
    assert "$2M, of which $200k new business" in page
    assert "Major Account Manager of the Year: 1 nomination" in page


def test_what_needs_attention_comes_with_the_page_that_deals_with_it(
    db: Session, visitor: Visitor, program: Program, organizer: User
) -> None:
    idle, busy = make.make_judge(db, program), make.make_judge(db, program)
    nomination = submitted(db, program, flag=True)
    scored(db, program, nomination, busy)
    make.make_assignment(db, nomination, idle)
    db.add_all(
        [
            Conflict(
                nomination_id=nomination.id, user_id=busy.id, source="same_company", state=ConflictState.POSSIBLE,
                created_at=nomination.created_at,
            ),
            OutboxMail(
                dedup_key="x", program_id=program.id, to_email="a@b.example", subject="s", body="b", attempts=9,
                created_at=nomination.created_at, given_up_at=nomination.created_at,
            ),
        ]
    )  # fmt: skip
    db.commit()
    assert attention(visitor.signed_in(organizer).get(PAGE).text) == [
        ("1 question about a category waits for your decision.", "/programs/awards/flags"),
        ("1 possible conflict of interest waits to be looked at.", "/programs/awards/conflicts"),
        ("1 nomination has fewer judges than the program wants.", "/programs/awards/assignments"),
        ("1 judge is behind, or has not signed in.", "/programs/awards/letters"),
        ("1 mail could not be delivered.", "/programs/awards/mail"),
    ]


def test_a_doubted_category_waits_for_the_organizer_too(
    db: Session, visitor: Visitor, program: Program, organizer: User
) -> None:
    from tests.flags.arranging import doubt

    doubt(db, program, submitted(db, program))
    assert figures(visitor.signed_in(organizer).get(PAGE).text)["To settle"] == "1"


@pytest.mark.parametrize(
    ("standing", "sentence"),
    [
        ("draft", "Nominations are not open yet."),
        ("open", "No judges yet: invite the panel."),
        ("tallying", "Judging is over: the results are there."),
    ],
)
def test_each_phase_has_its_next_step(db: Session, visitor: Visitor, standing: str, sentence: str) -> None:
    program = make.make_program(db, "awards", standing=standing)
    page = visitor.signed_in(make.make_organizer(db, program)).get(PAGE).text
    assert sentence in [words for words, _path in attention(page)]


def test_a_conflicted_organizer_s_figures_leave_the_nomination_out(
    db: Session, visitor: Visitor, program: Program, organizer: User
) -> None:
    secret = submitted(db, program, flag=True, split=(0, 0, 7_777_777_00, 0))
    scored(db, program, secret, make.make_judge(db, program))
    db.add(
        Conflict(
            nomination_id=secret.id, user_id=organizer.id, source="declared", state=ConflictState.CONFIRMED,
            created_at=secret.created_at,
        )
    )  # fmt: skip
    db.commit()
    page = visitor.signed_in(organizer).get(PAGE).text
    assert figures(page) == {"Nominations": "0", "Begun": "0", "To settle": "0", "Scores": "0"}
    assert "$7.8M" not in page


def test_a_day_begins_at_midnight_of_the_program_s_zone(db: Session, program: Program) -> None:
    program.time_zone = "Asia/Kathmandu"  # 5:45 ahead of UTC
    moments = (datetime(2027, 3, 4, 18, 14, tzinfo=UTC), datetime(2027, 3, 4, 18, 15, tzinfo=UTC))
    for moment in moments:
        nomination = submitted(db, program)
        db.query(Submission).filter_by(nomination_id=nomination.id).update({Submission.received_at: moment})
    db.commit()
    found = arrivals(db, program, frozenset())
    assert {str(day): count for day, count in found.items()} == {"2027-03-04": 1, "2027-03-05": 1}


def test_a_long_time_of_nominations_is_shown_by_weeks(db: Session, visitor: Visitor) -> None:
    now = datetime.now(UTC)
    program = make.make_program(db, "awards", opens_at=now - timedelta(days=100))
    submitted(db, program)
    page = visitor.signed_in(make.make_organizer(db, program)).get(PAGE).text
    assert "Nominations by week" in page
    assert page.count('class="chart-bar') <= 15


def test_the_number_of_queries_does_not_grow_with_the_program(
    db: Session, visitor: Visitor, program: Program, organizer: User
) -> None:
    browser = visitor.signed_in(organizer)
    with browser.counting() as few:
        browser.get(PAGE)
    for _ in range(8):
        scored(db, program, submitted(db, program, flag=True), make.make_judge(db, program))
    with browser.counting() as many:
        browser.get(PAGE)
    assert len(few) == len(many) <= 20


def test_only_organizers_see_it(db: Session, visitor: Visitor, program: Program) -> None:
    for user in (make.make_judge(db, program), make.make_user(db), make.make_organizer(db, make.make_program(db))):
        assert visitor.signed_in(user).get(PAGE).status_code == 404
    assert visitor.get(PAGE).status_code == 303


def test_between_rounds_the_organizer_is_told_to_choose_and_then_counts_only_who_went_through(
    db: Session, visitor: Visitor
) -> None:
    program, now = make.make_program(db, "long", standing="judging", minimum_scores=1), datetime.now(UTC)
    owner, judge = make.make_user(db), make.make_judge(db, program)
    nominations = [make.make_submitted(db, program, owner) for _each in range(3)]
    first = make.round_of(db, program)
    first.closes_at = now - timedelta(hours=1)
    final = make.make_round(db, program, begun=False, scores_wanted=1, opens_at=now - timedelta(minutes=5))
    db.commit()
    organizer = visitor.signed_in(make.make_organizer(db, program))
    page = organizer.get("/programs/long/overview").text
    assert "The round has closed: choose who goes through to the next." in page
    assert "/programs/long/through" in page
    final.begun_at, program.scores_wanted = now, 1
    db.add(RoundEntry(round_id=final.id, nomination_id=nominations[0].id, created_at=now))
    db.commit()
    page = organizer.get("/programs/long/overview").text
    assert "choose who goes through" not in page
    assert "Of “Final”" in page
    assert "of 1 wanted" in page
    assert "1 nomination has fewer judges than the program wants." in page
    make.make_assignment(db, nominations[0], judge, final)
    assert "fewer judges" not in organizer.get("/programs/long/overview").text
