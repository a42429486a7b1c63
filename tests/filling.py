"""The forms of a page, as a browser would fill and send them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

TYPED = ("text", "email", "search", "number", "date", "datetime-local", "url", "tel", "textarea")
PLAUSIBLE = {"email": "jo@new.example", "number": "3", "date": "2027-03-05", "datetime-local": "2027-03-05T17:00", "url": "https://news.example/a"}  # fmt: skip


@dataclass
class Filled:
    """Where a form goes, its fields with what they hold, and of what type each is."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)

    def typed(self) -> list[str]:
        return [name for name, kind in self.types.items() if kind in TYPED]

    def chosen(self) -> list[str]:
        return [name for name, kind in self.types.items() if kind in ("hidden", "radio", "select", "checkbox")]

    def plausible(self) -> dict[str, str]:
        """What somebody might send who fills in everything."""
        return {name: value or PLAUSIBLE.get(self.types[name], "Some words") for name, value in self.fields.items()}


class FormsOf(HTMLParser):
    def __init__(self, address: str, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.address = address
        self.forms: list[Filled] = []
        self.actions: list[list[str]] = []
        self._form: Filled | None = None
        self._text: str | None = None
        self._choice = ""
        self._asleep = False  # inside <template>: not part of the page
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "template":
            self._asleep = True
        elif self._asleep:
            return
        elif tag == "form":
            self._form = (
                Filled(self._path(given.get("action", ""))) if given.get("method", "").lower() == "post" else None
            )
            if self._form:
                self.forms.append(self._form)
                self.actions.append([self._form.action])
        elif self._form:
            self._field(tag, given)

    def _field(self, tag: str, given: dict[str, str]) -> None:
        assert self._form
        name, kind = given.get("name", ""), given.get("type", "text").lower()
        if "formaction" in given:
            self.actions[-1].append(self._path(given["formaction"]))
        if tag == "option" and self._choice:
            if "selected" in given or not self._form.fields[self._choice]:
                self._form.fields[self._choice] = given.get("value", "")
        elif not name:
            return
        elif tag == "textarea":
            self._text, self._form.types[name], self._form.fields[name] = name, "textarea", ""
        elif tag == "select":
            self._choice, self._form.types[name] = name, "select"
            self._form.fields.setdefault(name, "")
        elif tag == "input":
            self._form.types.setdefault(name, kind)
            if kind not in ("radio", "checkbox") or "checked" in given or not self._form.fields.get(name):
                self._form.fields[name] = given.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._text and self._form:
            self._form.fields[self._text] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "template":
            self._asleep = False
        elif tag == "textarea":
            self._text = None
        elif tag == "select":
            self._choice = ""
        elif tag == "form":
            self._form = None

    def _path(self, action: str) -> str:
        return urlsplit(urljoin(self.address, action or self.address)).path

    def all(self) -> list[Filled]:
        """One for each place that a form can be sent to; forms without fields too."""
        return [
            Filled(action, form.fields, form.types)
            for form, actions in zip(self.forms, self.actions, strict=True)
            for action in actions
        ]
