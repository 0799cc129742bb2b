"""A command of its own process, watched: its seconds, and the memory of it and of all that it starts."""

from __future__ import annotations

import os
import resource
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_EVERY_S = 0.5


@dataclass(frozen=True)
class Watched:
    """seconds: by the clock. cpu: of it and its children. gigabytes: most that all of them held at once (PSS)."""

    seconds: float
    cpu: float
    gigabytes: float
    output: str


def run(command: Sequence[str], environment: Mapping[str, str]) -> Watched:
    """Run it to its end. Raises RuntimeError with its output where it fails."""
    started, before = time.monotonic(), _cpu()
    most = 0
    with tempfile.TemporaryFile("w+") as output:
        child = subprocess.Popen(command, env={**os.environ, **environment}, stdout=output, stderr=subprocess.STDOUT)
        while child.poll() is None:
            most = max(most, _held(child.pid))
            time.sleep(_EVERY_S)
        output.seek(0)
        said = output.read()
    if child.returncode:
        raise RuntimeError(f"{' '.join(command)}: exit {child.returncode}\n{said}")
    return Watched(time.monotonic() - started, _cpu() - before, most / 1e9, said)


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _held(pid: int) -> int:
    """Bytes that a process and its descendants hold; what several share counts once."""
    return sum(map(_pss, descendants(pid)))


def descendants(pid: int) -> list[int]:
    """Ids of a process that lives and of all that it started, itself first."""
    children: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(path.read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError):  # it ended meanwhile
            continue
        children.setdefault(parent, []).append(int(path.parent.name))
    found, todo = [], [pid]
    while todo:
        one = todo.pop()
        found.append(one)
        todo += children.get(one, ())
    return found


def _pss(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:  # it ended meanwhile
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
