"""What a reading may cost: levels of limits, and how a reader says in the middle of a document that it needs more.

A PDF whose pages turn out to be pictures, or an archive with a .doc in it, costs more than its media type tells. Its
reader calls :func:`require` before it begins; a process that was started for less then hands the document on.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal

#: From cheap to dear; each may do all that those before it may.
Level = Literal["plain", "office", "scan"]
LEVELS: tuple[Level, ...] = ("plain", "office", "scan")


class NeedsMore(BaseException):
    """The document needs a process of a higher level. No Exception: a reader's guard around an engine lets it pass."""

    def __init__(self, level: Level) -> None:
        super().__init__(level)
        self.level: Level = level


#: What this process may do: everything, until it is a worker of a level; and what the reading at hand may.
_allowed: Level = LEVELS[-1]
_here: ContextVar[Level] = ContextVar("_here", default=LEVELS[-1])


#: How libraries that are not Python say that memory ran out.
_NO_MEMORY = ("bad_alloc", "Insufficient memory", "Cannot allocate memory", "Failed to allocate")


def is_of_memory(error: Exception) -> bool:
    """Whether an engine failed because memory ran out: that says something of the process, nothing of the document."""
    return isinstance(error, MemoryError) or any(words in str(error) for words in _NO_MEMORY)


def allow(level: Level) -> None:
    """From now on this process does nothing that is above a level."""
    global _allowed
    _allowed = level


@contextmanager
def limited(level: Level) -> Iterator[None]:
    """Within it nothing is done that is above a level."""
    token = _here.set(level)
    try:
        yield
    finally:
        _here.reset(token)


def require(level: Level) -> None:
    """Say that what follows needs a level. Raises NeedsMore in a process, or a reading, that may not do that."""
    if LEVELS.index(level) > min(LEVELS.index(_allowed), LEVELS.index(_here.get())):
        raise NeedsMore(level)
