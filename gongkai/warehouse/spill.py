"""Where an analyst's queries overflow to: a folder of this process in the system's temporary one."""

from __future__ import annotations

import atexit
import functools
import itertools
import os
import shutil
import tempfile
from pathlib import Path

_numbers = itertools.count()


def fresh() -> Path | None:
    """A folder that DuckDB may make for one opened database, and removes when that is closed.

    None where the system has no temporary folder that can be written. Two databases never share one: the names of
    what they put there are the same.
    """
    try:
        folder = _of(os.getpid())
        # Something that tidies up the system's folder may have taken it away.
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError:
        return None
    return folder / str(next(_numbers))


@functools.cache
def _of(process: int) -> Path:
    """For nobody else to read: what a query joins with a release may not be public."""
    folder = Path(tempfile.mkdtemp(prefix="gongkai-queries-"))
    atexit.register(_remove, folder, process)
    return folder


def _remove(folder: Path, process: int) -> None:
    # A forked process ends with its parent's list of what is to be done.
    if os.getpid() == process:
        shutil.rmtree(folder, ignore_errors=True)
