"""A reader for tests of the sandbox that does to its process what the document's bytes say. Imported by workers."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import time
from pathlib import Path

from gongkai.documents import Document
from gongkai.errors import UnreadableDocument
from gongkai.grids import effort, router
from gongkai.grids.model import Extract, Line

MEDIUM = "application/x-misbehaving"


def version() -> str:
    return "misbehaving"


def extracts(document: Document) -> tuple[Extract, ...]:
    word, _, rest = document.data.decode().partition(" ")
    return (Extract("docx", (), (Line(str(DEEDS[word](rest)), ""),)),)


def _eat(_: str) -> int:
    return len(bytearray(2_000_000_000))


_HOARD: list[bytearray] = []


def _hoard(size: str) -> int:
    """Take memory and keep it, as engines do."""
    _HOARD.append(bytearray(int(size)))
    return os.getpid()


def _connect(port: str) -> str:
    try:
        socket.create_connection(("127.0.0.1", int(port)), timeout=5).close()
    except OSError as error:
        return type(error).__name__
    return "connected"


def _leave_child(_: str) -> int:
    """A child in a session of its own, whose parent has gone."""
    made = subprocess.run(
        ["sh", "-c", "setsid sleep 1000 >/dev/null & echo $!"], stdout=subprocess.PIPE, text=True, check=True
    )
    return int(made.stdout)


def _write(name: str) -> list[str]:
    found = sorted(str(path) for path in Path().rglob("*"))
    Path(name).mkdir()
    (Path(name) / "left").write_text("x")
    return found


def _raise(error: BaseException) -> None:
    raise error


def _need(level: str) -> str:
    effort.require("scan" if level == "scan" else "plain")
    return "allowed"


DEEDS = {
    "say": lambda rest: rest,
    "sleep": lambda rest: time.sleep(float(rest)),
    "abort": lambda _: os.abort(),
    "segfault": lambda _: ctypes.string_at(0),
    "exit": lambda _: os._exit(3),
    "signal": lambda rest: os.kill(os.getpid(), signal.Signals[rest]),
    "eat": _eat,
    "hoard": _hoard,
    "recurse": lambda rest: DEEDS["recurse"](rest),
    "raise": lambda rest: _raise(ValueError(rest)),
    "unreadable": lambda rest: _raise(UnreadableDocument(rest, "elsewhere", "p3", "look")),
    "noise": lambda rest: os.write(1, rest.encode() * 100_000) + os.write(2, rest.encode()),
    "connect": _connect,
    "environment": lambda _: sorted(os.environ),
    "write": _write,
    "leave": _leave_child,
    "pid": lambda _: os.getpid(),
    "need": _need,
    "large": lambda rest: "x" * int(rest),
}

router._READERS[MEDIUM] = __name__
