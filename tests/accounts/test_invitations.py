"""Invitations: they grant nothing until their own address has signed in and accepted."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import queries, service
from app.accounts.models import Invitation, ProgramRole
from app.audit.models import AuditEvent
from app.domain.errors import UserError
from app.policy import Role
from app.programs.models import Program
from tests import factories as make
from tests.accounts.mailbox import code_in, link_in, mails_to, signs_in
from tests.browsing import Visitor


def invited(
    db: Session, program: Program, now: datetime, email: str = "judge@jury.example", role: Role = Role.JUDGE
) -> str:
    """The path of a fresh invitation."""
    by = make.make_organizer(db, program)
    service.invite(
        db, program_id=program.id, role=role, email=email, name="Jo", by=by.id, now=now, origin="http://testserver"
    )
    db.commit()
    return link_in(mails_to(db, email)[-1])


def roles_in(db: Session, program: Program, role: Role = Role.JUDGE) -> set[int]:
    found = select(ProgramRole.user_id).where(
        ProgramRole.program_id == program.id, ProgramRole.role == role, ProgramRole.ended_at.is_(None)
    )
    ids = set(db.scalars(found))
    db.commit()
    return ids


def test_an_invited_person_signs_in_by_code_and_accepts(visitor: Visitor, db: Session, now: datetime) -> None:
    program = make.make_program(db)
    path = invited(db, program, now)
    page = visitor.get(path)
    assert (page.status_code, program.name in page.text) == (200, True)
    response = signs_in(visitor, db, "judge@jury.example", next=path)
    assert response.headers["location"] == path
    assert roles_in(db, program) == set()
    page = visitor.follow(response)
    assert f"{path}/accept" in page.text
    response = visitor.post(f"{path}/accept")
    assert (response.status_code, response.headers["location"]) == (303, f"/programs/{program.slug}/declare")
    assert len(roles_in(db, program)) == 1
    actions = set(db.scalars(select(AuditEvent.action).where(AuditEvent.program_id == program.id)))
    assert {"invitation.create", "invitation.accept", "role.grant"} <= actions


def test_a14_somebody_else_is_told_so_and_gets_nothing(visitor: Visitor, db: Session, now: datetime) -> None:
    program, other = make.make_program(db), make.make_user(db)
    path = invited(db, program, now)
    browser = visitor.signed_in(other)
    page = browser.get(path)
    assert other.email in page.text
    assert "another" in browser.post(f"{path}/accept").text
    assert browser.post(f"{path}/decline").status_code == 422
    assert roles_in(db, program) == set()
    assert db.scalars(select(Invitation)).one().declined_at is None


def test_somebody_not_signed_in_can_not_accept(visitor: Visitor, db: Session, now: datetime) -> None:
    program = make.make_program(db)
    path = invited(db, program, now)
    assert visitor.post(f"{path}/accept").headers["location"].startswith("/sign-in")
    assert roles_in(db, program) == set()


@pytest.mark.parametrize("verb", ["accept", "decline"])
def test_an_answer_is_taken_once(visitor: Visitor, db: Session, now: datetime, verb: str) -> None:
    program = make.make_program(db)
    judge = make.make_user(db, "judge@jury.example")
    path = invited(db, program, now)
    browser = visitor.signed_in(judge)
    assert browser.post(f"{path}/{verb}").status_code == 303
    for again in ("accept", "decline"):
        assert browser.post(f"{path}/{again}").status_code == 422
    assert roles_in(db, program) == ({judge.id} if verb == "accept" else set())


def test_a_second_invitation_replaces_the_first(visitor: Visitor, db: Session, now: datetime) -> None:
    program = make.make_program(db)
    browser = visitor.signed_in(make.make_user(db, "judge@jury.example"))
    first, second = invited(db, program, now), invited(db, program, now)
    assert browser.post(f"{first}/accept").status_code == 422
    assert browser.post(f"{second}/accept").status_code == 303


def test_a_revoked_or_expired_invitation_grants_nothing(visitor: Visitor, db: Session, now: datetime) -> None:
    program = make.make_program(db)
    browser = visitor.signed_in(make.make_user(db, "judge@jury.example"))
    path = invited(db, program, now)
    (open_one,) = queries.open_invitations(db, program.id, now)
    service.revoke_invitation(db, open_one, by=make.make_user(db).id, now=now)
    db.commit()
    assert browser.post(f"{path}/accept").status_code == 422
    late = invited(db, program, now - timedelta(days=31))
    assert browser.post(f"{late}/accept").status_code == 422
    assert roles_in(db, program) == set()


def test_who_has_the_role_already_is_not_invited(db: Session, now: datetime) -> None:
    program = make.make_program(db)
    judge, by = make.make_judge(db, program), make.make_organizer(db, program)
    with pytest.raises(UserError, match="already"):
        service.invite(
            db, program_id=program.id, role=Role.JUDGE, email=judge.email.upper(), name="", by=by.id, now=now, origin=""
        )


def test_j4_one_address_gets_six_invitations_a_day_at_most(db: Session, now: datetime) -> None:
    program = make.make_program(db)
    by = make.make_organizer(db, program)
    for _time in range(6):
        service.invite(
            db, program_id=program.id, role=Role.JUDGE, email="a@firm.example", name="", by=by.id, now=now, origin=""
        )
    with pytest.raises(UserError, match="tomorrow"):
        service.invite(
            db, program_id=program.id, role=Role.JUDGE, email="A@firm.example", name="", by=by.id, now=now, origin=""
        )


def test_the_mail_belongs_to_no_program_and_its_text_is_one_line_of_theirs(db: Session, now: datetime) -> None:
    program = make.make_program(db, name="Awards\r\nBcc: x@y.example\n\nClick http://evil.example")
    invited(db, program, now)
    (mail,) = mails_to(db, "judge@jury.example")
    assert (mail.program_id, mail.secret) == (None, True)
    assert "\nBcc" not in mail.subject + mail.body


def test_the_last_organizer_can_not_be_removed(db: Session, now: datetime) -> None:
    program = make.make_program(db)
    first, second = make.make_organizer(db, program), make.make_organizer(db, program)
    service.end_role(db, user_id=first.id, program_id=program.id, role=Role.ORGANIZER, by=second.id, now=now)
    with pytest.raises(UserError, match="last organizer"):
        service.end_role(db, user_id=second.id, program_id=program.id, role=Role.ORGANIZER, by=second.id, now=now)
    db.commit()
    assert roles_in(db, program, Role.ORGANIZER) == {second.id}


def test_a11_a_role_that_ended_is_gone_with_the_next_request(visitor: Visitor, db: Session, now: datetime) -> None:
    program = make.make_program(db)
    judge, by = make.make_judge(db, program), make.make_organizer(db, program)
    browser = visitor.signed_in(judge)
    browser.get("/account")
    service.end_role(db, user_id=judge.id, program_id=program.id, role=Role.JUDGE, by=by.id, now=now)
    db.commit()
    with visitor.application.state.database.reading() as session:
        from app.accounts.tokens import digest

        found = queries.live_session(session, digest(browser.cookies["uphill"]), now)
    assert found is not None
    assert found.viewer.roles == {}
    assert service.grant_role(db, user_id=judge.id, program_id=program.id, role=Role.JUDGE, by=by.id, now=now)
    assert not service.grant_role(db, user_id=judge.id, program_id=program.id, role=Role.JUDGE, by=by.id, now=now)


def test_the_code_of_an_invited_person_is_as_any_other(visitor: Visitor, db: Session, now: datetime) -> None:
    path = invited(db, make.make_program(db), now)
    visitor.submit("/sign-in", email="judge@jury.example", next=path)
    assert code_in(mails_to(db, "judge@jury.example")[-1])
