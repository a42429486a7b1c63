"""Every route is checked by the policy, is listed in its feature's routes.txt, and bears one name in four places."""

import ast
import re
from pathlib import Path

import pytest
from fastapi import FastAPI

from app.policy import READS, Action
from app.web.gate import SAFE
from tests.architecture.walking import Served, served

ROOT = Path(__file__).resolve().parents[2]
FEATURES = ("accounts", "programs", "nominations", "redaction", "judging", "panels", "flags", "results", "exports", "dashboard")  # fmt: skip
# Unsafe, and yet not a change to something that the policy decides about: sign-in and one's own account.
OPEN_TO_CHANGE = {Action.PUBLIC, Action.ACCOUNT}


def listed() -> dict[tuple[str, str], str]:
    """(method, path) → action, from tests/<feature>/routes.txt: lines 'METHOD /path action'."""
    rows: dict[tuple[str, str], str] = {}
    for feature in FEATURES:
        file = ROOT / "tests" / feature / "routes.txt"
        for line in file.read_text().splitlines() if file.exists() else ():
            if line.strip() and not line.startswith("#"):
                method, path, action = line.split()
                rows[(method, path)] = action
    return rows


def problems_of(routes: list[Served], table: dict[tuple[str, str], str]) -> list[str]:
    found = []
    for route in routes:
        if route.method == "MOUNT":
            continue
        where = f"{route.method} {route.path}"
        if len(route.actions) != 1:
            found.append(f"{where}: names {len(route.actions)} actions, should name one")
            continue
        (action,) = route.actions
        if (route.method, route.path) not in table:
            found.append(f"{where}: not listed in routes.txt (add: '{where} {action.value}')")
        elif table[(route.method, route.path)] != action.value:
            found.append(f"{where}: checked as {action.value}, listed as {table[(route.method, route.path)]}")
        if route.method not in SAFE and action in READS and not route.path.endswith(("/split", "/preview")):
            found.append(f"{where}: changes something, but is guarded by a right to read")
    there = {(route.method, route.path) for route in routes}
    found += [f"{method} {path}: listed, but not served" for method, path in table if (method, path) not in there]
    return found


def test_every_route_is_listed_and_checked_by_the_policy(shared_app: FastAPI) -> None:
    routes = served(shared_app)
    assert len(routes) >= 2, "the walker sees no routes"
    assert problems_of(routes, listed()) == []


def test_the_walker_finds_planted_routes() -> None:
    app = FastAPI()

    @app.get("/planted")
    def planted() -> str:
        return ""

    found = problems_of(served(app), {})
    assert any("GET /planted: names 0 actions" in line for line in found)


def test_a_route_that_writes_under_a_right_to_read_is_found() -> None:
    route = Served("POST", "/x", "x", frozenset({Action.NOMINATION_SEE}), None)
    assert any("right to read" in line for line in problems_of([route], {("POST", "/x"): "nomination_see"}))


def test_a_listed_route_that_is_gone_is_found() -> None:
    assert problems_of([], {("GET", "/gone"): "public"}) == ["GET /gone: listed, but not served"]


def name_problems(route: Served) -> list[str]:
    """The URL's last word, the function, the template and the test of a page."""
    module = route.endpoint.__module__.split(".")
    feature, function = module[1], route.endpoint.__name__
    found = []
    if route.name != f"{feature}.{function}":
        found.append(f"{route.path}: named {route.name}, its function is {feature}.{function}")
    if route.method != "GET":
        return found
    template = ROOT / "templates" / feature / f"{function}.html"
    source = Path(str(route.endpoint.__code__.co_filename)).read_text()
    if f'"{feature}/{function}.html"' not in source:
        return found  # answers with something else than a page of its own: a file, a fragment, a redirect
    words = [part.replace("-", "_") for part in route.path.split("/") if part and not part.startswith("{")]
    if not (function in words[-1:] or (function in ("index", "show") and words[-1:]) or not words):
        found.append(f"{route.path}: its last word is not its function's name {function}")
    if not template.exists():
        found.append(f"{route.path}: no template {template.relative_to(ROOT)}")
    if not (ROOT / "tests" / feature / f"test_{function}.py").exists():
        found.append(f"{route.path}: no test tests/{feature}/test_{function}.py")
    return found


def test_one_name_in_four_places(shared_app: FastAPI) -> None:
    pages = [route for route in served(shared_app) if route.method in ("GET", "POST")]
    assert [problem for route in pages for problem in name_problems(route)] == []


def test_a_page_with_another_name_is_found() -> None:
    def planted() -> None: ...

    planted.__module__ = "app.dashboard.routes"
    assert name_problems(Served("GET", "/other", "dashboard.other", frozenset(), planted))


def test_only_the_six_file_names_in_a_feature() -> None:
    allowed = {"__init__", "models", "queries", "service", "forms", "deps", "routes", "api"}
    assert strangers(ROOT / "app", allowed) == []


def strangers(app: Path, allowed: set[str]) -> list[str]:
    """Files of features with another name; a folder named like one of the six holds parts by noun or audience. A feature may
    hold a few more by noun, when listed here."""
    nouns = {"accounts": {"tokens", "passwords"}, "exports": {"tables", "writing", "pdf"}, "judging": set()}
    banned = re.compile(r"^(utils|helpers|common|misc|routes\d+)$")
    found = []
    for feature in FEATURES:
        for file in sorted((app / feature).rglob("*.py")):
            parts = file.relative_to(app / feature).with_suffix("").parts
            if banned.match(parts[-1]) or parts[0] not in allowed | nouns.get(feature, set()):
                found.append(f"{feature}/{'/'.join(parts)}")
    return found


def test_a_stranger_among_the_file_names_is_found(tmp_path: Path) -> None:
    (tmp_path / "judging").mkdir()
    (tmp_path / "judging" / "helpers.py").touch()
    assert strangers(tmp_path, {"routes"}) == ["judging/helpers"]


def relationship_problems(source: str) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "relationship":
            lazy = [word.value for word in node.keywords if word.arg == "lazy"]
            if not (lazy and isinstance(lazy[0], ast.Constant) and lazy[0].value == "raise"):
                found.append(f"line {node.lineno}")
    return found


@pytest.mark.parametrize("file", sorted((ROOT / "app").rglob("models.py")), ids=lambda file: str(file.parent.name))
def test_every_relationship_is_lazy_raise(file: Path) -> None:
    assert relationship_problems(file.read_text()) == []


def test_a_lazy_relationship_is_found() -> None:
    assert relationship_problems("x = relationship()") == ["line 1"]


def commit_problems(app: Path) -> list[str]:
    may = {"db.py", "cli", "demo", "mail"}
    found = []
    for file in sorted(app.rglob("*.py")):
        if file.relative_to(app).parts[0] not in may and re.search(r"\.commit\(\)", file.read_text()):
            found.append(str(file.relative_to(app)))
    return found


def test_nobody_commits_but_the_listed() -> None:
    assert commit_problems(ROOT / "app") == []


def test_a_commit_in_a_service_is_found(tmp_path: Path) -> None:
    (tmp_path / "judging").mkdir()
    (tmp_path / "judging" / "service.py").write_text("session.commit()")
    assert commit_problems(tmp_path) == ["judging/service.py"]
