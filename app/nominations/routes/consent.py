"""May the split be published, should the nominee be honored? Asked beside the submit button, and later on the nomination's page."""

from datetime import datetime

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from app.nominations import service
from app.nominations.deps import NominationAccess, NominationToConsent
from app.policy import Action, decide
from app.web.clock import Now
from app.web.flash import flash
from app.web.forms import Submitted, typed_text
from app.web.i18n import _
from app.web.session import DbSession
from app.web.templates import see_other

router = APIRouter()


@router.post("/nominations/{nomination_id}/consent", name="nominations.consent")
def consent(
    request: Request, access: NominationToConsent, submitted: Submitted, session: DbSession, now: Now
) -> Response:
    given = typed_text(submitted, "split_published") == "yes"
    service.set_consent(session, access.nomination, given, by=access.user_id, now=now)
    flash(
        request,
        _("The split may be published in percent, if your nominee is honored.")
        if given
        else _("Nothing of the split is published."),
    )
    return see_other(request, "nominations.show", nomination_id=access.nomination.public_id)


def keep_consent(session: DbSession, access: NominationAccess, submitted: FormData, now: datetime) -> None:
    """From the form of the last step, where it was asked."""
    if "consent_asked" in submitted and decide(access.viewer, Action.NOMINATION_CONSENT, access.facts):
        given = typed_text(submitted, "split_published") == "yes"
        service.set_consent(session, access.nomination, given, by=access.user_id, now=now)
