"""Reads the outbox as the person who gets the mail would."""

import re
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.mail.models import OutboxMail
from tests.browsing import Visitor


def mails_to(db: Session, email: str) -> list[OutboxMail]:
    db.commit()
    found = list(db.scalars(select(OutboxMail).where(OutboxMail.to_email == email).order_by(OutboxMail.id)))
    for mail in found:
        db.expunge(mail)
    db.commit()  # on SQLite the transaction would keep the app from writing
    return found


def code_in(mail: OutboxMail) -> str:
    found = re.search(r"^ +(\d{4} \d{4})$", mail.body, re.M)
    assert found, mail.body
    return found.group(1)


def link_in(mail: OutboxMail) -> str:
    """The path of the one link that bears a secret."""
    (path,) = re.findall(r"http://testserver(/\S+/\S{20,})", mail.body)
    return str(path)


def ask(visitor: Visitor, email: str, **fields: Any) -> None:
    response = visitor.submit("/sign-in", email=email, **fields)
    assert (response.status_code, response.headers["location"]) == (303, "/sign-in/code"), response.text[:300]


def signs_in(visitor: Visitor, db: Session, email: str, **fields: Any) -> Any:
    """The whole way by code; the last answer."""
    ask(visitor, email, **fields)
    return visitor.submit("/sign-in/code", code=code_in(mails_to(db, email)[-1]))
