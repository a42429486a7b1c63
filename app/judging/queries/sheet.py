"""What a judge reads of a nomination, worded and, in blind programs, masked: no name of nominee, nominator or company is in it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_precision

from app.domain.masking import Veil
from app.domain.revenue import Assessment
from app.domain.revenue.hill import Hill
from app.domain.revenue.wording import change_text, reason_text, remark_text
from app.judging.queries.access import Task
from app.judging.queries.pages import Reading
from app.nominations.forms import referees_of, story_of, story_parts
from app.nominations.queries import hill_facts
from app.redaction.queries.veils import may_follow
from app.web.i18n import _

KINDS = {"won": "new", "hunting": "new", "grown": "expansion", "managed": "managed"}
FLAGS = ("mostly_managed", "cannot_tell", "needs_breakdown")


@dataclass(frozen=True, slots=True)
class Said:
    """A remark in words, with the sentences of the story behind it."""

    text: str
    rule: str
    severity: str
    sentences: tuple[tuple[str, bool], ...]  # the sentence, and whether it speaks for the remark


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """Amounts in minor units (or percent, see `Sheet.percent`)."""

    name: str
    revenue: int
    prior: int | None
    split: dict[str, int]
    origin: str
    since: str
    displaced: str
    reason: str


@dataclass(frozen=True, slots=True)
class StoryMark:
    start: int
    end: int
    kind: str
    cue: str


@dataclass(frozen=True, slots=True)
class Sheet:
    title: str
    subtitle: str
    blind: bool
    headline_minor: int | None
    split: dict[str, int]
    percent: bool
    role: str
    share: float | None
    estimated: tuple[float | int, float | int] | None
    status: str  # of the flag: raised | question | straddles | settled | none
    flag: Said | None
    remarks: Sequence[Said]
    changes: Sequence[str]
    customers: Sequence[CustomerRow]
    left: Sequence[str]
    story: str
    story_parts: Sequence[tuple[str, int, int]]  # question, start, end
    marks: Sequence[StoryMark]
    explanation: str
    links: Sequence[tuple[str, str | None]]  # label, address (None: hidden, since it names somebody)
    referees: Sequence[str]  # name and company; empty where names are hidden
    unnamed_referees: int  # how many there are, where names are hidden
    own_base: float | None
    kept: float | None
    growth: float | None
    hill: Hill | None


Masker = Callable[[str], str]


def hide_names(reading: Reading, text: str) -> str:
    """A text as the judges of this nomination may read it."""
    return reading.veil(text)


def sheet_of(task: Task, reading: Reading, *, masked: bool | None = None) -> Sheet:
    """`masked`: False shows everything, to organizers; else it is what the program lets its judges read."""
    hide = Veil() if masked is False else reading.veil
    nameless = hide.hides and reading.decided.hide_nominee
    assessed = Assessment.from_dict(reading.result) if reading.result else None
    currency = task.program.currency
    story, marks, told = _story(reading, assessed, hide)
    remarks = [_said(remark, assessed, hide, reading) for remark in assessed.remarks] if assessed else []
    flag = (
        next((said for said, remark in zip(remarks, assessed.remarks, strict=True) if remark.code in FLAGS), None)
        if assessed
        else None
    )
    asked = task.ruling_asked
    named = [", ".join(filter(None, (one["name"], one["company"]))) for one in referees_of(reading.content)]
    return Sheet(
        title=_("Nominee of %s") % task.reference if nameless else reading.nominee_name,
        subtitle=", ".join(
            part for part in (hide(reading.nominee_title), "" if nameless else reading.nominee_company) if part
        ),
        blind=hide.hides,
        headline_minor=reading.headline_minor,
        split=reading.split,
        percent=bool(assessed and assessed.percent),
        role=reading.role,
        share=reading.share / 1_000_000 if reading.share is not None else None,
        estimated=assessed.estimated if assessed else None,
        status=_status(reading, assessed) if asked else "none",
        flag=flag if asked else None,
        remarks=[said for said in remarks if said is not flag],
        changes=[hide(change_text(c, currency, assessed.percent, _)) for c in assessed.would_change] if assessed and asked else [],
        customers=_customers(reading, assessed, currency, hide),
        left=[hide(row.name) for row in assessed.left_out] if assessed else [],
        story=story,
        story_parts=told,
        marks=marks,
        explanation=hide(str(reading.content.get("explanation") or "")),
        links=_links(reading.content.get("links") or [], hide),
        referees=[] if hide.hides else named,
        unnamed_referees=len(named) if hide.hides else 0,
        own_base=_share(assessed.own_base) if assessed else None,
        kept=_share(assessed.kept) if assessed else None,
        growth=_share(assessed.growth) if assessed else None,
        hill=hill_facts(reading.content, assessed, currency) if assessed else None,
    )  # fmt: skip


def _share(value: float | int | None) -> float | None:
    return None if value is None else float(value)


def _status(reading: Reading, assessed: Assessment | None) -> str:
    # A move leaves no trace for the judges of the new category.
    if reading.settled == "keep" and (reading.flag or reading.question):
        return "settled"
    if reading.flag:
        return "raised"
    if reading.question:
        return "question"
    return "straddles" if assessed and assessed.straddles else "none"


def _said(remark: Any, assessed: Assessment, hide: Veil, reading: Reading) -> Said:
    """Sentences of the story are read as they stand there: what an organizer let stand in the story, is let stand here."""
    text, story = hide(remark_text(remark, assessed.currency, assessed.percent, _)), story_of(reading.content)
    masked = hide.masked(story) if hide.hides and remark.evidence else None

    def sentence(evidence: Any) -> str:
        if masked is None or story[evidence.start : evidence.end] != evidence.text:
            return hide(evidence.text)
        ((start, end),) = masked.shift([(evidence.start, evidence.end)])
        return masked.text[start:end]

    sentences = tuple((sentence(evidence), evidence.supports) for evidence in remark.evidence)
    return Said(text, remark.rule, remark.severity, sentences)


def _customers(reading: Reading, assessed: Assessment | None, currency: str, hide: Masker) -> list[CustomerRow]:
    if assessed is None:
        return [
            CustomerRow(hide(row.name), row.revenue_minor, row.prior_minor, {}, row.origin, str(row.relationship_started or ""), hide(row.incumbent_displaced), "")
            for row in reading.lines
        ]  # fmt: skip
    scale = 1 if assessed.percent else 10 ** get_currency_precision(currency)

    def minor(value: float | int) -> int:
        return round(Decimal(str(value)) * scale)

    return [
        CustomerRow(
            name=hide(row.name), revenue=minor(row.revenue), prior=None if row.prior_revenue is None else minor(row.prior_revenue),
            split={
                "total": minor(row.revenue), "new": minor(row.new), "expansion": minor(row.expansion),
                "managed": minor(row.managed), "undetermined": minor(row.undetermined),
            },
            origin=row.origin, since=row.relationship_started or "", displaced=hide(row.incumbent_displaced or ""),
            reason=hide(reason_text(row, assessed.currency, assessed.percent, _)),
        )
        for row in assessed.splits
    ]  # fmt: skip


def _story(
    reading: Reading, assessed: Assessment | None, hide: Veil
) -> tuple[str, list[StoryMark], list[tuple[str, int, int]]]:
    """The story with one mark per sentence that has a cue, the strongest, and where each answer stands. Where names are
    masked, both keep their places."""
    text = story_of(reading.content)
    best: dict[tuple[int, int], Any] = {}
    for mark in assessed.marks if assessed else ():
        place = (mark.sentence_start, mark.sentence_end)
        if mark.stance in KINDS and (place not in best or mark.weight > best[place].weight):
            best[place] = mark
    against = {
        (evidence.start, evidence.end)
        for remark in (assessed.remarks if assessed else ())
        if remark.code in FLAGS
        for evidence in remark.evidence
        if not evidence.supports
    }
    places, told = sorted(best), story_parts(reading.content)
    shown: Sequence[tuple[int, int]] = places
    if hide.hides:
        masked = hide.masked(text)
        text, shown = masked.text, masked.shift(places)
        moved = masked.shift([(start, end) for _label, start, end in told])
        told = [(label, start, end) for (label, _s, _e), (start, end) in zip(told, moved, strict=True)]
    marks = [
        StoryMark(start, end, "against" if place in against else KINDS[best[place].stance], _(best[place].label))
        for place, (start, end) in zip(places, shown, strict=True)
    ]
    return text, marks, told


def _links(links: Sequence[Any], hide: Veil) -> list[tuple[str, str | None]]:
    """Where names are hidden, a link is known by its number, and has an address only if that names nobody."""
    found: list[tuple[str, str | None]] = []
    for place, link in enumerate(links, 1):
        address = str(link)
        safe = address if address.startswith(("https://", "http://")) else None
        if not hide.hides:
            found.append((address, safe))
        else:
            found.append((_("Link %s") % place, safe if may_follow(hide, address) else None))
    return found
