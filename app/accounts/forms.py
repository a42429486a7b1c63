"""What people type to sign in and about themselves."""

from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from app.accounts.passwords import LONGEST
from app.domain.companies import EmailCode, EmailError, normalize_email
from app.web.forms import FormModel
from app.web.i18n import _


def checked_email(typed: str) -> str:
    """The address as typed; refused in words when it can't be one."""
    try:
        key = normalize_email(typed)
    except EmailError as error:
        if error.code is EmailCode.LOOK_ALIKE:
            raise ValueError(
                _("A letter of this address only looks like an ordinary one. Please type it on the keyboard.")
            ) from None
        key = ""
    if "." not in key.rpartition("@")[2]:
        raise ValueError(_("Please give a full e-mail address, such as name@example.org."))
    return typed.strip()


def one_line(typed: str) -> str:
    """Names come into mails and lists: no line breaks, no control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in typed).split())


EmailText = Annotated[str, AfterValidator(checked_email)]
NameText = Annotated[str, StringConstraints(max_length=120), AfterValidator(one_line)]
# As typed, spaces and all; what is longer than any password is refused before it could be hashed.
SecretText = Annotated[str, StringConstraints(strip_whitespace=False, max_length=LONGEST)]


class SignInForm(FormModel):
    email: EmailText
    next: str = "/"


class PasswordSignInForm(SignInForm):
    password: SecretText


class PasswordForm(FormModel):
    """To set or remove one's own; `current` is asked for when the sign-in was a while ago."""

    current: SecretText = ""
    new: SecretText = ""


class CodeForm(FormModel):
    code: Annotated[str, StringConstraints(max_length=40)]


class ProfileForm(FormModel):
    name: NameText = ""
    company: NameText = ""
