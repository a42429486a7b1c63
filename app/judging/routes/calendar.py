"""The dates of judging as a file for the judge's calendar."""

from fastapi import APIRouter, Request, Response

from app.judging.deps import Desk
from app.web.calendar import CalendarEvent, calendar_file
from app.web.i18n import _

router = APIRouter()


@router.get("/programs/{slug}/desk/calendar.ics", name="judging.calendar")
def calendar(request: Request, access: Desk) -> Response:
    """Judging opens, judging closes; with the judge's own deadline where it is later."""
    program = access.program
    desk = f"{request.app.state.settings.origin}{request.app.url_path_for('judging.desk', slug=program.slug)}"
    events = [
        CalendarEvent("opens", _("%s: judging opens") % program.name, access.own.opens_at, desk),
        CalendarEvent("closes", _("%s: judging closes") % program.name, access.own.closes_at, desk, alarm_days=2),
    ]
    name = f"{program.slug}-judging.ics"
    return Response(
        calendar_file(events, owner=f"program-{program.id}", since=program.created_at, version=program.version), media_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )  # fmt: skip
