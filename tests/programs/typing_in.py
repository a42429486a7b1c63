"""What people type into the forms of a program; the bad things, too."""

import re
from datetime import datetime
from html import unescape

from app.domain.localtime import to_local
from app.programs.models import Program
from tests.browsing import Visitor

CANARY = """<img src=x onerror="alert('Canary-77')">"""
BAD_TEXTS = {
    "html": CANARY,
    "formula": '=HYPERLINK("http://evil.example")',
    "rtl": "\u202eabc שלום",
    "emoji": "🏆👩‍👩‍👧 naïve",
    "long": "x" * 30_000,
    "nan": "NaN",
    "negative": "-1",
    "huge": "9" * 400,
    "exponent": "1e400",
    "empty": "",
    "spaces": "   ",
    "null word": "null",
    "date": "2027-13-45",
    "decimal comma": "8,5",
}


def wall(program: Program, moment: datetime) -> str:
    """A moment as it is typed: on the clock of the program's place."""
    return to_local(moment, program.time_zone).strftime("%Y-%m-%dT%H:%M")


def fields_of(page: str) -> dict[str, str]:
    """What the first form with a name field on a page would send."""
    found: dict[str, str] = {}
    for tag in re.findall(r"<input\b[^>]*>", page):
        attrs = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if "name" not in attrs or (attrs.get("type") in ("checkbox", "radio") and " checked" not in tag):
            continue
        found[attrs["name"]] = unescape(attrs.get("value", ""))
    for name, text in re.findall(r'<textarea\b[^>]*name="([^"]+)"[^>]*>\n?(.*?)</textarea>', page, re.DOTALL):
        found[name] = unescape(text)
    for name, options in re.findall(r'<select\b[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        found[name] = unescape(chosen[1]) if chosen else ""
    return found


def settings_of(browser: Visitor, program: Program) -> dict[str, str]:
    return fields_of(browser.get(f"/programs/{program.slug}/settings").text)
