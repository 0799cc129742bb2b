"""Processes by what they are for."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Iterable
from pathlib import Path

from benchmarks.backfill.watched import descendants

RUN, CRAWLER, READER = "the run itself: judge, loader, release", "the crawler", "a worker that reads"
#: Seconds after which nothing of a killed run may be there.
_A_WHILE = 30


def of(run: int, role: str) -> list[int]:
    """Ids of the processes of a run that have a role."""
    return [pid for pid in descendants(run) if _role(pid, run) == role]


def kill(pid: int) -> None:
    """With -9; one that has ended just now is none any more."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def are_left(pids: Iterable[int], seconds: float = _A_WHILE) -> bool:
    """Whether any process of a run is still there after a while."""
    until = time.monotonic() + seconds
    while left := [pid for pid in pids if Path(f"/proc/{pid}").exists()]:
        if time.monotonic() > until:
            return bool(left)
        time.sleep(0.1)
    return False


def _role(pid: int, run: int) -> str:
    """What a process of the run is; nothing for what only watches."""
    if pid == run:
        return RUN
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""
    if not command or "resource_tracker" in command or "watch_orphans" in command:
        return ""
    return CRAWLER if "gongkai.crawl.spider" in command else READER
