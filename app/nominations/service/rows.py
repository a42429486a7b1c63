"""The rows of a kept sheet as they would be taken: working copy, content, assessment; or the reason why not."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.domain.revenue import Period, shared_customers
from app.domain.revenue.overlaps import with_remark
from app.domain.revenue.wording import remark_text
from app.domain.sheets import Answered, Entry, Reading, read_entries, share_in_words
from app.nominations.forms import blank_draft, content_of
from app.nominations.forms.sheets import draft_of
from app.nominations.models import KeptSheet
from app.nominations.queries import Split
from app.nominations.queries.sheets import table_of
from app.nominations.service.assessing import assess_content, minor
from app.programs.models import Category, Program
from app.programs.queries import asks
from app.web.i18n import _

_ASKING = ("mostly_managed", "needs_breakdown", "cannot_tell")
"""Remarks that stand only where hunters compete."""


def reading_of(kept: KeptSheet, program: Program) -> Reading:
    """The rows read by the mapping; where no column gives a period, the program's is meant."""
    months = (
        (program.period_to.year - program.period_from.year) * 12
        + program.period_to.month
        - program.period_from.month
        + 1
    )
    period = Period(program.period_to, months)
    return read_entries(table_of(kept), kept.mapping["columns"], style=kept.mapping["decimal"] or None, period=period)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row as it would be taken: its working copy, content and assessment; or why it can't be."""

    answered: Answered
    category: Category
    category_said: bool
    """The row names this category; else it is the one chosen for the rest."""
    asked: bool
    """Whether flags and questions are asked in its category."""
    currency: str
    draft: dict[str, Any] | None = None
    content: dict[str, Any] | None = None
    left_out: str = ""

    @property
    def entry(self) -> Entry:
        return self.answered.entry

    @property
    def split(self) -> Split | None:
        """The parts of the revenue in minor units; None where there are none."""
        assessment = self.answered.assessment
        if assessment is None or not assessment.components["total"]:
            return None
        return Split(
            **{part: minor(Decimal(str(amount)), self.currency) or 0 for part, amount in assessment.components.items()}
        )

    @property
    def headline_minor(self) -> int | None:
        return minor(self.entry.facts.headline_revenue, self.currency) if self.entry.facts else None

    @property
    def share(self) -> str:
        return share_in_words(self.answered.assessment) if self.answered.assessment else ""

    @property
    def remarks(self) -> list[str]:
        """As judges and organizers read them."""
        assessment = self.answered.assessment
        if assessment is None:
            return []
        return [
            remark_text(remark, assessment.currency, assessment.percent, _)
            for remark in assessment.remarks
            if self.asked or remark.code not in _ASKING
        ]

    @property
    def status(self) -> str:
        """As `flag_badge` takes it."""
        return {"mostly_managed": "raised", "cannot_tell": "straddles", "": "none"}.get(self.question, "question")

    @property
    def question(self) -> str:
        return self.answered.question if self.asked else ""


def rows_of(
    kept: KeptSheet, program: Program, categories: Sequence[Category], reading: Reading | None = None
) -> list[SheetRow]:
    """Every row of the sheet, assessed as the program would. No query is made."""
    reading = reading or reading_of(kept, program)
    by_name = {" ".join(category.name.casefold().split()): category for category in categories}
    chosen = next((c for c in categories if c.id == kept.mapping["category_id"]), categories[0])
    shared = iter(shared_customers(entry.facts for entry in reading.nominations if entry.facts is not None))
    rows = []
    for entry in reading.entries:
        named = by_name.get(" ".join(entry.texts.get("category", "").casefold().split()))
        category = named or chosen
        asked = asks(program, category)
        if entry.facts is None:
            rows.append(
                SheetRow(
                    Answered(entry, None),
                    category,
                    named is not None,
                    asked,
                    program.currency,
                    left_out=entry.left_out or "",
                )
            )
            continue
        draft = draft_of(entry, entry.facts, program.currency, _source(kept, entry))
        content = content_of({**blank_draft(program.period_from, program.period_to), **draft})
        assessment = with_remark(assess_content(content, program, name=str(entry.facts.id)), next(shared))
        reason = "" if content["nominee_name"] else _("The nominee's name is missing.")
        if entry.same_as:
            reason = entry.problems[-1].text
        rows.append(
            SheetRow(
                Answered(entry, assessment),
                category,
                named is not None,
                asked,
                program.currency,
                draft,
                content,
                reason,
            )
        )
    return rows


def _source(kept: KeptSheet, entry: Entry) -> str:
    return _("From the sheet “%(file)s”, row %(row)s.") % {"file": kept.filename, "row": entry.number}
