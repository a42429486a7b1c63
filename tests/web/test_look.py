"""What a page loads is here, licensed, and asked of no other host."""

import re
from pathlib import Path

from app.web.templates import STATIC, TEMPLATES

PAGES = [path.read_text() for path in TEMPLATES.rglob("*.html")]


def icons_named(text: str) -> set[str]:
    """Icon names in calls of the macros, as far as they are written out."""
    return set(re.findall(r"""(?:\b_?icon\(|icon=|_icon\()["']([a-z0-9-]+)["']""", text))


def test_each_icon_that_is_named_is_in_the_sprite() -> None:
    sprite = set(re.findall(r'<symbol id="([a-z0-9-]+)"', (STATIC / "icons.svg").read_text()))
    named = set().union(*(icons_named(page) for page in PAGES))
    assert len(named) > 10
    assert named - sprite == set()


def test_the_sprite_holds_what_its_list_says() -> None:
    listed = (STATIC / "icons.txt").read_text().split()
    assert listed == sorted(listed)
    assert re.findall(r'<symbol id="([a-z0-9-]+)"', (STATIC / "icons.svg").read_text()) == listed


def test_each_file_that_a_page_names_exists() -> None:
    named = {name for page in PAGES for name in re.findall(r"""static\(['"]([^'"]+)['"]\)""", page)}
    assert len(named) > 8
    assert [name for name in named if not (STATIC / name).is_file()] == []


def outside(text: str) -> list[str]:
    """Addresses of other hosts that a browser would load (links may lead anywhere)."""
    return re.findall(r"""(?:src=|url\(|@import\s+|href=(?="[^"]*\.css))["']?(?:https?:)?//[^"')\s]+""", text)


def test_nothing_is_loaded_from_another_host() -> None:
    styles = [path.read_text() for path in STATIC.rglob("*.css")]
    assert [found for text in [*PAGES, *styles] for found in outside(text)] == []


def test_a_foreign_script_is_found() -> None:
    assert outside('<script src="https://cdn.example/x.js">')


def test_no_asset_refers_to_a_source_map_that_is_not_there() -> None:
    assert [path.name for path in STATIC.rglob("*.*s") if "sourceMappingURL" in path.read_text()] == []


def test_each_vendored_folder_bears_its_licence() -> None:
    folders = [path for path in (STATIC / "vendor").iterdir() if path.is_dir()]
    assert folders
    assert [folder.name for folder in folders if not Path(folder, "LICENSE").is_file()] == []
