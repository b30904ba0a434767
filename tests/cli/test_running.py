"""``run`` and ``compare``: what they print, what they keep, and what they leave when something goes wrong."""

import contextlib
import errno
import html
import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import python_calamine

from channelmix import runs

Cli = Callable[..., object]
Process = Callable[..., subprocess.Popen[bytes]]


def one_folder(folder: Path) -> Path:
    (kept,) = (folder / "runs").iterdir()
    return kept


def test_run_prints_figures_intervals_formula_and_number_of_replications(cli) -> None:
    answer = cli("run", "small.toml")
    assert answer.code == 0, answer.err
    for part in (
        "Small",
        "3 replications",
        "seed 7",
        "95 % interval",
        "level",
        "formula 'offered'",
        "occupancy",
        "EUR",
    ):
        assert part in answer.out
    assert "\x1b" not in answer.out


def test_a_pipe_gets_whole_rows_whatever_width_the_surroundings_tell(cli, monkeypatch) -> None:
    wide = cli("run", "small.toml").out
    monkeypatch.setenv("COLUMNS", "40")
    assert cli("run", "small.toml").out == wide
    assert max(map(len, wide.splitlines())) > 120


def test_run_names_estimates_of_ours_below_the_tables(cli) -> None:
    answer = cli("run", "small.toml")
    remark = answer.out.index("Estimates of ours")
    assert remark > answer.out.index("Whole operation")
    assert "channels.phone: patience" in answer.out[remark:]


def test_same_seed_same_bytes_whatever_the_workers_and_the_engine(cli) -> None:
    first = cli("run", "small.toml", "--json", "--no-run-folder")
    assert json.loads(first.out)["scenario"] == "Small"
    assert cli("run", "small.toml", "--json", "--no-run-folder", "--workers", "2").out == first.out
    assert cli("run", "small.toml", "--json", "--no-run-folder", "--engine", "reference").out == first.out
    assert cli("run", "small.toml", "--json", "--no-run-folder", "--seed", "8").out != first.out


def test_where_the_fast_engine_cannot_play_a_note_says_why_if_it_was_asked_for(cli, monkeypatch) -> None:
    monkeypatch.setattr("channelmix.simulate.engines.is_compiler_there", lambda: False)
    note = "The fast engine did not play: numba is not installed"
    assert cli("run", "small.toml", "--engine", "fast").err.count(note) == 1
    assert note not in cli("run", "small.toml").err


def test_run_leaves_a_folder_with_all_that_led_to_the_figures(cli, folder: Path) -> None:
    answer = cli("run", "small.toml", "--json", "--replications", "2")
    kept = one_folder(folder)
    assert {path.name for path in kept.iterdir()} == {
        "manifest.json", "summary.json", "figures.csv", "intervals.parquet", "spread.json", "log.jsonl", "inputs"
    }  # fmt: skip
    assert (kept / "summary.json").read_text(encoding="utf-8") == answer.out
    manifest = json.loads((kept / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["seed"], manifest["replications"], manifest["status"]) == (7, 2, "complete")
    (scenario,) = manifest["scenarios"]
    assert scenario["inputs_sha256"] == json.loads(answer.out)["inputs_sha256"]
    assert kept.name.endswith(scenario["inputs_sha256"][:8])
    assert [Path(entry["path"]).name for entry in scenario["inputs"]] == ["small.toml"]
    assert str(kept.relative_to(folder)) in answer.err


def test_figures_come_as_csv_in_the_dialect_of_the_planner(cli, folder: Path) -> None:
    english, dutch = (cli("run", "small.toml", "--csv", dialect).out for dialect in ("point", "comma"))
    row = next(line for line in english.splitlines() if line.startswith("Small,channel,phone,service_level,"))
    assert dutch.replace(",", ".").replace(";", ",") == english
    assert {file.read_text(encoding="utf-8") for file in folder.glob("runs/*/figures.csv")} == {english, dutch}
    summary = json.loads(cli("run", "small.toml", "--json").out)["channels"]["phone"]["service_level"]
    assert [float(cell) for cell in row.split(",")[4:]] == [summary["mean"], summary["low"], summary["high"]]


def test_the_csv_of_a_comparison_tells_differences_and_certainty(cli) -> None:
    heading, *rows = cli("compare", "small.toml", "larger.toml", "--csv", "point").out.splitlines()
    assert heading.endswith("mean,low,high,difference,difference_low,difference_high,certainty")
    costs = {row.split(",")[0]: row.split(",") for row in rows if ",total,,cost_per_year," in row}
    assert costs["Small"][-4:] == [""] * 4
    assert costs["One agent more"][-1] == "more"


def test_one_form_of_output_at_a_time(cli) -> None:
    answer = cli("run", "small.toml", "--csv", "point", "--json")
    assert (answer.code, answer.err) == (2, "--json and --csv exclude each other (got both)\n")


def test_intervals_can_be_read_back(cli, folder: Path) -> None:
    import pandas as pd

    cli("compare", "small.toml", "larger.toml", "--replications", "2")
    intervals = pd.read_parquet(one_folder(folder) / "intervals.parquet")
    assert set(intervals["scenario"]) == {"Small", "One agent more"}


def test_settings_can_be_changed_for_one_run(cli) -> None:
    small = json.loads(cli("run", "small.toml", "--json", "--no-run-folder").out)
    busy = cli("run", "small.toml", "--json", "--no-run-folder", "--set", "channels.phone.arrivals.per_day=120")
    assert (
        json.loads(busy.out)["channels"]["phone"]["offered"]["mean"]
        > 1.5 * small["channels"]["phone"]["offered"]["mean"]
    )


def test_compare_tells_differences_from_the_first_and_how_sure_they_are(cli) -> None:
    answer = cli("compare", "small.toml", "larger.toml", "--replications", "5")
    assert answer.code == 0, answer.err
    differences = answer.out[answer.out.index("Differences from Small") :]
    assert "better, sure" in differences or "not sure" in differences
    assert "higher, sure" in differences  # it costs more, and always the same amount
    assert "Cheapest: Small" in answer.out


def test_compare_takes_a_folder_for_all_its_files(cli, folder: Path) -> None:
    answer = cli("compare", str(folder), "--replications", "2", "--json", "--no-run-folder")
    assert [scenario["scenario"] for scenario in json.loads(answer.out)["scenarios"]] == ["One agent more", "Small"]


@pytest.mark.parametrize("words", [["small.toml"], ["empty"]])
def test_compare_says_what_it_needs(cli, folder: Path, words: list[str]) -> None:
    (folder / "empty").mkdir()
    answer = cli("compare", *words)
    assert answer.code == 2
    assert "compare needs two" in answer.err or "holds no scenario file" in answer.err


def test_scenarios_of_one_name_are_told_apart_by_their_files(cli, folder: Path) -> None:
    (folder / "copy.toml").write_text((folder / "small.toml").read_text(encoding="utf-8"), encoding="utf-8")
    out = cli("compare", "small.toml", "copy.toml", "--replications", "2").out
    assert "small.toml" in out
    assert "copy.toml" in out


def test_a_dry_run_tells_the_expected_time_and_keeps_nothing(cli, folder: Path) -> None:
    answer = cli("run", "small.toml", "--dry-run")
    assert "3 replications of 1 scenario" in answer.out
    assert "about" in answer.out
    assert not (folder / "runs").exists()


def test_quiet_prints_results_only(cli) -> None:
    answer = cli("run", "small.toml", "--quiet")
    assert answer.err == ""
    assert "Small" in answer.out


def test_a_place_that_cannot_be_written_is_told_before_anything_is_simulated(cli, folder: Path, monkeypatch) -> None:
    import channelmix.simulate

    def never(*arguments: object, **named: object) -> None:
        raise AssertionError

    monkeypatch.setattr(channelmix.simulate, "run", never)
    (folder / "taken").write_text("a file")
    answer = cli("run", "small.toml", "--out", "taken")
    assert answer.code == 2
    assert "--no-run-folder" in answer.err


def test_a_full_disk_costs_the_folder_but_not_the_results(cli, folder: Path, monkeypatch) -> None:
    def no_space(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(runs.os, "fsync", no_space)
    answer = cli("run", "small.toml")
    assert answer.code == 2
    assert "No space left on device" in answer.err
    assert "level" in answer.out
    assert [path.name[:12] for path in (folder / "runs").iterdir()] == [".unfinished-"]


@pytest.mark.skipif(os.name == "nt", reason="signals are of another kind there")
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("workers", ["1", "2"])
def test_ctrl_c_leaves_nothing_half_written(process: Process, folder: Path, sign: signal.Signals, workers: str) -> None:
    with process("run", "small.toml", "--replications", "100000", "--workers", workers) as running:
        until = time.monotonic() + 60
        while not list(folder.glob("runs/.unfinished-*/log.jsonl")) and time.monotonic() < until:
            time.sleep(0.05)
        time.sleep(0.5)
        running.send_signal(sign)
        try:
            out, err = running.communicate(timeout=60)
        finally:
            running.kill()
    # An interrupt inside exec() ends Python by the signal itself; a shell shows 130 either way.
    assert running.returncode in {130, -signal.SIGINT}, err.decode()
    assert out == b""
    assert "Stopped; nothing was left half-written." in err.decode().splitlines()
    assert list((folder / "runs").glob("[!.]*")) == []


def test_a_request_to_stop_that_was_swallowed_is_heard_after_the_next_replication(
    cli, folder: Path, monkeypatch
) -> None:
    import channelmix.simulate.study

    prepare = channelmix.simulate.study.prepare

    def swallow(*arguments: object, **named: object) -> object:
        with contextlib.suppress(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        return prepare(*arguments, **named)

    monkeypatch.setattr(channelmix.simulate.study, "prepare", swallow)
    answer = cli("run", "small.toml", "--replications", "100000")
    assert answer.code == 130
    assert list((folder / "runs").glob("[!.]*")) == []


def test_a_request_to_stop_that_an_import_turned_into_an_error_is_no_fault_of_ours(
    cli, folder: Path, monkeypatch
) -> None:
    import channelmix.simulate.study

    def fail(*arguments: object, **named: object) -> object:
        with contextlib.suppress(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        raise ImportError("numba._devicearray failed to import")

    monkeypatch.setattr(channelmix.simulate.study, "prepare", fail)
    answer = cli("run", "small.toml")
    assert answer.code == 130
    assert "Stopped" in answer.err
    assert "mistake of its own" not in answer.err


def test_two_runs_at_once_leave_two_folders(process: Process, folder: Path) -> None:
    both = [process("run", "small.toml", "--quiet", "--workers", "1") for _ in range(2)]
    assert [running.communicate(timeout=60)[1] for running in both] == [b"", b""]
    assert [running.returncode for running in both] == [0, 0]
    assert len(list((folder / "runs").iterdir())) == 2


def test_a_reader_that_has_gone_is_no_fault(process: Process) -> None:
    with process("run", "small.toml", "--quiet", "--workers", "1") as running:
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 0


def test_audit_adds_models_and_laws_to_what_is_printed_and_kept_and_nothing_to_the_summary(cli, tmp_path) -> None:
    plain = cli("run", "small.toml", "--json", "--no-run-folder")
    answer = cli("run", "small.toml", "--json", "--audit", "--quiet")
    assert answer.code == 0, answer.err
    printed = json.loads(answer.out)
    found = printed.pop("audit")
    assert printed == json.loads(plain.out)
    assert found["holds"]
    assert {check["law"] for check in found["checks"]} == {"littles_law", "flow_balance", "occupancy"}
    folder = one_folder(tmp_path)
    assert json.loads((folder / "audit.json").read_text(encoding="utf-8")) == found
    assert (folder / "summary.json").read_text(encoding="utf-8") == plain.out
    shown = cli("run", "small.toml", "--audit", "--no-run-folder").out
    assert "Beside the nearest exact model" in shown
    assert "Little's law" in shown


def test_run_goes_on_until_it_is_precise_and_says_so(cli) -> None:
    answer = cli("run", "small.toml", "--precision", "phone.service_level=8pp", "--most", "200", "--no-run-folder")
    assert answer.code == 0, answer.err
    assert "since all wishes are met" in answer.out
    assert "phone.service_level=8pp: met" in answer.out


def test_a_budget_that_ends_before_it_is_precise_is_told(cli) -> None:
    words = ("--precision", "phone.service_level=0.01pp", "--most", "40", "--no-run-folder")
    answer = cli("run", "small.toml", *words, "--controls")
    assert "phone.service_level=0.01pp: NOT met" in answer.out
    assert "phone first_attempts: 60.0 expected" in answer.out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--precision", "phone.servicelevel=1pp"], "did you mean 'phone.service_level'"),
        (["--precision", "phone.service_level"], "FIGURE=AMOUNT"),
        (["--budget", "1 min"], "--precision"),
        (["--most", "5"], "--most ends a study that --precision, or --select of compare, goes on with"),
        (["--precision", "phone.service_level=1pp", "--budget", "soon"], "--budget must be a time"),
        (["--cluster", "tcp://127.0.0.1:1"], "cluster"),
    ],
)
def test_what_a_study_cannot_do_is_told_in_one_line(cli, words: list[str], message: str) -> None:
    answer = cli("run", "small.toml", "--no-run-folder", *words)
    assert answer.code in {2, 5}
    assert message in answer.err
    assert answer.err.count("\n") == 1


def test_compare_plays_on_until_the_best_is_found_and_tells_what_is_promised(cli) -> None:
    answer = cli("compare", "small.toml", "larger.toml", "--select", "total.cost_per_year=500", "--no-run-folder")
    assert answer.code == 0, answer.err
    assert "Selected by KN (Kim and Nelson 2001): Small, the best in cost a year" in answer.out
    assert "Best in service level of phone: One agent more" in answer.out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--select", "total.cost_per_year=500", "--most", "2"], "--most must be 40 or more with --select"),
        (["--most", "100"], "--most ends a study"),
        (["--select", "total.cost=5", "--precision", "total.cost=5"], "exclude each other"),
    ],
)
def test_a_most_that_could_not_be_kept_to_is_refused_before_anything_is_played(cli, words, message: str) -> None:
    answer = cli("compare", "small.toml", "larger.toml", "--no-run-folder", *words)
    assert (answer.code, answer.out, message in answer.err) == (2, "", True), answer.err


def test_it_is_said_that_a_study_goes_beyond_the_replications_that_were_given(cli) -> None:
    words = ("run", "small.toml", "--precision", "phone.service_level=9pp", "--no-run-folder")
    assert "--replications 3 is not heeded" in cli(*words, "--replications", "3").err
    assert "not heeded" not in cli(*words).err


def test_questions_of_risk_are_answered_beside_the_figures(cli, folder: Path) -> None:
    questions = ("--risk", "phone.service_level<70%", "--risk", "total.cost@90%")
    answer = cli("run", "small.toml", "--replications", "20", *questions)
    assert answer.code == 0, answer.err
    assert "Risk, each of 20 replications being one possible period" in answer.out
    assert "phone.service_level<70%: " in answer.out
    assert json.loads((one_folder(folder) / "risk.json").read_text(encoding="utf-8"))["risk"][1]["low"] is not None


def test_it_is_said_which_clock_waits_have_where_that_of_the_target_stands_on_page_and_workbook_too(
    cli, folder: Path
) -> None:
    told = "phone: 'mean wait for an agent' and '90 % wait at most' count all hours, nights and closed days too; the"
    still = ("--set", 'channels.phone.target={ share = 0.8, within = "1 h", clock = "hours" }')
    beside = "they count all hours, nights and closed days too, while the target's clock stands when closed"
    for number, settings in enumerate((still, ())):
        answer = cli("run", "small.toml", "--replications", "3", "--out", f"runs{number}", *settings)
        (found,) = (folder / f"runs{number}").iterdir()
        assert cli("report", str(found)).code == 0
        book = python_calamine.load_workbook(str(found / "results.xlsx"))
        figures = [row[2] for row in book.get_sheet_by_name("Channels").to_python()]
        page = html.unescape((found / "report.html").read_text(encoding="utf-8"))
        is_still = settings == still
        assert (told in answer.out) == (beside in page) == is_still
        assert ("mean wait for an agent, s, nights and closed days counted" in figures) == is_still
