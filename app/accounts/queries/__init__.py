"""Reads about people, by noun."""

from app.accounts.queries.demo import DemoPerson, demo_people
from app.accounts.queries.listing import listed_users
from app.accounts.queries.people import (
    Account,
    LiveSession,
    account,
    active_administrators,
    find_user,
    live_session,
    open_requests,
    user,
    user_by_email_key,
)
from app.accounts.queries.roles import (
    Holder,
    InvitationFound,
    awaits_answer,
    holders,
    holds_role,
    invitation,
    invitation_by_token,
    is_open,
    open_invitations,
    program_name,
)

__all__ = [
    "Account",
    "DemoPerson",
    "Holder",
    "InvitationFound",
    "LiveSession",
    "account",
    "active_administrators",
    "awaits_answer",
    "demo_people",
    "find_user",
    "holders",
    "holds_role",
    "invitation",
    "invitation_by_token",
    "is_open",
    "listed_users",
    "live_session",
    "open_invitations",
    "open_requests",
    "program_name",
    "user",
    "user_by_email_key",
]
