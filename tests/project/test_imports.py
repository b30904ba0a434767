"""Imports point one way, and what is heavy is loaded only by those who need it."""

import ast
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Run = Callable[..., CompletedProcess[str]]

NUMERICAL = {"numpy", "scipy", "pandas", "pyarrow", "numba", "simpy", "prophet", "matplotlib"}
ONLY_HOME = {
    "simpy": "sim/channelmix/engine/clock.py",
    "numba": "sim/channelmix/engine/kernel/",
    "prophet": "sim/channelmix/forecast/prophet_engine.py",
}
PRINT_LOADED = "import sys; print(*sys.modules, file=sys.stderr)"
CALL_HELP = "import sys; sys.argv = ['channelmix', '--help']; from channelmix.cli import main; main()"
LINT = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True, no_logo=True))"


def loaded_by(python: Run, code: str) -> set[str]:
    """Return the top-level modules that are loaded after running the code, whether or not it exits."""
    result = python("-c", f"import atexit\natexit.register(lambda: exec({PRINT_LOADED!r}))\n{code}")
    assert result.returncode == 0, result.stderr
    return {name.partition(".")[0] for name in result.stderr.split()}


def processor_seconds(python: Run, code: str) -> float:
    """Return the processor time of a process of its own, without the measuring of coverage."""
    before = os.times()
    assert python("-c", code, COVERAGE_PROCESS_CONFIG="").returncode == 0
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def imports_of(tree: ast.Module) -> set[str]:
    """Return the top-level names of what a module imports anywhere, inside functions too."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found


def test_help_starts_without_loading_any_numerical_library(python: Run) -> None:
    assert loaded_by(python, CALL_HELP) & NUMERICAL == set()


def test_importing_channelmix_loads_no_numerical_library(python: Run) -> None:
    assert loaded_by(python, "import channelmix") & NUMERICAL == set()


def test_the_page_itself_loads_no_numerical_library_even_to_read_a_plan(python: Run) -> None:
    code = "import channelmix.web.application\nfrom channelmix.scenario import load\nload('webshop_nl/plus_whatsapp')"
    assert loaded_by(python, code) & NUMERICAL == set()


def test_a_run_of_exponential_times_loads_no_scipy(python: Run, tmp_path: Path) -> None:
    scenario = str(Path(__file__).parents[2] / "benchmarks" / "w1.toml")
    command = ["channelmix", "run", scenario, "--replications", "2", "--no-cache", "--out"]
    code = f"import sys; sys.argv = {[*command, str(tmp_path)]}; from channelmix.cli import main; main()"
    assert python("-c", "from channelmix.engine import kernel; kernel.warm()").returncode == 0  # who compiles loads it
    assert "scipy" not in loaded_by(python, code)


def test_this_check_notices_a_numerical_library(python: Run) -> None:
    assert loaded_by(python, "import channelmix.engine.inputs") & NUMERICAL == {"numpy"}


@pytest.mark.skipif(sys.platform == "win32", reason="processor time of children is not told on Windows")
def test_help_takes_less_than_twice_as_long_as_loading_the_libraries_that_draw_it(python: Run) -> None:
    def least_seconds(code: str) -> float:
        return min(processor_seconds(python, code) for _ in range(5))

    libraries = "import rich_click, rich.console, rich_click.rich_help_rendering"
    assert least_seconds(CALL_HELP) < 2 * least_seconds(libraries)


def test_import_layers_hold(python: Run) -> None:
    result = python("-c", LINT)
    assert result.returncode == 0, result.stdout


def test_the_check_of_layers_notices_an_import_upward(python: Run, root: Path, tmp_path: Path) -> None:
    shutil.copytree(root / "sim", tmp_path / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(root / "pyproject.toml", tmp_path)
    with (tmp_path / "sim/channelmix/errors.py").open("a") as file:
        file.write("\n\nimport channelmix.engine.inputs\n")
    result = python("-c", LINT, folder=tmp_path, source=tmp_path / "sim")
    assert result.returncode == 1, result.stdout
    assert "channelmix.errors -> channelmix.engine.inputs" in result.stdout


def test_each_heavy_library_has_one_home(modules: dict[Path, ast.Module]) -> None:
    strays = [
        f"{path} imports {library}"
        for path, tree in modules.items()
        for library in imports_of(tree) & ONLY_HOME.keys()
        if not path.as_posix().startswith(ONLY_HOME[library])
    ]
    assert strays == []
