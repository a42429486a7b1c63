"""A nominator's pages around the form: the list, the choice of category, one nomination, review, receipt."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.accounts.deps import SignedIn
from app.domain.revenue import Assessment
from app.nominations import queries, service
from app.nominations.deps import NominationAccess, NominationToSee, OwnNomination
from app.nominations.forms import content_of
from app.nominations.queries.consent import consent_of, percents_of
from app.nominations.queries.crm import evidence_behind
from app.nominations.queries.feedback import feedback_is_open
from app.nominations.routes.showing import outlook, spoken
from app.nominations.routes.steps import step_context
from app.programs.deps import ProgramToNominate
from app.programs.queries import categories
from app.web.clock import Now
from app.web.errors import NotFound
from app.web.forms import Form, Submitted, typed_text
from app.web.i18n import _
from app.web.session import DbSession
from app.web.templates import render, see_other

router = APIRouter()


@router.get("/nominations", name="nominations.index")
def index(request: Request, viewer: SignedIn, session: DbSession, now: Now) -> Response:
    rows = queries.mine(session, viewer)
    programs = queries.open_programs(session, now)
    splits = {row.nomination.id: queries.split_of(row.assessment) for row in rows if row.assessment}
    return render(request, "nominations/index.html", rows=rows, programs=programs, splits=splits)


@router.get("/programs/{slug}/nominate", name="nominations.nominate")
def nominate(request: Request, access: ProgramToNominate, session: DbSession) -> Response:
    return _nominate(request, access, session, Form.of())


@router.post("/programs/{slug}/nominate", name="nominations.nominate_post")
def nominate_post(
    request: Request, access: ProgramToNominate, submitted: Submitted, session: DbSession, now: Now
) -> Response:
    chosen = typed_text(submitted, "category")
    category = next((c for c in categories(session, access.program.id) if str(c.id) == chosen), None)
    if category is None:
        form: Form[Any] = Form(
            {"category": [chosen]}, {"category": _("Please choose a category. You can change it later.")}
        )
        return _nominate(request, access, session, form, status_code=422)
    nomination = service.start_draft(session, access.program, category=category, by=access.user_id, now=now)
    return see_other(request, "nominations.nominee", nomination_id=nomination.public_id)


def _nominate(request: Request, access: Any, session: DbSession, form: Form[Any], status_code: int = 200) -> Response:
    offered = categories(session, access.program.id)
    return render(
        request, "nominations/nominate.html", status_code=status_code, program=access.program, phase=access.facts.phase,
        categories=offered, form=form,
    )  # fmt: skip


@router.get("/nominations/{nomination_id}", name="nominations.show")
def show(request: Request, access: NominationToSee, session: DbSession) -> Response:
    """The owner sees their own words; an organizer also role, remarks, history and conflicts."""
    found = queries.latest(session, access.nomination.id)
    own = access.user_id == access.nomination.owner_id and not access.nomination.on_behalf
    if found is None:
        return see_other(request, "nominations.nominee", nomination_id=access.nomination.public_id)
    context = submitted_context(access, session, judge=not own)
    if own:
        context |= {
            key: value
            for key, value in step_context(request, access, session, "review").items()
            if key in ("unsent", "late")
        }
        consent = consent_of(session, access.nomination.id)
        context |= {
            "feedback": feedback_is_open(session, access.nomination),
            "consent": consent,
            "percents": percents_of(found[1], found[0].headline_minor),
        }
    else:
        context |= beside_it(access, session)
    return render(request, "nominations/show.html", own=own, **context)


def beside_it(access: NominationAccess, session: DbSession) -> dict[str, Any]:
    """What only organizers see of a nomination."""
    found = queries.latest(session, access.nomination.id)
    return {
        "shared": queries.shared_customers(session, access.nomination),
        "owner": queries.owner_of(session, access.nomination),
        "evidence": evidence_behind(session, access.nomination),
        "settled_by": queries.settled_by(session, queries.settlement_of(session, found[1].id) if found else None),
    }


def submitted_context(access: NominationAccess, session: DbSession, *, judge: bool) -> dict[str, Any]:
    """The latest submission as it was frozen, with its stored assessment in words."""
    found = queries.latest(session, access.nomination.id)
    if found is None:
        raise NotFound
    submission, assessment = found
    outcome = Assessment.from_dict(assessment.result)
    return {
        "nomination": access.nomination, "program": access.program, "phase": access.facts.program.phase, "facts": access.facts,
        "submission": submission, "assessment": assessment, "content": {**content_of({}), **submission.content},
        "history": queries.submissions_of(session, access.nomination.id), "answer": queries.answer_of(access.nomination, submission),
        "hill": queries.hill_facts(submission.content, outcome, access.program.currency),
        "settlement": queries.settlement_of(session, assessment.id), "answered": queries.answered_of(session, access.nomination.id),
        "asked": queries.question_of(session, access.nomination.id),
        **spoken(session, access, submission.content, outcome, judge=judge),
    }  # fmt: skip


@router.get("/nominations/{nomination_id}/review", name="nominations.review")
def review(request: Request, access: OwnNomination, session: DbSession) -> Response:
    return render(request, "nominations/review.html", **review_context(request, access, session))


def review_context(request: Request, access: NominationAccess, session: DbSession) -> dict[str, Any]:
    content = content_of(access.nomination.draft)
    context = step_context(request, access, session, "review")
    answer_by = service.new_due(access.program, request.state.received_at)
    consent = consent_of(session, access.nomination.id)
    return {
        **context, "content": content, "answer_by": answer_by, "consents": consent is not None and consent.given,
        **outlook(session, access, content),
    }  # fmt: skip


@router.get("/nominations/{nomination_id}/receipt", name="nominations.receipt")
def receipt(request: Request, access: OwnNomination, session: DbSession) -> Response:
    return render(request, "nominations/receipt.html", **submitted_context(access, session, judge=False))
