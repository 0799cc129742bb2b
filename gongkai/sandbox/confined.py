"""A command that cuts itself off before it runs: for programs that are started for many documents, as LibreOffice."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from gongkai.grids.effort import Level
from gongkai.sandbox import isolation, limits

_CHILD = (
    "import sys, json; parent, level, command, sys.path[:] = json.loads(sys.argv[1]); "
    "from gongkai.sandbox import confined; confined.become(parent, level, command)"
)


def command(program: Sequence[str], level: Level) -> list[str]:
    """What to start instead of ``program``: it then has no network, no powers and a level's memory, and ends with this
    process. Its folder, environment and time are the caller's to set."""
    paths = [str(Path(entry).absolute()) for entry in sys.path]
    return [sys.executable, "-I", "-c", _CHILD, json.dumps([os.getpid(), level, list(program), paths])]


def become(parent: int, level: Level, program: Sequence[str]) -> None:
    """Cut this process off and replace it by the program."""
    route = isolation.cut_off(parent)
    limits.apply(limits.LIMITS[level], own_count=route == "user namespace")
    os.execvp(program[0], list(program))
