"""OLE compound files (old DOC, XLS, WPS): the streams at their root, read within the bounds of the bytes.

Layout: [MS-CFB]. Only what tells the files apart and what the reader of old workbooks needs.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_HEADER = 512
_ENTRY = 128
_STREAM, _ROOT = 2, 5
_NONE = 0xFFFFFFFF
_LAST_SECTOR = 0xFFFFFFFA
_MINI_SECTOR = 64


@dataclass(frozen=True, slots=True)
class _Entry:
    """Directory entry. left, right, child: numbers of other entries, 0xFFFFFFFF for none."""

    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int


class CompoundFile:
    """The bytes of a compound file. Raises ValueError where they are none or contradict themselves."""

    def __init__(self, data: bytes) -> None:
        if not data.startswith(MAGIC) or len(data) < _HEADER:
            raise ValueError("no OLE compound file")
        shift = struct.unpack_from("<H", data, 30)[0]
        if shift not in (9, 12):
            raise ValueError(f"a compound file has no sectors of 2^{shift} bytes")
        self._data, self._sector = data, 1 << shift
        self._cutoff = struct.unpack_from("<I", data, 56)[0]
        self._sectors = len(data) // self._sector
        # Sectors that are not there need no allocation, whatever the table says: so no chain is longer than the file.
        self._fat = self._numbers(self._fat_sectors()[: self._sectors])[: self._sectors]
        self._entries = self._directory(struct.unpack_from("<I", data, 48)[0])

    def names(self) -> frozenset[str]:
        """Names of the streams and storages at the root; what is embedded in the document stands deeper."""
        return frozenset(entry.name for entry in self._at_root())

    def stream(self, name: str) -> bytes | None:
        """Content of a stream at the root; None when there is none of that name."""
        entry = next((entry for entry in self._at_root() if entry.name == name and entry.kind == _STREAM), None)
        if entry is None:
            return None
        if entry.size >= self._cutoff:
            return self._chained(entry.start)[: entry.size]
        return self._mini(entry)

    def _fat_sectors(self) -> list[int]:
        """Numbers of the sectors that hold the allocation table: 109 in the header, the rest in a chain."""
        found = list(struct.unpack_from("<109I", self._data, 76))
        following = struct.unpack_from("<I", self._data, 68)[0]
        while following < _LAST_SECTOR and len(found) < self._sectors:
            numbers = self._numbers([following])
            found += numbers[:-1]
            following = numbers[-1]
        return [number for number in found if number < _LAST_SECTOR]

    def _bytes_of(self, number: int) -> bytes:
        start = (number + 1) * self._sector
        sector = self._data[start : start + self._sector]
        if not sector:
            raise ValueError("the compound file is cut off")
        return sector.ljust(self._sector, b"\0")

    def _numbers(self, sectors: list[int]) -> list[int]:
        data = b"".join(self._bytes_of(number) for number in sectors)
        return list(struct.unpack(f"<{len(data) // 4}I", data))

    def _chain(self, start: int, table: list[int]) -> Iterator[int]:
        """Numbers of a chain; one that is longer than its table runs in a circle."""
        for _ in range(len(table)):
            if start >= _LAST_SECTOR:
                return
            if start >= len(table):
                raise ValueError("a chain of the compound file leaves it")
            yield start
            start = table[start]
        if start < _LAST_SECTOR:
            raise ValueError("a chain of the compound file runs in a circle")

    def _chained(self, start: int) -> bytes:
        return b"".join(self._bytes_of(number) for number in self._chain(start, self._fat))

    def _directory(self, start: int) -> list[_Entry]:
        data = self._chained(start)
        entries = []
        for at in range(0, len(data) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", data, at + 64)
            name = data[at : at + max(min(length, 64) - 2, 0)].decode("utf-16-le", errors="replace")
            left, right, child = struct.unpack_from("<3I", data, at + 68)
            first, size = struct.unpack_from("<II", data, at + 116)
            entries.append(_Entry(name, kind, left, right, child, first, size))
        if not entries or entries[0].kind != _ROOT:
            raise ValueError("the compound file has no root")
        return entries

    def _at_root(self) -> list[_Entry]:
        todo, met, found = [self._entries[0].child], set[int](), list[_Entry]()
        while todo:
            number = todo.pop()
            if number == _NONE or number in met or number >= len(self._entries):
                continue
            met.add(number)
            entry = self._entries[number]
            found.append(entry)
            todo += [entry.left, entry.right]
        return found

    def _mini(self, entry: _Entry) -> bytes:
        """A short stream: its sectors of 64 bytes stand in the root's own stream."""
        container = self._chained(self._entries[0].start)
        start, count = struct.unpack_from("<II", self._data, 60)
        table = self._numbers(list(self._chain(start, self._fat))) if count else []
        parts = [container[n * _MINI_SECTOR : (n + 1) * _MINI_SECTOR] for n in self._chain(entry.start, table)]
        return b"".join(parts)[: entry.size]
