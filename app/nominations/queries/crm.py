"""Reads about CRM exports of a nomination: those under way, those that lines came from, and what the program remembers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, defer

from app.accounts.models import User
from app.files.models import StoredFile
from app.nominations.models import CrmExport, CrmMapping, Nomination
from app.nominations.queries.one import submissions_of

_AS_TAKEN = ("name", "revenue", "prior")


def export_of(session: Session, nomination_id: int, public_id: str) -> CrmExport | None:
    """With its file; None where it is another nomination's, or was discarded."""
    return session.scalar(
        select(CrmExport)
        .join(StoredFile, StoredFile.id == CrmExport.file_id)
        .options(contains_eager(CrmExport.file))
        .where(
            CrmExport.public_id == public_id, CrmExport.nomination_id == nomination_id, StoredFile.removed_at.is_(None)
        )
    )  # fmt: skip


def exports_of(session: Session, nomination_id: int) -> Sequence[CrmExport]:
    """In the order in which they came, with their files; what their pages show is not loaded."""
    return session.scalars(
        select(CrmExport)
        .join(StoredFile, StoredFile.id == CrmExport.file_id)
        .options(contains_eager(CrmExport.file), defer(CrmExport.found), defer(CrmExport.outcome))
        .where(CrmExport.nomination_id == nomination_id, StoredFile.removed_at.is_(None))
        .order_by(CrmExport.id)
    ).all()


def remembered_for(session: Session, program_id: int, headings: str, user_id: int) -> CrmMapping | None:
    """What was decided about exports with these headings: the viewer's own decision before others', the latest first."""
    return session.scalar(
        select(CrmMapping)
        .where(CrmMapping.program_id == program_id, CrmMapping.headings == headings)
        .order_by((CrmMapping.by_id != user_id), CrmMapping.at.desc(), CrmMapping.id.desc())
        .limit(1)
    )


def source_of(line: Mapping[str, Any]) -> tuple[str, int] | None:
    """(export's public id, place among the lines taken from it) of a line of a working copy or a submission."""
    public_id, colon, place = str(line.get("source") or "").rpartition(":")
    return (public_id, int(place)) if colon and place.isascii() and place.isdigit() and len(place) < 6 else None


def exports_behind(content: Mapping[str, Any]) -> set[str]:
    """Public ids of the exports that lines of a content come from."""
    lines = [line for line in content.get("lines") or [] if isinstance(line, Mapping)]
    return {source[0] for source in map(source_of, lines) if source}


@dataclass(frozen=True, slots=True)
class FromRows:
    """Where a line comes from. `changed`: its name or amounts are not those that were taken over."""

    customer: str
    rows: tuple[str, ...]
    count: int
    changed: bool
    export_id: str
    file: str


def origin_of_line(line: Mapping[str, Any], exports: Mapping[str, CrmExport]) -> FromRows | None:
    """None for a line that was typed, or that names what was never taken over."""
    source = source_of(line)
    export = exports.get(source[0]) if source else None
    if source is None or export is None or source[1] >= len(export.taken.get("lines") or []):
        return None
    taken = export.taken["lines"][source[1]]
    changed = any(str(line.get(name) or "").strip() != taken["typed"].get(name, "") for name in _AS_TAKEN)
    return FromRows(
        str(line.get("name") or ""), tuple(taken["rows"]), taken["count"], changed, export.public_id, export.file.name
    )


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file that lines of a submission come from. `neutral`: its name for judges, which says nothing of what is in it."""

    export: CrmExport
    neutral: str
    by: str
    lines: list[FromRows]
    current: bool

    @property
    def number(self) -> int:
        return int(self.neutral.rpartition("-")[2])


def evidence_of(
    session: Session, nomination_id: int, reference: str, contents: Sequence[Mapping[str, Any]]
) -> list[Evidence]:
    """The files behind what was submitted (`contents`: the latest first); those of a draft are their owner's alone."""
    behind = [exports_behind(content) for content in contents]
    if not any(behind):
        return []
    everything = exports_of(session, nomination_id)
    names = _names(session, {export.file.owner_id for export in everything})
    number = reference.rpartition("-")[2]
    found = []
    for place, export in enumerate(everything, 1):
        at = next((at for at, ids in enumerate(behind) if export.public_id in ids), None)
        if at is None:
            continue
        origins = [origin_of_line(line, {export.public_id: export}) for line in contents[at]["lines"]]
        lines = [origin for origin in origins if origin]
        found.append(
            Evidence(export, f"N-{number}-evidence-{place}", names.get(export.file.owner_id, ""), lines, at == 0)
        )
    return found


def evidence_behind(session: Session, nomination: Nomination) -> list[Evidence]:
    """For organizers: also of earlier versions."""
    contents = [submission.content for submission in submissions_of(session, nomination.id)]
    return evidence_of(session, nomination.id, nomination.reference or "", contents)


def _names(session: Session, ids: set[int]) -> dict[int, str]:
    return {row[0]: row[1] for row in session.execute(select(User.id, User.name).where(User.id.in_(ids)))}
