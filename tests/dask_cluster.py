"""A Dask cluster of real processes on this machine, for tests and proofs."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

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

    def wait_for(self, workers: int) -> None:
        """Until so many workers are there."""
        from distributed import Client

        with Client(self.address, timeout=60, set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=60)

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


def whole_files(folder: Path) -> dict[str, bytes]:
    """Without what a killed worker had begun to write: it has a name of its own, beginning with a point."""
    paths = (path for path in sorted(folder.rglob("[!.]*")) if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}
