"""``staff --promises`` and the like: what is found besides a plan, how long it takes, and what is left when stopped."""

import json
import signal
import time
from pathlib import Path

import pytest

from channelmix.cli import staffing
from channelmix.cli.staffing_so_far import SoFar
from channelmix.errors import InputError
from channelmix.runs import Draft
from channelmix.staffing import expected
from channelmix.staffing.wording import check_free

QUICK = ("--set", "period.interval=1 h", "--set", "channels.phone.arrivals.per_day=40")


def test_other_promises_stand_beside_the_plan_with_a_picture_of_their_price(cli) -> None:
    answer = cli("staff", "small.toml", "--set", "period.interval=3 h", "--promises", "--workers", "1")
    assert answer.code == 0, answer.err
    for part in ("What other promises would cost", "phone: 85 % within 20 s", "phone: 80 % within 20 s (the plan)"):
        assert part in answer.out
    (folder,) = Path("runs").iterdir()
    assert b"the price of its promise" in (folder / "price-phone.svg").read_bytes()
    found = json.loads((folder / "staffing.json").read_text())["promises"]
    assert [row["value"] for row in found] == [0.7, 0.75, 0.8, 0.85, 0.9]


STOPPED_AT = "searching phone: 85 % within 20 s (3 of 4)"


@pytest.fixture
def stopped(cli, monkeypatch):
    """Stop a search of other promises by a signal, when it is at the third of four."""
    tell = staffing.stages_of

    def stages_of(*words: object, **named: object):
        stage = tell(*words, **named)

        def stop(what: str) -> None:
            if what == STOPPED_AT:
                assert Path("plan.xlsx").exists(), "the plan is written before the prices are searched"
                (kept,) = Path("runs").glob(".unfinished-*/staffing.json")
                assert [row["value"] for row in json.loads(kept.read_text())["promises"]] == [0.7, 0.75, 0.8]
                assert kept.with_name("plan.xlsx").exists(), "for whoever kills it"
                signal.raise_signal(signal.SIGINT)
            stage(what)

        return stop

    monkeypatch.setattr(staffing, "stages_of", stages_of)
    return cli(
        "staff", "small.toml", "--set", "period.interval=3 h", "--promises", "--workers", "1", "--plan", "plan.xlsx"
    )


def test_a_search_that_is_stopped_keeps_and_prints_what_it_has_found(stopped) -> None:
    assert stopped.code == 130, stopped.err
    for part in ("Agents needed", "phone: 70 % within 20 s", "phone: 75 % within 20 s", "(the plan)"):
        assert part in stopped.out
    assert "\nphone: 85 % within 20 s " not in stopped.out
    left = "stopped before this was found: phone: 85 % within 20 s, phone: 90 % within 20 s"
    assert left in stopped.out
    assert "what was found until then is printed and kept" in stopped.err
    (folder,) = Path("runs").iterdir()
    found = json.loads((folder / "staffing.json").read_text())
    assert [row["value"] for row in found["promises"]] == [0.7, 0.75, 0.8]
    assert left in found["cautions"]
    assert (folder / "plan.xlsx").read_bytes() == Path("plan.xlsx").read_bytes()


def test_a_search_that_was_killed_goes_on_over_the_plan_that_it_had_written(cli, stopped) -> None:
    (folder,) = Path("runs").iterdir()
    killed = folder.with_name(".unfinished-killed")
    killed.mkdir()
    (killed / "log.jsonl").write_bytes((folder / "log.jsonl").read_bytes())
    assert SoFar(Path("plan.xlsx"), Draft(killed)).written == Path("plan.xlsx").read_bytes()
    assert SoFar(Path("plan.csv"), Draft(killed)).written is None
    check_free(Path("plan.xlsx"), instead_of=SoFar(Path("plan.xlsx"), Draft(killed)).written)
    Path("plan.xlsx").write_bytes(b"changed by hand")
    with pytest.raises(InputError, match="is there already"):
        check_free(Path("plan.xlsx"), instead_of=SoFar(Path("plan.xlsx"), Draft(killed)).written)


SEARCHED = ("staff", "small.toml", "--set", "period.interval=3 h", "--promises", "--workers", "1", "--plan", "p.xlsx")


def killed_after_its_plan(process) -> Path:
    """Return the folder of a search that was killed when it had written its plan."""
    killed = process(*SEARCHED)
    while not (Path("p.xlsx").exists() and Path("p.xlsx").stat().st_size):
        assert killed.poll() is None, "it has prices to search yet"
        time.sleep(0.02)
    killed.kill()
    killed.communicate()
    (folder,) = Path("runs").iterdir()
    return folder


def test_a_search_started_anew_after_a_kill_names_the_way_to_go_on(cli, process) -> None:
    folder = killed_after_its_plan(process)
    answer = cli(*SEARCHED)
    assert (answer.code, answer.out) == (2, "")
    told = "p.xlsx is there already and is not overwritten; move it away or choose another name, or go on with"
    assert f"{told} the search that wrote it and was killed: channelmix resume {folder}" in answer.err
    assert cli("resume", str(folder)).code == 0
    again = cli(*SEARCHED)
    assert again.code == 2
    assert "resume" not in again.err, "nothing is left to go on with"


def test_what_a_killed_search_found_stays_where_going_on_with_it_fails_or_is_stopped(cli, process, monkeypatch) -> None:
    folder = killed_after_its_plan(process)
    found = {name: (folder / name).read_bytes() for name in ("plan.xlsx", "staffing.json")}
    written = Path("p.xlsx").read_bytes()
    Path("p.xlsx").write_bytes(written + b"x")
    failed = cli("resume", str(folder))
    assert (failed.code, "p.xlsx is there already" in failed.err) == (2, True), failed.err
    assert {name: (folder / name).read_bytes() for name in found} == found
    Path("p.xlsx").write_bytes(written)
    monkeypatch.setattr(staffing, "stages_of", lambda *words, **named: lambda what: signal.raise_signal(signal.SIGINT))
    stopped = cli("resume", str(folder))
    assert stopped.code == 130, stopped.err
    assert "channelmix resume" in stopped.err
    assert {name: (folder / name).read_bytes() for name in found} == found
    assert (folder / "job.json").is_file()


def test_a_search_that_is_stopped_before_its_plan_keeps_nothing(cli, monkeypatch) -> None:
    monkeypatch.setattr("channelmix.staffing.study.alternatives_of", lambda *words, **named: signal.raise_signal(2))
    answer = cli("staff", "small.toml", *QUICK, "--promises", "--workers", "1")
    assert (answer.code, answer.out) == (130, "")
    assert list(Path("runs").glob("[!.]*")) == []


def test_alternatives_that_a_scenario_does_not_have_are_told(cli) -> None:
    answer = cli("staff", "small.toml", "--skills")
    assert (answer.code, answer.err.strip().splitlines()[-1]) == (
        2,
        "small.toml: --skills finds nothing to change: it takes two groups of different work that nobody hands over to",
    )


def test_a_dry_run_expects_a_search_more_for_each_other_promise(cli, monkeypatch) -> None:
    monkeypatch.setitem(expected._OF_A_SEARCH, "promises", 1000.0)
    plain, more = (
        json.loads(cli("staff", "small.toml", *QUICK, "--dry-run", "--json", *words).out)["expected_seconds"]
        for words in ((), ("--promises",))
    )
    assert more > 100 * plain


def test_other_promises_of_one_channel_alone_are_expected_and_found(cli, monkeypatch) -> None:
    text = Path("small.toml").read_text()
    chat = text[text.index("[channels.phone]") : text.index("[groups")].replace("phone", "chat")
    two = text.replace("[groups", chat.replace('"voice"', '"chat"') + "[groups", 1)
    Path("two.toml").write_text(two.replace('["phone"]', '["phone", "chat"]\nconcurrency = { chat = 2 }'))
    monkeypatch.setitem(expected._OF_A_SEARCH, "promises", 1000.0)
    asked = (("--promises", "two.toml"), ("two.toml", "--promises", "chat"), ("two.toml", "--promises", "chat,phone"))
    parts = [json.loads(cli("staff", *words, *QUICK, "--dry-run", "--json").out)["parts"] for words in asked]
    searches = [each["--promises"] / each["the plan"] / 1000 for each in parts]
    assert searches == pytest.approx([8, 4, 8], rel=0.3), "of so many plans, however long one takes now"
    found = cli("staff", "--promises", "chat", "two.toml", "--set", "period.interval=3 h", "--workers", "1", "--json")
    assert {row["of"] for row in json.loads(found.out)["promises"]} == {"chat"}
    wrong = cli("staff", "two.toml", "--promises", "chat,fone")
    told = "--promises takes channels with a target, which are phone, chat: there is no channel 'fone'"
    assert (wrong.code, told in wrong.err) == (2, True)


def test_the_file_may_stand_after_promises_and_before_the_channels(cli, monkeypatch) -> None:
    class Searched(InputError):
        """The search begins."""

    def searched(loaded, *, alternatives, **_) -> None:
        raise Searched(f"{loaded.path} {alternatives}")

    monkeypatch.setattr("channelmix.staffing.staff", searched)
    for words in (("--promises", "small.toml", "phone"), ("phone", "--promises", "small.toml"),
                  ("--promises", "phone", "small.toml"), ("small.toml", "--promises", "phone")):  # fmt: skip
        assert "small.toml ('promises:phone',)" in cli("staff", *words).err
    Path("phone").mkdir()
    Path("small.toml").rename("a+b.toml")
    for words in (("a+b.toml", "--promises", "phone"), ("--promises", "a+b.toml", "phone"),
                  ("phone", "--promises", "a+b.toml")):  # fmt: skip
        assert "a+b.toml ('promises:phone',)" in cli("staff", *words).err, "beside a folder phone"
    assert "a+b.toml ('promises',)" in cli("staff", "--promises", "a+b.toml").err
    assert "'staff' searches a plan of its own" in cli("staff", "--promises", "a+b.toml+plan.xlsx", "phone").err
    assert "x+y.toml: does not exist" in cli("staff", "--promises", "x+y.toml").err
    Path("a+b.toml").rename("small.toml")
    assert "small.toml ('promises',)" in cli("staff", "--promises", "small.toml").err
    assert "Missing argument 'FILE'" in cli("staff", "--promises").err
    assert "--promises takes phone for channels; name FILE before it" in cli("staff", "--promises", "phone").err
    assert "lost.toml: does not exist" in cli("staff", "--promises", "lost.toml").err
