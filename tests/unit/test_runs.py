"""Run folders are there as a whole or not at all."""

import errno
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from channelmix import runs
from channelmix.errors import RunFolderError

MOMENT = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


def write(out: Path, name: str = "Webshop: WhatsApp first") -> Path:
    with runs.run_folder(out, name=name, digest="0123456789abcdef", moment=MOMENT) as draft:
        draft.write_json("summary.json", {"schema": 1})
        draft.log("started", replications=2)
        draft.log("finished")
    return draft.path


def test_a_finished_folder_is_named_after_time_scenario_and_inputs(tmp_path: Path) -> None:
    assert write(tmp_path).name == "20260304T050607Z-webshop-whatsapp-first-01234567"


@pytest.mark.parametrize(
    ("name", "slug"), [("../../etc", "etc"), ("Größe & Maß", "groe-ma"), ("微信", "run"), ("a" * 99, "a" * 40)]
)
def test_a_name_never_leads_out_of_the_folder(tmp_path: Path, name: str, slug: str) -> None:
    folder = write(tmp_path, name)
    assert folder.parent == tmp_path
    assert slug in folder.name


def test_files_and_log_are_in_the_folder(tmp_path: Path) -> None:
    folder = write(tmp_path / "new" / "runs")
    assert json.loads((folder / "summary.json").read_text()) == {"schema": 1}
    events = [json.loads(line) for line in (folder / "log.jsonl").read_text().splitlines()]
    assert [event["event"] for event in events] == ["started", "finished"]
    assert events[0]["replications"] == 2


def test_two_runs_in_the_same_second_get_two_folders(tmp_path: Path) -> None:
    first, second = write(tmp_path), write(tmp_path)
    assert second.name == first.name + "-2"
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_nothing_is_left_when_the_run_is_broken_off(tmp_path: Path, error: type[BaseException]) -> None:
    def break_off() -> None:
        with runs.run_folder(tmp_path, name="x", digest="0") as draft:
            draft.write("summary.json", "{}")
            raise error

    with pytest.raises(error):
        break_off()
    assert list(tmp_path.iterdir()) == []


def test_a_draft_that_is_gone_on_with_stays_when_that_is_broken_off_and_goes_when_it_is_complete(
    tmp_path: Path,
) -> None:
    left = tmp_path / ".unfinished-x"
    left.mkdir()
    (left / "plan.csv").write_text("found")

    def go_on(error: BaseException | None = None) -> Path:
        with runs.run_folder(tmp_path, name="x", digest="0", unfinished=left) as draft:
            if error is not None:
                raise error
        return draft.path

    for error in (KeyboardInterrupt(), RunFolderError("no room")):
        with pytest.raises(type(error)):
            go_on(error)
        assert (left / "plan.csv").read_text() == "found"
    assert (go_on() / "plan.csv").read_text() == "found"
    assert not left.exists()


def test_a_full_disk_is_told_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_space(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(runs.os, "fsync", no_space)
    with pytest.raises(RunFolderError, match=r"No space left on device.*--out"):
        write(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_file_stays_as_it_was_where_its_successor_finds_no_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_bytes = Path.write_bytes

    def half_of_it(path: Path, content: bytes) -> int:
        write_bytes(path, content[: len(content) // 2])
        raise OSError(errno.ENOSPC, "No space left on device")

    draft = runs.Draft(tmp_path)
    draft.write("job.json", '{"schema": 1}')
    monkeypatch.setattr(Path, "write_bytes", half_of_it)
    for name in ("job.json", "inputs/small.toml"):
        with pytest.raises(RunFolderError, match="make room"):
            draft.write(name, '{"schema": 2, "command": []}')
    assert (tmp_path / "job.json").read_text() == '{"schema": 1}'
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["job.json"]


def test_a_place_that_cannot_be_written_is_told_before_anything_is_run(tmp_path: Path) -> None:
    (tmp_path / "runs").write_text("a file, not a folder")
    with pytest.raises(RunFolderError, match="cannot be written here"):
        write(tmp_path / "runs")


def test_a_finished_folder_is_as_readable_as_any_other(tmp_path: Path) -> None:
    ordinary = tmp_path / "ordinary"
    ordinary.mkdir()
    assert write(tmp_path).stat().st_mode == ordinary.stat().st_mode
