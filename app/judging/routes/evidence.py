"""A file behind the figures, for a judge: under a name that says nothing; where judging is blind, at most a copy without names."""

from fastapi import APIRouter, Request, Response

from app.judging.deps import EvidenceToJudge
from app.judging.queries.pages import evidence_for, nomination_of, reading_of
from app.nominations.routes.evidence import kept
from app.nominations.service.crm import note_reading
from app.redaction.routes import neutral
from app.web.clock import Now
from app.web.downloads import attachment
from app.web.errors import Forbidden, NotFound
from app.web.i18n import _
from app.web.session import DbSession, Transactions

router = APIRouter()


@router.post("/nominations/{nomination_id}/score/evidence/{number}/download", name="judging.download")
def download(
    request: Request, access: EvidenceToJudge, number: int, session: DbSession, transactions: Transactions, now: Now
) -> Response:
    """A POST, because it is noted who opened a file."""
    reading = reading_of(session, access.task.nomination_id)
    one = next((one for one in evidence_for(session, access.task, reading.content) if one.number == number), None)
    nomination = nomination_of(session, access.task.public_id)
    if one is None or nomination is None:
        raise NotFound
    stored, veil = one.export.file, reading.veil
    if veil.hides and stored.sha256 not in (reading.decided.copies or ()):
        raise Forbidden(_("A file may name somebody: the organizers hold this one."))
    session.close()
    answer = neutral(request, one, veil) if veil.hides else None
    data = kept(request, stored.sha256)
    with transactions.writing() as writing:
        note_reading(writing, nomination, stored.sha256, by=access.judge_id, now=now)
    return answer or attachment(data, f"{one.neutral}.{stored.kind}", stored.kind)
