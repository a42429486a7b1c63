"""A file behind the figures, for a judge: under a name that says nothing, and never where judging is blind."""

from fastapi import APIRouter, Request, Response

from app.judging.deps import EvidenceToJudge
from app.judging.queries.pages import evidence_for, nomination_of
from app.nominations.routes.evidence import kept
from app.nominations.service.crm import note_reading
from app.web.clock import Now
from app.web.downloads import attachment
from app.web.errors import NotFound
from app.web.session import DbSession, Transactions

router = APIRouter()


@router.post("/nominations/{nomination_id}/score/evidence/{number}/download", name="judging.download")
def download(
    request: Request, access: EvidenceToJudge, number: int, session: DbSession, transactions: Transactions, now: Now
) -> Response:
    """A POST, because it is noted who opened a file."""
    one = next((one for one in evidence_for(session, access.task) if one.number == number), None)
    nomination = nomination_of(session, access.task.public_id)
    if one is None or nomination is None:
        raise NotFound
    stored = one.export.file
    session.close()
    data = kept(request, stored.sha256)
    with transactions.writing() as writing:
        note_reading(writing, nomination, stored.sha256, by=access.judge_id, now=now)
    return attachment(data, f"{one.neutral}.{stored.kind}", stored.kind)
