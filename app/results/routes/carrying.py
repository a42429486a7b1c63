"""Does what was asked for, says so and goes on; or says why not."""

from collections.abc import Callable

from fastapi import Request, Response

from app.domain.errors import UserError
from app.web.errors import Refused
from app.web.flash import flash


def carried_out(
    request: Request,
    done: str,
    act: Callable[[], None],
    *,
    to: Response,
    again: Callable[[str], Response] | None = None,
) -> Response:
    """`again`: the page with what was typed, and why it was refused; without it the refusal is a page of its own. Services refuse
    before they write."""
    try:
        act()
    except UserError as refusal:
        if again is None:
            raise Refused(str(refusal)) from None
        return again(str(refusal))
    flash(request, done)
    return to
