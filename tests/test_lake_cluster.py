"""A cluster of real Dask processes on this machine: the same answers, also when a worker is killed."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from dask_cluster import Cluster, whole_files

from gongkai import doctor_services
from gongkai.crawl.store import BodyStore
from gongkai.doctor_check import Check
from gongkai.documents import HTML
from gongkai.errors import GongkaiError
from gongkai.lake.executor import open_executor
from gongkai.reports.reading import read_all
from gongkai.sample import province
from gongkai.settings import Settings


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    made = Cluster(tmp_path)
    yield made
    made.close()


def test_documents_are_read_as_by_one_process_though_a_worker_is_killed(cluster: Cluster, tmp_path: Path) -> None:
    made = province.write(tmp_path / "province")
    store = BodyStore(tmp_path / "bodies")
    pages = sorted(made.nights[1].rglob("*.htm*"))[:30]
    given = {store.put(page.read_bytes()): HTML for page in pages}
    with open_executor(1) as executor:
        expected = read_all(given, store.root, tmp_path / "alone", executor, "both")
    first, _ = cluster.add(), cluster.add()
    cluster.wait_for(2)
    (tmp_path / "spread").mkdir()

    def kill_one_and_add_another(done: int, _: int) -> None:
        if done == 3:
            first.send_signal(signal.SIGKILL)
            cluster.add()

    with open_executor(1, cluster.address, (store.root, tmp_path / "spread")) as executor:
        found = read_all(given, store.root, tmp_path / "spread", executor, "both", kill_one_and_add_another)
    assert first.wait() == -signal.SIGKILL
    assert len(expected) > 20
    assert found == expected
    assert whole_files(tmp_path / "spread") == whole_files(tmp_path / "alone")


def test_a_process_that_gives_way_does_so_on_the_cluster(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    def priority(_: int) -> int:
        """Of the task that asks; Dask begins with the smallest."""
        from distributed import get_worker

        worker = get_worker()
        found = worker.state.tasks[worker.get_current_task()].priority
        assert found is not None
        return int(found[0])

    cluster.add()
    cluster.wait_for(1)
    for niceness in (10, 0):
        monkeypatch.setattr(os, "nice", lambda _, now=niceness: now)
        with open_executor(1, cluster.address) as executor:
            assert list(executor.map(priority, [1])) == [niceness]
            assert executor.submit(priority, 1).result() == niceness


def doctor_says(cluster: Cluster, home: Path) -> list[Check]:
    checks = doctor_services.checks(Settings(home, "real", home, cluster=cluster.address), datetime.now(UTC))
    return [check for check in checks if check.name == "Dask"]


def test_what_cannot_be_used_is_told(cluster: Cluster, tmp_path: Path) -> None:
    with pytest.raises(GongkaiError, match="the scheduler has no worker"), open_executor(1, cluster.address):
        raise AssertionError
    [found] = doctor_says(cluster, tmp_path)
    assert (found.state, "the scheduler has no worker; start some" in found.text) == ("missing", True)
    cluster.add()
    cluster.wait_for(1)
    [found] = doctor_says(cluster, tmp_path)
    assert (found.state, found.text) == ("ok", f"{cluster.address}: the scheduler answers, workers: 1")
    gone = tmp_path / "not there"
    with pytest.raises(GongkaiError, match="does not see"), open_executor(1, cluster.address, (gone,)):
        raise AssertionError
    cluster.add("--nthreads", "2")
    cluster.wait_for(2)
    with pytest.raises(GongkaiError, match="more than one thread"), open_executor(1, cluster.address):
        raise AssertionError


def test_no_scheduler(monkeypatch: pytest.MonkeyPatch) -> None:
    from gongkai.lake import cluster as module

    monkeypatch.setattr(module, "_TIMEOUT_S", 1)
    with pytest.raises(GongkaiError, match="no scheduler answers"), open_executor(1, "tcp://127.0.0.1:1"):
        raise AssertionError
    assert shutil.which("dask", path=str(Path(sys.executable).parent))
