"""A trial of the isolation: a child cuts itself off as workers do, then tries to reach a port of this machine."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

from gongkai.sandbox.isolation import Route, cut_off

_CHILD = (
    "import sys, json; parent, port, sys.path[:] = json.loads(sys.argv[1]); "
    "from gongkai.sandbox import trial; trial.child(parent, port)"
)


def run() -> tuple[Route, bool]:
    """(how the child was cut off, whether it reached the port all the same). Raises OSError when that fails."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        told = json.dumps([os.getpid(), server.getsockname()[1], [str(Path(entry).absolute()) for entry in sys.path]])
        done = subprocess.run(
            [sys.executable, "-I", "-c", _CHILD, told], stdin=subprocess.DEVNULL, capture_output=True, timeout=60
        )
    try:
        route, reached = json.loads(done.stdout)
    except ValueError as error:
        raise OSError(f"the trial ended with {done.returncode}") from error
    return route, reached


def child(parent: int, port: int) -> None:
    """Cut this process off and print what came of it."""
    route = cut_off(parent)
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
    except OSError:
        print(json.dumps([route, False]))
    else:
        print(json.dumps([route, True]))
