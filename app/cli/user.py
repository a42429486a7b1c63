"""`uphill user`: people's accounts from the command line; how the first administrator comes to be."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from app.domain.errors import UserError

user = typer.Typer(
    help="Accounts: create one (the first administrator, for instance), list them, find somebody's sign-in code.",
    rich_markup_mode=None,
)
Email = Annotated[str, typer.Argument(help="Their e-mail address.")]


@user.command()
def create(
    email: Email,
    name: Annotated[str, typer.Option(help="As it is shown to others.")] = "",
    administrator: Annotated[
        bool, typer.Option("--administrator", help="May create programs and manage everybody's account.")
    ] = False,
) -> None:
    """Create an account. It has no password: its owner signs in by mailed code. Run again to make somebody an administrator.

    Example: uphill user create ann@example.org --name "Ann Example" --administrator
    """
    from app.accounts import queries
    from app.accounts.service import create_user
    from app.accounts.service.users import set_administrator
    from app.cli.opening import current_database
    from app.domain.companies import normalize_email

    address, now = _address(email), datetime.now(UTC)
    _settings, database = current_database()
    with database.writing() as session:
        known = queries.user_by_email_key(session, normalize_email(address)) is not None
        person = create_user(session, email=address, name=" ".join(name.split())[:120], now=now)
        if administrator:
            set_administrator(session, person, on=True, by=None, now=now)
        said = "There is an account already" if known else "Created an account"
        print(f"{said}: {person.email}{', administrator' if person.is_administrator else ''}.")
    database.close()


@user.command("list")
def list_(
    search: Annotated[str, typer.Argument(help="A piece of the name or the address; everybody if left out.")] = "",
) -> None:
    """List accounts, one a line: address, name, what is special about them.

    Example: uphill user list example.org
    """
    from app.accounts import queries
    from app.cli.opening import current_database

    _settings, database = current_database()
    number, last = 1, 1
    with database.reading() as session:
        while number <= last:
            people, page = queries.listed_users(session, search=search, page=number)
            for one in people:
                notes = ["administrator"] * one.is_administrator + ["disabled"] * (one.disabled_at is not None)
                print("\t".join((one.email, one.name, ", ".join(notes))))
            number, last = number + 1, page.last
    database.close()


@user.command()
def sign_in_link(email: Email) -> None:
    """Show the code and the link of the sign-in that somebody just asked for, where no mail server is set up (mode "local"
    or "demo"): ask for a code on the page, then run this.

    Example: uphill user sign-in-link ann@example.org
    """
    from app.cli.opening import current_database
    from app.mail.queries import waiting_secret
    from app.settings import Mode

    address = _address(email)
    settings, database = current_database()
    if settings.mode is Mode.PRODUCTION:
        raise UserError(
            "In production codes go out by mail only, so that whoever has this machine's shell leaves a trace."
        )
    with database.reading() as session:
        body = waiting_secret(session, address, datetime.now(UTC))
    database.close()
    if body is None:
        raise UserError(
            f"No code is waiting for {address}. Ask for one at {settings.origin}/sign-in; it works for ten minutes."
        )
    print(body)


def _address(typed: str) -> str:
    from app.accounts.forms import checked_email

    try:
        return checked_email(typed)
    except ValueError as error:
        raise UserError(str(error)) from None
