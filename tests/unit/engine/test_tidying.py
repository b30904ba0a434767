"""Machine code of old kernels: the newest stay, and whatever may be in use."""

import os
import time
from pathlib import Path

from channelmix.engine.kernel.tidying import NEWEST, remove_old


def folders(root: Path, count: int, *, age_s: float) -> list[Path]:
    """Make folders of machine code, the first used last."""
    made = [root / f"kernel-{number:016x}" for number in range(count)]
    for number, folder in enumerate(made):
        folder.mkdir()
        (folder / "play.code").write_bytes(b"code")
        moment = time.time() - age_s - number
        os.utime(folder, (moment, moment))
    return made


def test_machine_code_of_old_kernels_goes_but_ours_the_newest_and_all_else_stay(tmp_path: Path) -> None:
    made = folders(tmp_path, 9, age_s=1e6)
    (tmp_path / "replications").mkdir()
    (tmp_path / "kernel-of-mine").mkdir()
    own = made[-1]
    remove_old(own)
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {path.name for path in (*made[:NEWEST], own)} | {"replications", "kernel-of-mine"}


def test_machine_code_that_was_used_just_now_stays_however_much_there_is(tmp_path: Path) -> None:
    made = folders(tmp_path, 9, age_s=60)
    remove_old(made[0])
    assert len(list(tmp_path.iterdir())) == 9


def test_a_folder_that_is_gone_is_no_fault(tmp_path: Path) -> None:
    remove_old(tmp_path / "nowhere" / "kernel-0000000000000000")
    assert list(tmp_path.iterdir()) == []
