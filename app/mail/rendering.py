"""Mails as plain text: a Jinja environment of its own, which knows no request; links are built on the configured address."""

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.web import filters
from app.web.i18n import _, ngettext

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"

_environment = Environment(
    loader=FileSystemLoader(TEMPLATES), autoescape=False, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,  # noqa: S701 plain text
    keep_trailing_newline=True, extensions=["jinja2.ext.i18n"],
)  # fmt: skip
_environment.install_gettext_callables(_, ngettext, newstyle=True)  # type: ignore[attr-defined]
_environment.filters.update({name: function for name, function in filters.ALL.items() if name != "markdown"})
_environment.filters["one_line"] = lambda text, most=120: " ".join(str(text).split())[:most]


def render_mail(template: str, **context: Any) -> tuple[str, str]:
    """Subject (the template's first line, folded to one line) and body."""
    text = _environment.get_template(template).render(**context)
    subject, _newline, body = text.partition("\n")
    return " ".join(subject.split())[:200], body.strip() + "\n"
