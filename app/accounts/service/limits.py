"""How often something may be tried in a window of time; counted in the database, so that all workers and restarts agree."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.accounts.models import RateLimit
from app.accounts.tokens import digest

MINUTE, HOUR, DAY = 60, 3600, 86400


@dataclass(frozen=True, slots=True)
class Limit:
    kind: str
    most: int
    seconds: int


# By address of the network, by both, by e-mail address: so that one stranger can't use up what others need. Browsers in which
# the person has signed in before have a count of their own.
CODES_BY_IP = Limit("codes_by_ip", 40, 15 * MINUTE)  # a whole office may share one
CODES_BY_BOTH = Limit("codes_by_both", 5, 15 * MINUTE)
CODES_BY_EMAIL = Limit("codes_by_email", 12, 15 * MINUTE)
CODES_BY_KNOWN = Limit("codes_by_known", 5, 15 * MINUTE)
MAILS_BY_BOTH = Limit("mails_by_both", 15, DAY)
MAILS_BY_EMAIL = Limit("mails_by_email", 30, DAY)
MAILS_BY_KNOWN = Limit("mails_by_known", 20, DAY)
TRIES_BY_IP = Limit("tries_by_ip", 100, 15 * MINUTE)
PASSWORDS_BY_IP = Limit("passwords_by_ip", 60, 15 * MINUTE)
PASSWORDS_BY_EMAIL = Limit("passwords_by_email", 100, HOUR)
PASSWORDS_BY_BOTH = Limit("passwords_by_both", 10, 15 * MINUTE)
PASSWORDS_BY_KNOWN = Limit("passwords_by_known", 10, 15 * MINUTE)
PASSWORD_CHANGES = Limit("password_changes", 10, 15 * MINUTE)
INVITATIONS_BY_EMAIL = Limit("invitations_by_email", 6, DAY)
INVITATIONS_BY_PERSON = Limit("invitations_by_person", 300, DAY)


def wait_for(session: Session, now: datetime, *tries: tuple[Limit, str]) -> int:
    """Counts one try against each limit, up to the first that is exceeded; the seconds to wait for that one, else 0."""
    for limit, key in tries:
        if wait := _count(session, limit, key, now):
            return wait
    return 0


def forget(session: Session, now: datetime, limit: Limit, key: str) -> None:
    """After a success: what went wrong before doesn't count."""
    session.execute(
        delete(RateLimit).where(
            RateLimit.kind == limit.kind, RateLimit.key == digest(key), RateLimit.window == _window(limit, now)
        )
    )


def _window(limit: Limit, now: datetime) -> int:
    return int(now.timestamp()) // limit.seconds


def _count(session: Session, limit: Limit, key: str, now: datetime) -> int:
    """Keys are kept as digests: the table is no list of addresses."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    window = _window(limit, now)
    counted = (
        insert(RateLimit)
        .values(kind=limit.kind, key=digest(key), window=window, count=1)
        .on_conflict_do_update(
            index_elements=[RateLimit.kind, RateLimit.key, RateLimit.window], set_={"count": RateLimit.count + 1}
        )
        .returning(RateLimit.count)
    )
    count = session.execute(counted).scalar_one()
    if count == 1:
        session.execute(delete(RateLimit).where(RateLimit.kind == limit.kind, RateLimit.window < window - 1))
    return (window + 1) * limit.seconds - int(now.timestamp()) if count > limit.most else 0
