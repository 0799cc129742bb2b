"""kill -9 of a Dask worker: the command's documents are read by two, of which one is killed while it has tasks."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from benchmarks.disturbed import command, moments, processes
from benchmarks.disturbed.found import Found

# The cluster is that of the tests.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent / "tests"))
from dask_cluster import Cluster

ROLE = "a Dask worker that has tasks"
_WORKERS = 2


def runs(folder: Path, parts: Sequence[float], expected: dict[str, str], found: Found) -> None:
    """A run from nothing for each part of a worker's life; each must end well without being started again."""
    place = folder / "cluster"
    place.mkdir()
    with closing(Cluster(place)) as cluster, _at_work(cluster) as at_work:
        for _ in range(_WORKERS):
            cluster.add()
        cluster.wait_for(_WORKERS)
        lasts, _ = _run(folder / "by-dask", cluster, at_work, None, expected, found)
        for number, part in enumerate(parts):
            for attempt in range(moments.TRIES):
                home = folder / f"by-dask-{number}-{attempt}"
                _, is_killed = _run(home, cluster, at_work, part * moments.EARLIER**attempt * lasts, expected, found)
                if is_killed:
                    break
            else:
                found.wrong.append(f"{ROLE} was never met after {part:.0%} of its life")
            print(".", end="", flush=True)


def _run(
    home: Path,
    cluster: Cluster,
    at_work: moments.Look,
    seconds: float | None,
    expected: dict[str, str],
    found: Found,
) -> tuple[float, bool]:
    """A run, and what it must leave. seconds: at work, after which a worker is killed; None: no one is.

    Returns the seconds that workers had tasks, where none was killed; and whether one was.
    """
    child, lasts, pids = command.started(home, cluster.address), 0.0, list[int]()
    if seconds is None:
        lasts = moments.lives({ROLE: at_work}, lambda: child.poll() is None)[ROLE]
    elif pids := moments.there(at_work, seconds, lambda: child.poll() is None):
        processes.kill(pids[0])
        found.faults["kill -9", ROLE] += 1
    said = command.ended(child)
    if said:
        found.wrong.append(f"{home.name}: the run does not end by itself: {said}")
    found.look(command.releases(home), f"{home.name}, kill -9 of {ROLE}", said)
    found.compare(home.name, command.digests(command.releases(home)), expected)
    shutil.rmtree(home)
    if pids:
        cluster.add()
        cluster.wait_for(_WORKERS)
    return lasts, bool(pids)


@contextmanager
def _at_work(cluster: Cluster) -> Iterator[moments.Look]:
    """Tells the processes of workers that have tasks."""
    from distributed import Client

    with Client(cluster.address, timeout=60, set_as_default=False) as client:
        known: dict[str, int] = {}

        def look() -> list[int]:
            busy = [worker for worker, tasks in client.processing().items() if tasks]
            if not known.keys() >= set(busy):
                known.update(client.run(os.getpid, on_error="ignore"))
            return [known[worker] for worker in busy if worker in known]

        yield look
