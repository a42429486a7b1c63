"""What people submit: kept as typed, checked by a Pydantic model, with one sentence per field that is wrong."""

from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Depends, Request
from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException

from app.web.i18n import _

MAX_FIELDS = 4000


class FormModel(BaseModel):
    """Base of every form: text is trimmed, empty text means absent where the field allows it, unknown fields are ignored."""

    model_config = ConfigDict(str_strip_whitespace=True, extra="ignore", allow_inf_nan=False)


Data = TypeVar("Data", bound=BaseModel)


async def _submitted(request: Request) -> AsyncIterator[FormData]:
    try:
        async with request.form(max_fields=MAX_FIELDS, max_part_size=2_000_000) as form:
            for name, value in form.multi_items():
                if "\x00" in name or (isinstance(value, str) and "\x00" in value):
                    raise HTTPException(400)
            yield form
    except (UnicodeError, ValueError) as error:
        raise HTTPException(400) from error


Submitted = Annotated[FormData, Depends(_submitted, scope="function")]


def typed_text(submitted: FormData | Mapping[str, Any], name: str) -> str:
    value = submitted.get(name, "")
    return "" if value is None or isinstance(value, UploadFile) else str(value)


class Form(Generic[Data]):
    """`value(name)` is what was typed, `error(name)` the sentence about it, `data` the checked model when all is well."""

    def __init__(
        self, typed: Mapping[str, list[str]], errors: dict[str, str] | None = None, data: Data | None = None
    ) -> None:
        self.typed, self.errors, self.data = typed, errors or {}, data

    @classmethod
    def bind(cls, model: type[Data], submitted: FormData, *, lists: Iterable[str] = ()) -> "Form[Data]":
        typed = {name: [v for v in submitted.getlist(name) if isinstance(v, str)] for name in submitted}
        named = set(lists)
        raw: dict[str, Any] = {}
        for name, values in typed.items():
            if name in named:
                raw[name] = values
            elif values and values[-1].strip():
                raw[name] = values[-1]
        for name in named:
            raw.setdefault(name, [])
        try:
            return cls(typed, data=model.model_validate(raw))
        except ValidationError as error:
            return cls(typed, errors=messages(error))

    @classmethod
    def of(cls, values: BaseModel | Mapping[str, Any] | None = None) -> "Form[Data]":
        """A form to show first: empty, or filled from what is stored."""
        raw = values.model_dump() if isinstance(values, BaseModel) else dict(values or {})
        return cls({name: _as_typed(value) for name, value in raw.items() if value is not None})

    def value(self, name: str, default: str = "") -> str:
        values = self.typed.get(name)
        return values[-1] if values else default

    def values(self, name: str) -> list[str]:
        return self.typed.get(name, [])

    def error(self, name: str) -> str | None:
        return self.errors.get(name)

    def refuse(self, name: str, message: str) -> "Form[Data]":
        """The same form with one more error: a rule that needs the database found it."""
        return Form(self.typed, {**self.errors, name: message})


def _as_typed(value: Any) -> list[str]:
    if isinstance(value, (list, tuple, set)):
        return [str(item) for item in value]
    if isinstance(value, bool):
        return ["on"] if value else []
    return [str(value)]


# One sentence per kind of Pydantic error; a raw message never reaches a page.
SENTENCES: dict[str, str] = {
    "missing": "Please fill this in.",
    "string_too_short": "Please write at least {min_length} characters.",
    "string_too_long": "Please shorten this to {max_length} characters at most.",
    "int_parsing": "Please write a whole number, such as 12.",
    "int_from_float": "Please write a whole number, such as 12.",
    "int_parsing_size": "That number is too large.",
    "decimal_parsing": "Please write a number, such as 12.5.",
    "float_parsing": "Please write a number, such as 12.5.",
    "decimal_max_places": "Please use at most {decimal_places} decimal places.",
    "decimal_max_digits": "That number is too large.",
    "decimal_whole_digits": "That number is too large.",
    "finite_number": "Please write an ordinary number.",
    "greater_than": "Please write a number above {gt}.",
    "greater_than_equal": "Please write {ge} or more.",
    "less_than": "Please write a number below {lt}.",
    "less_than_equal": "Please write {le} or less.",
    "date_from_datetime_parsing": "Please write a date as year-month-day, such as 2027-03-05.",
    "date_parsing": "Please write a date as year-month-day, such as 2027-03-05.",
    "datetime_parsing": "Please give a date and a time, such as 2027-03-05T17:00.",
    "datetime_from_date_parsing": "Please give a date and a time, such as 2027-03-05T17:00.",
    "time_parsing": "Please write a time, such as 17:00.",
    "enum": "Please choose one of the offered answers.",
    "literal_error": "Please choose one of the offered answers.",
    "bool_parsing": "Please choose yes or no.",
    "url_parsing": "Please give a full web address, such as https://example.org/page.",
    "url_scheme": "Please give a web address that begins with https:// or http://.",
    "string_pattern_mismatch": "This has characters that can't be used here.",
}
OTHERWISE = "This can't be read. Please check it."


def messages(error: ValidationError) -> dict[str, str]:
    """Field name (nested ones joined by '-') → a sentence for people."""
    found: dict[str, str] = {}
    for item in error.errors(include_url=False, include_input=False):
        name = "-".join(str(part) for part in item["loc"]) or "form"
        if item["type"] == "value_error" and "ctx" in item and "error" in item["ctx"]:
            sentence = str(item["ctx"]["error"])
            if "email address" in str(item["msg"]):
                sentence = _("Please give a full e-mail address, such as name@example.org.")
        else:
            sentence = _(SENTENCES.get(item["type"], OTHERWISE)).format_map(item.get("ctx", {}))
        found.setdefault(name, sentence)
    return found
