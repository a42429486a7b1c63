"""Writes about people, by noun; what other features need can be had from here."""

from app.accounts.service.roles import end_role, grant_role, invite, revoke_invitation
from app.accounts.service.users import create_user

__all__ = ["create_user", "end_role", "grant_role", "invite", "revoke_invitation"]
