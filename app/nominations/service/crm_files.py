"""The files of CRM exports: swept when nothing came of them, removed, and forgotten with their draft."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.files.models import StoredFile
from app.files.service import remove_file
from app.nominations.models import CrmExport, Submission
from app.nominations.queries.crm import exports_behind


def sweep_exports(session: Session, now: datetime, *, nomination_id: int | None = None) -> int:
    """Uploads that nothing came of go after a week; of all nominations, or of one."""
    query = (
        select(CrmExport, StoredFile)
        .join(StoredFile, StoredFile.id == CrmExport.file_id)
        .where(CrmExport.taken_at.is_(None), CrmExport.expires_at < now, StoredFile.removed_at.is_(None))
    )
    if nomination_id is not None:
        query = query.where(CrmExport.nomination_id == nomination_id)
    expired = session.execute(query).all()
    sent = {each.nomination_id: sent_exports(session, each.nomination_id) for each, _stored in expired}
    gone = [(export, stored) for export, stored in expired if export.public_id not in sent[export.nomination_id]]
    for export, stored in gone:
        remove_export(session, export, stored, now)
    return len(gone)


def remove_export(session: Session, export: CrmExport, stored: StoredFile, now: datetime) -> None:
    """What it said goes at once, its bytes with the next sweep of the folder."""
    remove_file(session, stored, now=now)
    export.mapping, export.found, export.outcome, export.taken = {}, {}, {}, {}
    session.flush()


def sent_exports(session: Session, nomination_id: int) -> set[str]:
    """The exports that something submitted rests on."""
    contents = session.scalars(select(Submission.content).where(Submission.nomination_id == nomination_id))
    return {public_id for content in contents for public_id in exports_behind(content)}


def forget_exports(session: Session, nomination_id: int, now: datetime) -> None:
    """The draft goes, and its files with it."""
    for export, stored in _all(session, nomination_id):
        remove_file(session, stored, now=now)
        stored.nomination_id = None
        session.delete(export)
    session.flush()


def _all(session: Session, nomination_id: int) -> Sequence[Any]:
    joined = select(CrmExport, StoredFile).join(StoredFile, StoredFile.id == CrmExport.file_id)
    return session.execute(joined.where(CrmExport.nomination_id == nomination_id)).all()
