"""An organizer sets a calibration up before judging opens, changes it while nobody has begun, and sees how the panel read it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.domain.states import State
from app.judging.models import Assignment
from app.mail.models import OutboxMail
from app.nominations.models import Nomination
from app.policy import Role
from app.programs.models import ForRole, Program, Round, RoundMode, Rubric
from app.programs.queries import calibration_of, rounds_of
from tests import factories as make
from tests.browsing import Visitor
from tests.judging.arranging import visible
from tests.programs.typing_in import fields_of, wall


@dataclass
class Setting:
    """A program that checks its flags, with two nominations, three judges and an organizer."""

    program: Program
    organizer: User
    judges: list[User]
    entries: list[Nomination]
    path: str = field(init=False)

    def __post_init__(self) -> None:
        self.path = f"/programs/{self.program.slug}/calibration"

    def fields(self, **more: Any) -> dict[str, Any]:
        now = datetime.now(UTC)
        return {
            "opens_at": wall(self.program, now + timedelta(hours=1)), "closes_at": wall(self.program, self.program.judging_opens_at),
            "entry1": self.entries[0].reference, "entry2": self.entries[1].reference, **more,
        }  # fmt: skip


def setting(db: Session, standing: str = "closed") -> Setting:
    program = make.make_program(db, standing=standing)
    owner, organizer = make.make_user(db), make.make_organizer(db, program)
    judges = [make.make_judge(db, program) for _each in range(3)]
    hunter = make.make_submitted(db, program, owner, nominee="Hanna Hunt")
    farmer = make.make_submitted(
        db, program, owner, nominee="Fred Farm", role="farmer", flag=True, category=make.category_of(db, program, ForRole.FARMER)
    )  # fmt: skip
    return Setting(program, organizer, judges, [hunter, farmer])


def held(db: Session, one: Setting) -> set[tuple[int, int]]:
    db.expire_all()
    made = calibration_of(db, one.program.id)
    if made is None:
        return set()
    rows = db.execute(select(Assignment.nomination_id, Assignment.judge_id).where(Assignment.round_id == made.id))
    found = {(row[0], row[1]) for row in rows}
    db.rollback()
    return found


def test_the_page_proposes_entries_that_differ_and_sets_them_up(db: Session, visitor: Visitor) -> None:
    one = setting(db)
    make.make_submitted(db, one.program, make.make_user(db), nominee="Another Hunt")
    browser = visitor.signed_in(one.organizer)
    page = browser.get(one.path).text
    chosen = [part.split('"')[1] for part in page.split("<option ")[1:] if " selected" in part.split(">")[0]]
    assert chosen == [entry.reference for entry in one.entries]
    answer = browser.submit(one.path, **one.fields())
    assert (answer.status_code, answer.headers["location"]) == (303, one.path)
    assert held(db, one) == {(entry.id, judge.id) for entry in one.entries for judge in one.judges}
    page = visible(browser.get(one.path).text)
    assert "3 judges take part, 0 finished." in page
    assert [row.name for row in rounds_of(db, one.program.id)] == ["Judging"]


def test_each_judge_is_told_once_and_without_naming_an_entry(db: Session, visitor: Visitor) -> None:
    one = setting(db)
    visitor.signed_in(one.organizer).submit(one.path, **one.fields())
    mails = db.scalars(select(OutboxMail).where(OutboxMail.dedup_key.like("calibration:%"))).all()
    assert sorted(mail.to_email for mail in mails) == sorted(judge.email for judge in one.judges)
    assert all(
        "the same 2 entries" in mail.body and f"/programs/{one.program.slug}/desk" in mail.body for mail in mails
    )
    for said in ("Hanna Hunt", "Fred Farm", *(entry.reference for entry in one.entries)):
        assert all(str(said) not in mail.body + mail.subject for mail in mails)


def test_whoever_is_too_close_sits_out_that_entry_and_the_page_says_why(db: Session, visitor: Visitor) -> None:
    one = setting(db)
    make.make_conflict(db, one.entries[0], one.judges[0])
    close = make.make_judge(db, one.program, f"x{one.program.id}@same.example")
    owner = db.get_one(User, one.entries[1].owner_id)
    close.company = owner.company = "Bolt Foundry Ltd"
    make.make_role(db, owner, one.program, Role.JUDGE)
    db.commit()
    browser = visitor.signed_in(one.organizer)
    browser.submit(one.path, **one.fields())
    seats = held(db, one)
    assert (one.entries[0].id, one.judges[0].id) not in seats
    assert (one.entries[1].id, one.judges[0].id) in seats
    assert not any(judge in (close.id, owner.id) for _entry, judge in seats)
    page = visible(browser.get(one.path).text)
    assert f"{one.judges[0].name} (conflict of interest)" in page
    assert "(same company)" in page
    assert "(nominated it)" in page


def test_dates_that_cannot_be_are_refused_in_a_sentence_and_given_back(db: Session, visitor: Visitor) -> None:
    one = setting(db)
    browser, now = visitor.signed_in(one.organizer), datetime.now(UTC)
    late = wall(one.program, one.program.judging_opens_at + timedelta(hours=1))
    for wrong, sentence in (
        ({"closes_at": late}, "Please end the calibration then or earlier"),
        ({"closes_at": wall(one.program, now + timedelta(minutes=30))}, "A calibration must end after it begins."),
        ({"opens_at": wall(one.program, now - timedelta(days=2)), "closes_at": wall(one.program, now - timedelta(days=1))}, "This is over already."),
        ({"entry1": "NO-SUCH-1"}, "No submitted nomination that you look after has this reference."),
        ({"entry2": one.entries[0].reference}, "This nomination is chosen already."),
        ({"opens_at": "soon"}, "Please give a date and a time"),
        ({"entry1": ""}, "Please fill this in."),
    ):  # fmt: skip
        answer = browser.submit(one.path, **one.fields(**wrong))
        assert answer.status_code == 422, wrong
        assert sentence in visible(answer.text)
        for name in wrong.keys() & {"opens_at", "closes_at"}:
            assert f'value="{wrong[name]}"' in answer.text
    assert held(db, one) == set()


def test_once_judging_has_opened_there_is_none_any_more(db: Session, visitor: Visitor) -> None:
    one = setting(db, "judging")
    browser = visitor.signed_in(one.organizer)
    page = browser.get(one.path)
    assert page.status_code == 200
    assert "Too late for a calibration" in page.text
    assert "A calibration comes before all judging" in page.text
    assert 'name="entry1"' not in page.text
    assert browser.submit(one.path, **one.fields()).status_code == 422
    assert held(db, one) == set()


def test_empty_programs_say_what_is_missing(db: Session, visitor: Visitor) -> None:
    program = make.make_program(db)
    browser = visitor.signed_in(make.make_organizer(db, program))
    path = f"/programs/{program.slug}/calibration"
    assert "No nominations yet" in browser.get(path).text
    make.make_submitted(db, program, make.make_user(db))
    assert "No judges yet" in browser.get(path).text
    make.make_judge(db, program)
    db.scalars(select(Round).where(Round.program_id == program.id)).one().mode = RoundMode.SCREEN
    db.commit()
    assert "No round of this program is scored with a rubric." in browser.get(path).text


def test_it_can_be_changed_and_taken_back_until_a_judge_begins(db: Session, visitor: Visitor) -> None:
    one = setting(db)
    browser = visitor.signed_in(one.organizer)
    browser.submit(one.path, **one.fields())
    browser.submit(one.path, **one.fields(entry2=""))
    assert held(db, one) == {(one.entries[0].id, judge.id) for judge in one.judges}
    assert len(db.scalars(select(OutboxMail).where(OutboxMail.dedup_key.like("calibration:%"))).all()) == 6
    db.rollback()
    assert browser.submit(f"{one.path}/undo").status_code == 303
    assert calibration_of(db, one.program.id) is None
    assert len(db.scalars(select(OutboxMail).where(OutboxMail.dedup_key.like("calibration_off:%"))).all()) == 3
    db.rollback()
    begun = make.make_calibration(db, *one.entries, judges=one.judges)
    first = db.scalars(select(Assignment).where(Assignment.round_id == begun.id)).first()
    assert first is not None
    make.make_scorecard(db, first, {}, final=False)
    answer = browser.submit(one.path, **one.fields(entry2=""))
    assert (answer.status_code, "so it stays as it is" in visible(answer.text)) == (422, True)
    assert browser.submit(f"{one.path}/undo").status_code == 422
    assert len(held(db, one)) == 6


def test_judges_who_come_later_get_the_entries_with_one_click(db: Session, visitor: Visitor) -> None:
    one = setting(db)
    browser = visitor.signed_in(one.organizer)
    browser.submit(one.path, **one.fields())
    newcomer = make.make_judge(db, one.program)
    assert "Give them the entries too" in browser.get(one.path).text
    assert browser.submit(f"{one.path}/newcomers").status_code == 303
    assert {(entry.id, newcomer.id) for entry in one.entries} <= held(db, one)
    mails = db.scalars(select(OutboxMail).where(OutboxMail.to_email == newcomer.email)).all()
    assert len(mails) == 1
    assert "Give them the entries too" not in browser.get(one.path).text


def scored(db: Session, one: Setting, *given: int) -> Round:
    """Each judge in turn gave the first entry this on every criterion, and the second 5."""
    made = make.make_calibration(db, *one.entries, judges=one.judges)
    criteria = make.criteria_of(db, one.program)
    for judge, points in zip(one.judges, given, strict=False):
        for entry, value in zip(one.entries, (points, 5000), strict=True):
            assignment = db.scalars(
                select(Assignment).where(Assignment.round_id == made.id, Assignment.nomination_id == entry.id, Assignment.judge_id == judge.id)
            ).one()  # fmt: skip
            make.make_scorecard(db, assignment, {criterion.id: value + 500 * (place == 0) * (judge is one.judges[0]) for place, criterion in enumerate(criteria)})  # fmt: skip
    return made


def test_organizers_see_who_finished_and_what_is_read_most_differently(db: Session, visitor: Visitor) -> None:
    one = setting(db)
    scored(db, one, 9000, 3000)
    html = visitor.signed_in(one.organizer).get(one.path).text
    page = visible(html)
    assert "3 judges take part, 2 finished." in page
    most = page.split("Read most differently")[1].split("Sharpen the rubric")[0]
    assert most.index("New business") < most.index("Difficulty")
    assert "New business : 3.5 points" in most  # (6.5 + 0.5) / 2
    assert "Difficulty : 3.0 points" in most
    assert f"?round={rounds_of(db, one.program.id)[0].id}" in html


def test_an_organizer_who_judges_too_sees_scores_only_after_their_own(db: Session, visitor: Visitor) -> None:
    one = setting(db)
    make.make_role(db, one.organizer, one.program, Role.JUDGE)
    one.judges.append(one.organizer)
    scored(db, one, 9000, 3000, 4000)
    page = visible(visitor.signed_in(one.organizer).get(one.path).text)
    assert page.count("You judge it too") == 2
    assert "points" not in page.split("3 finished")[1]


def test_an_organizer_with_a_conflict_sees_neither_the_entry_nor_its_scores_and_keeps_it_when_changing(db: Session, visitor: Visitor) -> None:  # fmt: skip
    one = setting(db)
    visitor.signed_in(one.organizer).submit(one.path, **one.fields())
    other = make.make_organizer(db, one.program)
    make.make_conflict(db, one.entries[0], other)
    browser = visitor.signed_in(other)
    page = browser.get(one.path).text
    assert "Hanna Hunt" not in page
    assert str(one.entries[0].reference) not in page
    assert browser.submit(one.path, **one.fields(entry1=one.entries[1].reference, entry2="")).status_code == 303
    assert {entry for entry, _judge in held(db, one)} == {entry.id for entry in one.entries}


def rubric_rows(db: Session, program: Program) -> list[tuple[int, int]]:
    db.expire_all()
    first = rounds_of(db, program.id)[0].id
    return [(row.id, row.number) for row in db.scalars(select(Rubric).where(Rubric.round_id == first))]


def test_sharpening_the_rubric_afterwards_leaves_the_calibration_its_words(db: Session, visitor: Visitor) -> None:
    one = setting(db)
    held_id, browser = scored(db, one, 9000, 3000, 4000).id, visitor.signed_in(one.organizer)
    program, criterion_id, path = (
        one.program,
        make.criteria_of(db, one.program)[0].id,
        f"/programs/{one.program.slug}/criteria",
    )
    typed = {**fields_of(browser.get(f"{path}?edit={criterion_id}").text), "name": "Business won"}
    [(old, number)] = rubric_rows(db, program)
    db.commit()  # a reading session would keep the app's writers out
    assert browser.submit(f"{path}/{criterion_id}", **typed).status_code == 303
    [(new, same)] = rubric_rows(db, program)
    assert (new != old, same) == (True, number)
    assert db.get_one(Rubric, old).round_id == held_id
    assert make.criteria_of(db, program)[0].name == "Business won"
    db.commit()
    page = visible(browser.get(one.path).text)
    assert "New business" in page
    assert "Business won" not in page
    # An address of the old criterion, in a tab that stayed open, changes nothing of the calibration.
    assert browser.submit(f"{path}/{criterion_id}", **typed).status_code == 404


def test_the_page_asks_as_many_questions_for_many_judges_as_for_few(db: Session, visitor: Visitor) -> None:
    one = setting(db)
    scored(db, one, 9000, 3000, 4000)
    browser = visitor.signed_in(one.organizer)
    browser.get(one.path)
    with browser.counting() as few:
        browser.get(one.path)
    for _each in range(6):
        make.make_judge(db, one.program)
    browser.submit(f"{one.path}/newcomers")
    assert "9 judges take part" in visible(browser.get(one.path).text)
    with browser.counting() as many:
        browser.get(one.path)
    assert len(many) == len(few)


def test_the_overview_says_what_it_waits_for_and_then_that_the_rubric_can_be_sharpened(
    db: Session, visitor: Visitor
) -> None:
    one = setting(db)
    made = scored(db, one, 9000, 3000)
    browser, overview = visitor.signed_in(one.organizer), f"/programs/{one.program.slug}/overview"
    page = browser.get(overview).text
    assert "The calibration is open: 2 scorecards are not in yet." in page
    assert one.path in page
    made.closes_at = datetime.now(UTC) - timedelta(minutes=1)
    db.commit()
    page = browser.get(overview).text
    assert "The calibration is open" not in page
    assert "Until judging opens, the rubric can be sharpened" in page
    db.get_one(Program, one.program.id).judging_opens_at = datetime.now(UTC) - timedelta(seconds=1)
    db.commit()
    assert "the rubric can be sharpened" not in browser.get(overview).text


def test_the_overview_waits_for_no_scorecard_of_an_entry_that_was_withdrawn(db: Session, visitor: Visitor) -> None:
    one = setting(db)
    scored(db, one, 9000, 3000)
    db.get_one(Nomination, one.entries[0].id).state = State.WITHDRAWN
    db.commit()
    page = visitor.signed_in(one.organizer).get(f"/programs/{one.program.slug}/overview").text
    assert "The calibration is open: 1 scorecard is not in yet." in page
