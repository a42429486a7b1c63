"""What a judge reads on paper: the booklet of all own nominations. Every word of it comes from what the scoring page shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from sqlalchemy.orm import Session

from app.domain.revenue.hill import Hill, Steps
from app.exports.pdf.book import bar, revenue
from app.exports.pdf.compiler import compile
from app.exports.pdf.paper import broken, paper_of, short
from app.exports.pdf.words import labels, revenue_words, roles
from app.judging.queries.access import Task
from app.judging.queries.answers import answer_for_judge
from app.judging.queries.pages import Reading, evidence_for, readings_of
from app.judging.queries.sheet import CustomerRow, Said, Sheet, sheet_of
from app.nominations.queries.crm import Evidence, exports_behind
from app.programs.models import Program
from app.web import filters
from app.web.i18n import _, ngettext


@dataclass(frozen=True, slots=True)
class Booklet:
    data: dict[str, Any]
    number: int

    def printed(self) -> bytes:
        return bytes(compile("exports/pdf/booklet.typ", self.data))


def read_booklet(session: Session, program: Program, tasks: Sequence[Task], judge: str, now: datetime) -> Booklet:
    readings = readings_of(session, [task.nomination_id for task in tasks])
    pages = [_page(session, task, readings[task.nomination_id]) for task in tasks]
    data = {
        "title": _("Reading booklet: %(program)s") % {"program": short(program.name)}, "organization": short(program.organization),
        "paper": paper_of(program), "judge": _("For %(judge)s. Confidential: please don't pass it on.") % {"judge": short(judge)},
        "note": _("As of %(when)s. What changes later stands on the page of the nomination. Files and links are there too.") % {"when": filters.when(now, program.time_zone)},
        "labels": labels() | _labels(), "pages": pages, "words": [*revenue_words(program), ("□", _("Stands for a letter that this booklet's fonts don't have. The page of the nomination has it as it was typed."))],
    }  # fmt: skip
    return Booklet(data, len(pages))


def _labels() -> dict[str, str]:
    return {
        "customer": _("Customer"), "amount": _("Revenue"), "before": _("Year before"), "split": _("Split"),
        "customers": _("Customers"), "story": _("The story"), "belongs": _("Does it belong here?"),
        "explanation": _("The nominator's explanation"), "links": _("Links"), "none": _("No revenue by customer was given."),
        "untold": _("No story was told."), "earlier": _("Explained at first:"),
        "answer": _("What the nominator answered"), "rests": _("What this rests on"),
        "referees": _("People who can confirm this"), "files": _("Files behind the figures"),
        "left": _("Customers of the year before who brought nothing this time:"),
    }  # fmt: skip


def _page(session: Session, task: Task, reading: Reading) -> dict[str, Any]:
    sheet, currency = sheet_of(task, reading), task.program.currency
    answered = answer_for_judge(session, task, reading)
    split = SimpleNamespace(**sheet.split)
    return {
        "reference": task.reference, "category": short(task.category.name), "title": short(sheet.title), "subtitle": short(sheet.subtitle),
        "role": roles().get(sheet.role, _("Too little to tell")), "revenue": revenue(sheet.headline_minor, split, currency),
        "bar": bar(sheet.headline_minor, split), "parts": _parts(sheet, currency), "facts": _facts(sheet, currency),
        "flag": _flag(task, sheet), "rests": _rests(sheet), "customers": [_customer(sheet, row, currency) for row in sheet.customers],
        "left": ", ".join(map(short, sheet.left)), "story": _story(sheet),
        "explanation": _paragraphs("" if answered and answered.explained_anew else sheet.explanation),
        "answered": _paragraphs(answered.explanation) if answered and answered.explained_anew else [],
        "first": _paragraphs(answered.first) if answered and answered.explained_anew else [],
        "links": [broken(label) for label, _address in sheet.links],
        "referees": [broken(one) for one in sheet.referees] or _unnamed(sheet.unnamed_referees),
        "files": _files(session, task, reading),
    }  # fmt: skip


def _files(session: Session, task: Task, reading: Reading) -> list[str]:
    """By their neutral names, with where they are; what is in them is never printed."""
    if not exports_behind(reading.content):
        return []
    copies, hides = reading.decided.copies or (), reading.veil.hides

    def told(one: Evidence) -> str:
        lines = ngettext("one line comes from it", "%(num)s lines come from it", len(one.lines)) % {
            "num": len(one.lines)
        }
        if not hides:
            where = _("to download on the page of the nomination")
        elif one.export.file.sha256 in copies:
            where = _("a copy without names, to download on the page of the nomination")
        else:
            where = _("held by the organizers, since it may name somebody")
        return f"{one.neutral}: {lines}; {where}"

    return [told(one) for one in evidence_for(session, task, reading.content)]


def _unnamed(count: int) -> list[str]:
    """Where judging is blind."""
    said = ngettext("One person, whom the organizers know", "%(num)s people, whom the organizers know", count)
    return [said % {"num": count}] if count else []


def _paragraphs(text: str) -> list[str]:
    return [broken(line.strip()) for line in text.split("\n") if line.strip()]


def _parts(sheet: Sheet, currency: str) -> str:
    return "; ".join(
        f"{part.label} {part.share}" if sheet.percent else f"{part.label} {filters.money_short(part.minor, currency)} ({part.share})"
        for part in filters.parts(sheet.split)
    )  # fmt: skip


def _facts(sheet: Sheet, currency: str) -> list[str]:
    found = []
    if sheet.kept is not None:
        found.append(
            _("%(share)s of the revenue of the year before was kept.") % {"share": filters.percent(sheet.kept)}
        )
    if sheet.own_base:
        share = filters.percent(sheet.own_base)
        found.append(_("%(share)s of what was there already the nominee had won in earlier years.") % {"share": share})
    return found + _hill(sheet.hill, currency)


def _hill(hill: Hill | None, currency: str) -> list[str]:
    """How steep the hill was, as the page says it."""
    if hill is None or not hill.is_known:
        return []

    def steps(one: Steps) -> str:
        if not one.customers:
            return _("none")
        count = (
            f"{one.customers}"
            if one is hill.won
            else _("%(some)s of %(all)s") % {"some": one.customers, "all": hill.won.customers}
        )
        return f"{count}, {filters.money_short(int(one.amount), currency)}"

    rows = [
        (_("Customers won"), steps(hill.won)), (_("Found by the nominee"), steps(hill.self_sourced)),
        (_("Won from another supplier"), steps(hill.displaced)), (_("Had never bought before"), steps(hill.first_time)),
    ]  # fmt: skip
    if hill.quota is not None and hill.attainment is not None:
        words = {"share": filters.percent(hill.attainment), "quota": filters.money_short(int(hill.quota), currency)}
        rows.append((_("New business and quota"), _("%(share)s of the quota of %(quota)s") % words))
    return [f"{label}: {said}" for label, said in rows]


def _flag(task: Task, sheet: Sheet) -> str:
    if sheet.flag:
        return broken(sheet.flag.text)
    category = {"category": short(task.category.name)}
    if sheet.status == "settled":
        return _("The organizers have looked into this: it stays in %(category)s. Nothing is asked of you.") % category
    if task.ruling_asked:
        return _("Nothing in the figures speaks against %(category)s.") % category
    return _("In this category the split is shown, and nothing is flagged.")


def _rests(sheet: Sheet) -> list[str]:
    said: list[Said] = [*([sheet.flag] if sheet.flag else []), *sheet.remarks]
    found = [broken(one.text) for one in said if one is not sheet.flag]
    for sentence, supports in sheet.flag.sentences if sheet.flag else ():
        found.append(f"{_('Supports it:') if supports else _('Speaks against it:')} “{broken(sentence)}”")
    return found + [f"{_('What would change it:')} {broken(change)}" for change in sheet.changes]


def _customer(sheet: Sheet, row: CustomerRow, currency: str) -> dict[str, Any]:
    def amount(minor: int | None) -> str:
        if minor is None:
            return _("not known")
        return f"{minor}%" if sheet.percent else filters.money(minor, currency)

    told = [origins().get(row.origin, _("Not known"))]
    if row.since:
        told.append(_("since %(date)s") % {"date": row.since})
    if row.displaced:
        told.append(
            _("another supplier was unseated")
            if row.displaced == "yes"
            else _("instead of %(supplier)s") % {"supplier": row.displaced}
        )
    split = SimpleNamespace(**row.split) if row.split else None
    return {
        "name": short(row.name), "told": broken(", ".join(told)), "amount": amount(row.revenue), "before": amount(row.prior),
        "bar": bar(None, split) if split else [], "reason": broken(row.reason),
        "parts": ", ".join(f"{part.label} {part.share}" for part in filters.parts(row.split)) if row.split else "",
    }  # fmt: skip


def origins() -> dict[str, str]:
    return {
        "self_sourced": _("Found by the nominee"), "inbound": _("Asked the company"), "partner": _("Through a partner"),
        "inherited": _("Taken over from a colleague"), "assigned": _("Given by the company"),
        "acquired_company": _("Came with an acquisition"),
    }  # fmt: skip


def _story(sheet: Sheet) -> list[dict[str, Any]]:
    parts = sheet.story_parts or ([("", 0, len(sheet.story))] if sheet.story else [])
    return [{"question": _(label) if label else "", "text": _paragraphs(sheet.story[start:end])} for label, start, end in parts]  # fmt: skip
