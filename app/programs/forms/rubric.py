"""Categories, criteria, and how a criterion differs in a category."""

import re
from typing import Annotated, Any

from pydantic import AfterValidator, Field, ValidationInfo, field_validator
from starlette.datastructures import FormData

from app.accounts.forms import one_line
from app.programs.forms.program import Name
from app.programs.models import ForRole
from app.web.forms import Form, FormModel
from app.web.i18n import _

Guidance = Annotated[str, Field(max_length=2000)]
LONGEST_ANCHOR = 300


def read_anchors(text: str) -> dict[str, str]:
    """Lines "7: what a seven means" → {"7": "what a seven means"}. Raises ValueError with a sentence."""
    anchors: dict[str, str] = {}
    for line in filter(str.strip, text.splitlines()):
        point, _colon, meaning = (part.strip() for part in line.partition(":"))
        if not re.fullmatch(r"\d{1,4}(\.\d{1,3})?", point, re.ASCII) or not meaning:
            raise ValueError(_("Please write one anchor per line, such as “7: Found by the nominee, against a rival”."))
        point = f"{float(point):g}"
        if point in anchors:
            raise ValueError(_("There are two anchors for %(point)s. Please keep one.") % {"point": point})
        if len(meaning) > LONGEST_ANCHOR:
            raise ValueError(_("Please shorten the anchor for %(point)s: one sentence is best.") % {"point": point})
        anchors[point] = one_line(meaning)
    return anchors


def write_anchors(anchors: dict[str, str]) -> str:
    return "\n".join(f"{point}: {anchors[point]}" for point in sorted(anchors, key=float))


def _readable(text: str) -> str:
    read_anchors(text)
    return text


Anchors = Annotated[str, Field(max_length=4000), AfterValidator(_readable)]
Weight = Annotated[int, Field(ge=0, le=100)]


class CategoryForm(FormModel):
    name: Name
    description: Annotated[str, Field(max_length=2000)] = ""
    for_role: ForRole
    winners: Annotated[int, Field(ge=1, le=50)] = 1


class CriterionForm(FormModel):
    """A line of the rubric. Anchors: one per line, "7: what a seven means"."""

    name: Name
    guidance: Guidance = ""
    weight: Weight
    scale_min: Annotated[float, Field(ge=0, le=1000)]
    scale_max: Annotated[float, Field(gt=0, le=1000)]
    step: Annotated[float, Field(ge=0.001, le=100)]
    anchors: Anchors = ""
    reason: Annotated[str, Field(max_length=2000)] = ""

    @field_validator("scale_max")
    @classmethod
    def _above(cls, value: float, info: ValidationInfo) -> float:
        if "scale_min" in info.data and value <= info.data["scale_min"]:
            raise ValueError(_("The scale must end above its beginning."))
        return value

    @field_validator("step")
    @classmethod
    def _whole_steps(cls, value: float, info: ValidationInfo) -> float:
        if {"scale_min", "scale_max"} <= info.data.keys():
            low, high, step = thousandths(info.data["scale_min"], info.data["scale_max"], value)
            if (high - low) % step or (high - low) // step > 100:
                raise ValueError(_("The scale must be made of whole steps, at most a hundred."))
        return value

    def columns(self) -> dict[str, Any]:
        low, high, step = thousandths(self.scale_min, self.scale_max, self.step)
        return {
            "name": self.name, "guidance": self.guidance, "weight": self.weight, "anchors": read_anchors(self.anchors),
            "scale_min": low, "scale_max": high, "step": step,
        }  # fmt: skip


def thousandths(*values: float) -> tuple[int, ...]:
    return tuple(round(value * 1000) for value in values)


class OverrideForm(FormModel):
    """How a criterion differs in one category; what is left empty is as in the program."""

    weight: Weight | None = None
    guidance: Guidance = ""
    anchors: Anchors = ""

    def columns(self) -> dict[str, Any]:
        return {
            "weight": self.weight,
            "guidance": self.guidance or None,
            "anchors": read_anchors(self.anchors) or None,
        }


def bind_overrides(submitted: FormData, category_ids: list[int]) -> tuple[dict[int, OverrideForm], dict[str, str]]:
    """The part of a criterion's form about each category: fields weight-12, guidance-12, anchors-12."""
    found: dict[int, OverrideForm] = {}
    errors: dict[str, str] = {}
    for category_id in category_ids:
        names = {name: submitted.get(f"{name}-{category_id}", "") for name in OverrideForm.model_fields}
        form: Form[OverrideForm] = Form.bind(OverrideForm, FormData(names))
        errors |= {f"{name}-{category_id}": sentence for name, sentence in form.errors.items()}
        if form.data is not None:
            found[category_id] = form.data
    return found, errors


def anchor_problem(anchors: dict[str, str], low: int, high: int, step: int) -> str | None:
    """An anchor that no score can reach. `low`, `high`, `step`: the scale in thousandths."""
    for point in anchors:
        (value,) = thousandths(float(point))
        if not low <= value <= high or (value - low) % step:
            return _("%(point)s is not a point of the scale.") % {"point": point}
    return None
