"""The child process that reads documents, one after another, until its parent hangs up. Started by ``process``."""

from __future__ import annotations

import gc
import json
import os
import shutil
import signal
import socket
from pathlib import Path
from typing import Any

from gongkai import archives
from gongkai.documents import Document
from gongkai.errors import UnreadableDocument
from gongkai.grids import effort
from gongkai.sandbox import answers, frames, guarded, isolation, limits


def main(channel: socket.socket, level: effort.Level, parent: int) -> None:
    """Cut this process off, say how, then answer requests until the parent hangs up or memory ran out.

    A request is two frames: [source, sha256, media type, task, argument] as JSON, and the bytes. Tasks: ``read`` by
    readers, ``unpack`` an archive within a budget of files and bytes, ``picture`` pages by their numbers.
    """
    # What is ignored where the command was started (a shell's background, `nohup`) is inherited.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    route = isolation.cut_off(parent)
    bounds = limits.LIMITS[level]
    limits.apply(bounds, own_count=route == "user namespace")
    effort.allow(level)
    # Engines make many objects and hardly a cycle: looking for those as often as Python does costs a sixth of the time.
    gc.set_threshold(20_000, 10, 10)
    frames.send(channel, json.dumps(route).encode())
    _silence()
    answer = b""
    while answer != answers.of_memory():
        try:
            source, sha256, media_type, task, argument = json.loads(frames.receive(channel, limits.MAX_HEADER))
            data = frames.receive(channel, limits.MAX_DATA)
        except EOFError:
            return
        limits.grant_time(bounds)
        answer = _answer(Document(source, data, sha256, media_type), task, argument)
        _empty(Path.cwd())
        frames.send(channel, answer)


def _answer(document: Document, task: str, argument: Any) -> bytes:
    try:
        if task == "unpack":
            return _unpacked(document, archives.Budget(*argument))
        if task == "picture":
            return answers.of_pictures(*guarded.picture(document, argument))
        return answers.of_extracts(guarded.read(document, argument))
    except effort.NeedsMore as need:
        return answers.of_need(need.level)
    except UnreadableDocument as error:
        return answers.of_error(error)
    except MemoryError:
        return answers.of_memory()


def _unpacked(document: Document, budget: archives.Budget) -> bytes:
    try:
        return answers.of_members(*guarded.unpack(document, budget), budget)
    except UnreadableDocument as error:
        # What it cost is told all the same: archives within an archive share its budget.
        return answers.of_members((), (), budget, error)


def _silence() -> None:
    """What engines print goes nowhere: standard streams to /dev/null, for children too."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    os.close(nowhere)


def _empty(folder: Path) -> None:
    """Leave nothing of a document to the next one."""
    for entry in list(folder.iterdir()):
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry, ignore_errors=True)
        else:
            entry.unlink(missing_ok=True)
