"""The command line `uphill`: a new command is one line in COMMANDS, and is imported only when it runs."""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any

import typer
from typer.exceptions import Abort, TyperException

from app.domain.errors import UserError

COMMANDS = {
    "serve": "app.cli.serve:serve",
    "user": "app.cli.user:user",
    "demo": "app.cli.demo:demo",
    "migrate": "app.cli.migrate:migrate",
    "assess": "app.cli.assess:assess",
    "crm": "app.cli.crm:crm",
    "rank": "app.cli.rank:rank",
    "assign": "app.cli.assign:assign",
    "results": "app.cli.results:results",
    "sweep": "app.cli.sweep:sweep",
    "health": "app.cli.health:health",
    "export": "app.cli.export:export",
}
"""Name of the command → the function that runs it. Only the command asked for is imported."""


def build(names: tuple[str, ...] | None = None) -> typer.Typer:
    """The command line with the commands named (all of them when None, as `uphill --help` needs)."""
    uphill = typer.Typer(
        name="uphill",
        help="Sales awards contests, from nomination to winner, comparing apples to apples.",
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
    uphill.callback(invoke_without_command=True)(_uphill)
    for name, place in COMMANDS.items():
        if names is None or name in names:
            module, _, function = place.partition(":")
            command: Any = getattr(importlib.import_module(module), function)
            if isinstance(command, typer.Typer):
                uphill.add_typer(command, name=name)
            else:
                uphill.command(name)(command)
    return uphill


def _uphill(context: typer.Context) -> None:
    """Sales awards contests, from nomination to winner, comparing apples to apples."""
    if context.invoked_subcommand is None:
        print(context.get_help())


def main(arguments: list[str] | None = None) -> None:
    """Run `uphill`. Bad input is one line on stderr and exit code 2; nobody gets a traceback for a typo."""
    given = sys.argv[1:] if arguments is None else arguments
    asked = (given[0],) if given and given[0] in COMMANDS else None
    try:
        code = typer.main.get_command(build(asked)).main(given, prog_name="uphill", standalone_mode=False)
    except (UserError, TyperException) as error:
        said = getattr(error, "format_message", error.__str__)()
        print(f"uphill: {' '.join(said.split())}", file=sys.stderr)
        sys.exit(2)
    except Abort:
        sys.exit(130)
    except BrokenPipeError:  # the reader (head, less) went away: not an error
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    sys.exit(code if isinstance(code, int) else 0)
