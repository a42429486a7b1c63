"""Every template compiles, is used, keeps its macros in components/, and stays under 120 lines."""

import re
from pathlib import Path

from jinja2 import Environment

from app.web.templates import TEMPLATES, environment

ROOT = TEMPLATES.parent
ALL = sorted(
    str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*") if path.suffix in (".html", ".txt", ".typ")
)
ENTRY_POINTS = re.compile(r"^errors/\d+\.html$")


def test_there_are_templates_to_check() -> None:
    assert len(ALL) > 10


def test_every_template_compiles() -> None:
    for name in ALL:
        environment.get_template(name) if name.endswith(".html") else Environment(extensions=["jinja2.ext.i18n"]).parse(
            (TEMPLATES / name).read_text()
        )


def unused(names: list[str], texts: list[str]) -> list[str]:
    return [name for name in names if not ENTRY_POINTS.match(name) and not any(name in text for text in texts)]


def test_every_template_is_used() -> None:
    texts = [path.read_text() for path in (ROOT / "app").rglob("*.py")]
    texts += [(TEMPLATES / name).read_text() for name in ALL]
    assert unused(ALL, texts) == []


def test_an_unused_template_is_found() -> None:
    assert unused(["flags/forgotten.html"], ["render('flags/index.html')"]) == ["flags/forgotten.html"]


def macro_strangers(folder: Path) -> list[str]:
    found = []
    for path in sorted(folder.rglob("*.html")):
        name = str(path.relative_to(folder))
        if not name.startswith("components/") and re.search(r"{%-?\s*macro", path.read_text()):
            found.append(name)
    return found


def test_macros_live_in_components_only() -> None:
    assert macro_strangers(TEMPLATES) == []


def test_a_macro_elsewhere_is_found(tmp_path: Path) -> None:
    (tmp_path / "flags").mkdir()
    (tmp_path / "flags" / "x.html").write_text("{% macro y() %}{% endmacro %}")
    assert macro_strangers(tmp_path) == ["flags/x.html"]


def inline_problems(text: str) -> list[str]:
    """Inline style and script, which the Content-Security-Policy would stop, and filters that switch escaping off."""
    return re.findall(r"""\sstyle=["']|\son[a-z]+=["']|<style|<script(?![^>]*\bsrc=)|\|\s*safe\b""", text)


def test_no_inline_script_or_style_and_no_unescaped_text() -> None:
    assert {name: found for name in ALL if (found := inline_problems((TEMPLATES / name).read_text()))} == {}


def test_inline_script_is_found() -> None:
    assert len(inline_problems("""<p style="x" onclick="y"><script>z</script>{{ a|safe }}""")) == 4
