"""Limits of the processes that read documents, as data, and the levels of the media."""

from __future__ import annotations

import resource
import time
from dataclasses import dataclass

from gongkai import documents
from gongkai.grids.effort import Level

_MIB = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """seconds: for one document, of wall time and of processor time. memory: address space of a process, in bytes.

    resident:  a worker that holds more bytes than this after a document is replaced by a new one.
    documents: so is one that has read this many.
    file:      bytes of the largest file that may be written.
    """

    seconds: int
    memory: int
    resident: int
    documents: int = 1000
    file: int = 256 * _MIB


#: Measured (address space, one thread): camelot 0.55 GB; LibreOffice 0.6 GB; OCR of a page at 300 dpi 1.2 GB, and it
#: fails below 1.1. Times: a ruled PDF 0.2 s; a start of LibreOffice 1 to 3 s; a scanned page 4 s.
LIMITS: dict[Level, Limits] = {
    "plain": Limits(seconds=30, memory=1024 * _MIB, resident=400 * _MIB),
    "office": Limits(seconds=120, memory=1536 * _MIB, resident=400 * _MIB),
    "scan": Limits(seconds=120, memory=2048 * _MIB, resident=1200 * _MIB),
}

#: Bytes of a page or text; the largest real ones, with pictures inside them, have 8 MB.
MAX_PAGE = 20_000_000
#: Bytes of the longest header of a request, and of the largest document.
MAX_HEADER, MAX_DATA = 65_536, documents.MAX_BYTES
#: Seconds for a worker to start.
START = 60

#: Open files and, where they are counted for the worker alone, processes and threads.
OPEN_FILES, PROCESSES = 256, 128


def level_of(media_type: str) -> Level:
    """The level that a medium begins with."""
    if media_type.startswith("image/"):
        return "scan"
    return "office" if media_type in documents.CONVERTED else "plain"


def apply(limits: Limits, own_count: bool) -> None:
    """Bind this process and its children. ``own_count``: processes are counted for them alone (own user namespace).

    Only the time is set anew for each document (:func:`grant_time`).
    """
    fixed = {
        resource.RLIMIT_AS: limits.memory,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: limits.file,
        resource.RLIMIT_NOFILE: OPEN_FILES,
    }
    if own_count:
        fixed[resource.RLIMIT_NPROC] = PROCESSES
    for kind, wanted in fixed.items():
        hard = resource.getrlimit(kind)[1]
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(kind, (most, most))


def grant_time(limits: Limits) -> None:
    """Let this process use its seconds of processor time for the next document; it is killed when they are used up."""
    used = time.process_time()
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    wanted = int(used) + limits.seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))
