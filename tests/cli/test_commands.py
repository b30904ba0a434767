"""Every command explains itself, ends with a known exit code, and starts without what it does not need."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import channelmix
from channelmix.cli.app import ORDER, commands
from channelmix.cli.manual import page

ROOT = Path(__file__).parents[2]
HEAVY = {"numpy", "scipy", "pandas", "pyarrow", "simpy", "numba", "pydantic", "tomli", "holidays"}

names = [str(command.name) for command in ORDER]


@pytest.mark.parametrize("name", names)
def test_every_command_has_help_and_an_example(cli, name: str) -> None:
    answer = cli(name, "--help")
    assert answer.code == 0
    assert f"Example: channelmix {name}" in " ".join(answer.out.split())


@pytest.mark.parametrize("command", ORDER, ids=names)
def test_every_option_has_help(command) -> None:
    silent = [
        option.opts for option in command.params if hasattr(option, "hidden") and not option.hidden and not option.help
    ]
    assert silent == []


def test_help_lists_every_command_in_the_planners_order(cli) -> None:
    out = cli("--help").out
    places = [out.index(f"│ {name} ") for name in names]
    assert places == sorted(places)
    assert set(commands.commands) == set(names)


def test_the_manual_lists_every_command_and_option_as_it_is() -> None:
    manual = ROOT / "docs" / "reference" / "commands.md"
    assert manual.read_text(encoding="utf-8") == page(), "python -m channelmix.cli.manual > docs/reference/commands.md"


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["run", "--help"], ["no-such-command"], ["run"]])
def test_help_and_mistyped_commands_load_no_numerical_library(process, words: list[str]) -> None:
    code = f"import sys; from channelmix.cli import execute; execute({words!r}); print('LOADED', *sys.modules)"
    source = str(Path(channelmix.__file__).parents[1])
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONPATH": source, "PATH": ""}
    )
    loaded = {name.partition(".")[0] for name in ran.stdout.partition("LOADED")[2].split()}
    assert "channelmix" in loaded
    assert loaded & HEAVY == set()


@pytest.mark.parametrize(
    "words",
    [
        ["no-such-command"], ["run"], ["run", "small.toml", "--replications", "0"],
        ["run", "small.toml", "--seed", "-1"], ["run", "small.toml", "--engine", "slow"],
        ["run", "nowhere.toml"], ["run", "small.toml", "--set", "nonsense"],
        ["run", "small.toml", "--set", "channels.phone.handeling=3"], ["show"], ["check"], ["check", "runs"],
    ],
)  # fmt: skip
def test_wrong_input_ends_with_2_and_a_message_without_traceback(cli, words: list[str]) -> None:
    answer = cli(*words)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.strip()
    assert "Traceback" not in answer.err


@pytest.fixture
def faulty(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Make ``run`` fail in a way that nobody expected; return where logs go."""

    def fail(*arguments: object, **named: object) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr("channelmix.scenario.load", fail)
    monkeypatch.setattr("platformdirs.user_log_path", lambda *arguments, **named: tmp_path / "logs")
    return tmp_path / "logs"


def test_a_fault_of_ours_is_one_line_that_asks_to_report_it(cli, faulty: Path) -> None:
    answer = cli("run", "small.toml")
    assert (answer.code, answer.out) == (1, "")
    (line,) = answer.err.splitlines()
    (log,) = faulty.iterdir()
    assert "please report it" in line
    assert str(log) in line
    assert "ZeroDivisionError: division by zero" in log.read_text(encoding="utf-8")


def test_debug_prints_the_traceback(cli, faulty: Path) -> None:
    answer = cli("run", "small.toml", "--debug")
    assert answer.code == 1
    assert "Traceback" in answer.err


def test_a_log_that_cannot_be_written_does_not_hide_the_fault(cli, faulty: Path, monkeypatch) -> None:
    monkeypatch.setattr("channelmix.cli.faults._folders", lambda: [Path(__file__) / "never"])
    assert "please report it, with what 'channelmix --debug ...' prints" in cli("run", "small.toml").err


def test_doctor_finds_this_installation_well(cli) -> None:
    answer = cli("doctor")
    assert answer.code == 0, answer.out
    assert "PROBLEM" not in answer.out
    for subject in ("channelmix", "Python", "numpy", "engine", "run folders", "time zones", "shipped scenarios"):
        assert subject in answer.out


def test_doctor_notices_a_place_that_cannot_be_written(cli, folder: Path, monkeypatch) -> None:
    monkeypatch.setattr("channelmix.cli.doctor._can_write", lambda place: False)
    answer = cli("doctor", "--json")
    assert answer.code == 2
    ill = [finding["subject"] for finding in json.loads(answer.out)["findings"] if not finding["is_well"]]
    assert ill == ["run folders"]


def test_doctor_notices_a_missing_library(cli, monkeypatch) -> None:
    monkeypatch.setattr("channelmix.cli.doctor.LIBRARIES", ("numpy", "no-such-library"))
    answer = cli("doctor")
    assert answer.code == 2
    assert "PROBLEM  no-such-library" in answer.out


def test_the_public_names_are_few_and_all_there() -> None:
    assert len(channelmix.__all__) <= 15
    assert all(getattr(channelmix, name) for name in channelmix.__all__)


def test_compare_is_the_function_even_after_its_module_is_imported() -> None:
    import importlib

    importlib.import_module("channelmix.compare")
    assert callable(channelmix.compare)


def test_an_unknown_name_is_told_with_the_known_ones() -> None:
    with pytest.raises(AttributeError, match=r"channelmix has no 'simulate_all'; it has load, run"):
        getattr(channelmix, "simulate_all")  # noqa: B009 - mypy knows that it is not there
