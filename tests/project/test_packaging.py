"""What is installed: one package with the scenarios in it, one version, no library too many or too few."""

import ast
import re
import sys
import tomllib
import zipfile
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

import channelmix

Run = Callable[..., CompletedProcess[str]]

COMES_WITH = {"pydantic_core": "pydantic", "annotated_types": "pydantic"}
USED_BY_OTHERS = {
    "tzdata": "zoneinfo reads it where the system has no time zones",
    "click": "rich_click is click with colours",
    "pyarrow": "pandas writes parquet with it",
}


@pytest.fixture(scope="module")
def wheel(python: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    result = python("-m", "hatchling", "build", "-t", "wheel", "-d", str(folder))
    assert result.returncode == 0, result.stderr
    (path,) = folder.iterdir()
    return path


@pytest.fixture(scope="module")
def project(root: Path) -> dict[str, object]:
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def module_names(requirements: list[str]) -> set[str]:
    names = {re.match(r"[\w-]+", requirement)[0] for requirement in requirements}
    return {name.replace("-", "_") for name in names}


@pytest.fixture(scope="module")
def third_party_imports(modules: dict[Path, ast.Module]) -> set[str]:
    nodes = [node for tree in modules.values() for node in ast.walk(tree)]
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    sources = {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module and not node.level}
    tops = {name.partition(".")[0] for name in plain | sources} - set(sys.stdlib_module_names) - {"channelmix"}
    return {COMES_WITH.get(name, name) for name in tops}


def test_the_wheel_holds_every_scenario_and_forecast(wheel: Path, root: Path) -> None:
    owned = [path for folder in ("scenarios", "forecasts") for path in (root / folder).rglob("*") if path.is_file()]
    owned = [path for path in owned if "__pycache__" not in path.parts]
    expected = {f"channelmix/shipped/{path.relative_to(root).as_posix()}" for path in owned}
    assert len(expected) > 20
    assert expected <= set(zipfile.ZipFile(wheel).namelist())


def test_the_wheel_installs_one_package_and_nothing_beside_it(wheel: Path) -> None:
    tops = {name.partition("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert tops == {"channelmix", f"channelmix-{channelmix.__version__}.dist-info"}


def test_the_wheel_is_typed_and_carries_its_licence(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert "channelmix/py.typed" in names
    assert f"channelmix-{channelmix.__version__}.dist-info/licenses/LICENSE" in names


def test_the_version_stands_in_one_place(project: dict[str, object], texts: dict[Path, str]) -> None:
    assert "version" not in project
    assert project["dynamic"] == ["version"]
    declared = [path for path, text in texts.items() if f'__version__ = "{channelmix.__version__}"' in text]
    assert declared == [Path("sim/channelmix/__init__.py")]


def test_the_changelog_begins_with_this_version(texts: dict[Path, str]) -> None:
    newest = re.search(r"^## (\S+)", texts[Path("CHANGELOG.md")], re.MULTILINE)
    assert newest is not None
    assert newest[1] == channelmix.__version__


def test_every_library_that_is_imported_is_declared(project: dict[str, object], third_party_imports: set[str]) -> None:
    extras = [name for extra, names in project["optional-dependencies"].items() if extra != "dev" for name in names]
    assert third_party_imports - module_names([*project["dependencies"], *extras]) == set()


def test_every_library_that_is_declared_is_imported(project: dict[str, object], third_party_imports: set[str]) -> None:
    assert module_names(project["dependencies"]) - third_party_imports - set(USED_BY_OTHERS) == set()
