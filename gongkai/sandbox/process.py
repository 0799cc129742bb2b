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
from contextlib import suppress
from multiprocessing import util
from pathlib import Path

from gongkai.errors import GongkaiError
from gongkai.grids.effort import Level
from gongkai.sandbox import frames
from gongkai.sandbox.isolation import Route
from gongkai.sandbox.limits import LIMITS, START

_BOOT = (
    "import sys, json, socket; fd, level, parent, sys.path[:] = json.loads(sys.argv[1]); "
    "from gongkai.sandbox import worker; worker.main(socket.socket(fileno=fd), level, parent)"
)
_PAGE = os.sysconf("SC_PAGE_SIZE")
#: Part of its address space that a worker may still hold after a document.
_MOST_KEPT = 0.7


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

    def ask(self, header: bytes, data: bytes, most: int) -> bytes:
        """The answer to a request, of at most so many bytes.

        Raises TimeoutError when its time is up, EOFError or OSError when the worker died, ValueError for too long an
        answer; the worker is then of no use any more.
        """
        deadline = time.monotonic() + self.limits.seconds
        frames.send(self._channel, header, deadline)
        frames.send(self._channel, data, deadline)
        answer = frames.receive(self._channel, most, deadline)
        self._served += 1
        return answer

    @property
    def is_fresh(self) -> bool:
        """Whether it runs, belongs to this process, and has neither read too many documents nor grown too large.

        Engines keep what they once took: a process near its limit would refuse what a new one reads.
        """
        if self.owner != os.getpid() or self._has_ended() or self._served >= self.limits.documents:
            return False
        size, resident = map(int, Path(f"/proc/{self._process.pid}/statm").read_text(encoding="ascii").split()[:2])
        return resident * _PAGE <= self.limits.resident and size * _PAGE <= _MOST_KEPT * self.limits.memory

    @property
    def is_new(self) -> bool:
        """Whether the request that it answered last was its first."""
        return self._served <= 1

    def death(self) -> signal.Signals | None:
        """After it has hung up: wait for its end, clear away, and say by which signal it came."""
        deadline = time.monotonic() + 1
        while not self._has_ended() and time.monotonic() < deadline:
            time.sleep(0.005)
        self.end()
        code = self._process.returncode
        return signal.Signals(-code) if code < 0 else None

    def _has_ended(self) -> bool:
        """Whether it is dead; it is not waited for, so that its number and its group's stay its own."""
        try:
            return os.waitid(os.P_PID, self._process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
        except ChildProcessError:
            return True


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
        # A thread of OpenCV reserves 64 MiB of address space, which is more than camelot leaves.
        "OPENCV_FOR_THREADS_NUM": "1",
        # Arrow's own pool reserves a gibibyte of address space at once: half of what OCR may have after camelot.
        "ARROW_DEFAULT_MEMORY_POOL": "system",
        # Else each picture's memory goes back to the system and is asked for anew, which costs more than many a step
        # does with the picture: a tenth of the time of a page.
        "MALLOC_MMAP_THRESHOLD_": str(32 << 20),
        "MALLOC_TRIM_THRESHOLD_": str(256 << 20),
    }


def _end(process: subprocess.Popen[bytes], channel: socket.socket, folder: str) -> None:
    """Kill a worker with all that it has started and remove its folder."""
    if process.returncode is None:
        for pid in _below(process.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        # What it left behind when it died by itself stands no more below it, but in its group.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    channel.close()
    shutil.rmtree(folder, ignore_errors=True)


def _below(pid: int) -> list[int]:
    """All processes that stand below one, also those that are in groups and sessions of their own."""
    children: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            # After the name, which may hold anything: state, number of the parent.
            children.setdefault(int(path.read_text().rpartition(")")[2].split()[1]), []).append(int(path.parent.name))
    found = list(children.get(pid, []))
    for child in found:
        found.extend(children.get(child, []))
    return found
