"""A CRM export as the answer to the question about the category: what it says of the year before, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from app.domain.errors import UserError
from app.domain.revenue import Assessment as Outcome
from app.domain.revenue.customers import key_of
from app.nominations.forms import content_of, read_figures
from app.nominations.models import Assessment, CrmExport, Nomination
from app.nominations.queries import latest, rows_may_be_added
from app.nominations.service.answering import Answer, answer_question
from app.nominations.service.crm import lines_to_take, note_taking, style_of
from app.web.i18n import _


@dataclass(frozen=True, slots=True)
class Completed:
    """A line that was sent, and what the file says of its year before. `place` counts the sent lines, `taken` the export's."""

    place: int
    taken: int
    name: str
    before: str
    after: str


def completed_by(
    export: CrmExport, content: Mapping[str, Any], outcome: Outcome, currency: str
) -> tuple[list[Completed], list[dict[str, str]]]:
    """The sent lines of which the file knows the year before; and, where customers were missing, the lines to add."""
    sent, figures = content_of(content)["lines"], read_figures(content_of(content)).lines
    own = lines_to_take(export, content, currency)
    by_name = {key_of(line["name"]): place for place, line in reversed(list(enumerate(own))) if "prior" in line}
    found = []
    for place, line in enumerate(sent):
        taken = by_name.get(key_of(line.get("name", "")))
        if taken is not None and figures[place].prior_revenue != Decimal(export.outcome["lines"][taken]["prior"]) / 100:
            found.append(Completed(place, taken, line["name"], line.get("prior", ""), own[taken]["prior"]))
    known = {key_of(line.get("name", "")) for line in sent}
    added = [line for line in own if key_of(line["name"]) not in known and line.get("revenue") not in (None, "0")]
    return found, added if rows_may_be_added(outcome) else []


def answer_by_export(
    session: Session, nomination: Nomination, export: CrmExport, *, by: int, now: datetime
) -> Assessment | None:
    """A new version of what was sent, with the year before from the file; names and amounts stay, and both versions are kept."""
    found = latest(session, nomination.id)
    if found is None or not export.outcome.get("lines") or export.outcome["questions"]:
        raise UserError(_("No row of this file is used so far, so it answers nothing."))
    content = found[0].content
    if any(export.mapping.get(name) not in (None, content.get(name)) for name in ("period_from", "period_to")):
        text = _(
            "This file is read for another period than the one you sent, %(first)s to %(last)s. Please choose that one."
        )
        raise UserError(text % {"first": content.get("period_from"), "last": content.get("period_to")})
    currency = nomination.program.currency
    completed, added = completed_by(export, content, Outcome.from_dict(found[1].result), currency)
    if not completed and not added:
        raise UserError(
            _("This file says nothing new of the customers you sent: none has the same name and another year before.")
        )
    own = lines_to_take(export, content, currency)
    rows = {each.place: {"prior": each.after, "source": own[each.taken]["source"]} for each in completed}
    answer = Answer(explanation=str(content.get("explanation") or ""), rows=rows, added=tuple(added))
    assessment = answer_question(session, nomination, answer, by=by, now=now)
    kept = [{**line} for line in own]
    for each in completed:
        sent = content_of(content)["lines"][each.place]
        kept[each.taken] = {"name": sent["name"], "revenue": sent.get("revenue", ""), "prior": each.after}
    after = {"lines": [], "style": style_of(content)}
    export.taken = {"answer": True, "replace": False, "before": {"lines": []}, "after": after}
    note_taking(session, nomination, export, kept, count=len(completed) + len(added), by=by, now=now)
    return assessment
