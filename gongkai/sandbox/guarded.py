"""The one place that calls the readers, the unpacker and the renderer; in this process, whichever that is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from gongkai import archives
from gongkai.documents import Document
from gongkai.errors import UnreadableDocument
from gongkai.grids import effort
from gongkai.grids.model import Extract
from gongkai.grids.picture import Picture
from gongkai.settings import Readers

_Result = TypeVar("_Result")


def read(document: Document, readers: Readers) -> tuple[Extract, ...]:
    """What the readers got. Raises UnreadableDocument, whatever else a reader raises, or MemoryError."""
    # Not above: a worker imports engines only when it has cut itself off, and who reads nothing imports none.
    from gongkai.readers import extracts

    return _guarded(document, lambda: extracts(document, readers))


def unpack(document: Document, budget: archives.Budget) -> tuple[tuple[Document, ...], tuple[str, ...]]:
    """The members of an archive and notes, as ``archives.members``; raises as :func:`read`."""
    return _guarded(document, lambda: archives.members(document, budget))


def picture(document: Document, numbers: Sequence[int]) -> tuple[int, tuple[Picture, ...]]:
    """How many pages there are, and those asked for as ``pictures.pictures``; raises as :func:`read`."""
    from gongkai.grids import pictures

    return _guarded(document, lambda: (pictures.page_count(document), pictures.pictures(document, numbers)))


def _guarded(document: Document, work: Callable[[], _Result]) -> _Result:
    try:
        return work()
    except (UnreadableDocument, MemoryError):
        raise
    # Whatever else an engine raises over a document is that document's fate, never the run's.
    except Exception as error:
        said = next(iter(f"{type(error).__name__}: {error}".splitlines()))
        if effort.is_of_memory(error):
            raise MemoryError from error
        raise UnreadableDocument(
            f"its reader failed ({said[:200]})",
            document.source,
            "",
            "open it in the program it was made with and save it again, or look for another edition of the report",
        ) from error
