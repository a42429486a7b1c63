"""docs/architecture.md says what is there: every folder, and the layers as the linter reads them."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "architecture.md").read_text()


def places(page: str) -> set[str]:
    rows = re.findall(r"^\| (`app/.*?) \|", page, flags=re.MULTILINE)
    return {name for row in rows for name in re.findall(r"`app/([\w.]+)/?`", row)}


def test_every_place_in_app_is_described_and_exists() -> None:
    there = {path.name for path in (ROOT / "app").iterdir() if not path.name.startswith(("__init__", "__pycache__"))}
    assert places(PAGE) == there


def test_a_place_that_is_missing_from_the_page_would_be_noticed() -> None:
    assert places(PAGE.replace("| `app/flags/` |", "| x |")) != places(PAGE)


def test_the_layers_are_those_that_the_linter_enforces() -> None:
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][0]
    enforced = [{name.strip(" ()") for name in layer.split("|")} for layer in contract["layers"]]
    block = PAGE.split("```\n", 1)[1].split("```", 1)[0]
    assert [set(line.split(" · ")) for line in block.split("\n") if line] == enforced


def test_every_link_in_the_docs_leads_somewhere() -> None:
    broken = []
    for page in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", page.read_text() if page.exists() else ""):
            if "://" not in target and not target.startswith("mailto:") and not (page.parent / target).exists():
                broken.append(f"{page.name}: {target}")
    assert broken == []
