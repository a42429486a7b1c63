"""What an organizer asks to be exported."""

from typing import Literal, Self

from pydantic import model_validator

from app.exports.service import BOOK, EVERYTHING, Export
from app.web.forms import FormModel
from app.web.i18n import _


class ExportForm(FormModel):
    what: Literal[
        "nominations",
        "lines",
        "scores",
        "comments",
        "results",
        "severity",
        "panel",
        "sensitivity",
        "flags",
        "judges",
        "everything",
        "book",
    ]
    format: Literal["csv", "xlsx", "json", "pdf"]

    @model_validator(mode="after")
    def _everything_is_a_workbook(self) -> Self:
        if self.what == EVERYTHING and self.format != "xlsx":
            raise ValueError(_("The whole program goes into one workbook. Please choose XLSX."))
        if (self.what == BOOK) != (self.format == "pdf"):
            raise ValueError(_("The results book is a PDF, and only the book is. Please choose another format."))
        return self

    @property
    def export(self) -> Export:
        return Export(self.what, self.format)
