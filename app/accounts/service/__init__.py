"""Writes about people, by noun; other features use `service.invite`, `service.grant_role` and their kin from here."""
