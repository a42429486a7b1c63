"""The decision file from the exports page: the same bytes as from the command line, for whoever may see everything."""

from sqlalchemy.orm import Session

from app.accounts.models import User
from app.audit.models import AuditEvent
from app.domain.decision_file import verify
from app.nominations.models import Nomination
from app.programs.models import Program
from app.results.queries.decision_file import decision_file
from tests import factories as make
from tests.browsing import Visitor

DOWNLOAD = "/programs/awards/exports/decision-file"


def test_an_organizer_gets_it_and_its_seal_is_recorded(
    db: Session, visitor: Visitor, program: Program, organizer: User, nominations: list[Nomination]
) -> None:
    browser = visitor.signed_in(organizer)
    assert DOWNLOAD in browser.get("/programs/awards/exports").text
    answer = browser.submit(DOWNLOAD)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/zip"
    assert 'filename="awards-decision-file-20' in answer.headers["content-disposition"]
    assert answer.content == decision_file(db, program, program.created_at).data
    event = db.query(AuditEvent).filter_by(action="program.export").one()
    assert (event.actor_id, event.after["sha256"]) == (organizer.id, verify(answer.content).seal)


def test_an_organizer_with_a_conflict_is_told_that_another_one_can(
    db: Session, visitor: Visitor, program: Program, organizer: User, nominations: list[Nomination]
) -> None:
    make.make_conflict(db, nominations[0], organizer)
    browser = visitor.signed_in(organizer)
    page = browser.get("/programs/awards/exports").text
    assert DOWNLOAD not in page
    assert "Another organizer can download it." in page
    answer = browser.submit(DOWNLOAD)
    assert answer.status_code == 409
    assert "Another organizer can download it." in answer.text
    assert db.query(AuditEvent).count() == 0


def test_nobody_else_gets_it(
    db: Session, visitor: Visitor, program: Program, organizer: User, nominations: list[Nomination]
) -> None:
    others = [make.make_judge(db, program), make.make_organizer(db, make.make_program(db)), make.make_user(db)]
    for user in others:
        assert visitor.signed_in(user).submit(DOWNLOAD).status_code == 404
