"""Scores from paper: the grid saves as the scorecard does, row by row, and keeps what was typed."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.audit.models import AuditEvent
from app.judging.models import Assignment, Score, Scorecard
from app.nominations.models import Nomination
from app.programs.models import CriterionOverride, ForRole, RoundMode
from tests import factories as make
from tests.browsing import Visitor
from tests.judging.arranging import Desk, arrange, look


def page_of(desk: Desk) -> str:
    return f"/programs/{desk.program.slug}/desk/paper"


def more(db: Session, desk: Desk, **values: str) -> tuple[Nomination, Assignment]:
    nomination = make.make_submitted(db, desk.program, make.make_user(db), **values)
    return nomination, make.make_assignment(db, nomination, desk.judge)


def row(desk: Desk, nomination: Nomination, *points: str, version: int = 0, was: str | None = None) -> dict[str, str]:
    """The fields of a row as the page sends them; `was`: as it was shown (empty)."""
    at = nomination.public_id
    fields = {f"{at}.score-{one.id}": value for one, value in zip(desk.criteria, points, strict=False)}
    return {
        **fields,
        f"{at}.version": str(version),
        f"{at}.was": "|" * (len(desk.criteria) - 1) if was is None else was,
    }


def sent(*rows: dict[str, str], **fields: str) -> dict[str, object]:
    ids = list(dict.fromkeys(name.partition(".")[0] for one in rows for name in one))
    return {"row": ids, **{name: value for one in rows for name, value in one.items()}, **fields}


def scores(db: Session, assignment: Assignment) -> list[int | None]:
    given = select(Score.thousandths).join(Scorecard, Scorecard.id == Score.scorecard_id)
    return look(db, given.where(Scorecard.assignment_id == assignment.id).order_by(Score.criterion_id))


def no_score(db: Session) -> bool:
    return look(db, select(Score.id)) == []


def test_the_grid_shows_every_open_nomination_with_a_box_for_each_criterion(db: Session, visitor: Visitor) -> None:
    desk = arrange(db, nominee="Rosa Climber")
    done, assignment = more(db, desk, nominee="Done Already")
    make.make_scorecard(db, assignment, {one.id: 7000 for one in desk.criteria})
    make.make_scorecard(db, desk.assignment, {desk.criteria[0].id: 8500}, final=False)
    db.commit()
    page = visitor.signed_in(desk.judge).get(page_of(desk)).text
    assert "Rosa Climber" in page
    assert done.public_id not in page
    assert page.count("data-paper-cell=") == len(desk.criteria)
    assert 'value="8.5"' in page


def test_rows_are_saved_as_scorecards_and_none_becomes_final(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    other, assignment = more(db, desk)
    db.commit()
    browser = visitor.signed_in(desk.judge)
    answer = browser.post(
        page_of(desk), data=sent(row(desk, desk.nomination, "8", "7"), row(desk, other, "1", "2", "3", "4", "5"))
    )
    assert "2 scorecards were saved." in browser.follow(answer).text
    assert scores(db, desk.assignment) == [8000, 7000]
    assert scores(db, assignment) == [1000, 2000, 3000, 4000, 5000]
    assert look(db, select(Scorecard.id).where(Scorecard.final_at.is_not(None))) == []
    assert look(db, select(AuditEvent.action).where(AuditEvent.action.startswith("scorecard"))) == [
        "scorecard.save",
        "scorecard.save",
    ]


def test_a_wrong_cell_keeps_what_was_typed_and_the_other_rows_are_saved(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    other, assignment = more(db, desk)
    db.commit()
    browser = visitor.signed_in(desk.judge)
    answer = browser.post(page_of(desk), data=sent(row(desk, desk.nomination, "8", "11", "8,5"), row(desk, other, "6")))
    assert answer.status_code == 422
    assert "please give a score from 1 to 10" in answer.text
    assert "please write the score with a point" in answer.text
    assert answer.text.count('aria-invalid="true"') == 2
    for value in ("8", "11", "8,5"):
        assert f'value="{value}"' in answer.text
    assert "One scorecard was saved." in answer.text
    assert scores(db, desk.assignment) == []
    assert scores(db, assignment) == [6000]


def test_what_was_saved_elsewhere_is_said_and_saving_again_is_meant(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    make.make_scorecard(db, desk.assignment, {desk.criteria[0].id: 4000}, final=False).version = 5
    db.commit()
    browser = visitor.signed_in(desk.judge)
    answer = browser.post(page_of(desk), data=sent(row(desk, desk.nomination, "9", version=1)))
    assert answer.status_code == 422
    assert f"{desk.criteria[0].name} 4" in answer.text
    assert 'value="9"' in answer.text
    assert scores(db, desk.assignment) == [4000]
    assert f'name="{desk.nomination.public_id}.version" value="5"' in answer.text
    assert browser.post(page_of(desk), data=sent(row(desk, desk.nomination, "9", version=5))).status_code == 303
    assert scores(db, desk.assignment) == [9000]


def test_a_row_that_was_not_touched_is_left_alone_whatever_happened_elsewhere(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    other, assignment = more(db, desk)
    make.make_scorecard(db, desk.assignment, {desk.criteria[0].id: 4000}, final=False)
    db.commit()
    browser = visitor.signed_in(desk.judge)
    untouched = row(desk, desk.nomination, *[""] * len(desk.criteria))
    assert browser.post(page_of(desk), data=sent(untouched, row(desk, other, "6"))).status_code == 303
    assert scores(db, desk.assignment) == [4000]
    assert scores(db, assignment) == [6000]


def test_a_final_scorecard_takes_nothing_from_paper(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    make.make_scorecard(db, desk.assignment, {one.id: 7000 for one in desk.criteria})
    db.commit()
    answer = visitor.signed_in(desk.judge).post(page_of(desk), data=sent(row(desk, desk.nomination, "9")))
    assert answer.status_code == 422
    assert "Your scorecard is final" in answer.text
    assert set(scores(db, desk.assignment)) == {7000}


def test_nobody_writes_a_score_that_is_not_theirs_to_write(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    stranger, conflicted = make.make_judge(db, desk.program), make.make_judge(db, desk.program)
    make.make_assignment(db, desk.nomination, conflicted)
    make.make_conflict(db, desk.nomination, conflicted)
    organizer = make.make_organizer(db, desk.program)
    elsewhere = arrange(db)
    db.commit()
    fields = sent(row(desk, desk.nomination, "9"))

    def tried(user: User, path: str = page_of(desk)) -> int:
        return visitor.signed_in(user).post(path, data=fields).status_code

    assert tried(organizer) == 404
    assert tried(stranger) == 422
    assert tried(conflicted) == 422
    assert tried(elsewhere.judge) == 404
    assert tried(elsewhere.judge, page_of(elsewhere)) == 303, "a row of another program is not looked at"
    assert no_score(db)


def test_after_the_close_the_boxes_are_shut_and_nothing_is_saved(db: Session, visitor: Visitor) -> None:
    desk = arrange(db, standing="tallying")
    db.commit()
    browser = visitor.signed_in(desk.judge)
    page = browser.get(page_of(desk)).text
    assert "Judging closed on" in page
    assert page.count(" disabled") >= len(desk.criteria)
    answer = browser.post(page_of(desk), data=sent(row(desk, desk.nomination, "9")))
    assert answer.status_code == 422
    assert "Judging closed on" in answer.text
    assert no_score(db)


def test_a_blind_program_s_grid_names_nobody(db: Session, visitor: Visitor) -> None:
    desk = arrange(db, blind=True, nominee="Canary Climber")
    db.commit()
    page = visitor.signed_in(desk.judge).get(page_of(desk)).text
    assert "Canary" not in page
    assert desk.nomination.reference in page


def test_a_criterion_that_is_not_asked_in_a_category_has_no_box_there(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    farmers = make.category_of(db, desk.program, ForRole.FARMER)
    more(db, desk, category=farmers)
    db.add(CriterionOverride(criterion_id=desk.criteria[0].id, category_id=farmers.id, weight=0))
    db.commit()
    page = visitor.signed_in(desk.judge).get(page_of(desk)).text
    assert page.count(f'data-paper-cell="score-{desk.criteria[0].id}"') == 1
    assert page.count(f'data-paper-cell="score-{desk.criteria[1].id}"') == 2


def test_a_long_desk_comes_in_pages_and_queries_do_not_grow(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    db.commit()
    browser = visitor.signed_in(desk.judge)

    def counted() -> int:
        with browser.counting() as statements:
            assert browser.get(page_of(desk)).status_code == 200
        return len(statements)

    few = counted()
    for _ in range(34):
        more(db, desk)
    db.commit()
    assert counted() == few
    assert browser.get(page_of(desk)).text.count("data-paper-row") == 30
    second = browser.get(page_of(desk) + "?page=2").text
    assert second.count("data-paper-row") == 5
    assert 'name="page" value="2"' in second


def test_rubbish_is_answered_with_a_page(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    db.commit()
    browser = visitor.signed_in(desk.judge)
    at = desk.nomination.public_id
    for fields in (
        {"row": "nothing"}, {"row": at}, {"row": at, f"{at}.score-999999": "5", f"{at}.version": "0", f"{at}.was": ""},
        {"row": at, f"{at}.score-x": "5", f"{at}.was": ""}, {"page": "x" * 99}, {"row": [at] * 3, f"{at}.version": "no", f"{at}.was": ""},
    ):  # fmt: skip
        assert browser.post(page_of(desk), data=fields).status_code in (303, 422)
    assert no_score(db)


def test_where_there_are_no_scores_to_give_the_grid_says_so_and_takes_none(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    make.round_of(db, desk.program).mode = RoundMode.SCREEN
    db.commit()
    browser = visitor.signed_in(desk.judge)
    page = browser.get(page_of(desk)).text
    assert "No scores in this round" in page
    assert "data-paper-cell" not in page
    answer = browser.post(page_of(desk), data=sent(row(desk, desk.nomination, "9")))
    assert answer.status_code == 422
    assert "there are no scores to give" in answer.text
    assert no_score(db)
