"""A judge's papers: what is in them, what is never in them, and that they can be read aloud."""

import io
import re

import pytest
from pypdf import PdfReader
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.audit.models import AuditEvent
from app.domain.states import State
from app.judging.models import AssignmentState
from app.programs.models import CriterionOverride, ForRole, Program, RoundMode
from tests import factories as make
from tests.browsing import Visitor
from tests.exports.deciding import owner_of
from tests.exports.test_book import TRICKS, text_of
from tests.judging.arranging import Desk, arrange
from tests.judging.test_blind import CANARIES, blind
from tests.judging.test_two_worlds import Change, another_nominator, another_nominee, other_scores_of_another_judge

PAPERS = ("booklet", "blank", "scores")


def printed(visitor: Visitor, desk: Desk, what: str, judge: User | None = None) -> PdfReader:
    answer = visitor.signed_in(judge or desk.judge).submit(f"/programs/{desk.program.slug}/desk/download", what=what)
    assert answer.status_code == 200, answer.text[:500]
    assert answer.headers["content-disposition"].startswith(f'attachment; filename="{desk.program.slug}-{what}.pdf"')
    return PdfReader(io.BytesIO(answer.content))


def test_the_booklet_says_what_the_scoring_page_says(db: Session, visitor: Visitor) -> None:
    desk = arrange(db, nominee="Rosa Climber", company="Steep Steel")
    db.commit()
    text = text_of(printed(visitor, desk, "booklet"))
    for words in ("Rosa Climber", "Steep Steel", desk.nomination.reference or "", "Acme Mills", "Bolt Foundry", "of which $310k new business",
                  "cold-called Bolt Foundry eleven times", "Found by the nominee", "Taken over from a colleague", "Managed $3M"):  # fmt: skip
        assert words in text, words
    assert "already there" in text or "was there already" in text


def test_no_revenue_stands_without_its_split(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    db.commit()
    text = text_of(printed(visitor, desk, "booklet"))
    assert text.count("$3.3M") == text.count("$3.3M, of which $310k new business")
    assert text.count("Managed 100%") == text.count("New business 100%") == 1, "beside each customer"


@pytest.mark.parametrize("what", PAPERS)
def test_each_paper_is_tagged_and_titled_and_carries_no_more_than_its_title(
    db: Session, visitor: Visitor, what: str
) -> None:
    desk = arrange(db)
    db.commit()
    paper = printed(visitor, desk, what)
    root = paper.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert str(root["/Lang"]).startswith("en")
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert {"/Title"} <= set(paper.metadata or {}) <= {"/Title", "/Author", "/Creator"}
    assert desk.program.name in str(paper.metadata and paper.metadata.title)


@pytest.mark.parametrize("what", PAPERS)
def test_in_a_blind_program_no_paper_names_anybody(db: Session, visitor: Visitor, what: str) -> None:
    desk = blind(db)
    paper = printed(visitor, desk, what)
    everything = (text_of(paper) + str(paper.metadata) + str(paper.outline)).lower()
    assert (desk.nomination.reference or "").lower() in everything
    assert [canary for canary in CANARIES if canary in re.sub(r"[^a-z]", "", everything)] == []


@pytest.mark.parametrize("change", [another_nominator, another_nominee, other_scores_of_another_judge])
def test_in_two_worlds_that_differ_in_a_secret_the_papers_are_the_same(
    db: Session, visitor: Visitor, change: Change
) -> None:
    desk = blind(db)

    def all_papers() -> list[str]:
        texts = [text_of(printed(visitor, desk, what)) for what in PAPERS]
        return [re.sub(r"(As of|As saved on) .*? Time\.", "", text) for text in texts]

    before = all_papers()
    change(db, desk)
    db.commit()
    assert all_papers() == before


@pytest.mark.parametrize("what", PAPERS)
def test_what_a_judge_must_not_read_is_in_no_paper(db: Session, visitor: Visitor, what: str) -> None:
    desk = arrange(db, nominee="Rosa Climber")
    hidden = {}
    for name in ("Conflicted One", "Recused One", "Removed One", "Withdrawn One", "Own One", "Of Another Judge"):
        owner = desk.judge if name == "Own One" else make.make_user(db)
        nomination = make.make_submitted(db, desk.program, owner, nominee=name, company=f"{name} Inc.")
        hidden[name] = nomination.reference or ""
        if name == "Of Another Judge":
            make.make_assignment(db, nomination, make.make_judge(db, desk.program))
            continue
        assignment = make.make_assignment(db, nomination, desk.judge)
        if name == "Conflicted One":
            make.make_conflict(db, nomination, desk.judge)
        elif name == "Withdrawn One":
            nomination.state = State.WITHDRAWN
        elif name in ("Recused One", "Removed One"):
            assignment.state = AssignmentState.RECUSED if name == "Recused One" else AssignmentState.REMOVED
    db.commit()
    text = text_of(printed(visitor, desk, what))
    assert "Rosa Climber" in text
    assert [name for name, reference in hidden.items() if name in text or reference in text] == []


def test_before_judging_opens_nothing_can_be_printed_and_the_sentence_says_when(db: Session, visitor: Visitor) -> None:
    program = make.make_program(db, standing="closed")
    judge = make.make_judge(db, program)
    make.make_assignment(db, make.make_submitted(db, program, make.make_user(db)), judge)
    db.commit()
    for what in PAPERS:
        answer = visitor.signed_in(judge).submit(f"/programs/{program.slug}/desk/download", what=what)
        assert answer.status_code == 422
        assert "Judging opens on" in answer.text
    assert db.query(AuditEvent).count() == 0


def test_only_judges_print_and_it_is_noted(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    organizer = make.make_organizer(db, desk.program)
    owner = owner_of(db, desk.nomination)
    path = f"/programs/{desk.program.slug}/desk/download"
    assert [visitor.signed_in(user).submit(path, what="booklet").status_code for user in (owner, organizer)] == [
        404,
        404,
    ]
    assert visitor.signed_in(desk.judge).submit(path, what="passwords").status_code == 422
    printed(visitor, desk, "booklet")
    event = db.query(AuditEvent).filter_by(action="desk.print").one()
    assert (event.actor_id, event.after) == (desk.judge.id, {"what": "booklet", "nominations": 1})


def test_the_blank_sheet_has_a_line_for_each_open_nomination_and_the_rubric_behind_it(
    db: Session, visitor: Visitor
) -> None:
    desk = arrange(db, nominee="Rosa Climber")
    done = make.make_submitted(db, desk.program, make.make_user(db), nominee="Done Already")
    make.make_scorecard(db, make.make_assignment(db, done, desk.judge), {one.id: 7000 for one in desk.criteria})
    farmers = make.category_of(db, desk.program, ForRole.FARMER)
    other = make.make_submitted(db, desk.program, make.make_user(db), nominee="Fay Farmer", category=farmers)
    make.make_assignment(db, other, desk.judge)
    db.add(CriterionOverride(criterion_id=desk.criteria[0].id, category_id=farmers.id, weight=0))
    desk.criteria[1].guidance, desk.criteria[1].anchors = "How hard it was.", {"1": "Easy", "10": "Steep"}
    db.commit()
    text = text_of(printed(visitor, desk, "blank"))
    assert "Rosa Climber" in text
    assert "Fay Farmer" in text
    assert "Done Already" not in text
    assert text.count("1–10") == 2 * len(desk.criteria) - 1, (
        "a criterion that is not asked in a category has no box there"
    )
    assert "How hard it was." in text
    assert "10: Steep" in text


def test_the_own_scores_are_in_the_judges_sheet_and_nobody_else_s(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    card = make.make_scorecard(db, desk.assignment, {one.id: 8000 for one in desk.criteria}, final=True)
    card.comment_organizers = "A model for all."
    other = make.make_judge(db, desk.program)
    theirs = make.make_scorecard(
        db, make.make_assignment(db, desk.nomination, other), {one.id: 3000 for one in desk.criteria}
    )
    theirs.comment_organizers = "Canary of another judge"
    db.commit()
    text = text_of(printed(visitor, desk, "scores"))
    assert " 8" * len(desk.criteria) in text
    assert "A model for all." in text
    assert "Final" in text
    assert "Canary" not in text
    assert other.name not in text


def test_what_people_typed_stays_text(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    for trick in TRICKS:
        one = make.make_submitted(
            db, desk.program, make.make_user(db), nominee=trick, company=trick, content={"story": trick, "explanation": trick},
            split=(900_00, 0, 100_00, 0),
        )  # fmt: skip
        make.make_assignment(db, one, desk.judge)
    db.commit()
    for what in PAPERS:
        text = text_of(printed(visitor, desk, what))
        assert "root:" not in text
        for trick in TRICKS[:4]:
            assert trick in text


def test_the_number_of_queries_does_not_grow_with_the_nominations(db: Session, visitor: Visitor) -> None:
    counted = []
    desk = arrange(db)
    for many in (1, 12):
        for _ in range(many):
            make.make_assignment(db, make.make_submitted(db, desk.program, make.make_user(db)), desk.judge)
        db.commit()
        browser = visitor.signed_in(desk.judge)
        for what in PAPERS:
            with browser.counting() as statements:
                assert browser.submit(f"/programs/{desk.program.slug}/desk/download", what=what).status_code == 200
            counted.append(len(statements))
    assert counted[:3] == counted[3:]


def test_letter_for_america_and_a4_for_everybody_else(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    for currency, zone, size in (("USD", "Europe/Berlin", (612, 792)), ("EUR", "America/Toronto", (612, 792)), ("EUR", "Asia/Tokyo", (595, 842))):  # fmt: skip
        program = db.get_one(Program, desk.program.id)
        program.currency, program.time_zone = currency, zone
        db.commit()
        page = printed(visitor, desk, "booklet").pages[0].mediabox
        assert (round(page.width), round(page.height)) == size


def test_in_a_quick_first_look_the_sheet_has_boxes_for_yes_and_no_and_the_own_answer_is_marked(
    db: Session, visitor: Visitor
) -> None:
    desk = arrange(db)
    make.round_of(db, desk.program).mode = RoundMode.SCREEN
    db.commit()
    blank = text_of(printed(visitor, desk, "blank"))
    assert "Yes No Wrong category Notes" in blank
    assert desk.criteria[0].name not in blank
    judge = visitor.signed_in(desk.judge)
    assert judge.submit(desk.path("screen"), answer="no", reason="Too little to tell.").status_code == 303
    answered = text_of(printed(visitor, desk, "scores"))
    assert answered.count("×") == 1
    assert "Too little to tell." in answered
