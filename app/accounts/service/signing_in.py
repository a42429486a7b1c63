"""Sign in by a mailed code or link: single use, ten minutes, five tries, and only in the browser that asked."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hmac import compare_digest

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.accounts import queries
from app.accounts.models import SignInRequest, User
from app.accounts.service.users import create_user
from app.accounts.tokens import digest, new_token
from app.domain.companies import normalize_email
from app.mail.service import queue

CODE_LIFE = timedelta(minutes=10)
TRIES = 5
KEPT = timedelta(days=1)  # used ones too, so that nothing is taken twice


class Problem(StrEnum):
    NONE_OPEN = "none_open"  # never asked here, too late, used, or tried too often
    WRONG = "wrong"
    DISABLED = "disabled"


@dataclass(frozen=True, slots=True)
class SignedInAs:
    user_id: int
    email: str
    next_path: str


def ask_for_code(session: Session, *, email: str, browser: str, next_path: str, origin: str, now: datetime) -> None:
    """Mails a code and a link. Known and unknown addresses take the same steps; `browser`: the secret of the asking browser."""
    key = normalize_email(email)
    user = queries.user_by_email_key(session, key)
    stored, name = (user.email, user.name) if user else (email.strip(), "")
    code, token = f"{secrets.randbelow(10**8):08d}", new_token()
    session.execute(delete(SignInRequest).where(SignInRequest.expires_at < now - KEPT))
    session.add(
        SignInRequest(
            email=stored, email_key=key, browser_hash=digest(browser), link_hash=digest(token),
            code_hash=_code_hash(browser, token_hash=digest(token), code=code), next_path=next_path,
            created_at=now, expires_at=now + CODE_LIFE,
        )
    )  # fmt: skip
    queue(
        session, to=(stored, name), template="accounts/mail/sign_in.txt", dedup_key=f"sign-in:{digest(token)}", now=now,
        secret=True, useless_after=now + CODE_LIFE, code=f"{code[:4]} {code[4:]}", link=f"{origin}/sign-in/link/{token}",
        origin=origin,
    )  # fmt: skip


def redeem_code(session: Session, *, browser: str, typed: str, now: datetime) -> SignedInAs | Problem:
    """A wrong code counts against every open request of this browser."""
    open_ones = queries.open_requests(session, digest(browser), now, most_tries=TRIES, lock=True) if browser else []
    if not open_ones:
        return Problem.NONE_OPEN
    code = "".join(character for character in typed if character.isalnum())
    right = None
    for request in open_ones:
        request.tries += 1
        expected = _code_hash(browser, token_hash=request.link_hash, code=code)
        if compare_digest(expected, request.code_hash):
            right = request
    if right:
        return _use(session, right, open_ones, now)
    return Problem.WRONG if any(request.tries < TRIES for request in open_ones) else Problem.NONE_OPEN


def redeem_link(session: Session, *, browser: str, token: str, now: datetime) -> SignedInAs | Problem:
    """The link's secret, confirmed in the browser that asked for it."""
    open_ones = queries.open_requests(session, digest(browser), now, most_tries=TRIES, lock=True) if browser else []
    right = next((request for request in open_ones if request.link_hash == digest(token)), None)
    return _use(session, right, open_ones, now) if right else Problem.NONE_OPEN


def _use(session: Session, right: SignInRequest, open_ones: list[SignInRequest], now: datetime) -> SignedInAs | Problem:
    for request in open_ones:
        request.used_at = now
    user: User | None = queries.user_by_email_key(session, right.email_key)
    if user is None:
        user = create_user(session, email=right.email, now=now)
    return Problem.DISABLED if user.disabled_at else SignedInAs(user.id, user.email, right.next_path)


def _code_hash(browser: str, *, token_hash: str, code: str) -> str:
    """A copied database is no help in guessing the code: the browser's secret isn't in it."""
    return digest(f"{browser}:{token_hash}:{code}")
