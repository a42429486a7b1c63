"""Reads about kept sheets: whose they are, and what of them is in the program already."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import column, exists, select, table
from sqlalchemy.orm import Session

from app.domain.sheets import Table
from app.domain.states import State
from app.nominations.forms import hash_of
from app.nominations.models import KeptSheet, Nomination, Submission
from app.web.i18n import _

# Foreign keys by table name may point up; judging has begun with a nomination when one of these names it.
_assignments = table("assignments", column("nomination_id"))


def sheet_of(session: Session, program_id: int, public_id: str, user_id: int, now: datetime) -> KeptSheet | None:
    """The uploader's own, while it is kept."""
    return session.scalar(
        select(KeptSheet).where(
            KeptSheet.public_id == public_id, KeptSheet.program_id == program_id, KeptSheet.by_id == user_id,
            KeptSheet.expires_at > now,
        )
    )  # fmt: skip


def sheets_of(session: Session, program_id: int, user_id: int, now: datetime) -> Sequence[KeptSheet]:
    """The uploader's kept sheets, the latest first."""
    return session.scalars(
        select(KeptSheet)
        .where(KeptSheet.program_id == program_id, KeptSheet.by_id == user_id, KeptSheet.expires_at > now)
        .order_by(KeptSheet.created_at.desc(), KeptSheet.id.desc())
    ).all()


def table_of(kept: KeptSheet) -> Table:
    return Table.from_json(kept.content)


@dataclass(frozen=True, slots=True)
class Known:
    """What the program holds already: hashes of contents, and the references that earlier sheets gave."""

    hashes: dict[str, str] = field(default_factory=dict)
    references: dict[str, str] = field(default_factory=dict)

    def reason(self, own: str, content: Mapping[str, Any]) -> str:
        """Why a row is not taken again; empty when it is new. `own`: the reference that the sheet gives it."""
        found = self.references.get(own.casefold()) if own else None
        if found is None:
            found = self.hashes.get(_told_by(content))
        return _("It is in the program already, as %(reference)s.") % {"reference": found} if found else ""


def known_already(session: Session, program_id: int, names: Sequence[str]) -> Known:
    """By three queries; what was withdrawn doesn't count. `names`: the nominees whose contents are compared."""
    there = (Nomination.program_id == program_id, Nomination.state.in_((State.SUBMITTED, State.OUT_OF_CONTEST)))
    references = {
        nomination_id: reference or ""
        for nomination_id, reference in session.execute(select(Nomination.id, Nomination.reference).where(*there))
    }
    contents = session.execute(
        select(Nomination.reference, Submission.content)
        .join(Submission, Submission.nomination_id == Nomination.id)
        .where(*there, Submission.superseded_at.is_(None), Submission.nominee_name.in_(set(names)))
    )
    earlier = session.scalars(select(KeptSheet.taken).where(KeptSheet.program_id == program_id))
    return Known(
        {_told_by(content): reference or "" for reference, content in contents},
        {
            own.casefold(): references[nomination_id]
            for pairs in earlier for nomination_id, own in pairs if own and nomination_id in references
        },
    )  # fmt: skip


def _told_by(content: Mapping[str, Any]) -> str:
    """A hash of all but the explanation, which names the file and the row."""
    return hash_of({name: value for name, value in content.items() if name != "explanation"})


def untouched(session: Session, ids: Sequence[int], taken_at: datetime) -> set[int]:
    """Those still as they came: submitted once, not changed since, and given to no judge."""
    return set(
        session.scalars(
            select(Nomination.id).where(
                Nomination.id.in_(ids), Nomination.state == State.SUBMITTED, Nomination.version == 1,
                Nomination.updated_at <= taken_at,
                ~exists(select(1).select_from(_assignments).where(_assignments.c.nomination_id == Nomination.id)),
            )
        )
    )  # fmt: skip
