"""One writer at a time: a lock that the system lets go when its holder ends, however it ends."""

from __future__ import annotations

import contextlib
import fcntl
import os
from pathlib import Path
from types import TracebackType

from gongkai.errors import GongkaiError
from gongkai.lake.atomic import write_error

#: Bytes of who holds a lock.
_MOST = 200


class Lock:
    """Lock on a file; use it in a ``with`` block. Raises GongkaiError, with ``problem``, when another one holds it.

    shared: several may hold it beside each other, as long as all of them share it.
    holder: who holds it, in words; others are told with the problem.
    """

    def __init__(
        self, path: Path, problem: str = "another process is writing here", shared: bool = False, holder: str = ""
    ) -> None:
        self._path = path
        self._problem = problem
        self._holder = holder
        self._how = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        self._descriptor = -1

    def __enter__(self) -> None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise write_error(error, self._path) from error
        try:
            fcntl.flock(self._descriptor, self._how | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.pread(self._descriptor, _MOST, 0).decode(errors="replace")
            os.close(self._descriptor)
            raise GongkaiError(
                self._problem + (f": {holder}" if holder else ""),
                str(self._path.parent),
                "",
                "wait for it to end, then run again",
            ) from error
        if self._holder:
            # Who holds it is a help to others: what a full disk refuses here it refuses elsewhere too.
            with contextlib.suppress(OSError):
                os.ftruncate(self._descriptor, 0)
                os.pwrite(self._descriptor, self._holder.encode()[:_MOST], 0)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._descriptor)
