"""A CRM export: kept on upload, read again as it is mapped and overruled, taken over, taken back, discarded."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.service import record
from app.domain.amounts import decide_style
from app.domain.crm import Mapping as Decisions
from app.domain.errors import UserError
from app.files.models import StoredFile
from app.nominations.forms import blank_draft
from app.nominations.models import CrmExport, CrmMapping, Nomination
from app.nominations.queries.crm import source_of
from app.nominations.service.crm_files import remove_export, sent_exports, sweep_exports
from app.nominations.service.crm_reading import Understood, headings_key
from app.nominations.service.drafts import Stale, lock, save_step
from app.web.i18n import _

KEPT_FOR = timedelta(days=7)
_KEPT = ("lines", "headline", "period_from", "period_to", "amounts_are")


def keep_export(
    session: Session, nomination: Nomination, stored: StoredFile, read: Understood, *, by: int, now: datetime
) -> CrmExport:
    """An upload with the guess of what it holds; those of this nomination that expired untaken go."""
    sweep_exports(session, now, nomination_id=nomination.id)
    export = CrmExport(
        public_id=secrets.token_urlsafe(12), nomination_id=nomination.id, file=stored, mapping=read.mapping, found=read.found,
        outcome=read.outcome, version=1, created_at=now, expires_at=now + KEPT_FOR, taken={},
    )  # fmt: skip
    session.add(export)
    session.flush()
    _note(
        session,
        nomination,
        "evidence.upload",
        by,
        now,
        after={"sha256": stored.sha256, "rows": read.outcome["rows_read"]},
    )
    return export


def decide_export(session: Session, export: CrmExport, read: Understood, *, version: int) -> bool:
    """Keep what was decided and what comes of it; False when another tab decided something else meanwhile."""
    session.refresh(export, attribute_names=("version", "mapping"), with_for_update=True)
    changed = export.mapping != read.mapping
    if changed and export.version != version:
        return False
    export.mapping, export.found, export.outcome = read.mapping, read.found, read.outcome
    export.version += changed
    session.flush()
    return True


def take_over(
    session: Session, nomination: Nomination, export: CrmExport, *, replace: bool, headline: bool, version: int | None,
    by: int, now: datetime,
) -> int | Stale:  # fmt: skip
    """The lines of the preview become ordinary lines of the working copy: how many. `version`: of the working copy, as the
    preview showed it; `headline`: the total becomes the nominee's revenue in all."""
    lock(session, nomination)
    if not export.outcome.get("lines") or export.outcome["questions"]:
        raise UserError(_("No row of this file is used so far, so there is nothing to take over."))
    draft = {**blank_draft(nomination.program.period_from, nomination.program.period_to), **nomination.draft}
    lines = lines_to_take(export, draft, nomination.program.currency)
    others = [] if replace else [line for line in draft["lines"] if not is_from(line, export)]
    typed: dict[str, Any] = {"lines": [*others, *lines], "amounts_are": "currency", **_period(export)}
    if headline or not str(draft.get("headline") or "").strip():
        typed["headline"] = written(export.outcome["total_hundredths"], style_of(draft))
    before = {name: draft.get(name) for name in _KEPT}
    saved = save_step(session, nomination, "revenue", typed, version=version, by=by, now=now)
    if isinstance(saved, Stale):
        return saved
    if export.taken_at and not export.taken.get(
        "answer"
    ):  # taken over again: what stood there before the first time is what is given back
        before, replace = export.taken["before"], replace or export.taken["replace"]
    export.taken = {"replace": replace, "before": before, "after": typed}
    note_taking(session, nomination, export, lines, count=len(lines), by=by, now=now)
    return len(lines)


def note_taking(
    session: Session, nomination: Nomination, export: CrmExport, lines: Sequence[Mapping[str, str]], *, count: int, by: int, now: datetime
) -> None:  # fmt: skip
    """The export is evidence from now on: its lines as they were taken, each with its rows; and its mapping is remembered."""
    as_taken = [
        {"typed": {name: line.get(name, "") for name in ("name", "revenue", "prior")}, "rows": row["rows"], "count": row["count"]}
        for line, row in zip(lines, export.outcome["lines"], strict=True)
    ]  # fmt: skip
    export.taken = {**export.taken, "lines": as_taken}
    export.taken_at, export.version = now, export.version + 1
    session.flush()
    _remember(session, nomination.program_id, export, by, now)
    _note(session, nomination, "evidence.take", by, now, after={"sha256": export.file.sha256, "lines": count, "rows": export.outcome["rows_used"]})  # fmt: skip


def is_from(line: Mapping[str, Any], export: CrmExport) -> bool:
    return (source_of(line) or ("",))[0] == export.public_id


def lines_to_take(export: CrmExport, draft: Mapping[str, Any], currency: str) -> list[dict[str, str]]:
    """The lines as somebody would have typed them, in the number style of what stands there."""
    style, own = style_of(draft), export.outcome["currency"]
    foreign = f"{own} " if own != currency else ""
    found = []
    for place, line in enumerate(export.outcome["lines"]):
        values = {
            "name": line["name"], "revenue": foreign + written(line["revenue"], style), "prior": written(line["prior"], style),
            "origin": line["origin"], "started": line["started"], "kind": line["kind"],
            "customers": str(line["customers"]) if line["customers"] > 1 else "",
            "from_earlier_buyers": written(line["from_earlier_buyers"], style), "source": f"{export.public_id}:{place}",
        }  # fmt: skip
        found.append({name: text for name, text in values.items() if text and text != "unknown"})
    return found


def style_of(draft: Mapping[str, Any]) -> str:
    amounts = [str(row.get(name) or "") for row in draft.get("lines") or [] for name in ("revenue", "prior")]
    return decide_style([str(draft.get("headline") or ""), *amounts])[0]


def written(hundredths: int | None, style: str) -> str:
    """Digits that can be read in one way only."""
    if hundredths is None:
        return ""
    value = Decimal(hundredths) / 100
    text = f"{value:.0f}" if value == value.to_integral_value() else f"{value:.2f}"
    return text.replace(".", ",") if style == "comma" else text


def _period(export: CrmExport) -> dict[str, str]:
    """The period by which rows were chosen is the one that the figures are about."""
    return {name: export.mapping[name] for name in ("period_from", "period_to") if export.mapping.get(name)}


def _remember(session: Session, program_id: int, export: CrmExport, by: int, now: datetime) -> None:
    headings = headings_key(export.found["labels"])
    kept = session.scalar(
        select(CrmMapping).where(
            CrmMapping.program_id == program_id, CrmMapping.headings == headings, CrmMapping.by_id == by
        )
    )
    mapping = Decisions.from_json(export.mapping).for_program().to_json()
    if kept is None:
        kept = CrmMapping(program_id=program_id, headings=headings, by_id=by, profile=export.found["profile"])
        session.add(kept)
    kept.mapping, kept.at = mapping, now
    session.flush()


def take_back(session: Session, nomination: Nomination, export: CrmExport, *, by: int, now: datetime) -> int:
    """As it was before, but for what was typed since: how many lines went. The file stays for another try."""
    lock(session, nomination)
    session.refresh(export, attribute_names=("taken", "taken_at", "version"), with_for_update=True)
    if export.taken_at is None:
        raise UserError(_("Nothing is taken over from this file, so there is nothing to take back."))
    if export.taken.get("answer"):
        raise UserError(
            _("This file is your answer, which was sent: both versions are kept. You can change the answer.")
        )
    taken, draft = export.taken, nomination.draft
    lines = draft.get("lines") or []
    left = [line for line in lines if not is_from(line, export)]
    if taken["replace"]:
        earlier = taken["before"]["lines"]
        left = [*earlier, *(line for line in left if line not in earlier)]
    typed: dict[str, Any] = {"lines": left}
    for name, value in taken["after"].items():
        if name != "lines" and draft.get(name) == value:
            typed[name] = taken["before"][name]
    save_step(session, nomination, "revenue", typed, version=None, by=by, now=now)
    export.taken_at, export.version, export.expires_at = None, export.version + 1, now + KEPT_FOR
    session.flush()
    gone = sum(1 for line in lines if is_from(line, export))
    _note(session, nomination, "evidence.undo", by, now, after={"sha256": export.file.sha256, "lines": gone})
    return gone


def discard(session: Session, nomination: Nomination, export: CrmExport, *, by: int, now: datetime) -> None:
    """Only what nothing rests on: neither lines of the working copy nor anything that was submitted."""
    lock(session, nomination)
    if export.taken_at is not None:
        raise UserError(_("Lines were taken over from this file. Take them back first, then it can be deleted."))
    if export.public_id in sent_exports(session, nomination.id):
        raise UserError(_("What you submitted rests on this file, so it is kept as evidence."))
    _note(session, nomination, "evidence.discard", by, now, after={"sha256": export.file.sha256})
    remove_export(session, export, export.file, now)


def note_reading(session: Session, nomination: Nomination, sha256: str, *, by: int, now: datetime) -> None:
    """Who opened a file with figures is on record."""
    _note(session, nomination, "evidence.read", by, now, after={"sha256": sha256})


def _note(
    session: Session, nomination: Nomination, action: str, by: int, now: datetime, *, after: Mapping[str, Any]
) -> None:
    record(
        session, program_id=nomination.program_id, actor_id=by, action=action, about=("nomination", nomination.id), now=now,
        after=after,
    )  # fmt: skip
