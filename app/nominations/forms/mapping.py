"""The form that says what each column of a sheet holds."""

from pydantic import Field

from app.domain.sheets import CUSTOMER_PARTS, MEANINGS
from app.web.forms import FormModel
from app.web.i18n import _

DECIMALS = (("", _("As the cells show")), ("point", _("A point: 1,234.50")), ("comma", _("A comma: 1.234,50")))
NAMES = {
    "ignore": _("— not used —"), "nominee": _("Nominee"), "title": _("Nominee's title"), "company": _("Nominee's company"),
    "nominator": _("Nominator's name"), "nominator_email": _("Nominator's e-mail"), "category": _("Category"),
    "headline": _("Revenue in all"), "prior": _("Revenue in all, the year before"),
    "existing": _("Revenue from existing customers"), "new_business": _("Revenue from new customers"),
    "existing_share": _("Share from existing customers (percent or words)"), "new_customers": _("Number of new customers"),
    "quota": _("Quota"), "narrative": _("Story (several are joined)"), "period": _("Period"), "id": _("Reference in your sheet"),
    "currency": _("Currency"), "shared_credit": _("Who shares the credit"),
    "referees": _("People who can confirm it (name, company, e-mail)"),
}  # fmt: skip
PARTS = {
    "name": _("name"), "revenue": _("revenue"), "prior": _("revenue the year before"), "origin": _("how it came"),
    "started": _("since when"), "kind": _("kind of business"),
}  # fmt: skip


class SheetMappingForm(FormModel):
    """The choices beside the columns; the columns themselves are read by `read_columns`."""

    decimal: str = Field("", pattern="^(point|comma)?$")
    category: int


def meaning_options(columns: list[str]) -> list[tuple[str, str]]:
    """What a column may hold, for a select: customers up to the last one in use and one more, ten at least."""
    used = [int(meaning.split(".")[1]) for meaning in columns if meaning.startswith("customer.")]
    options = [(meaning, str(NAMES[meaning])) for meaning in ("ignore", *MEANINGS[:-1])]
    for number in range(1, min(max([*used, 9]) + 2, 51)):
        options += [
            (f"customer.{number}.{part}", _("Customer %(number)s: ") % {"number": number} + str(PARTS[part]))
            for part in CUSTOMER_PARTS
        ]
    return options
