"""The form, one page per step: each save keeps what was typed, right or wrong, in time or late."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import JSONResponse, Response

from app.nominations import queries, service
from app.nominations.deps import NominationAccess, NominationToSave, OwnNomination
from app.nominations.forms import STEPS, Problem, blank_draft, check, content_of, hash_of, read_step
from app.nominations.forms.fields import FIELDS
from app.nominations.service import Stale
from app.policy import Action, decide
from app.programs.queries import categories
from app.web.clock import Now
from app.web.filters import clock
from app.web.forms import Form, Submitted, typed_text
from app.web.i18n import _
from app.web.session import DbSession
from app.web.templates import render, see_other

router = APIRouter()
LABELS = {
    "nominee": _("Nominee"),
    "revenue": _("Revenue"),
    "story": _("Story"),
    "evidence": _("Evidence"),
    "review": _("Review"),
}


@router.get("/nominations/{nomination_id}/nominee", name="nominations.nominee")
def nominee(request: Request, access: OwnNomination, session: DbSession) -> Response:
    return render(request, "nominations/nominee.html", **step_context(request, access, session, "nominee"))


@router.get("/nominations/{nomination_id}/story", name="nominations.story")
def story(request: Request, access: OwnNomination, session: DbSession) -> Response:
    return render(request, "nominations/story.html", **step_context(request, access, session, "story"))


@router.get("/nominations/{nomination_id}/evidence", name="nominations.evidence")
def evidence(request: Request, access: OwnNomination, session: DbSession) -> Response:
    return render(request, "nominations/evidence.html", **step_context(request, access, session, "evidence"))


@router.post("/nominations/{nomination_id}/nominee", name="nominations.nominee_post")
def nominee_post(
    request: Request, access: NominationToSave, submitted: Submitted, session: DbSession, now: Now
) -> Response:
    return save(request, access, submitted, session, now, "nominee")


@router.post("/nominations/{nomination_id}/story", name="nominations.story_post")
def story_post(
    request: Request, access: NominationToSave, submitted: Submitted, session: DbSession, now: Now
) -> Response:
    return save(request, access, submitted, session, now, "story")


@router.post("/nominations/{nomination_id}/evidence", name="nominations.evidence_post")
def evidence_post(
    request: Request, access: NominationToSave, submitted: Submitted, session: DbSession, now: Now
) -> Response:
    return save(request, access, submitted, session, now, "evidence")


def version_of(submitted: FormData) -> int | None:
    text = typed_text(submitted, "version")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def save(
    request: Request,
    access: NominationAccess,
    submitted: FormData,
    session: DbSession,
    now: Now,
    step: str,
    typed: dict[str, Any] | None = None,
    told: Callable[..., dict[str, Any]] | None = None,
) -> Response:
    """Keep the step's text; answer the autosave with JSON, the button with the next page. told: what the step's page needs,
    where that is more than of every step."""
    typed = read_step(step, submitted.multi_items()) if typed is None else typed
    outcome = service.save_step(
        session, access.nomination, step, typed, version=version_of(submitted), by=access.user_id, now=now
    )
    if "x-autosave" in request.headers:
        return autosave_answer(access, outcome, now)
    if isinstance(outcome, Stale):
        context = (told or partial(step_context, step=step))(request, access, session, typed=typed, stale=True)
        return render(request, f"nominations/{step}.html", status_code=409, **context)
    return onward(request, access, step, typed_text(submitted, "go"))


def autosave_answer(access: NominationAccess, outcome: service.Saved | Stale, now: Now) -> Response:
    if isinstance(outcome, Stale):
        text = _(
            "This step was changed in another tab. Your text is still here: copy it before you open the newer version."
        )
        return JSONResponse({"message": text, "version": outcome.version}, 409)
    answer: dict[str, Any] = {"version": outcome.version, "saved_at": clock(now, access.program.time_zone)}
    if late := late_notice(access):
        answer["message"] = _("Kept, but not sent: %s") % late
    return JSONResponse(answer)


def late_notice(access: NominationAccess) -> str:
    """Why what is typed now won't be sent; empty while it can be."""
    decision = decide(access.viewer, Action.NOMINATION_EDIT, access.facts)
    return "" if decision else decision.reason


def onward(request: Request, access: NominationAccess, step: str, go: str) -> Response:
    places = {"next": STEPS[min(STEPS.index(step) + 1, len(STEPS) - 1)], "leave": ""} | {name: name for name in STEPS}
    target = places.get(go, step)
    if not target:
        return see_other(request, "nominations.index")
    return see_other(request, f"nominations.{target}", nomination_id=access.nomination.public_id)


def step_context(
    request: Request,
    access: NominationAccess,
    session: DbSession,
    step: str,
    *,
    typed: Mapping[str, Any] | None = None,
    stale: bool = False,
) -> dict[str, Any]:
    """What every step's page shows: the form as typed, what is to mend, the way through the steps."""
    nomination = access.nomination
    draft = {**blank_draft(access.program.period_from, access.program.period_to), **nomination.draft, **(typed or {})}
    problems = check(draft)
    mend = "mend" in request.query_params or step == "review"
    shown = {p.field: p.sentence for p in reversed(problems) if p.step == step and (mend or not p.missing)}
    found = queries.latest(session, nomination.id)
    return {
        "nomination": nomination, "program": access.program, "facts": access.facts, "draft": draft, "step": step,
        "form": Form(as_typed(draft), shown), "problems": problems, "version": nomination.version, "stale": stale,
        "steps": step_items(request, access, problems, step), "late": late_notice(access), "submission": found[0] if found else None,
        "assessment": found[1] if found else None,
        "unsent": found is not None and found[0].content_hash != hash_of(content_of(draft)),
        "categories": categories(session, nomination.program_id),
    }  # fmt: skip


def as_typed(draft: Mapping[str, Any]) -> dict[str, list[str]]:
    """The working copy as the values of fields: rows as lines-0-name and so on."""
    typed = {name: [str(value)] for name, value in draft.items() if isinstance(value, str)}
    for place, row in enumerate(draft.get("lines") or []):
        typed |= {f"lines-{place}-{name}": [str(value)] for name, value in row.items()}
    return typed


def step_items(request: Request, access: NominationAccess, problems: list[Problem], here: str) -> list[dict[str, str]]:
    """For components/steps.html: where one is, and what still has something to mend."""
    draft = access.nomination.draft
    touched = draft.get("touched") or {}
    items = []
    for step in STEPS:
        mine = [problem for problem in problems if problem.step == step]
        begun = any(name in touched for name in _names(step))
        state = (
            "trouble" if begun and mine else "done" if begun or (access.facts.has_submission and not mine) else "todo"
        )
        href = str(request.app.url_path_for(f"nominations.{step}", nomination_id=access.nomination.public_id))
        items.append(
            {"key": step, "label": LABELS[step], "href": href, "state": "todo" if step in ("review", here) else state}
        )
    return items


def _names(step: str) -> tuple[str, ...]:
    return (
        (*FIELDS[step], "lines")
        if step == "revenue"
        else (*FIELDS[step], "links", "referees")
        if step == "evidence"
        else FIELDS[step]
    )
