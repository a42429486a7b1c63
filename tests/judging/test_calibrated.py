"""A judge scores the calibration before judging opens, and sees the panel's spread: of an entry not before the own scorecard is in,
of no fewer than three others, without names, and never of one that a conflict keeps from them."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.judging.models import Assignment, CategoryDoubt, Ruling, Score, Scorecard
from app.nominations.models import Nomination
from app.programs.models import Program, Round
from tests import factories as make
from tests.browsing import Visitor
from tests.judging.arranging import look, visible


@dataclass
class Calibrated:
    """Two entries that four judges score; judging opens in ten days, with the first of them on the first judge's desk as well."""

    program: Program
    judges: list[User]
    entries: list[Nomination]
    round: Round
    criteria: list[int]
    desk: str = field(init=False)

    def __post_init__(self) -> None:
        self.desk = f"/programs/{self.program.slug}/desk"

    def path(self, entry: int = 0, last: str = "score") -> str:
        return f"/nominations/{self.entries[entry].public_id}/{last}"

    def fields(self, *points: Any, version: str = "c0", **more: Any) -> dict[str, Any]:
        return {"version": version, **{f"score-{key}": str(value) for key, value in zip(self.criteria, points, strict=False)}, **more}  # fmt: skip


def arranged(db: Session, *, entries: int = 2, **program: Any) -> Calibrated:
    made = make.make_program(db, standing="closed", **program)
    owner = make.make_user(db)
    judges = [make.make_judge(db, made) for _each in range(4)]
    chosen = [make.make_submitted(db, made, owner, nominee=f"Entry {number}", flag=number == 1) for number in range(1, entries + 1)]  # fmt: skip
    make.make_assignment(db, chosen[0], judges[0])
    held = make.make_calibration(db, *chosen, judges=judges)
    found = Calibrated(made, judges, chosen, held, [one.id for one in make.criteria_of(db, made)])
    db.commit()
    return found


def give(db: Session, one: Calibrated, judge: int, entry: int, points: int, *, final: bool = True) -> None:
    wanted = Assignment.round_id == one.round.id, Assignment.nomination_id == one.entries[entry].id, Assignment.judge_id == one.judges[judge].id  # fmt: skip
    assignment = db.scalars(select(Assignment).where(*wanted)).one()
    make.make_scorecard(db, assignment, dict.fromkeys(one.criteria, points), final=final)


def over(db: Session, *, judging: bool = False) -> None:
    now = datetime.now(UTC)
    db.execute(update(Round).where(Round.calibration).values(closes_at=now - timedelta(minutes=1)))
    if judging:
        db.execute(update(Program).values(judging_opens_at=now - timedelta(seconds=30)))
        db.execute(update(Round).where(~Round.calibration).values(opens_at=now - timedelta(seconds=30)))
    db.commit()


def test_the_desk_shows_the_calibration_first_and_judging_afterwards(db: Session, visitor: Visitor) -> None:
    one = arranged(db)
    judge = visitor.signed_in(one.judges[0])
    page = visible(judge.get(one.desk).text)
    assert "Before judging opens: 2 entries that everybody scores." in page
    assert "Entry 1" in page
    assert "Entry 2" in page
    assert "I'm done" not in page.split("Keys")[0]
    over(db)
    page = visible(judge.get(one.desk).text)
    assert "Entry 2" not in page
    assert "Judging opens on" in page
    assert judge.get(one.path(0)).status_code == 403
    assert judge.get(one.path(1)).status_code == 404


def test_before_it_opens_the_desk_says_when_and_nothing_can_be_read(db: Session, visitor: Visitor) -> None:
    one = arranged(db)
    db.execute(update(Round).where(Round.calibration).values(opens_at=datetime.now(UTC) + timedelta(hours=2)))
    db.commit()
    judge = visitor.signed_in(one.judges[1])
    page = visible(judge.get(one.desk).text)
    assert "First a calibration" in page
    assert "2 entries wait here" in page
    assert "Entry 1" not in page
    assert judge.get(one.path(0)).status_code == 404
    assert judge.submit(one.path(0), **one.fields(5)).status_code == 404


def test_scoring_is_marked_saves_there_and_goes_on_to_how_the_panel_read_it(db: Session, visitor: Visitor) -> None:
    one = arranged(db)
    judge = visitor.signed_in(one.judges[0])
    page = judge.get(one.path(0)).text
    assert "Calibration: this counts for nothing" in page
    assert 'value="c0"' in page
    for absent in ("verdict", "doubt_reason", "comment_nominee"):
        assert f'name="{absent}"' not in page
    saved = judge.post(one.path(0), data=one.fields(8), headers={"X-Autosave": "1", "Accept": "application/json"})
    assert (saved.status_code, saved.json()["version"]) == (200, "c1")
    answer = judge.submit(one.path(0, "final"), **one.fields(8, 7, 6, 5, 4, version="c1"))
    assert answer.headers["location"] == one.path(1)
    answer = judge.submit(one.path(1, "final"), **one.fields(5, 5, 5, 5, 5))
    assert answer.headers["location"] == f"{one.desk}/calibrated"
    cards = look(db, select(Assignment.round_id).join(Scorecard, Scorecard.assignment_id == Assignment.id).where(Scorecard.final_at.is_not(None)))  # fmt: skip
    assert cards == [one.round.id] * 2
    assert look(db, select(Program.rubric_locked_at)) == [None]
    assert "You have scored the calibration" in judge.get(one.desk).text


def test_nobody_rules_doubts_or_ends_in_a_calibration(db: Session, visitor: Visitor) -> None:
    one = arranged(db)
    judge = visitor.signed_in(one.judges[0])
    judge.submit(one.path(0), **one.fields(8, verdict="agree"))
    assert (
        judge.submit(one.path(0, "doubt"), **one.fields(8, version="c1", doubt_reason="Elsewhere")).status_code == 422
    )
    assert judge.submit(f"{one.desk}/done").status_code == 403
    assert look(db, select(Ruling.id)) == look(db, select(CategoryDoubt.id)) == []


def test_b8_nothing_of_the_others_before_the_own_scorecard_is_final(db: Session, visitor: Visitor) -> None:
    one = arranged(db)
    for judge in (1, 2, 3):
        give(db, one, judge, 0, 2000 + 1000 * judge)
        give(db, one, judge, 1, 9000)
    mine = visitor.signed_in(one.judges[0])

    def told() -> str:
        return mine.get(f"{one.desk}/calibrated").text.split("<h1")[1]

    blank = told()
    assert visible(blank).count("You see how the others read it once you have submitted") == 2
    assert "chart-dot" not in blank
    mine.submit(one.path(0), **one.fields(8, 8, 8, 8, 8))
    told()  # the page that says "Saved" above
    assert told() == blank  # saved, and not submitted
    mine.submit(one.path(0, "final"), **one.fields(8, 8, 8, 8, 8, version="c1"))
    page = visible(mine.get(f"{one.desk}/calibrated").text)
    assert page.count("you: 8 · middle: 4.0 · from 3 to 5") == 5
    assert page.count("You see how the others read it once you have submitted") == 1
    assert "middle" not in page.split("Entry 2")[1].split("A dot is")[0]


def test_b8_whoever_never_submitted_learns_nothing_afterwards_either(db: Session, visitor: Visitor) -> None:
    one = arranged(db)
    for judge in (1, 2, 3):
        give(db, one, judge, 0, 3000)
    give(db, one, 0, 0, 7000, final=False)
    over(db, judging=True)
    page = visitor.signed_in(one.judges[0]).get(f"{one.desk}/calibrated").text
    assert "You did not submit a scorecard for it" in page
    assert "chart-dot" not in page
    assert "calibration-own" not in page


def test_b7_fewer_than_three_others_are_not_enough_and_more_are_shown_as_they_finish(db: Session, visitor: Visitor) -> None:  # fmt: skip
    one = arranged(db)
    for judge in (0, 1, 2):
        give(db, one, judge, 0, 4000 + 1000 * judge)
    mine = visitor.signed_in(one.judges[0])
    page = mine.get(f"{one.desk}/calibrated").text
    assert visible(page).count("you: 4 · not yet enough others") == 5
    assert "chart-dot" not in page
    give(db, one, 3, 0, 9000)
    assert visible(mine.get(f"{one.desk}/calibrated").text).count("middle: 6.0 · from 5 to 9") == 5


def test_no_page_of_a_judge_names_another(db: Session, visitor: Visitor) -> None:
    one = arranged(db)
    for judge in range(4):
        give(db, one, judge, 0, 4000 + 1000 * judge)
    page = visitor.signed_in(one.judges[0]).get(f"{one.desk}/calibrated").text
    for other in one.judges[1:]:
        assert other.name not in page
        assert other.email not in page


def test_a_conflict_or_recusal_takes_the_entry_away_and_the_own_scores_from_the_panel(db: Session, visitor: Visitor) -> None:  # fmt: skip
    one = arranged(db)
    for judge in range(4):
        give(db, one, judge, 0, 4000 + 1000 * judge)
    first, second = visitor.signed_in(one.judges[0]), visitor.signed_in(one.judges[1])
    assert "you: 5 · middle: 6.0 · from 4 to 7" in visible(second.get(f"{one.desk}/calibrated").text)
    assert first.submit(one.path(0, "recuse"), reason="My sister works there").status_code == 303
    page = first.get(f"{one.desk}/calibrated").text
    assert "Entry 1" not in page
    assert "Entry 2" in page
    assert first.get(one.path(0)).status_code == 404
    assert "not yet enough others" in visible(second.get(f"{one.desk}/calibrated").text)
    make.make_conflict(db, one.entries[1], one.judges[0])
    assert first.get(f"{one.desk}/calibrated").status_code == 404


def test_names_stay_hidden_where_the_program_is_blind(db: Session, visitor: Visitor) -> None:
    one = arranged(db, hide_nominee=True)
    give(db, one, 0, 0, 4000)
    page = visitor.signed_in(one.judges[0]).get(f"{one.desk}/calibrated").text
    assert "Entry 1" not in page
    assert str(one.entries[0].reference) in page


def test_after_its_end_nothing_changes_and_what_was_typed_for_it_never_reaches_judging(db: Session, visitor: Visitor) -> None:  # fmt: skip
    one = arranged(db)
    judge = visitor.signed_in(one.judges[0])
    judge.submit(one.path(0), **one.fields(8))
    over(db, judging=True)
    page = judge.get(one.path(0)).text
    assert "Calibration: this counts" not in page
    assert 'value="0" data-version' in page  # a new scorecard
    assert 'value="8" checked' not in page
    for last in ("score", "final"):
        late = judge.submit(one.path(0, last), **one.fields(3, 3, 3, 3, 3, version="c1"))
        assert late.status_code == 422
        assert "This was typed for the calibration, which is over" in visible(late.text)
    kept = judge.post(one.path(0), data=one.fields(3, version="c1"), headers={"X-Autosave": "1", "Accept": "application/json"})  # fmt: skip
    assert kept.status_code == 422
    assert look(db, select(Score.thousandths)) == [8000]
    assert judge.submit(one.path(0, "final"), **one.fields(3, 3, 3, 3, 3, version="0")).status_code == 303
    cards = look(db, select(Assignment.round_id).join(Scorecard, Scorecard.assignment_id == Assignment.id))
    assert len(set(cards)) == 2


def test_when_judging_opens_early_the_calibration_is_over(db: Session, visitor: Visitor) -> None:
    one = arranged(db)
    judge = visitor.signed_in(one.judges[0])
    assert "Calibration: this counts" in judge.get(one.path(0)).text
    now = datetime.now(UTC)
    db.execute(update(Program).values(judging_opens_at=now - timedelta(seconds=1)))
    db.execute(update(Round).where(~Round.calibration).values(opens_at=now - timedelta(seconds=1)))
    db.commit()
    assert "Calibration: this counts" not in judge.get(one.path(0)).text
    assert "Judging closes on" in judge.get(one.desk).text


def test_who_has_no_entry_finds_no_page(db: Session, visitor: Visitor) -> None:
    one = arranged(db)
    assert visitor.signed_in(make.make_judge(db, one.program)).get(f"{one.desk}/calibrated").status_code == 404
    plain = make.make_program(db, standing="judging")
    assert (
        visitor.signed_in(make.make_judge(db, plain)).get(f"/programs/{plain.slug}/desk/calibrated").status_code == 404
    )
