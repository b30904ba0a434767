"""One study, the same bytes wherever it is played: threads, processes, a cluster, a worker killed on the way."""

import os
import pickle
import signal
import warnings
from concurrent.futures import ProcessPoolExecutor

import pytest

import channelmix
from channelmix.simulate import run

REPLICATIONS = 30


@pytest.fixture
def alone(desk_file):
    return run(desk_file, replications=REPLICATIONS).json()


@pytest.mark.parametrize(("workers", "executor"), [(2, "threads"), (7, "threads"), (2, "processes")])
def test_threads_and_processes_give_the_bytes_of_one(desk_file, alone, workers, executor):
    assert run(desk_file, replications=REPLICATIONS, workers=workers, executor=executor).json() == alone


def test_an_executor_of_ones_own_gives_the_same_bytes(desk_file, alone):
    from channelmix.simulate.workers import _context

    with ProcessPoolExecutor(1, mp_context=_context()) as executor:
        assert run(desk_file, replications=REPLICATIONS, executor=executor).json() == alone


def test_the_package_travels_to_workers_by_its_name():
    """A function of a notebook that uses ``cm`` takes the package along."""
    assert pickle.loads(pickle.dumps(channelmix)) is channelmix


@pytest.mark.filterwarnings("ignore")
def test_a_cluster_of_three_workers_gives_the_same_bytes_also_if_one_is_killed(desk_file, alone):
    distributed = pytest.importorskip("distributed")
    with (
        warnings.catch_warnings(),
        distributed.LocalCluster(
            n_workers=3, threads_per_worker=1, dashboard_address=None, protocol="tcp", silence_logs=50
        ) as cluster,
        distributed.Client(cluster, set_as_default=False) as client,
    ):
        victims = list(client.run(os.getpid).values())

        def kill_one(done, of):
            if victims and done >= 3:
                os.kill(victims.pop(), signal.SIGKILL)
                victims.clear()

        found = run(desk_file, replications=REPLICATIONS, workers=3, executor=client.get_executor(), progress=kill_one)
    assert found.json() == alone
