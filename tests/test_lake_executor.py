"""One seam for parallel work: results and errors come back the same with one worker or two."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gongkai.errors import GongkaiError
from gongkai.lake.executor import open_executor


def _square(number: int) -> int:
    if number < 0:
        raise GongkaiError("negative", file="f", remedy="do not")
    return number * number


def _process(_: int) -> int:
    return os.getpid()


def _killed(_: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize("workers", [1, 2])
def test_results_keep_their_order(workers: int) -> None:
    with open_executor(workers) as executor:
        assert list(executor.map(_square, [3, 1, 2])) == [9, 1, 4]


def test_a_worker_that_is_killed_is_told_with_what_to_do() -> None:
    with pytest.raises(GongkaiError) as caught, open_executor(2) as executor:
        executor.submit(_killed, 1).result()
    assert "a worker process was killed" in caught.value.problem and "GONGKAI_WORKERS" in caught.value.remedy


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_of_input_comes_back_as_itself(workers: int) -> None:
    with open_executor(workers) as executor:
        future = executor.submit(_square, -1)
        with pytest.raises(GongkaiError) as caught:
            future.result()
    assert (caught.value.problem, caught.value.file, caught.value.remedy) == ("negative", "f", "do not")


def test_one_worker_is_this_process_and_two_are_not() -> None:
    with open_executor(1) as executor:
        assert executor.submit(_process, 0).result() == os.getpid()
    with open_executor(2) as executor:
        assert executor.submit(_process, 0).result() != os.getpid()


@pytest.mark.filterwarnings("error::pytest.PytestUnhandledThreadExceptionWarning")
def test_where_this_process_is_asked_to_end_no_task_is_waited_for() -> None:
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt), open_executor(2) as executor:
        executor.submit(_square, 1).result()
        results = executor.map(time.sleep, [60] * 20)
        signal.setitimer(signal.ITIMER_REAL, 0.2)
        before = signal.signal(signal.SIGALRM, signal.default_int_handler)
        try:
            next(results)
        finally:
            signal.signal(signal.SIGALRM, before)
    while multiprocessing.active_children():
        time.sleep(0.01)
    assert time.monotonic() - began < 30


def test_workers_leave_ctrl_c_to_the_one_that_started_them() -> None:
    with open_executor(2) as executor:
        worker = executor.submit(_process, 0).result()
        os.kill(worker, signal.SIGINT)
        assert executor.submit(_process, 0).result() == worker


def test_no_worker_is_refused() -> None:
    with pytest.raises(ValueError, match="workers"):
        open_executor(0)


_AT_WORK = """
import os, time
from gongkai.lake.executor import open_executor
from test_lake_executor import slow_process
if __name__ == "__main__":
    with open_executor(2) as executor:
        print(*{executor.submit(slow_process).result(), *executor._processes}, flush=True)
        executor.submit(time.sleep, 600)
        time.sleep(600)
"""


def slow_process() -> int:
    """Its id, after a moment."""
    time.sleep(0.1)
    return os.getpid()


def test_workers_end_with_the_run_that_is_killed() -> None:
    """Seen as five processes and 0.7 GB that each killed run left behind."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (Path(__file__).parent, *sys.path)))}
    with subprocess.Popen([sys.executable, "-c", _AT_WORK], stdout=subprocess.PIPE, text=True, env=environment) as run:
        assert run.stdout is not None
        workers = [int(pid) for pid in run.stdout.readline().split()]
        assert workers and all(Path(f"/proc/{pid}").exists() for pid in workers)
        run.send_signal(signal.SIGKILL)
    until = time.monotonic() + 30
    while any(Path(f"/proc/{pid}").exists() for pid in workers) and time.monotonic() < until:
        time.sleep(0.05)
    assert not [pid for pid in workers if Path(f"/proc/{pid}").exists()]
