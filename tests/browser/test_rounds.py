"""Three rounds in a real browser: a first look, a shortlist with a tie at the cut, a final with judges of its own, the winner."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.decision_file import verify
from app.nominations.models import Nomination, Submission
from app.programs.models import Program, Round, RoundJudge, RoundMode
from app.programs.queries import rounds_of
from tests import factories as make
from tests.browser.test_journey import Person

HERE = "/programs/long"
NAMES = ("Ada Climber", "Ben Second", "Cleo Third", "Dan Fourth")


def arranged(db: Session) -> Program:
    """A first look that is open, a shortlist of one and a final for one judge alone; four nominations, on two desks."""
    program = make.make_program(db, "long", standing="judging", feedback=True, minimum_scores=1)
    make.make_organizer(db, program, "organizer@committee.example")
    judges = [make.make_judge(db, program, f"judge@jury{number}.example") for number in (1, 2, 3)]
    for number, judge in enumerate(judges, 1):
        judge.name = f"Judge {number}"
    first = make.round_of(db, program)
    first.name, first.mode, first.goes_through, first.minimum_scores = "Longlist", RoundMode.SCREEN, 2, 1
    short = make.make_round(db, program, "Shortlist", begun=False, goes_through=1, minimum_scores=1, scores_wanted=2)
    final = make.make_round(db, program, "Final", begun=False, minimum_scores=1, scores_wanted=1)
    for row, own in ((short, judges[:2]), (final, judges[2:])):
        db.add_all(RoundJudge(round_id=row.id, user_id=judge.id) for judge in own)
    owner = make.make_user(db, "nominator@firn.example")
    for name in NAMES:
        nomination = make.make_submitted(db, program, owner, nominee=name)
        for judge in judges[:2]:
            make.make_assignment(db, nomination, judge, first)
    db.commit()
    return program


def turn(db: Session, program: Program, place: int) -> Round:
    """The round at this place has just closed, and the next one opened."""
    now, rounds = datetime.now(UTC), rounds_of(db, program.id)
    rounds[place].closes_at = now - timedelta(minutes=2)
    if place + 1 < len(rounds):
        rounds[place + 1].opens_at = now - timedelta(minutes=1)
    else:
        program.judging_closes_at = now - timedelta(minutes=2)
    db.commit()
    return rounds[place]


def of(db: Session, name: str) -> str:
    """The public id of the nomination of this nominee."""
    public_id = db.scalars(
        select(Nomination.public_id)
        .join(Submission, Submission.nomination_id == Nomination.id)
        .where(Submission.nominee_name == name)
    ).one()
    db.commit()
    return public_id


def test_three_rounds_from_the_first_look_to_the_winner(
    open_page: Callable[..., Page], db: Session, tmp_path: Path
) -> None:
    program = arranged(db)
    organizer = Person(open_page, db, "organizer@committee.example", script=True, looks=True).sign_in()
    one, two, three = (
        Person(open_page, db, f"judge@jury{number}.example", script=True, looks=False).sign_in() for number in (1, 2, 3)
    )
    first_look(one, "yyyn")
    first_look(two, "yyyn")
    organizer.go(f"{HERE}/progress")
    expect(organizer.page.locator("main")).to_contain_text("Answers that count")
    turn(db, program, 0)

    organizer.go(f"{HERE}/through")
    expect(organizer.page.locator("main")).to_contain_text("There are ties at the cut")
    go_through(organizer, NAMES[0], NAMES[1])
    plan(organizer)
    for person in (one, two):
        score(person, {NAMES[0]: "9", NAMES[1]: "6"})
    organizer.go(f"{HERE}/results?round={rounds_of(db, program.id)[0].id}")
    expect(organizer.page.locator("main")).to_contain_text("2 yes, 0 no")
    turn(db, program, 1)

    go_through(organizer, NAMES[0])
    plan(organizer)
    one.go(f"{HERE}/desk")
    expect(one.page.locator("main")).to_contain_text("Nothing for you in “Final”")
    score(three, {NAMES[0]: "8"})
    turn(db, program, 2)
    decide(organizer, db, program)

    public = open_page(f"{HERE}/winners", width=390)
    expect(public.locator("main")).to_contain_text("Ada Climber")
    organizer.go(f"{HERE}/exports")
    with organizer.page.expect_download() as taken:
        organizer.page.get_by_role("button", name="Download the decision file (ZIP)").click()
    taken.value.save_as(tmp_path / "decision.zip")
    checked = verify((tmp_path / "decision.zip").read_bytes())
    wrong = [part.name for part in checked.parts if not part.matches]
    assert wrong == ["assessments.json: shares, roles, flags and reasons"], (
        "those of these tests are made up; all else is computed again"
    )


def first_look(judge: Person, words: str) -> None:
    """y: yes, n: no; from the desk, one after the other, then "I'm done"."""
    judge.go(f"{HERE}/desk")
    with judge.page.expect_navigation():
        judge.page.get_by_role("link", name="Look at the next one").click()
    for word in words:
        judge.press("Yes" if word == "y" else "No")
    judge.go(f"{HERE}/desk/done")
    judge.press("I'm done")
    expect(judge.page.locator("main")).to_contain_text("You said that you are done")


def go_through(organizer: Person, *names: str) -> None:
    organizer.go(f"{HERE}/through")
    boxes = organizer.page.locator("main input[type=checkbox][name=nomination]")
    for box in boxes.all():
        box.uncheck()
    for name in names:
        organizer.page.locator("tr", has_text=name).get_by_role("checkbox").check()
    organizer.press("Look at it before it is done")
    button = organizer.page.locator("main").get_by_role("button", name="Take them into")
    with organizer.page.expect_navigation():
        button.click()
    expect(organizer.page.locator("main")).to_contain_text("counts now")


def plan(organizer: Person) -> None:
    organizer.go(f"{HERE}/assignments/plan")
    organizer.press("Show the plan")
    organizer.press("Save this plan")


def score(judge: Person, given: dict[str, str]) -> None:
    """Every criterion of each nominee gets the same; number keys would do, and a form does too."""
    for name, points in given.items():
        judge.go(f"/nominations/{of(judge.db, name)}/score")
        for box in judge.page.locator(f"input[type=radio][name^=score-][value='{points}']").all():
            box.check(force=True)
        judge.press("Submit and next")
    judge.go(f"{HERE}/desk/done")
    judge.press("I'm done")


def decide(organizer: Person, db: Session, program: Program) -> None:
    """Awarded, proposed, approved, published; one organizer does it all."""
    place = make.category_of(db, program).id
    db.commit()
    organizer.go(f"{HERE}/decisions/{place}")
    card = organizer.page.locator("#awards")
    card.locator("[name=kind]").select_option("winner")
    card.locator("[name=reference]").fill(
        organizer.page.locator("tr", has_text=NAMES[0]).locator("small .nowrap").first.inner_text()
    )
    with organizer.page.expect_navigation():
        card.get_by_role("button", name="Add", exact=True).click()
    organizer.press("Propose")
    organizer.press("Approve")
    organizer.go(f"{HERE}/decisions")
    moment = datetime.now(UTC).astimezone(ZoneInfo(program.time_zone)) - timedelta(minutes=2)
    organizer.page.locator("[name=publish_at]").fill(moment.strftime("%Y-%m-%dT%H:%M"))
    organizer.press("Set this moment")
    organizer.press("Approve publication")
