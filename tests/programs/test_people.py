"""Organizers and judges: invite, end, give again."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.accounts.models import Invitation, ProgramRole, User
from app.audit.models import AuditEvent
from app.mail.models import OutboxMail
from app.policy import Role
from app.programs.forms.people import Invited, read_people
from app.programs.models import Program
from tests import factories as make
from tests.browsing import Visitor
from tests.programs.typing_in import BAD_TEXTS, fields_of

PATH = "/programs/awards/people"
Trail = Callable[[str], list[AuditEvent]]


def invitations(db: Session) -> list[Invitation]:
    db.rollback()
    return list(db.scalars(select(Invitation).order_by(Invitation.id)))


def test_many_are_invited_at_once_as_they_were_pasted(browser: Visitor, db: Session, program: Program) -> None:
    text = 'Jo Doe <jo@jury.example>, "Roe, Ann" <ann@jury.example>;\nBob Low\tbob@jury.example\nJO@jury.example'
    page = browser.follow(browser.submit(PATH, role="judge", emails=text)).text
    assert "3 invitations are on their way." in page
    found = [(one.name, one.email, one.role) for one in invitations(db)]
    assert found == [
        ("Jo Doe", "jo@jury.example", Role.JUDGE),
        ("Roe, Ann", "ann@jury.example", Role.JUDGE),
        ("Bob Low", "bob@jury.example", Role.JUDGE),
    ]
    assert {mail.program_id for mail in db.scalars(select(OutboxMail))} == {None}
    assert page.count("Waiting") == 3


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("jo@jury.example\nnobody", "“nobody” is not an e-mail address"),
        ("jo@jury", "jo@jury: Please give a full e-mail address"),
        ("jo@jury.example, and others", "“and others” is not"),
        ("j\uff4f@jury.example", "only looks like an ordinary one"),
        ("", "fill this in"),
    ],
)
def test_when_one_address_is_bad_nobody_is_invited_yet(browser: Visitor, db: Session, text: str, sentence: str) -> None:
    response = browser.submit(PATH, role="judge", emails=text)
    assert response.status_code == 422
    assert sentence in response.text
    assert fields_of(response.text)["emails"] == text
    assert invitations(db) == []


def test_who_has_the_role_is_named_and_the_others_are_invited(browser: Visitor, db: Session, program: Program) -> None:
    judge = make.make_judge(db, program, "old@jury.example")
    page = browser.follow(browser.submit(PATH, role="judge", emails=f"{judge.email}\nnew@jury.example")).text
    assert "Already there, and not invited again: old@jury.example." in page
    assert [one.email for one in invitations(db)] == ["new@jury.example"]


def test_past_the_days_limit_the_rest_is_given_back(browser: Visitor, db: Session) -> None:
    for _time in range(6):
        assert browser.submit(PATH, role="judge", emails="one@jury.example").status_code == 303
    response = browser.submit(PATH, role="judge", emails="two@jury.example\nOne <one@jury.example>\nthree@jury.example")
    assert response.status_code == 422
    assert "tomorrow" in response.text
    assert "One invitation is on its way." in response.text
    assert fields_of(response.text)["emails"] == "One <one@jury.example>\nthree@jury.example"


def test_an_invitation_is_sent_again_and_taken_back(
    browser: Visitor, db: Session, program: Program, trail: Trail
) -> None:
    browser.submit(PATH, role="judge", emails="jo@jury.example")
    (first,) = invitations(db)
    assert browser.submit(f"{PATH}/{first.id}/resend").status_code == 303
    first, second = invitations(db)
    assert (first.revoked_at is not None, second.revoked_at) == (True, None)
    assert browser.submit(f"{PATH}/{first.id}/resend").status_code == 404
    assert browser.submit(f"{PATH}/{second.id}/revoke").status_code == 303
    assert browser.submit(f"{PATH}/{second.id}/revoke").status_code == 422
    assert len(trail("invitation.revoke")) == 1
    assert "jo@jury.example" not in browser.get(PATH).text


def test_declined_and_expired_invitations_are_told_and_can_be_renewed(
    browser: Visitor, db: Session, now: datetime
) -> None:
    browser.submit(PATH, role="judge", emails="a@jury.example b@jury.example")
    declined, expired = invitations(db)
    declined.declined_at, expired.expires_at = now, now - timedelta(days=1)
    db.commit()
    page = browser.get(PATH).text
    assert "Declined" in page
    assert "Expired" in page
    browser.submit(f"{PATH}/{expired.id}/resend")
    page = browser.get(PATH).text
    assert "Expired" not in page
    assert page.count("Waiting") == 1


def test_a_role_ends_at_once_and_is_given_again_with_one_click(
    browser: Visitor, visitor: Visitor, db: Session, program: Program, trail: Trail
) -> None:
    second = make.make_organizer(db, program)
    theirs = visitor.signed_in(second)
    assert theirs.get(PATH).status_code == 200
    browser.submit(f"{PATH}/end", user_id=second.id, role="organizer")
    assert theirs.get(PATH).status_code == 404
    assert "Role ended" in browser.get(PATH).text
    browser.submit(f"{PATH}/again", user_id=second.id, role="organizer")
    assert theirs.get(PATH).status_code == 200
    assert (len(trail("role.end")), len(trail("role.grant"))) == (1, 1)


def test_the_last_organizer_stays(browser: Visitor, organizer: User) -> None:
    response = browser.submit(f"{PATH}/end", user_id=organizer.id, role="organizer")
    assert (response.status_code, "last organizer" in response.text) == (422, True)


def test_nobody_gets_a_role_unasked(browser: Visitor, db: Session, program: Program) -> None:
    stranger = make.make_user(db)
    elsewhere = make.make_judge(db, make.make_program(db))
    judge = make.make_judge(db, program)
    for user, role in ((stranger, "judge"), (elsewhere, "judge"), (judge, "organizer"), (judge, "judge")):
        assert browser.submit(f"{PATH}/again", user_id=user.id, role=role).status_code == 404
    db.rollback()
    held = {
        (one.user_id, one.role) for one in db.scalars(select(ProgramRole).where(ProgramRole.program_id == program.id))
    }
    assert (judge.id, Role.ORGANIZER) not in held
    assert stranger.id not in {user_id for user_id, _role in held}


def test_an_administrator_appoints_organizers_only(visitor: Visitor, db: Session, program: Program) -> None:
    judge = make.make_judge(db, program)
    administrator = visitor.signed_in(make.make_user(db, is_administrator=True))
    page = administrator.get(PATH).text
    assert "Invite to organize" in page
    assert "/programs/awards/mail" not in page
    assert administrator.submit(PATH, role="judge", emails="x@jury.example").status_code == 422
    assert administrator.submit(f"{PATH}/end", user_id=judge.id, role="judge").status_code == 422
    assert administrator.submit(PATH, role="organizer", emails="x@jury.example").status_code == 303
    assert [one.role for one in invitations(db)] == [Role.ORGANIZER]


def test_a6_an_invitation_of_another_program_is_not_found(browser: Visitor, db: Session, now: datetime) -> None:
    from app.accounts import service

    other = make.make_program(db)
    by = make.make_organizer(db, other)
    foreign = service.invite(
        db, program_id=other.id, role=Role.JUDGE, email="a@b.example", name="", by=by.id, now=now, origin="http://x"
    )
    db.commit()
    for verb in ("revoke", "resend"):
        for wrong in (foreign.id, 0, "9" * 30, "x"):
            assert browser.submit(f"{PATH}/{wrong}/{verb}").status_code == 404
    assert accounts.open_invitations(db, other.id, now)


@pytest.mark.parametrize("text", BAD_TEXTS.values(), ids=BAD_TEXTS)
def test_whatever_is_typed_is_answered(browser: Visitor, program: Program, text: str) -> None:
    assert browser.submit(PATH, role=text, emails="a@b.example").status_code == 422
    assert browser.submit(PATH, role="judge", emails=text).status_code == 422
    assert browser.submit(f"{PATH}/end", user_id=text, role="judge").status_code in (404, 422)
    assert browser.submit(f"{PATH}/again", user_id=1, role=text).status_code == 404


def test_addresses_are_read_as_mail_programs_copy_them() -> None:
    assert read_people("Zoë <zoe@a.example>; <b@a.example>\n\n mailto:c@a.example.") == [
        Invited("zoe@a.example", "Zoë"), Invited("b@a.example", ""), Invited("c@a.example", ""),
    ]  # fmt: skip
    with pytest.raises(ValueError, match="two hundred"):
        read_people("\n".join(f"p{n}@a.example" for n in range(201)))


def test_the_queries_do_not_grow_with_the_people(browser: Visitor, db: Session, program: Program) -> None:
    with browser.counting() as few:
        browser.get(PATH)
    for number in range(6):
        make.make_judge(db, program)
        browser.submit(PATH, role="judge", emails=f"p{number}@jury.example")
    with browser.counting() as many:
        browser.get(PATH)
    assert len(few) == len(many)
