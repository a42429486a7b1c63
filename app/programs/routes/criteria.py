"""The rubric of a round: criteria, and how each differs per category. Once a judge has scored, a change makes a new version."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from starlette.datastructures import FormData

from app.programs import queries, service
from app.programs.deps import ProgramAccess, ProgramRubricToEdit, ProgramToEdit
from app.programs.forms.rubric import CriterionForm, anchor_problem, bind_overrides, write_anchors
from app.programs.queries import criteria as reads
from app.programs.queries.criteria import Criterion, Rubric
from app.web.clock import Now
from app.web.errors import NotFound, Refused
from app.web.filters import points
from app.web.flash import flash
from app.web.forms import Form, Submitted, typed_text
from app.web.i18n import _
from app.web.session import DbSession
from app.web.templates import render, see_other

router = APIRouter()
CriterionId = Annotated[int, Path(ge=1, le=2_147_483_647)]


def page(
    request: Request, access: ProgramAccess, session: DbSession, form: Form[Any], version: Rubric, *, edit: int | None,
    status_code: int = 200, **context: Any,
) -> Response:  # fmt: skip
    program = access.program
    categories = reads.categories(session, program.id)
    return render(
        request, "programs/criteria.html", status_code=status_code, program=program, facts=access.facts,
        phase=access.facts.phase, categories=categories, criteria=reads.criteria(session, program.id, version.id),
        overrides=reads.overrides(session, program.id), rubrics=reads.rubrics(session, program.id, categories, version.id),
        form=form, edit=edit, version=version, rounds=queries.rounds_of(session, program.id),
        scored=reads.scorecards_of(session, version.id), **context,
    )  # fmt: skip


def version_of(session: DbSession, access: ProgramAccess, round_id: int | None) -> Rubric:
    """The latest version of a round's rubric: of the round that counts now, or of another of this program."""
    one = None if round_id is None else queries.one_round(session, access.program.id, round_id)
    if round_id is not None and one is None:
        raise NotFound
    return queries.rubric_now(session, one or queries.round_now(session, access.program.id))


def asked_round(submitted: FormData) -> int | None:
    text = typed_text(submitted, "round")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def found(session: DbSession, access: ProgramAccess, criterion_id: int) -> tuple[Criterion, Rubric]:
    criterion = reads.criterion(session, access.program.id, criterion_id)
    if criterion is None:
        raise NotFound
    return criterion


def back(request: Request, access: ProgramAccess, version: Rubric) -> Response:
    response = see_other(request, "programs.criteria", slug=access.program.slug)
    response.headers["location"] += f"?round={version.round_id}"
    return response


def _typed(session: DbSession, row: Any) -> dict[str, Any]:
    differing = [one for key, one in reads.overrides(session, row.program_id).items() if key[0] == row.id]
    values = {
        "name": row.name, "guidance": row.guidance, "weight": row.weight, "anchors": write_anchors(row.anchors),
        "scale_min": points(row.scale_min), "scale_max": points(row.scale_max), "step": points(row.step),
        "was": reads.criterion_stamp(row, differing),
    }  # fmt: skip
    for one in differing:
        values[f"weight-{one.category_id}"] = one.weight
        values[f"guidance-{one.category_id}"] = one.guidance
        values[f"anchors-{one.category_id}"] = None if one.anchors is None else write_anchors(one.anchors)
    return values


@router.get("/programs/{slug}/criteria", name="programs.criteria")
def criteria(
    request: Request,
    access: ProgramToEdit,
    session: DbSession,
    edit: Annotated[int | None, Query(ge=1, le=2_147_483_647)] = None,
    add: bool = False,
    round: Annotated[int | None, Query(ge=1, le=2_147_483_647)] = None,
) -> Response:
    form: Form[CriterionForm] = Form.of({"weight": 1, "scale_min": 1, "scale_max": 10, "step": 1})
    version = version_of(session, access, round)
    if edit is not None:
        criterion, version = found(session, access, edit)
        form = Form.of(_typed(session, criterion))
    return page(request, access, session, form, version, edit=edit, add=add)


def bound(session: DbSession, access: ProgramAccess, submitted: FormData) -> tuple[Form[CriterionForm], dict[int, Any]]:
    """The criterion as typed, and per category what differs; one form with the errors of both."""
    form: Form[CriterionForm] = Form.bind(CriterionForm, submitted)
    ids = [row.id for row in reads.categories(session, access.program.id)]
    there, errors = bind_overrides(submitted, ids)
    differing = {category_id: one.columns() for category_id, one in there.items()}
    if form.data is not None:
        values = form.data.columns()
        scale = (values["scale_min"], values["scale_max"], values["step"])
        texts = [
            ("anchors", values["anchors"]),
            *((f"anchors-{key}", one["anchors"]) for key, one in differing.items()),
        ]
        for name, anchors in texts:
            if problem := anchor_problem(anchors or {}, *scale):
                errors.setdefault(name, problem)
    return (Form(form.typed, {**form.errors, **errors}) if errors else form), differing


@router.post("/programs/{slug}/criteria", name="programs.criteria_post")
def criteria_post(
    request: Request, access: ProgramRubricToEdit, submitted: Submitted, session: DbSession, now: Now
) -> Response:
    """Adds one."""
    form, there = bound(session, access, submitted)
    data, version = form.data, version_of(session, access, asked_round(submitted))
    if data is not None:
        try:
            service.add_criterion(
                session, access.program, version, data.columns(), there, reason=data.reason, by=access.user_id, now=now
            )
        except service.ProgramProblem as problem:
            form = form.refuse(problem.field, problem.sentence)
        else:
            flash(request, _("“%(name)s” is in the rubric.") % {"name": data.name})
            return back(request, access, version)
    return page(request, access, session, form, version, edit=None, add=True, status_code=422)


@router.post("/programs/{slug}/criteria/{criterion_id}", name="programs.criterion_post")
def criterion_post(
    request: Request, access: ProgramRubricToEdit, criterion_id: CriterionId, submitted: Submitted, session: DbSession,
    now: Now,
) -> Response:  # fmt: skip
    """Changes one."""
    criterion, version = found(session, access, criterion_id)
    form, there = bound(session, access, submitted)
    if form.data is None:
        return page(request, access, session, form, version, edit=criterion_id, add=False, status_code=422)
    try:
        changed = service.update_criterion(
            session, access.program, criterion, version, form.data.columns(), there, was=typed_text(submitted, "was"),
            reason=form.data.reason, by=access.user_id, now=now,
        )  # fmt: skip
    except service.ProgramProblem as problem:
        form = form.refuse(problem.field, problem.sentence)
        return page(request, access, session, form, version, edit=criterion_id, add=False, status_code=422)
    except service.ChangedMeanwhile:
        stored = _typed(session, criterion)
        form = Form({**form.typed, "was": [stored["was"]]})
        return page(
            request, access, session, form, version, edit=criterion_id, add=False, status_code=409, theirs=stored
        )
    flash(request, _("Saved.") if changed else _("Nothing was changed."))
    return back(request, access, version)


@router.post("/programs/{slug}/criteria/{criterion_id}/move", name="programs.criterion_move")
def criterion_move(
    request: Request, access: ProgramRubricToEdit, criterion_id: CriterionId, submitted: Submitted, session: DbSession,
    now: Now,
) -> Response:  # fmt: skip
    (criterion, version), up = found(session, access, criterion_id), typed_text(submitted, "to") == "up"
    try:
        service.move_criterion(session, access.program, criterion, version, up=up, by=access.user_id, now=now)
    except service.ProgramProblem as problem:
        raise Refused(problem.sentence) from None
    return back(request, access, version)


@router.post("/programs/{slug}/criteria/{criterion_id}/remove", name="programs.criterion_remove")
def criterion_remove(
    request: Request, access: ProgramRubricToEdit, criterion_id: CriterionId, submitted: Submitted, session: DbSession,
    now: Now,
) -> Response:  # fmt: skip
    criterion, version = found(session, access, criterion_id)
    name = criterion.name
    try:
        service.remove_criterion(
            session, access.program, criterion, version, reason=typed_text(submitted, "reason").strip()[:2000],
            by=access.user_id, now=now,
        )  # fmt: skip
    except service.ProgramProblem as problem:
        raise Refused(problem.sentence) from None
    flash(request, _("“%(name)s” is removed from the rubric.") % {"name": name})
    return back(request, access, version)
