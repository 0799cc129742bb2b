"""A cluster of real Dask processes on this machine: the same answers, also when a worker is killed."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from gongkai.crawl.store import BodyStore
from gongkai.documents import HTML
from gongkai.errors import GongkaiError
from gongkai.lake.executor import open_executor
from gongkai.reports.reading import read_all
from gongkai.sample import province

ROOT = Path(__file__).resolve().parent.parent


class Cluster:
    """A scheduler and workers, each a process of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder, self.workers = folder, list[subprocess.Popen[bytes]]()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = f"tcp://127.0.0.1:{port}"
        self._scheduler = self._start("scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-show")

    def add(self, *options: str) -> subprocess.Popen[bytes]:
        """One more worker."""
        options = options or ("--nthreads", "1")
        self.workers.append(self._start("worker", self.address, "--no-nanny", *options))
        return self.workers[-1]

    def close(self) -> None:
        """Kill all of them."""
        for process in (*self.workers, self._scheduler):
            process.kill()
            process.wait()

    def _start(self, *arguments: str) -> subprocess.Popen[bytes]:
        command = [str(Path(sys.executable).with_name("dask")), *arguments, "--no-dashboard"]
        environment = os.environ | {"PYTHONPATH": str(ROOT), "DASK_TEMPORARY_DIRECTORY": str(self._folder)}
        return subprocess.Popen(
            command, env=environment, cwd=self._folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    made = Cluster(tmp_path)
    yield made
    made.close()


def _wait_for(cluster: Cluster, workers: int) -> None:
    from distributed import Client

    with Client(cluster.address, timeout=60, set_as_default=False) as client:
        client.wait_for_workers(workers, timeout=60)


def _files(folder: Path) -> dict[str, bytes]:
    """Without what a killed worker had begun to write: it has a name of its own, beginning with a point."""
    paths = (path for path in sorted(folder.rglob("[!.]*")) if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def test_documents_are_read_as_by_one_process_though_a_worker_is_killed(cluster: Cluster, tmp_path: Path) -> None:
    made = province.write(tmp_path / "province")
    store = BodyStore(tmp_path / "bodies")
    pages = sorted(made.nights[1].rglob("*.htm*"))[:30]
    given = {store.put(page.read_bytes()): HTML for page in pages}
    with open_executor(1) as executor:
        expected = read_all(given, store.root, tmp_path / "alone", executor, "both")
    first, _ = cluster.add(), cluster.add()
    _wait_for(cluster, 2)
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
    assert _files(tmp_path / "spread") == _files(tmp_path / "alone")


def test_what_cannot_be_used_is_told(cluster: Cluster, tmp_path: Path) -> None:
    with pytest.raises(GongkaiError, match="the scheduler has no worker"), open_executor(1, cluster.address):
        raise AssertionError
    cluster.add()
    _wait_for(cluster, 1)
    gone = tmp_path / "not there"
    with pytest.raises(GongkaiError, match="does not see"), open_executor(1, cluster.address, (gone,)):
        raise AssertionError
    cluster.add("--nthreads", "2")
    _wait_for(cluster, 2)
    with pytest.raises(GongkaiError, match="more than one thread"), open_executor(1, cluster.address):
        raise AssertionError


def test_no_scheduler(monkeypatch: pytest.MonkeyPatch) -> None:
    from gongkai.lake import cluster as module

    monkeypatch.setattr(module, "_TIMEOUT_S", 1)
    with pytest.raises(GongkaiError, match="no scheduler answers"), open_executor(1, "tcp://127.0.0.1:1"):
        raise AssertionError
    assert shutil.which("dask", path=str(Path(sys.executable).parent))
