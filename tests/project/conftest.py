"""What the checks of the project itself share: its files, its code as trees, its command in a process of its own."""

import ast
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("sim", "tests", "docs", "scenarios", "forecasts", "benchmarks", ".ci")
CALL_MAIN = "import sys; sys.argv[0] = 'channelmix'; from channelmix.cli import main; main()"
SURROUNDINGS = {
    "COLUMNS", "LINES", "FORCE_COLOR", "CLICOLOR_FORCE", "TTY_COMPATIBLE", "TTY_INTERACTIVE", "COVERAGE_PROCESS_CONFIG",
    "COVERAGE_PROCESS_START",
}  # fmt: skip
"""What a terminal or a test runner tells the programs it starts."""

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def texts() -> dict[Path, str]:
    """Every text file of the project by its path within it."""
    paths = [path for path in ROOT.iterdir() if path.suffix in {".md", ".toml", ".yml"}]
    paths += [path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.is_file()]
    found = {}
    for path in sorted(paths):
        content = path.read_bytes()
        if "__pycache__" not in path.parts and b"\0" not in content:
            found[path.relative_to(ROOT)] = content.decode(errors="replace")
    return found


@pytest.fixture(scope="session")
def modules(texts: dict[Path, str]) -> dict[Path, ast.Module]:
    """Every module of the package as a syntax tree, by its path within the project."""
    return {path: ast.parse(text) for path, text in texts.items() if path.suffix == ".py" and path.parts[0] == "sim"}


@pytest.fixture(scope="session")
def python() -> Run:
    """Run Python with the package importable (``source`` replaces it) and no terminal, whatever runs the test."""

    def run(
        *arguments: str, folder: Path = ROOT, source: Path = ROOT / "sim", **settings: str
    ) -> subprocess.CompletedProcess[str]:
        own = {name: value for name, value in os.environ.items() if name not in SURROUNDINGS}
        environment = {**own, "PYTHONPATH": str(source), "NO_COLOR": "1", **settings}
        command = [sys.executable, *arguments]
        return subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, check=False, encoding="utf-8"
        )

    return run


@pytest.fixture(scope="session")
def channelmix(python: Run) -> Run:
    """Run the command ``channelmix`` in a process of its own."""

    def run(*arguments: str, **settings: object) -> subprocess.CompletedProcess[str]:
        return python("-c", CALL_MAIN, *arguments, **settings)

    return run
