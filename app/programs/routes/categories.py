"""Categories of a program: one page with a form for a new one, or for the one that is being changed."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response

from app.programs import service
from app.programs.deps import ProgramAccess, ProgramToEdit
from app.programs.forms.rubric import CategoryForm
from app.programs.queries import criteria as reads
from app.web.clock import Now
from app.web.errors import NotFound, Refused
from app.web.flash import flash
from app.web.forms import Form, Submitted, typed_text
from app.web.i18n import _
from app.web.session import DbSession
from app.web.templates import render, see_other

router = APIRouter()
CategoryId = Annotated[int, Path(ge=1, le=2_147_483_647)]


def page(
    request: Request, access: ProgramAccess, session: DbSession, form: Form[Any], *, edit: int | None, status_code: int = 200,
    **context: Any,
) -> Response:  # fmt: skip
    program = access.program
    return render(
        request, "programs/categories.html", status_code=status_code, program=program, facts=access.facts,
        phase=access.facts.phase, categories=reads.categories(session, program.id), form=form, edit=edit,
        use=reads.use_of_categories(session, program.id), no_use=reads.Use(), **context,
    )  # fmt: skip


def found(session: DbSession, access: ProgramAccess, category_id: int) -> Any:
    category = reads.category(session, access.program.id, category_id)
    if category is None:
        raise NotFound
    return category


@router.get("/programs/{slug}/categories", name="programs.categories")
def categories(
    request: Request,
    access: ProgramToEdit,
    session: DbSession,
    edit: Annotated[int | None, Query(ge=1, le=2_147_483_647)] = None,
) -> Response:
    form: Form[CategoryForm] = Form.of({"winners": 1})
    if edit is not None:
        row = found(session, access, edit)
        form = Form.of({**_typed(row), "was": reads.category_stamp(row)})
    return page(request, access, session, form, edit=edit)


def _typed(row: Any) -> dict[str, Any]:
    return {"name": row.name, "description": row.description, "for_role": row.for_role.value, "winners": row.winners}


@router.post("/programs/{slug}/categories", name="programs.categories_post")
def categories_post(
    request: Request, access: ProgramToEdit, submitted: Submitted, session: DbSession, now: Now
) -> Response:
    """Adds one."""
    form: Form[CategoryForm] = Form.bind(CategoryForm, submitted)
    data = form.data
    if data is not None:
        try:
            service.add_category(session, access.program, data.model_dump(), by=access.user_id, now=now)
        except service.ProgramProblem as problem:
            form = form.refuse(problem.field, problem.sentence)
        else:
            flash(request, _("“%(name)s” is there. Look at its rubric next.") % {"name": data.name})
            return see_other(request, "programs.categories", slug=access.program.slug)
    return page(request, access, session, form, edit=None, status_code=422)


@router.post("/programs/{slug}/categories/{category_id}", name="programs.category_post")
def category_post(
    request: Request, access: ProgramToEdit, category_id: CategoryId, submitted: Submitted, session: DbSession, now: Now
) -> Response:
    """Changes one."""
    category = found(session, access, category_id)
    form: Form[CategoryForm] = Form.bind(CategoryForm, submitted)
    if form.data is None:
        return page(request, access, session, form, edit=category_id, status_code=422)
    values, was = form.data.model_dump(), typed_text(submitted, "was")
    try:
        changed = service.update_category(
            session, access.program, category, values, was=was, by=access.user_id, now=now
        )
    except service.ProgramProblem as problem:
        form = form.refuse(problem.field, problem.sentence)
        return page(request, access, session, form, edit=category_id, status_code=422)
    except service.ChangedMeanwhile:
        form = Form({**form.typed, "was": [reads.category_stamp(category)]})
        return page(request, access, session, form, edit=category_id, status_code=409, theirs=_typed(category))
    flash(request, _("Saved.") if changed else _("Nothing was changed."))
    return see_other(request, "programs.categories", slug=access.program.slug)


@router.post("/programs/{slug}/categories/{category_id}/move", name="programs.category_move")
def category_move(
    request: Request, access: ProgramToEdit, category_id: CategoryId, submitted: Submitted, session: DbSession, now: Now
) -> Response:
    category, up = found(session, access, category_id), typed_text(submitted, "to") == "up"
    service.move_category(session, access.program, category, up=up, by=access.user_id, now=now)
    return see_other(request, "programs.categories", slug=access.program.slug)


@router.post("/programs/{slug}/categories/{category_id}/remove", name="programs.category_remove")
def category_remove(
    request: Request, access: ProgramToEdit, category_id: CategoryId, session: DbSession, now: Now
) -> Response:
    category = found(session, access, category_id)
    name = category.name
    try:
        service.remove_category(session, access.program, category, by=access.user_id, now=now)
    except service.ProgramProblem as problem:
        raise Refused(problem.sentence) from None
    flash(request, _("“%(name)s” is removed.") % {"name": name})
    return see_other(request, "programs.categories", slug=access.program.slug)
