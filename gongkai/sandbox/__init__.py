"""Documents are read in processes of their own, without network and within limits, which can be killed.

Pages and text are read in this process: their parsers are simple, their limits are here. All else (PDF, Office files,
pictures, archives) goes to a worker that this thread starts on its first need and that serves it from then on.
"""

from __future__ import annotations

import json
import signal
import threading
from collections.abc import Callable, Sequence
from typing import TypeVar

from gongkai import documents
from gongkai.archives import Budget
from gongkai.documents import Document
from gongkai.errors import LimitReached, UnreadableDocument
from gongkai.grids.effort import LEVELS, Level, NeedsMore, limited
from gongkai.grids.model import Extract
from gongkai.grids.picture import Picture
from gongkai.sandbox import answers, guarded
from gongkai.sandbox.limits import LIMITS, MAX_PAGE, Limits, level_of
from gongkai.sandbox.process import Worker
from gongkai.settings import Readers

_REMEDY = "open it and save it again in a simpler format, or look for another edition of the report"
_Result = TypeVar("_Result")
#: Of each thread its own: a worker ends with the thread that started it.
_here = threading.local()


def extracts(document: Document, readers: Readers = "both") -> tuple[Extract, ...]:
    """One Extract a reader, the preferred first. readers: ``both`` or ``fast``.

    Raises UnreadableDocument: also when the reading crashed, took too long or too much memory (LimitReached).
    """
    level = level_of(document.media_type)
    if document.media_type in (documents.HTML, documents.TEXT):
        try:
            with limited(level):
                return _in_process(document, readers)
        except NeedsMore as needs:
            level = needs.level
    while True:
        found = _asked(
            level,
            document,
            ["read", readers],
            answers.MAX_ANSWER,
            lambda answer: answers.understand(answer, document.source),
        )
        if not isinstance(found, answers.Needs):
            return found
        if LEVELS.index(found.level) <= LEVELS.index(level):
            raise UnreadableDocument("its reader asks for what it has", document.source, "", _REMEDY)
        level = found.level


def members(document: Document, budget: Budget) -> tuple[tuple[Document, ...], tuple[str, ...]]:
    """The files in an archive and notes on those refused, as ``archives.members``; what they cost leaves the budget.

    Raises as :func:`extracts`.
    """
    most = max(budget.bytes, 0) + answers.MAX_ANSWER

    def understand(answer: bytes) -> tuple[tuple[Document, ...], tuple[str, ...]]:
        return answers.understand_members(answer, document.source, budget)

    return _asked("plain", document, ["unpack", [budget.files, budget.bytes]], most, understand)


def pictures(document: Document, numbers: Sequence[int]) -> tuple[int, tuple[Picture, ...]]:
    """How many pages a PDF or picture has, and some of them (numbers from 1) to draw on; (0, ()) for other media.

    Pages that cannot be rendered are left out. Raises as :func:`extracts`.
    """
    if document.media_type != documents.PDF and not document.media_type.startswith("image/"):
        return 0, ()
    return _asked(
        level_of(document.media_type),
        document,
        ["picture", list(numbers)],
        answers.MAX_PICTURES + answers.MAX_ANSWER,
        lambda answer: answers.understand_pictures(answer, document.source),
    )


def close() -> None:
    """End this thread's workers; the next document starts one anew. A process that ends ends its workers by itself."""
    for worker in _here.__dict__.pop("workers", {}).values():
        worker.end()


def _in_process(document: Document, readers: Readers) -> tuple[Extract, ...]:
    if len(document.data) > MAX_PAGE:
        raise UnreadableDocument(
            f"a page of {len(document.data)} bytes, more than the {MAX_PAGE} that are read",
            document.source,
            "",
            "cut the report out of it",
        )
    return guarded.read(document, readers)


def _asked(
    level: Level, document: Document, wanted: list[object], most: int, understand: Callable[[bytes], _Result]
) -> _Result:
    """What a worker answers to a request, understood; all that can happen to the worker is told as the document's."""
    worker = _worker(level)
    header = json.dumps([document.source, document.sha256, document.media_type, *wanted]).encode()
    limits = LIMITS[level]
    try:
        return understand(worker.ask(header, document.data, most))
    except TimeoutError as error:
        worker.end()
        raise _stopped(document, f"reading it took more than {limits.seconds} s") from error
    except answers.OutOfMemory as error:
        worker.end()
        if not worker.is_new:
            # Others before it may have used the memory up: a new process decides.
            return _asked(level, document, wanted, most, understand)
        raise _stopped(document, f"reading it took more than {limits.memory} bytes of memory") from error
    except (EOFError, OSError) as error:
        raise _died(document, worker.death(), limits) from error
    except ValueError as error:
        worker.end()
        raise UnreadableDocument(f"its reader gave {error}", document.source, "", _REMEDY) from error


def _died(document: Document, death: signal.Signals | None, limits: Limits) -> UnreadableDocument:
    """What the end of a worker in the middle of a document means for it."""
    if death == signal.SIGXCPU:
        return _stopped(document, f"reading it took more than {limits.seconds} s of processor time")
    # A system that shuts down asks all processes to end, this one before or after the one that reads it.
    if death in (signal.SIGKILL, signal.SIGTERM):
        return _stopped(document, "the system ended its reading, most often because memory was short")
    name = f" ({death.name})" if death else ""
    # pdfium, for one, ends its process where it gets no more memory.
    cause = f", as engines do that get no more than {limits.memory} bytes of memory" if death == signal.SIGABRT else ""
    return UnreadableDocument(f"the process that read it crashed{name}{cause}", document.source, "", _REMEDY)


def _stopped(document: Document, problem: str) -> LimitReached:
    return LimitReached(problem, document.source, "", _REMEDY)


def _worker(level: Level) -> Worker:
    """This thread's worker of a level, a new one where there is none that still serves."""
    workers: dict[Level, Worker] = _here.__dict__.setdefault("workers", {})
    worker = workers.get(level)
    if worker is None or not worker.is_fresh:
        if worker is not None:
            worker.end()
        worker = workers[level] = Worker(level)
    return worker
