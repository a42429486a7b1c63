"""The import contracts hold, and each finds a planted violation."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def contracts(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, env={"PYTHONPATH": str(folder), "PATH": ""}
    )


def test_the_contracts_hold() -> None:
    result = contracts(ROOT)
    assert result.returncode == 0, result.stdout


PLANTED = {
    "Imports point down": ("app/programs/queries/programs.py", "import app.judging.models"),
    "The domain and the policy know no frameworks": ("app/policy/facts.py", "import sqlalchemy"),
    "Models, queries and services know no HTTP": ("app/programs/queries/programs.py", "import fastapi"),
    "Routes reach tables through queries, services and deps": ("app/dashboard/routes.py", "import app.programs.models"),
}


@pytest.mark.parametrize("contract", PLANTED)
def test_a_planted_violation_is_found(contract: str, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "app", tmp_path / "app", ignore=shutil.ignore_patterns("static", "__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    file, line = PLANTED[contract]
    (tmp_path / file).write_text((tmp_path / file).read_text() + f"\n{line}\n")
    result = contracts(tmp_path)
    assert result.returncode == 1
    assert f"{contract} BROKEN" in result.stdout


def test_a_new_folder_without_a_place_is_found(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "app", tmp_path / "app", ignore=shutil.ignore_patterns("static", "__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "app" / "attic").mkdir()
    (tmp_path / "app" / "attic" / "__init__.py").touch()
    assert contracts(tmp_path).returncode == 1
