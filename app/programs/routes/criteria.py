"""The rubric: criteria, and how each differs per category. Readable always, open to change until a judge has scored."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from starlette.datastructures import FormData

from app.programs import service
from app.programs.deps import ProgramAccess, ProgramRubricToEdit, ProgramToEdit
from app.programs.forms.rubric import CriterionForm, anchor_problem, bind_overrides, write_anchors
from app.programs.queries import criteria as reads
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
    request: Request, access: ProgramAccess, session: DbSession, form: Form[Any], *, edit: int | None, status_code: int = 200,
    **context: Any,
) -> Response:  # fmt: skip
    program = access.program
    categories = reads.categories(session, program.id)
    return render(
        request, "programs/criteria.html", status_code=status_code, program=program, facts=access.facts,
        phase=access.facts.phase, categories=categories, criteria=reads.criteria(session, program.id),
        overrides=reads.overrides(session, program.id), rubrics=reads.rubrics(session, program.id, categories),
        form=form, edit=edit, **context,
    )  # fmt: skip


def found(session: DbSession, access: ProgramAccess, criterion_id: int) -> Any:
    criterion = reads.criterion(session, access.program.id, criterion_id)
    if criterion is None:
        raise NotFound
    return criterion


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
) -> Response:
    form: Form[CriterionForm] = Form.of({"weight": 1, "scale_min": 1, "scale_max": 10, "step": 1})
    if edit is not None:
        form = Form.of(_typed(session, found(session, access, edit)))
    return page(request, access, session, form, edit=edit, add=add)


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
    data = form.data
    if data is not None:
        try:
            service.add_criterion(session, access.program, data.columns(), there, by=access.user_id, now=now)
        except service.ProgramProblem as problem:
            form = form.refuse(problem.field, problem.sentence)
        else:
            flash(request, _("“%(name)s” is in the rubric.") % {"name": data.name})
            return see_other(request, "programs.criteria", slug=access.program.slug)
    return page(request, access, session, form, edit=None, add=True, status_code=422)


@router.post("/programs/{slug}/criteria/{criterion_id}", name="programs.criterion_post")
def criterion_post(
    request: Request, access: ProgramRubricToEdit, criterion_id: CriterionId, submitted: Submitted, session: DbSession,
    now: Now,
) -> Response:  # fmt: skip
    """Changes one."""
    criterion = found(session, access, criterion_id)
    form, there = bound(session, access, submitted)
    if form.data is None:
        return page(request, access, session, form, edit=criterion_id, add=False, status_code=422)
    try:
        changed = service.update_criterion(
            session, access.program, criterion, form.data.columns(), there, was=typed_text(submitted, "was"),
            by=access.user_id, now=now,
        )  # fmt: skip
    except service.ProgramProblem as problem:
        form = form.refuse(problem.field, problem.sentence)
        return page(request, access, session, form, edit=criterion_id, add=False, status_code=422)
    except service.ChangedMeanwhile:
        stored = _typed(session, criterion)
        form = Form({**form.typed, "was": [stored["was"]]})
        return page(request, access, session, form, edit=criterion_id, add=False, status_code=409, theirs=stored)
    flash(request, _("Saved.") if changed else _("Nothing was changed."))
    return see_other(request, "programs.criteria", slug=access.program.slug)


@router.post("/programs/{slug}/criteria/{criterion_id}/move", name="programs.criterion_move")
def criterion_move(
    request: Request, access: ProgramRubricToEdit, criterion_id: CriterionId, submitted: Submitted, session: DbSession,
    now: Now,
) -> Response:  # fmt: skip
    criterion, up = found(session, access, criterion_id), typed_text(submitted, "to") == "up"
    try:
        service.move_criterion(session, access.program, criterion, up=up, by=access.user_id, now=now)
    except service.ProgramProblem as problem:
        raise Refused(problem.sentence) from None
    return see_other(request, "programs.criteria", slug=access.program.slug)


@router.post("/programs/{slug}/criteria/{criterion_id}/remove", name="programs.criterion_remove")
def criterion_remove(
    request: Request, access: ProgramRubricToEdit, criterion_id: CriterionId, session: DbSession, now: Now
) -> Response:
    criterion = found(session, access, criterion_id)
    name = criterion.name
    try:
        service.remove_criterion(session, access.program, criterion, by=access.user_id, now=now)
    except service.ProgramProblem as problem:
        raise Refused(problem.sentence) from None
    flash(request, _("“%(name)s” is removed from the rubric.") % {"name": name})
    return see_other(request, "programs.criteria", slug=access.program.slug)
