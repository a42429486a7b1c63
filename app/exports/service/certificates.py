"""Keeps how a program's certificates look, and notes who took one."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.service import record
from app.exports.models import CertificateDesign
from app.exports.queries import design_of
from app.files.service import keep_file, remove_file
from app.nominations.models import Nomination
from app.programs.models import Program


def save_design(
    session: Session, program: Program, *, signers: Sequence[tuple[str, str]], dated_on: date | None, by: int, now: datetime
) -> bool:  # fmt: skip
    """False: nothing was changed."""
    design, wanted = _design(session, program), [list(signer) for signer in signers]
    if (design.signers, design.dated_on) == (wanted, dated_on):
        return False
    before, after = _told(design.signers, design.dated_on), _told(wanted, dated_on)
    design.signers, design.dated_on = wanted, dated_on
    _note(session, program, "certificate.design", by, now, before=before, after=after)
    return True


def keep_logo(session: Session, program: Program, digest: str, size: int, *, name: str, by: int, now: datetime) -> None:
    """`digest`: of a PNG of ours that was put into the folder. The logo before goes."""
    design = _design(session, program)
    if design.logo is not None:
        remove_file(session, design.logo, now=now)
    design.logo = keep_file(
        session, digest, size, name=name, kind="png", program_id=program.id, nomination_id=None, owner_id=by, now=now
    )
    session.flush()
    _note(session, program, "certificate.logo", by, now, after={"sha256": digest})


def remove_logo(session: Session, program: Program, *, by: int, now: datetime) -> None:
    design = _design(session, program)
    if design.logo is None:
        return
    gone = design.logo
    design.logo = None
    remove_file(session, gone, now=now)
    _note(session, program, "certificate.logo", by, now, before={"sha256": gone.sha256}, after={"sha256": None})


def note_taking(session: Session, nomination: Nomination, *, by: int, now: datetime) -> None:
    about = ("nomination", nomination.id)
    record(session, program_id=nomination.program_id, actor_id=by, action="certificate.take", about=about, now=now)


def _design(session: Session, program: Program) -> CertificateDesign:
    session.execute(select(Program.id).where(Program.id == program.id).with_for_update())
    design = design_of(session, program.id)
    if design is None:
        design = CertificateDesign(program_id=program.id, signers=[], logo=None)
        session.add(design)
        session.flush()
    return design


def _told(signers: Sequence[Any], dated_on: date | None) -> dict[str, Any]:
    return {
        "signers": [": ".join(signer) for signer in signers],
        "dated_on": dated_on.isoformat() if dated_on else None,
    }


def _note(session: Session, program: Program, action: str, by: int, now: datetime, **told: Any) -> None:
    session.flush()
    about = ("program", program.id)
    record(session, program_id=program.id, actor_id=by, action=action, about=about, now=now, **told)
