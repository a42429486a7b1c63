"""What an organizer asks to be exported, and how certificates are to look."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from app.exports.models import CertificateDesign
from app.exports.service import EVERYTHING, PRINTED, Export
from app.programs.forms.program import Day
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
        "score-sheet",
    ]
    format: Literal["csv", "xlsx", "json", "pdf"]
    round: Annotated[int | None, Field(ge=1, le=2**31 - 1)] = None  # another than the one that counts now

    @model_validator(mode="after")
    def _everything_is_a_workbook(self) -> Self:
        if self.what == EVERYTHING and self.format != "xlsx":
            raise ValueError(_("The whole program goes into one workbook. Please choose XLSX."))
        if (self.what in PRINTED) != (self.format == "pdf"):
            raise ValueError(
                _("The results book and the score sheet are PDFs, and nothing else is. Please choose another format.")
            )
        return self

    @property
    def export(self) -> Export:
        return Export(self.what, self.format, self.round)


Name = Annotated[str, Field(max_length=80)]
Role = Annotated[str, Field(max_length=120)]


class DesignForm(FormModel):
    """Who signs, and the date. A role without a name is a line to sign on all the same: "Chair of the jury"."""

    signer_1: Name = ""
    role_1: Role = ""
    signer_2: Name = ""
    role_2: Role = ""
    signer_3: Name = ""
    role_3: Role = ""
    dated_on: Day | None = None

    @property
    def signers(self) -> list[tuple[str, str]]:
        lines = ((self.signer_1, self.role_1), (self.signer_2, self.role_2), (self.signer_3, self.role_3))
        return [(name, role) for name, role in lines if name or role]


def designed(design: CertificateDesign | None) -> dict[str, Any]:
    """The form as it is first shown."""
    if design is None:
        return {}
    values: dict[str, Any] = {"dated_on": design.dated_on}
    for number, (name, role) in enumerate(design.signers, 1):
        values |= {f"signer_{number}": name, f"role_{number}": role}
    return values


class CertificatesForm(FormModel):
    """`award_id`: only that one; else all."""

    format: Literal["pdf", "zip"] = "pdf"
    award_id: Annotated[int | None, Field(ge=1, le=2**31 - 1)] = None


class PaperForm(FormModel):
    """What a judge prints."""

    what: Literal["booklet", "blank", "scores"]
