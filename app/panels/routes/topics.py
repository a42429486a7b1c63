"""Topics that nominations are about and judges know: by their words."""

from collections import Counter
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response

from app.nominations.queries import kept_from
from app.panels.forms import TopicForm
from app.panels.queries import subjects, wishes_of
from app.panels.service import wishes as service
from app.programs.deps import ProgramAccess, ProgramToAssign
from app.programs.service.problems import ProgramProblem
from app.web.clock import Now
from app.web.errors import NotFound
from app.web.flash import flash
from app.web.forms import Form, Submitted
from app.web.i18n import _
from app.web.session import DbSession
from app.web.templates import render, see_other

router = APIRouter()
TopicId = Annotated[int, Path(ge=1, lt=2**31)]


def page(
    request: Request, access: ProgramAccess, session: DbSession, form: Form[Any], status: int = 200
) -> Response:  # fmt: skip
    program = access.program
    wishes = wishes_of(session, program.id, bids=False)
    hidden = kept_from(session, program.id, access.user_id)
    about = subjects(session, program.id, wishes.topics)
    shown = {key: found for key, found in about.items() if key not in hidden}
    return render(
        request, "panels/topics.html", status_code=status, program=program, phase=access.facts.phase, topics=wishes.topics,
        nominations=Counter(topic for found in shown.values() for topic in found), without=sum(not f for f in shown.values()),
        judges=Counter(topic for ticked in wishes.ticked_topics.values() for topic in ticked), form=form,
    )  # fmt: skip


@router.get("/programs/{slug}/topics", name="panels.topics")
def topics(request: Request, access: ProgramToAssign, session: DbSession) -> Response:
    return page(request, access, session, Form.of({}))


@router.post("/programs/{slug}/topics", name="panels.topics_post")
def topics_post(
    request: Request, access: ProgramToAssign, submitted: Submitted, session: DbSession, now: Now
) -> Response:  # fmt: skip
    form: Form[TopicForm] = Form.bind(TopicForm, submitted)
    data = form.data
    if data is not None:
        try:
            service.add_topic(
                session,
                access.program,
                data.name,
                data.words.replace("\r\n", "\n"),
                by=access.user_id,
                now=now,
            )
        except ProgramProblem as problem:
            form = form.refuse(problem.field, problem.sentence)
        else:
            flash(request, _("“%(name)s” is there. Judges can tick it on their desk.") % {"name": data.name})
            return see_other(request, "panels.topics", slug=access.program.slug)
    return page(request, access, session, form, 422)


@router.post("/programs/{slug}/topics/{topic_id}/remove", name="panels.topic_remove")
def topic_remove(
    request: Request, access: ProgramToAssign, topic_id: TopicId, session: DbSession, now: Now
) -> Response:
    name = service.remove_topic(session, access.program, topic_id, by=access.user_id, now=now)
    if name is None:
        raise NotFound
    flash(request, _("“%(name)s” is removed.") % {"name": name})
    return see_other(request, "panels.topics", slug=access.program.slug)
