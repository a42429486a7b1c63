"""`uphill health`: is the server answering? For containers and monitors."""

from typing import Annotated

import typer

from app.domain.errors import UserError


def health(
    address: Annotated[
        str, typer.Option("--address", help="The server; by default the one that the settings describe.")
    ] = "",
) -> None:
    """Ask the running server whether it and its database answer; exit code 0 if so, 2 if not."""
    import httpx

    from app.cli.opening import read_settings

    settings = read_settings()
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host  # noqa: S104 compared, not bound
    base = address or f"http://{host}:{settings.port}"
    named = settings.origin.split("://", 1)[1]
    try:
        answer = httpx.get(f"{base}/health", timeout=5, headers={"Host": named})
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise UserError(f"Uphill does not answer at {base}: {error}") from None
    if answer.status_code != 200:
        raise UserError(f"Uphill answers at {base}, but isn't well: {answer.status_code}.")
    print("ok")
