"""What organizers do about flags: settle them, ask nominators, try another rule."""

from app.flags.service.asking import Asking, ask_many
from app.flags.service.rules import Reassessed, reassess
from app.flags.service.settling import decision, settle, undo, why_not_undone

__all__ = ["Asking", "Reassessed", "ask_many", "decision", "reassess", "settle", "undo", "why_not_undone"]
