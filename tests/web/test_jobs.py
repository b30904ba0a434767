"""Jobs stop, go on, survive a restart, and share the workers fairly."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from tests.web.conftest import HERE, Brake, Visitor, jobs_of, wait_for, words_of

from channelmix.web import tasks
from channelmix.web.guards import Guard
from channelmix.web.job import Status
from channelmix.web.pool import Piece
from channelmix.web.questions import Plan, Question


def test_a_run_is_stopped_keeps_what_was_played_and_goes_on(visitor: Visitor, workspace: Path, brake: Brake) -> None:
    brake.beyond = 16
    address = visitor.asked("small.toml", "larger.toml", replications="60")
    wait_for(lambda: "the picture shows" in visitor.get(address).text)
    visitor.post(f"{address}/do", do="stop")
    text = visitor.get(address).text
    assert "Stopped." in text
    assert "Against 1 Small" in text
    (draft,) = (workspace / "runs").glob(".page-*")
    assert any(draft.glob("blocks/*/*/*.npz"))
    visitor.post(f"{address}/do", do="go on")
    told = words_of(visitor.get(address).text)  # looked at once: between two looks the waiting may end
    assert "Playing" in told or "Waiting" in told
    visitor.post(f"{address}/do", do="stop")
    visitor.post(f"{address}/do", do="remove")
    assert not draft.exists()
    assert visitor.get(address).status_code == 404


def test_a_restart_loses_nothing_and_the_address_stays(
    page: Callable[..., Guard], workspace: Path, brake: Brake
) -> None:
    with TestClient(page(), base_url=HERE) as client:
        address = Visitor(client).asked("small.toml", "larger.toml")
    brake.end_workers()
    with TestClient(page(), base_url=HERE) as client:
        text = Visitor(client).ended(address)
    assert "Done." in text
    with TestClient(page(), base_url=HERE) as client:
        assert "Against 1 Small" in Visitor(client).get(address).text
    assert [path.name for path in (workspace / "runs").iterdir()] == [address.removeprefix("/runs/")]


def test_what_was_played_before_a_restart_is_not_played_again(
    page: Callable[..., Guard], workspace: Path, monkeypatch: pytest.MonkeyPatch, brake: Brake
) -> None:
    brake.beyond = 16
    with TestClient(page(), base_url=HERE) as client:
        visitor = Visitor(client)
        address = visitor.asked("small.toml", "larger.toml", replications="60")
        job = jobs_of(visitor).get(address.removeprefix("/runs/"))
        wait_for(lambda: job.played >= 8)
        visitor.post(f"{address}/do", do="stop")
    brake.end_workers()
    (draft,) = (workspace / "runs").glob(".page-*")
    found = json.loads((draft / "page.json").read_text())
    (draft / "page.json").write_text(json.dumps({**found, "status": "playing"}))
    again: list[int] = []
    play = tasks.play

    def counted(*arguments: Any) -> float:
        again.append(len(arguments[-1]))
        return play(*arguments)

    monkeypatch.setattr(tasks, "play", counted)
    with TestClient(page(), base_url=HERE) as client:
        assert "Done." in Visitor(client).ended(address)
    assert 0 < sum(again) <= 2 * 60 - 8


def test_a_plan_that_changes_while_its_run_is_stopped_is_played_anew_and_its_old_picture_is_gone(
    visitor: Visitor, workspace: Path, brake: Brake
) -> None:
    brake.beyond = 16
    address = visitor.asked("small.toml", "larger.toml", replications="60")
    wait_for(lambda: "the picture shows" in visitor.get(address).text)
    visitor.post(f"{address}/do", do="stop")
    brake.end_workers()
    text = (workspace / "small.toml").read_text()
    (workspace / "small.toml").write_text(text.replace("per_day = 60", "per_day = 90"))
    (draft,) = (workspace / "runs").glob(".page-*")
    found = json.loads((draft / "page.json").read_text())
    question = tasks.Question.of({**found["question"], "replications": 6})
    survey = tasks.survey(question, draft)
    assert survey.known == [[], []]
    job = jobs_of(visitor).get(address.removeprefix("/runs/"))
    assert "Against 1 Small" in job.picture
    jobs_of(visitor).pool.close()
    jobs_of(visitor).go_on(job, "somebody")
    again = jobs_of(visitor).get(job.name)
    again.took(again.next_piece(), survey)
    assert (again.picture, again.pictured) == ("", 0)


@pytest.fixture
def begun(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> tasks.Begun:
    """Return a run of one plan whose folder is made and whose plan is read."""
    monkeypatch.chdir(workspace)
    folder = workspace / "job"
    folder.mkdir()
    question = Question((Plan("small.toml"),), 4, 1)
    return tasks.Begun(question, tasks.survey(question, folder).digest, folder)


def test_a_piece_that_ends_after_its_plan_has_changed_adds_nothing_to_the_plan_as_it_now_is(
    workspace: Path, begun: tasks.Begun
) -> None:
    question, folder = begun.question, begun.folder
    tasks.play(begun, 0, range(2))
    assert tasks.survey(question, folder).known == [[range(2)]]
    text = (workspace / "small.toml").read_text()
    (workspace / "small.toml").write_text(text.replace("per_day = 60", "per_day = 90"))
    assert tasks.survey(question, folder).known == [[]]
    tasks.play(begun, 0, range(2, 4))
    assert tasks.survey(question, folder).known == [[]]


def test_a_piece_that_ends_after_its_run_was_removed_brings_no_folder_back(begun: tasks.Begun) -> None:
    assert tasks.play(begun, 0, range(2)) > 0
    shutil.rmtree(begun.folder)
    assert tasks.play(begun, 0, range(2, 4)) == 0
    assert "<svg" in tasks.picture(begun, 4, "en")
    assert not begun.folder.exists()


def test_a_run_whose_folder_is_gone_fails_without_holding_up_the_pool(visitor: Visitor, brake: Brake) -> None:
    job = jobs_of(visitor).get(visitor.asked("small.toml").removeprefix("/runs/"))
    job.folder.rename(job.folder.parent.parent / "gone")  # at once: a run that begins may still write into it
    job.failed(Piece(tasks.play), ZeroDivisionError())
    assert job.status is Status.FAILED
    brake.open()


def test_a_fault_while_playing_is_told_and_other_runs_go_on(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    play = tasks.play

    def failing(begun: tasks.Begun, *rest: Any) -> float:
        if begun.question.replications == 5:
            raise ZeroDivisionError("secret")
        return play(begun, *rest)

    monkeypatch.setattr(tasks, "play", failing)
    broken = visitor.asked("small.toml", "larger.toml", replications="5")
    text = visitor.ended(broken)
    assert "made a mistake of its own" in text
    assert "secret" not in text
    assert "Done." in visitor.ended(visitor.asked("small.toml", "larger.toml"))


def test_a_run_whose_plan_broke_meanwhile_says_so_without_a_path(
    page: Callable[..., Guard], workspace: Path, brake: Brake
) -> None:
    with TestClient(page(), base_url=HERE) as client:
        address = Visitor(client).asked("small.toml", "larger.toml")
    brake.end_workers()
    (workspace / "small.toml").write_text('schema = 1\nbase = "none.toml"\n')
    with TestClient(page(), base_url=HERE) as client:
        text = Visitor(client).ended(address)
    assert "none.toml" in text
    assert str(workspace) not in text


def test_ten_visitors_at_once_get_their_own_right_answers(page: Callable[..., Guard], workspace: Path) -> None:
    with TestClient(page(), base_url=HERE) as client:
        visitors = [TestClient(client.app, base_url=HERE) for _ in range(10)]
        addresses = []
        for number, each in enumerate(visitors):
            each.get("/")
            addresses.append(Visitor(each).asked("small.toml", **{"1:groups.front_office.agents": str(1 + number % 5)}))
        texts = [Visitor(client).ended(address) for address in addresses]
    for number, (address, text) in enumerate(zip(addresses, texts, strict=True)):
        assert f"front_office agents +{1 + number % 5}" in text
        found = json.loads((workspace / address.removeprefix("/") / "summary.json").read_text())
        hours = found["scenarios"][1]["groups"]["front_office"]["staffed_hours"]["mean"]
        assert hours == pytest.approx(3 * (3 + 1 + number % 5), abs=0.6)


def test_news_leave_the_stop_button_alone_until_there_is_nothing_to_stop(visitor: Visitor, brake: Brake) -> None:
    """A button that is replaced while it is pressed does nothing."""
    address = visitor.asked("small.toml")
    assert 'value="stop"' in visitor.get(address).text
    assert "<button" not in visitor.get(f"{address}/news").text
    visitor.post(f"{address}/do", do="stop")
    assert 'value="go on"' in visitor.get(f"{address}/news").text
    brake.open()


def test_one_visitor_may_not_fill_the_pool(visitor: Visitor, brake: Brake) -> None:
    for _ in range(10):
        visitor.asked("small.toml")
    answer = visitor.post("/runs", plan="small.toml", replications="6")
    assert answer.status_code == 422
    assert "too much waits already" in answer.text
    brake.open()


def test_a_look_at_a_run_that_was_removed_meanwhile_brings_no_folder_back(begun: tasks.Begun) -> None:
    """Who goes on, stops and removes within a moment has thrown the run away while it was looked at."""
    shutil.rmtree(begun.folder)
    with pytest.raises(FileNotFoundError):
        tasks.survey(begun.question, begun.folder)
    assert not begun.folder.exists()
