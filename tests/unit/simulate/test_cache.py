"""The cache: what is found is what was kept, whoever writes at the same time, dies or fills the disk."""

import errno
import hashlib
import os
import shutil
import threading
from pathlib import Path

import pytest

from channelmix.scenario import load
from channelmix.simulate import run
from channelmix.simulate.cache import Cache, Cached, default_cache, replications_digest
from channelmix.simulate.counts import add_up
from channelmix.simulate.store import DIGEST, Store, block_bytes
from channelmix.simulate.study import begin

DIGESTS = [hashlib.sha256(bytes([number])).hexdigest() for number in range(10)]


@pytest.fixture
def cache(tmp_path):
    return Cache(tmp_path / "cache")


@pytest.fixture(scope="module")
def block(tmp_path_factory, desk_text):
    path = tmp_path_factory.mktemp("desk") / "desk.toml"
    path.write_text(desk_text)
    simulation = begin(path, about=4).simulation
    return add_up(simulation.play(number) for number in range(4))


def found(cache, digest):
    return {first: block_bytes(part) for first, part in cache.store(digest).known()}


def test_a_run_finds_what_another_has_played_and_gives_the_same_bytes(desk_file, cache):
    first = run(desk_file, replications=6, keeper=Cached(cache))
    again = run(desk_file, replications=6, keeper=Cached(cache))
    more = run(desk_file, replications=9, keeper=Cached(cache))
    assert (first.from_before, again.from_before, more.from_before) == (0, 6, 6)
    assert again.json() == first.json()
    assert more.json() == run(desk_file, replications=9).json()


def test_whatever_decides_the_figures_leads_elsewhere(desk_file, cache):
    run(desk_file, replications=3, keeper=Cached(cache))
    others = [
        {"scenario": load(desk_file, ["channels.phone.patience='4 min'"])},
        {"scenario": load(desk_file, ["run.days_per_draw=2"])},
        {"scenario": desk_file, "seed": 99},
    ]
    assert [run(replications=3, keeper=Cached(cache), **other).from_before for other in others] == [0] * len(others)


def test_other_code_or_another_library_leads_elsewhere(desk_file, monkeypatch):
    from channelmix.simulate import cache as module

    study = begin(desk_file, about=1)
    before = replications_digest("a", study.simulation, {})
    assert replications_digest("a", study.simulation, {"phone": 0.9}) != before
    module._code_digest.cache_clear()
    monkeypatch.setattr(module, "version", lambda library: "another")
    assert replications_digest("a", study.simulation, {}) != before
    module._code_digest.cache_clear()


def test_blocks_of_a_finished_study_are_left_for_others_and_stay_where_they_are(cache, block, tmp_path):
    own = Store(tmp_path / "own")
    kept = Cached(cache, own)
    kept.meant_for(DIGESTS[0])
    kept.keep(0, block)
    assert found(cache, DIGESTS[0]) == {}
    kept.hand_over()
    assert found(cache, DIGESTS[0]) == {0: block_bytes(block)}
    assert len(list(own.known())) == 1


def test_where_files_cannot_have_two_names_they_are_copied(cache, block, tmp_path, monkeypatch):
    def refuse(*_: object) -> None:
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    monkeypatch.setattr(os, "link", refuse)
    own = Store(tmp_path / "own")
    own.keep(0, block)
    cache.take_over(DIGESTS[0], own.folder)
    assert found(cache, DIGESTS[0]) == {0: block_bytes(block)}
    assert [path.name for path in cache.store(DIGESTS[0]).folder.glob(".*")] == []


def test_what_was_used_longest_ago_goes_first_and_the_size_is_kept(cache, block):
    size = len(block_bytes(block))
    small = Cache(cache.folder, most_bytes=6 * size)
    for age, digest in enumerate(DIGESTS):
        store = small.store(digest)
        store.keep(0, block)
        os.utime(store.folder, (1000 + age, 1000 + age))
    next(iter(Cached(small, digest=DIGESTS[0]).known()))
    small.trim()
    left = [digest for digest in DIGESTS if found(small, digest)]
    assert small.size() <= 6 * size
    assert DIGESTS[0] in left
    assert left[1:] == DIGESTS[-len(left) + 1 :]


def test_two_who_write_read_and_tidy_up_at_once_never_find_anything_wrong(cache, block):
    small = Cache(cache.folder, most_bytes=3 * len(block_bytes(block)))
    whole, wrong = block_bytes(block), []

    def work(turn: int) -> None:
        for step in range(30):
            digest = DIGESTS[(turn + step) % 5]
            small.store(digest).keep(0, block)
            wrong.extend(each for each in found(small, digest).values() if each != whole)
            small.trim()

    threads = [threading.Thread(target=work, args=(turn,)) for turn in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_folder_that_is_removed_while_somebody_looks_into_it_holds_nothing(cache, block, monkeypatch):
    cache.store(DIGESTS[0]).keep(0, block)
    look, removed = os.scandir, []

    def remove_first(folder: Path) -> object:
        if not removed:
            removed.append(folder)
            shutil.rmtree(cache.store(DIGESTS[0]).folder)
        return look(folder)

    monkeypatch.setattr(os, "scandir", remove_first)
    assert found(cache, DIGESTS[0]) == {}
    assert removed


@pytest.mark.parametrize("after", ["begin", "write_bytes"])
def test_a_block_is_kept_though_its_folder_is_removed_once_while_it_is_written(cache, block, monkeypatch, after):
    store = cache.store(DIGESTS[0])
    place, removed = (Store if after == "begin" else Path), []
    work = getattr(place, after)

    def remove_once(*arguments: object) -> None:
        work(*arguments)
        if not removed:
            removed.append(after)
            shutil.rmtree(store.folder)

    monkeypatch.setattr(place, after, remove_once)
    store.keep(0, block)
    assert removed
    assert store.broken == ""
    assert found(cache, DIGESTS[0]) == {0: block_bytes(block)}


@pytest.mark.parametrize("cut", [0, 1, 100, -1])
def test_a_block_that_a_killed_process_left_half_written_is_not_known(cache, block, cut):
    store = cache.store(DIGESTS[0])
    store.keep(0, block)
    file = store.folder / "000000000.npz"
    file.write_bytes(file.read_bytes()[:cut])
    assert found(cache, DIGESTS[0]) == {}


def test_blocks_that_something_else_has_decided_are_neither_known_nor_mixed_with_ours(tmp_path, block):
    theirs = Store(tmp_path, digest="theirs")
    theirs.keep(0, block)
    theirs.keep(8, block)
    ours = Store(tmp_path, digest="ours")
    assert list(ours.known()) == []
    ours.keep(4, block)
    assert [first for first, _ in ours.known()] == [4]


def test_a_disk_that_is_full_costs_the_keeping_only(desk_file, cache, monkeypatch):
    def no_space(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", no_space)
    kept = Cached(cache)
    assert run(desk_file, replications=3, keeper=kept).from_before == 0
    assert found(cache, kept.digest) == {}


def test_a_place_that_cannot_be_a_folder_costs_the_keeping_only(desk_file, tmp_path):
    (tmp_path / "file").write_text("")
    cache = Cache(tmp_path / "file" / "cache")
    assert run(desk_file, replications=3, keeper=Cached(cache)).from_before == 0
    cache.take_over(DIGESTS[0], tmp_path)
    cache.trim()
    assert (cache.size(), cache.clear()) == (0, 0)


def test_the_environment_says_where_and_how_large(tmp_path):
    assert default_cache({"CHANNELMIX_CACHE_MB": "0"}) is None
    found = default_cache({"CHANNELMIX_CACHE_MB": "20", "CHANNELMIX_CACHE": str(tmp_path)})
    assert found == Cache(tmp_path, 20 * 10**6)
    assert "channelmix" in str(default_cache({}).folder)


def test_all_is_gone_when_it_is_cleared(cache, block):
    for digest in DIGESTS[:3]:
        cache.store(digest).keep(0, block)
    assert cache.clear() > 3 * len(block_bytes(block))
    assert cache.size() == 0
    assert not list(cache.folder.rglob(DIGEST))
