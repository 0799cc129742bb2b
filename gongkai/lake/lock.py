"""One writer at a time: a lock that the system lets go when its holder ends, however it ends."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from types import TracebackType

from gongkai.errors import GongkaiError
from gongkai.lake.atomic import write_error


class Lock:
    """Lock on a file; use it in a ``with`` block. Raises GongkaiError, with ``problem``, when another one holds it.

    shared: several may hold it beside each other, as long as all of them share it.
    """

    def __init__(self, path: Path, problem: str = "another process is writing here", shared: bool = False) -> None:
        self._path = path
        self._problem = problem
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
            os.close(self._descriptor)
            raise GongkaiError(
                self._problem, str(self._path.parent), "", "wait for it to end, then run again"
            ) from error

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._descriptor)
