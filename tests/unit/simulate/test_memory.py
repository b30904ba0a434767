"""What a replication leaves stays with the process for the next one."""

import os
import subprocess
import sys

import pytest

FAULTS = """
import resource
import sys

import numpy as np

from channelmix.simulate.memory import keep_freed_memory


def replication():
    return [np.ones(1 << 17) for _ in range(16)]


keeps = keep_freed_memory() if sys.argv[1] == "keep" else None
replication()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(20):
    replication()
print(keeps, (resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before) // 20)
"""


def pages_got_anew(how, **settings):
    """Return whether memory is kept, and how many pages a replication of 4,096 gets from the system."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MALLOC_")}
    command = [sys.executable, "-c", FAULTS, how]
    keeps, faults = subprocess.check_output(command, text=True, env={**environment, **settings}).split()
    return keeps, int(faults)


ONLY_GLIBC = pytest.mark.skipif(
    "CS_GNU_LIBC_VERSION" not in getattr(os, "confstr_names", ()), reason="only glibc can be told"
)


@ONLY_GLIBC
def test_memory_that_is_freed_is_used_again_without_asking_the_system():
    keeps, faults = pages_got_anew("keep")
    assert keeps == "True"
    assert faults < 40
    assert pages_got_anew("leave")[1] > 400, "a control"


@ONLY_GLIBC
def test_who_sets_it_in_the_environment_is_not_overruled():
    assert pages_got_anew("keep", MALLOC_ARENA_MAX="2")[0] == "False"
