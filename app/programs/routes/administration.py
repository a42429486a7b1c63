"""For administrators: all programs, people, mail, and how this server is set up."""

import tomllib
from importlib.metadata import PackageNotFoundError, version
from platform import python_version

from fastapi import APIRouter, Request, Response

from app.accounts.deps import Administrator, AdministratorBriefly
from app.accounts.forms import EmailText
from app.audit.service import SITE, record
from app.mail.testing import test_smtp
from app.programs import queries
from app.programs.queries.outbox import waiting_and_given_up
from app.web.clock import Now
from app.web.forms import Form, FormModel, Submitted
from app.web.session import DbSession, Transactions, database_of
from app.web.templates import ROOT, render

router = APIRouter()


class MailTestForm(FormModel):
    email: EmailText


def uphill_version() -> str:
    try:
        return version("uphill")
    except PackageNotFoundError:  # run from its source without being installed
        return str(tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"])


@router.get("/administration", name="programs.administration")
def administration(request: Request, viewer: Administrator, session: DbSession, now: Now) -> Response:
    programs = queries.visible_to(session, viewer)
    return render(
        request, "programs/administration.html", programs=programs,
        phase={one.id: queries.phase_of(one, now) for one in programs},
        counted=queries.people_counted(session, [one.id for one in programs]),
        settings=request.app.state.settings, mails=waiting_and_given_up(session, now), version=uphill_version(),
        python=python_version(), database=database_of(request).engine.dialect.name,
    )  # fmt: skip


@router.get("/administration/mail-test", name="programs.mail_test")
def mail_test(request: Request, viewer: Administrator) -> Response:
    form: Form[MailTestForm] = Form.of({"email": viewer.email})
    return render(request, "programs/mail_test.html", form=form, steps=None, settings=request.app.state.settings)


@router.post("/administration/mail-test", name="programs.mail_test_post")
def mail_test_post(
    request: Request, viewer: AdministratorBriefly, submitted: Submitted, transactions: Transactions, now: Now
) -> Response:
    """Talks to the mail server outside of any transaction: that may take a while."""
    settings = request.app.state.settings
    form: Form[MailTestForm] = Form.bind(MailTestForm, submitted)
    if form.data is None:
        return render(request, "programs/mail_test.html", status_code=422, form=form, steps=None, settings=settings)
    steps = test_smtp(settings, form.data.email)
    with transactions.writing() as session:
        record(
            session, program_id=SITE, actor_id=viewer.user_id, action="mail.test", about=("site", "mail"), now=now,
            after={"to": form.data.email, "went_well": all(step.ok for step in steps)},
        )  # fmt: skip
    return render(request, "programs/mail_test.html", form=form, steps=steps, settings=settings)
