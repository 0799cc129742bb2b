"""What a worker answers, as bytes, and its check: a worker that a document has taken over may answer anything.

An answer is one letter and JSON, of members and pictures followed by their bytes. E: extracts. A: the members of an
archive. P: pictures of pages. U: the document is unreadable. M: memory ran out. N: it needs a higher level. Nothing of
a worker is ever unpickled.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass

from gongkai.archives import Budget
from gongkai.documents import Document, from_bytes
from gongkai.errors import GongkaiError, UnreadableDocument
from gongkai.grids import serial
from gongkai.grids.effort import LEVELS, Level
from gongkai.grids.model import Extract, Grid
from gongkai.grids.picture import Picture

#: Bytes of an answer, and slots of all grids of one extract. The longest real report gives 2 MB and 2,000 slots.
MAX_ANSWER = 32_000_000
MAX_SLOTS = 500_000
#: Pixels of all pictures together, and pages that a document may say it has.
MAX_PICTURES, _MAX_PAGES = 80_000_000, 1_000_000
#: Characters of each text of an error.
_MAX_TEXT = 1000
_LENGTH = struct.Struct(">Q")
#: What may be raised over JSON that is not what it should be.
_FAULTS = (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError)


class OutOfMemory(Exception):
    """The worker met its limit of memory and lives to say so."""


@dataclass(frozen=True)
class Needs:
    """The document is to be read by a worker of this level."""

    level: Level


def of_extracts(extracts: Sequence[Extract]) -> bytes:
    """The answer that a document was read."""
    return b"E" + serial.to_json(extracts)


def of_error(error: UnreadableDocument) -> bytes:
    """The answer that it cannot be."""
    return b"U" + json.dumps([error.problem, error.place, error.remedy]).encode()


def of_members(
    members: Sequence[Document], notes: Sequence[str], left: Budget, error: UnreadableDocument | None = None
) -> bytes:
    """The answer that an archive was unpacked, or why it cannot be, with what is left of the budget."""
    told = [error.problem, error.place, error.remedy] if error else None
    sizes = [[member.source, len(member.data)] for member in members]
    head = json.dumps([sizes, list(notes), [left.files, left.bytes], told]).encode()
    return b"".join((b"A", _LENGTH.pack(len(head)), head, *(member.data for member in members)))


def of_pictures(count: int, pictures: Sequence[Picture]) -> bytes:
    """The answer that pages were rendered; count: pages of the document."""
    head = json.dumps([count, [[p.number, p.width, p.height, p.dpi] for p in pictures]]).encode()
    return b"".join((b"P", _LENGTH.pack(len(head)), head, *(picture.gray for picture in pictures)))


def of_memory() -> bytes:
    """The answer that memory ran out."""
    return b"M"


def of_need(level: Level) -> bytes:
    """The answer that another worker must read it."""
    return b"N" + json.dumps(level).encode()


def understand_members(answer: bytes, source: str, budget: Budget) -> tuple[tuple[Document, ...], tuple[str, ...]]:
    """(members, notes) of an archive; the budget is left as the worker left it. Raises as :func:`understand`."""
    if answer[:1] == b"M":
        raise OutOfMemory
    try:
        _hold(answer[:1] == b"A")
        start = 1 + _LENGTH.size
        end = start + _LENGTH.unpack(answer[1:start])[0]
        sizes, notes, (files, left), told = json.loads(answer[start:end])
        _hold(all(type(note) is str for note in notes))
        _hold(type(files) is int and type(left) is int and files <= budget.files and left <= budget.bytes)
        members = []
        for name, size in sizes:
            _hold(type(name) is str and name.startswith(f"{source}!") and _is_count(size, 1))
            members.append(from_bytes(name, answer[end : end + size]))
            end += size
        _hold(end == len(answer))
        error = None if told is None else _error(told, source)
    except (*_FAULTS, struct.error, GongkaiError) as fault:
        raise ValueError(f"an answer that is none: {type(fault).__name__}") from fault
    budget.files, budget.bytes = files, left
    if error is not None:
        raise error
    return tuple(members), tuple(notes)


def understand_pictures(answer: bytes, source: str) -> tuple[int, tuple[Picture, ...]]:
    """(pages of the document, pictures of some). Raises as :func:`understand`."""
    if answer[:1] != b"P":
        understand(answer, source)
        raise ValueError("an answer to another question")
    try:
        start = 1 + _LENGTH.size
        end = start + _LENGTH.unpack(answer[1:start])[0]
        count, heads = json.loads(answer[start:end])
        _hold(_is_count(count, 0) and count <= _MAX_PAGES)
        pictures = []
        for number, width, height, dpi in heads:
            _hold(_is_count(number, 1) and _is_count(width, 1) and _is_count(height, 1) and type(dpi) in (int, float))
            _hold(dpi > 0 and end + width * height <= len(answer))
            pictures.append(Picture(number, width, height, dpi, answer[end : end + width * height]))
            end += width * height
        _hold(end == len(answer))
    except (*_FAULTS, struct.error) as fault:
        raise ValueError(f"an answer that is none: {type(fault).__name__}") from fault
    return count, tuple(pictures)


def understand(answer: bytes, source: str) -> tuple[Extract, ...] | Needs:
    """The extracts, or what is needed for them.

    Raises UnreadableDocument where the worker says so, OutOfMemory, and ValueError for an answer that is none.
    """
    kind, content = answer[:1], answer[1:]
    try:
        if kind == b"E":
            return _checked(serial.from_json(content))
        if kind == b"N":
            return Needs(LEVELS[LEVELS.index(json.loads(content))])
        if kind == b"U":
            error = _error(json.loads(content), source)
    except _FAULTS as fault:
        raise ValueError(f"an answer that is none: {type(fault).__name__}") from fault
    if kind == b"M":
        raise OutOfMemory
    if kind != b"U":
        raise ValueError("an answer of an unknown kind")
    raise error


def _error(told: Sequence[object], source: str) -> UnreadableDocument:
    problem, place, remedy = (str(text)[:_MAX_TEXT] for text in told)
    return UnreadableDocument(problem, source, place, remedy)


def _checked(extracts: tuple[Extract, ...]) -> tuple[Extract, ...]:
    """The same extracts. Raises ValueError where one is not as the model says."""
    _hold(bool(extracts))
    for extract in extracts:
        texts = [extract.reader, extract.title or "", *extract.notes]
        texts += [text for line in extract.lines for text in (line.text, line.place)]
        texts += [text for link in extract.links for text in link]
        texts += [text for pair in extract.metadata.items() for text in pair]
        _hold(all(type(text) is str for text in texts))
        _hold(extract.pages is None or _is_count(extract.pages, 0))
        _hold(sum(_slots(grid) for grid in extract.grids) <= MAX_SLOTS)
    return extracts


def _slots(grid: Grid) -> int:
    """Slots of a grid, all of it checked."""
    _hold(_is_count(grid.n_rows, 0) and _is_count(grid.n_cols, 0) and type(grid.ragged) is bool)
    _hold(type(grid.place) is str and type(grid.reader) is str and (grid.page is None or _is_count(grid.page, 1)))
    slots, n_rows, n_cols = 0, grid.n_rows, grid.n_cols
    # In one breath: a large part of what a Word file's answer costs.
    for row, col, rowspan, colspan, text, place, page, box in grid.cells:
        is_right = (
            type(row) is type(col) is type(rowspan) is type(colspan) is int
            and 0 <= row <= row + rowspan - 1 < n_rows
            and 0 <= col <= col + colspan - 1 < n_cols
            and type(text) is type(place) is str
            and (page is None or _is_count(page, 1))
            and (box is None or all(type(edge) in (int, float) for edge in box))
        )
        _hold(is_right)
        slots += rowspan * colspan
    return max(slots, n_rows)


def _is_count(value: object, least: int) -> bool:
    return type(value) is int and value >= least


def _hold(condition: bool) -> None:
    if not condition:
        raise ValueError("not as the model says")
