"""The judges' score sheet for organizers: every scorecard, with its judge, and whether it counts."""

import io

import pytest
from pypdf import PdfReader
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.audit.models import AuditEvent
from app.judging.models import AssignmentState
from app.nominations.models import Nomination
from app.programs.models import Program
from tests import factories as make
from tests.browsing import Visitor
from tests.exports.test_book import text_of
from tests.exports.test_index import DOWNLOAD


def sheet(visitor: Visitor, user: User) -> PdfReader:
    answer = visitor.signed_in(user).submit(DOWNLOAD, what="score-sheet", format="pdf")
    assert answer.status_code == 200, answer.text[:300]
    assert "awards-score-sheet-20" in answer.headers["content-disposition"]
    return PdfReader(io.BytesIO(answer.content))


def test_every_scorecard_is_there_with_its_judge_its_scores_and_their_weighted_mean(
    db: Session, visitor: Visitor, program: Program, organizer: User
) -> None:
    criteria = make.criteria_of(db, program)
    ada, ben = (
        make.make_submitted(db, program, make.make_user(db), nominee=name) for name in ("Ada Climber", "Ben Second")
    )
    first, second = make.make_judge(db, program), make.make_judge(db, program)
    first.name, second.name = "Judge Judy", "Judge Dredd"
    card = make.make_scorecard(db, make.make_assignment(db, ada, first), {one.id: 8000 for one in criteria})
    card.comment_organizers = "A model for all."
    make.make_scorecard(db, make.make_assignment(db, ada, second), {criteria[0].id: 3000}, final=False)
    db.commit()
    text = text_of(sheet(visitor, organizer))
    assert "Judge Judy" + " 8" * len(criteria) + " 8.00 Final" in text
    assert "Judge Dredd 3" + " –" * len(criteria) + " Begun; not counted" in text
    assert "Judge Judy, to the organizers A model for all." in text
    assert f"{ben.reference} · Ben Second" in text
    assert "No scorecard yet." in text
    event = db.query(AuditEvent).filter_by(action="program.export").one()
    assert event.after == {"what": "score-sheet", "format": "pdf", "rows": 2, "nominations_left_out": 0}


def test_what_does_not_count_is_there_and_says_so(
    db: Session, visitor: Visitor, program: Program, organizer: User
) -> None:
    criteria = make.criteria_of(db, program)
    ada = make.make_submitted(db, program, make.make_user(db))
    for state in (AssignmentState.REMOVED, AssignmentState.RECUSED):
        assignment = make.make_assignment(db, ada, make.make_judge(db, program))
        make.make_scorecard(db, assignment, {one.id: 8000 for one in criteria})
        assignment.state = state
    db.commit()
    text = text_of(sheet(visitor, organizer))
    assert "Taken away; not counted" in text
    assert "Recused; not counted" in text


def test_a_nomination_that_its_reader_is_kept_from_is_not_in_it(
    db: Session, visitor: Visitor, program: Program, organizer: User, nominations: list[Nomination]
) -> None:
    secret = make.make_submitted(db, program, make.make_user(db), nominee="Canary Nominee")
    make.make_conflict(db, secret, organizer)
    db.commit()
    text = text_of(sheet(visitor, organizer))
    assert "Nominee 3" in text
    assert "Canary" not in text
    assert "conflict of interest with 1 nomination" in text


def test_it_is_tagged_for_screen_readers_and_hostile_text_stays_text(
    visitor: Visitor, program: Program, organizer: User, nominations: list[Nomination]
) -> None:
    paper = sheet(visitor, organizer)
    root = paper.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert "=HYPERLINK" in text_of(paper)


def test_an_empty_program_has_a_sheet_too(visitor: Visitor, program: Program, organizer: User) -> None:
    assert "Nobody is in the contest here." in text_of(sheet(visitor, organizer))


def test_nobody_but_organizers_has_it_and_as_nothing_but_a_pdf(
    db: Session, visitor: Visitor, program: Program, organizer: User
) -> None:
    judge = make.make_judge(db, program)
    db.commit()
    assert visitor.signed_in(judge).submit(DOWNLOAD, what="score-sheet", format="pdf").status_code == 404
    assert visitor.signed_in(organizer).submit(DOWNLOAD, what="score-sheet", format="csv").status_code == 422


def test_queries_do_not_grow_with_the_nominees(
    db: Session, visitor: Visitor, program: Program, organizer: User
) -> None:
    counted = []
    for many in (1, 9):
        for _ in range(many):
            one = make.make_submitted(db, program, make.make_user(db))
            make.make_scorecard(
                db,
                make.make_assignment(db, one, make.make_judge(db, program)),
                {make.criteria_of(db, program)[0].id: 5000},
            )
        db.commit()
        browser = visitor.signed_in(organizer)
        with browser.counting() as statements:
            browser.submit(DOWNLOAD, what="score-sheet", format="pdf")
        counted.append(len(statements))
    assert counted[0] == counted[1]


def test_more_scorecards_than_one_document_holds_are_refused_with_what_to_take_instead(
    db: Session, visitor: Visitor, program: Program, organizer: User, nominations: list[Nomination], monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    monkeypatch.setattr("app.exports.pdf.scoresheet.MOST", 15)
    answer = visitor.signed_in(organizer).submit(DOWNLOAD, what="score-sheet", format="pdf")
    assert answer.status_code == 422
    assert "Please take the tables of scores and comments." in answer.text
