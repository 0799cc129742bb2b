"""The parent's side of a worker: start it, ask it, end it with all its children."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from multiprocessing import util
from pathlib import Path

from gongkai.errors import GongkaiError
from gongkai.grids.effort import Level
from gongkai.sandbox import answers, frames
from gongkai.sandbox.isolation import Route
from gongkai.sandbox.limits import LIMITS, START

_BOOT = (
    "import sys, json, socket; fd, level, parent, sys.path[:] = json.loads(sys.argv[1]); "
    "from gongkai.sandbox import worker; worker.main(socket.socket(fileno=fd), level, parent)"
)
_PAGE = os.sysconf("SC_PAGE_SIZE")


class Worker:
    """A child process that reads one document after another.

    folder: the one that it works in, empty and of its own. route: how it was cut off from the network.
    It ends when this object is collected and when the process ends.
    Not to be used by a process or thread other than the one that made it: with the thread the worker ends too.
    """

    def __init__(self, level: Level) -> None:
        """Raises GongkaiError when no worker can be started."""
        self.limits = LIMITS[level]
        self.owner = os.getpid()
        self._served = 0
        self.folder = tempfile.mkdtemp(prefix="gongkai-")
        self._channel, far = socket.socketpair()
        with far:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-X", "utf8", "-c", _BOOT, _arguments(far.fileno(), level)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                cwd=self.folder,
                env=_environment(self.folder),
                pass_fds=(far.fileno(),),
                start_new_session=True,
            )
        # Processes of a pool end without atexit; they run these finalizers, as every other process does.
        self.end = util.Finalize(self, _end, (self._process, self._channel, self.folder), exitpriority=1)
        self.route: Route = self._greeted()

    def _greeted(self) -> Route:
        """Wait until the worker says that it is ready."""
        assert self._process.stderr is not None
        try:
            route: Route = json.loads(frames.receive(self._channel, 100, time.monotonic() + START))
        except (EOFError, OSError, ValueError) as error:
            self.end()
            said = self._process.stderr.read().decode(errors="replace").strip().splitlines() or [str(error)]
            raise GongkaiError(
                f"a process to read documents in does not start: {said[-1]}", "", "", "run gongkai doctor"
            ) from error
        finally:
            self._process.stderr.close()
        return route

    def ask(self, header: bytes, data: bytes) -> bytes:
        """The answer to a request.

        Raises TimeoutError when its time is up, EOFError or OSError when the worker died, ValueError for too long an
        answer; the worker is then of no use any more.
        """
        deadline = time.monotonic() + self.limits.seconds
        frames.send(self._channel, header, deadline)
        frames.send(self._channel, data, deadline)
        answer = frames.receive(self._channel, answers.MAX_ANSWER, deadline)
        self._served += 1
        return answer

    @property
    def is_fresh(self) -> bool:
        """Whether it runs, belongs to this process, and has neither read too many documents nor grown too large."""
        if self.owner != os.getpid() or self._process.poll() is not None or self._served >= self.limits.documents:
            return False
        pages = int(Path(f"/proc/{self._process.pid}/statm").read_text(encoding="ascii").split()[1])
        return pages * _PAGE <= self.limits.resident

    def death(self) -> signal.Signals | None:
        """End it if it has not ended, and say by which signal it had."""
        try:
            code = self._process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            code = 0
        self.end()
        return signal.Signals(-code) if code < 0 else None


def _arguments(fd: int, level: Level) -> str:
    """What the child is told: also where the modules are, so that it runs this very code from any folder."""
    return json.dumps([fd, level, os.getpid(), [str(Path(entry).absolute()) for entry in sys.path]])


def _environment(folder: str) -> dict[str, str]:
    """Nothing of the user's but the PATH: no home, no proxies, no keys; one thread for numerical libraries."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "LANG": "C.UTF-8",
        "HOME": folder,
        "TMPDIR": folder,
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }


def _end(process: subprocess.Popen[bytes], channel: socket.socket, folder: str) -> None:
    """Kill a worker with all its children and remove its folder."""
    # Its group bears its number until it is waited for, even when it has ended itself.
    if process.returncode is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    channel.close()
    shutil.rmtree(folder, ignore_errors=True)
