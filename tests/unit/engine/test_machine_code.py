"""Machine code is kept between runs, and made anew where it is missing or broken."""

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("numba", reason="the compiled engine needs numba")
stored = pytest.importorskip("channelmix.engine.kernel.stored")
drawing = pytest.importorskip("channelmix.engine.kernel.drawing")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(stored, "cache_folder", lambda: tmp_path)
    return tmp_path


def rounded(entry):
    """Round half of ten and twice ten by an entry of its own."""
    numbers = np.array([0.5, 2.0])
    entry(numbers, np.array([10.0]), 0, 100, 2)
    return numbers.view(np.int64).tolist()


def new_entry():
    return stored.Entry(drawing.round_times.function, in_vectors=True)


def test_machine_code_is_kept_and_loaded_without_compiling(folder, monkeypatch):
    assert rounded(new_entry()) == [5, 20]
    assert stored.is_kept("round_times")
    monkeypatch.setattr(stored.Entry, "_compiled", lambda entry: pytest.fail("it was compiled again"))
    assert rounded(new_entry()) == [5, 20]


def renamed(code):
    """Harm the name under which the code is called."""
    digest, name, rest = code.split(b"\n", 2)
    return b"\n".join([digest, name[:-1] + b"!", rest])


@pytest.mark.parametrize("harm", [lambda code: code[:-7], lambda code: b"", lambda code: code[:-1] + b"!", renamed])
def test_broken_machine_code_is_made_anew(folder, harm):
    rounded(new_entry())
    (file,) = folder.glob("round_times-*.code")
    file.write_bytes(harm(file.read_bytes()))
    assert rounded(new_entry()) == [5, 20]
    assert stored._kept("round_times") is not None


def test_where_nothing_can_be_kept_it_plays_all_the_same(tmp_path, monkeypatch):
    file = tmp_path / "file"
    file.write_text("no folder")
    monkeypatch.setattr(stored, "cache_folder", lambda: file)
    assert rounded(new_entry()) == [5, 20]
    assert not stored.is_kept("round_times")


def test_a_folder_that_others_may_write_to_is_not_trusted(tmp_path):
    tmp_path.chmod(0o777)
    assert not stored._is_ours(tmp_path)


@pytest.mark.parametrize("changed", ["words.py", "kernel/life.py"])
def test_a_change_of_what_is_compiled_moves_the_folder(tmp_path, monkeypatch, changed):
    """Numbers of outcomes and ranks stand beside the kernel and are compiled into it."""
    engine = Path(shutil.copytree(Path(stored.__file__).parents[1], tmp_path / "engine"))
    monkeypatch.setattr(stored, "__file__", str(engine / "kernel" / "stored.py"))
    before = stored._sources_digest()
    (engine / changed).write_text((engine / changed).read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert stored._sources_digest() != before


def test_a_folder_of_somebody_else_is_not_trusted(tmp_path, monkeypatch):
    """Machine code that another user has put there would be run."""
    assert stored._is_ours(tmp_path)
    monkeypatch.setattr(stored.os, "getuid", lambda: -5, raising=False)
    assert not stored._is_ours(tmp_path)


WARM = "from channelmix.engine.kernel import warm; warm(); import sys; print('numba' in sys.modules)"


def test_what_doctor_warm_keeps_is_loaded_later_without_numba():
    said = [subprocess.run([sys.executable, "-c", WARM], capture_output=True, text=True, check=True) for _ in range(2)]
    assert said[1].stdout.split() == ["False"]


WITHOUT_A_STEP = """
import sys
from pathlib import Path

import numba.core.compiler
import numba.core.untyped_passes

del numba.core.untyped_passes.FixupArgs
import numpy as np

from channelmix.engine.kernel import drawing, passes, stored

stored.cache_folder = lambda: Path(sys.argv[1])
numbers = np.array([0.5, 2.0])
drawing.round_times(numbers, np.array([10.0]), 0, 100, 2)
print(passes.ARE_KNOWN, numbers.view(np.int64).tolist())
"""


def test_where_numba_has_other_steps_inside_its_own_way_is_gone(tmp_path):
    command = [sys.executable, "-c", WITHOUT_A_STEP, str(tmp_path)]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)
    assert answer.stdout == "False [5, 20]\n"
