"""The guides tell the truth: folders and layers, commands, settings, pages, the words on the screen, the rules."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import typer
from pydantic import SecretStr
from typer.core import TyperGroup as Group

from app.cli import COMMANDS, build
from app.domain.revenue.mix import BANDS
from app.domain.revenue.phrases import REASONS, REMARKS
from app.settings import Settings

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


GUIDES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
ROUTES = {line.split()[1] for file in ROOT.glob("tests/*/routes.txt") for line in file.read_text().splitlines() if line and line[0] != "#"}  # fmt: skip
# What a page of ours can begin with; other paths in the guides are those of a server (/etc, /opt …).
PAGES_BEGIN = {path.split("/")[1] for path in ROUTES} - {""}


def code_in(page: str) -> list[str]:
    """Lines of code blocks, and code within sentences."""
    blocks = re.findall(r"^ *```\w*\n(.*?)^ *```", page, flags=re.MULTILINE | re.DOTALL)
    inline = re.findall(r"`([^`\n]+)`", re.sub(r"^ *```.*?^ *```", "", page, flags=re.MULTILINE | re.DOTALL))
    return [line for block in blocks for line in block.replace("\\\n", " ").splitlines()] + inline


def misnamed_commands(page: str) -> list[str]:
    """Commands, subcommands and options of `uphill` that there are not."""
    found = []
    for line in code_in(page):
        for words in re.findall(r"(?<![\w-])uphill ([a-z].*)", line):
            command, context = typer.main.get_command(build()), None
            for word in re.findall(r"\S+", re.split(r"[|>&;]", words)[0].removeprefix("uphill ")):
                if isinstance(command, Group) and not word.startswith("-"):
                    if word not in command.commands:
                        found.append(f"{line.strip()}: no command {word}")
                        break
                    command = command.commands[word]
                elif word.startswith("--"):
                    context = context or {option for each in command.params for option in each.opts}
                    if word.split("=")[0] not in context | {"--help"}:
                        found.append(f"{line.strip()}: no option {word}")
    return found


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.name)
def test_every_command_in_the_docs_is_one(page: Path) -> None:
    assert misnamed_commands(page.read_text()) == []


def test_a_command_that_is_none_would_be_noticed() -> None:
    assert misnamed_commands(
        "`uphill frobnicate x`\n```\nuphill assess x.csv --colour\nuphill user create a\n```\n"
    ) == [
        "uphill assess x.csv --colour: no option --colour",
        "uphill frobnicate x: no command frobnicate",
    ]


def test_every_command_is_in_the_readme() -> None:
    table = (ROOT / "README.md").read_text()
    assert [name for name in COMMANDS if f"| `uphill {name}" not in table] == []


def test_every_make_target_in_the_docs_is_one() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    named = {name for page in GUIDES for line in code_in(page.read_text()) for name in re.findall(r"\bmake ([a-z]+)", line)}  # fmt: skip
    assert named
    assert named <= targets


def settings_in(page: str) -> dict[str, str]:
    """Variable → default, from the table of the operator's guide: `UPHILL_A`, `_B` stands for UPHILL_A with its last part B."""
    found: dict[str, str] = {}
    for names, defaults in re.findall(r"^\| (`UPHILL_.*?) \| (.*?) \|", page, flags=re.MULTILINE):
        written = re.findall(r"`(\w+)`", names)
        full = [name if name.startswith("UPHILL_") else written[0].rsplit("_", 1)[0] + name for name in written]
        values = [value.strip(" `") for value in defaults.split(", ")]
        found |= zip(full, values * len(full) if len(values) < len(full) else values, strict=False)
    return found


def as_written(value: Any) -> str:
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    return "empty" if value == "" else str(value).lower() if isinstance(value, bool) else f"{value:g}" if isinstance(value, float) else str(value)  # fmt: skip


def test_the_table_of_settings_is_the_settings() -> None:
    defaults = {f"UPHILL_{name.upper()}": as_written(field.default) for name, field in Settings.model_fields.items()}
    assert settings_in((ROOT / "docs" / "operators.md").read_text()) == defaults


def unknown_pages(page: str) -> list[str]:
    """Paths of pages that no route serves. NAME, … and the like stand for what differs."""
    patterns = [re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path)) for path in ROUTES]
    found = []
    for code in code_in(page):
        path = code.removeprefix("GET ").removeprefix("POST ")
        if re.fullmatch(r"/[\w/.{}…-]+", path) and path.split("/")[1] in PAGES_BEGIN:
            found += [] if any(re.fullmatch(pattern, path) for pattern in patterns) else [path]
    return found


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.name)
def test_every_page_named_in_the_docs_is_served(page: Path) -> None:
    assert unknown_pages(page.read_text()) == []


def test_a_page_that_is_not_served_would_be_noticed() -> None:
    assert unknown_pages("`/programs/NAME/phases` and `/programs/NAME/faces`") == ["/programs/NAME/faces"]


ON_SCREEN = " ".join(path.read_text() for path in (*ROOT.glob("templates/**/*.html"), *ROOT.glob("app/**/*.py")))


def words_not_on_screen(page: str) -> list[str]:
    bold = [
        part.strip(" .…") for text in re.findall(r"\*\*(.+?)\*\*", " ".join(page.split())) for part in text.split("→")
    ]
    return [text for text in bold if text not in ON_SCREEN]


@pytest.mark.parametrize("name", ["nominators", "judges", "organizers", "operators"])
def test_what_the_guides_print_bold_stands_on_the_screen(name: str) -> None:
    assert words_not_on_screen((ROOT / "docs" / f"{name}.md").read_text()) == []


def test_the_ways_that_the_readme_names_stand_on_the_screen() -> None:
    ways = re.findall(r"\*\*[^*]+ → [^*]+\*\*", (ROOT / "README.md").read_text())
    assert len(ways) >= 2
    assert words_not_on_screen(" ".join(ways)) == []


def test_words_that_are_on_no_screen_would_be_noticed() -> None:
    assert words_not_on_screen("Press **Flags → Frobnicate**.") == ["Frobnicate"]


RULES_PAGE = (ROOT / "docs" / "flag.md").read_text()


def test_every_rule_that_the_product_shows_is_explained() -> None:
    explained = set(re.findall(r"^\| ([\w ]+) \|", RULES_PAGE, flags=re.MULTILINE))
    # "6f.undated" is another wording of rule 6f, not a rule of its own.
    assert {rule.split(".")[0] for rule in REASONS} | {"12", "13", "role 1", "role 2", "role 3"} <= explained


def test_every_remark_is_explained() -> None:
    table = RULES_PAGE.split("## What else is said", 1)[1].split("\n## ", 1)[0]
    assert set(re.findall(r"`(\w+)`", table)) == {code.split(".")[0] for code in REMARKS}


def test_the_guide_gives_the_figures_of_the_banded_question() -> None:
    (line,) = [line for line in RULES_PAGE.splitlines() if line.startswith("| 13 |")]
    for low, high in BANDS.values():
        assert f"{int(low * 100)}–{int(high * 100)}%" in line
