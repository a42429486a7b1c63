"""What judges submit in rounds without scores. An order has one field per nomination, `place-ID`, so it is read by hand."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field as Limit
from starlette.datastructures import FormData

from app.domain.ordering import Wrong, wrong_in
from app.judging.queries.own_choices import Field
from app.web.forms import Form, FormModel
from app.web.i18n import _, ngettext

PLACE = "place-"
Places = dict[str, int | None]


def shown(field: Field, places: Mapping[str, int | None] | None = None) -> Form[Any]:
    """The form as it is stored, or with these places."""
    held = field.places if places is None else places
    values = {f"{PLACE}{key}": "" if place is None else str(place) for key, place in held.items()}
    return Form.of({"version": field.version, **values})


def read(submitted: FormData, field: Field) -> tuple[Form[Any], Places | None]:
    """What was typed, and the places if they are numbers that are asked for; a nomination without a field stays as it is
    stored, and one that is no longer on the desk is left out."""
    typed = {name: [str(submitted[name])] for name in submitted if name.startswith(PLACE) or name == "version"}
    errors: dict[str, str] = {}
    places: Places = {}
    for one in field.own:
        text = typed.get(f"{PLACE}{one.public_id}", ["" if one.place is None else str(one.place)])[0].strip()
        if text and not (text.isascii() and text.isdigit() and len(text) < 4 and 1 <= int(text) <= field.asked):
            errors[f"{PLACE}{one.public_id}"] = _("Please choose a place from 1 to %s, or none.") % field.asked
        else:
            places[one.public_id] = int(text) if text else None
    form: Form[Any] = Form({**shown(field).typed, **typed}, errors)
    return form, None if errors else places


def version_of(submitted: FormData) -> int:
    text = str(submitted.get("version") or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else -1


def incomplete(field: Field, places: Places, names: Mapping[str, str]) -> dict[str, str]:
    """What keeps an order from being submitted: field → sentence. `names`: public id → what the nomination is called here."""
    found: Wrong = wrong_in(places, field.asked)
    errors = {}
    for place, held in found.shared.items():
        errors[f"{PLACE}{held[-1]}"] = _("Place %(place)s is given to %(who)s. Please give it to one of them.") % {
            "place": place, "who": _(" and ").join(names.get(one, "") for one in held),
        }  # fmt: skip
    if found.free:
        free = ", ".join(str(place) for place in found.free)
        sentence = ngettext("Place %(free)s is still free.", "Places %(free)s are still free.", len(found.free))
        errors["form"] = sentence % {"free": free} + " " + _("Please give each place to one nomination, then submit.")
    return errors


class PairForm(FormModel):
    """Which of two is the better one. `was`: what was stored as the page showed it; empty: nothing."""

    left: str = Limit(min_length=1, max_length=60)
    right: str = Limit(min_length=1, max_length=60)
    answer: Literal["left", "right", "even"]
    was: Literal["", "left", "right", "even"] = ""
