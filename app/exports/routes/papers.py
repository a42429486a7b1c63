"""A judge's own papers: the reading booklet, a blank score sheet, the own scores."""

from fastapi import APIRouter, Request, Response

from app.exports import service
from app.exports.forms import PaperForm
from app.exports.pdf.booklet import read_booklet
from app.exports.pdf.sheets import read_sheets
from app.judging.deps import DeskToPrint
from app.judging.queries.desk import OPEN
from app.judging.queries.paper import READ, own_tasks
from app.programs.deps import ProgramAccess
from app.web.clock import Now
from app.web.downloads import attachment
from app.web.errors import Refused
from app.web.forms import Form, Submitted
from app.web.i18n import _
from app.web.session import DbSession, Transactions, database_of

router = APIRouter()


@router.post("/programs/{slug}/desk/download", name="exports.print_desk")
def print_desk(
    request: Request, access: DeskToPrint, submitted: Submitted, session: DbSession, transactions: Transactions, now: Now
) -> Response:  # fmt: skip
    """A POST, because it is noted who took everything along. Printed without a database."""
    form = Form.bind(PaperForm, submitted)
    if form.data is None or access.viewer is None:
        raise Refused(_("Please choose what to print."))
    what, program, viewer = form.data.what, access.program, access.viewer
    session.close()
    with database_of(request).snapshot() as snapshot:
        tasks = own_tasks(snapshot, program.id, viewer, now, OPEN if what == "blank" else READ)
        if not tasks:
            raise Refused(nothing(access))
        made = (
            read_booklet(snapshot, program, tasks, viewer.name, now)
            if what == "booklet"
            else read_sheets(snapshot, program, tasks, viewer.name, now, blank=what == "blank")
        )
    data = made.printed()
    with transactions.writing() as writing:
        service.note_printing(writing, program, what, made.number, by=viewer.user_id, now=now)
    return attachment(data, f"{program.slug}-{what}.pdf", "pdf")


def nothing(access: ProgramAccess) -> str:
    if access.facts.phase in ("draft", "open", "closed"):
        return _("Judging opens on %(when)s. Until then there is nothing to print.") % {
            "when": access.facts.judging_opens
        }
    return _("There is nothing on your desk to print.")
