"""What every printed document needs: a size of paper, and names that fit."""

import re

from app.programs.models import Program

NAME, RUN = 120, 24  # letters of a name at most, and of a word that can't be broken


def paper_of(program: Program) -> str:
    """US Letter where a program counts in US dollars or lives by an American clock; A4 everywhere else. As typst calls them."""
    return "us-letter" if program.currency == "USD" or program.time_zone.startswith("America/") else "a4"


def short(text: str, run: int = RUN) -> str:
    """A name that fits in a cell: long ones end in an ellipsis, and endless words may be broken."""
    return broken(text if len(text) <= NAME else f"{text[: NAME - 1]}…", run)


def broken(text: str, run: int = RUN) -> str:
    """Endless words may be broken after `run` letters."""
    return re.sub(rf"(\S{{{run}}})(?=\S)", "\\1\u200b", text)
