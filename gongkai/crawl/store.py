"""Bodies as they came, by sha256: written once, whole, compressed, and verified at every reading."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property

import zstandard

from gongkai.crawl.tombstones import Tombstones
from gongkai.errors import GongkaiError
from gongkai.lake.store import Place, Store, open_store

#: Files that are written at the same time.
_AT_ONCE = 16
_REMEDY = "remove the file if it is there, then crawl or import its source again, or restore it from a backup"


@dataclass(frozen=True)
class BodyStore:
    """``<root>/<two hex>/<next two>/<sha256>.zst``; ``<root>/removed/<sha256>.json`` of what must not come back."""

    root: Place

    @property
    def tombstones(self) -> Tombstones:
        """Of bodies that were removed on purpose."""
        return Tombstones(self._files)

    @cached_property
    def _files(self) -> Store:
        return open_store(self.root)

    def name(self, sha256: str) -> str:
        """Where below the root a body is kept."""
        return f"{sha256[:2]}/{sha256[2:4]}/{sha256}.zst"

    def has(self, sha256: str) -> bool:
        """Whether a body is kept (not whether it is sound)."""
        return self._files.has(self.name(sha256))

    def knows(self, sha256: str) -> bool:
        """Whether a body need not come again: it is kept, or was removed on purpose."""
        return self.has(sha256) or self.tombstones.of(sha256) is not None

    def put(self, data: bytes) -> str:
        """Keep a body; its sha256. One that is kept already, or was removed on purpose, is not written."""
        sha256 = hashlib.sha256(data).hexdigest()
        if not self.knows(sha256):
            self.keep(sha256, data)
        return sha256

    def get(self, sha256: str) -> bytes:
        """The body. Raises GongkaiError when it is missing or is not what was stored."""
        where = self._files.where(self.name(sha256))
        stored = self._files.read(self.name(sha256))
        if stored is None:
            stone = self.tombstones.of(sha256)
            if stone is not None:
                raise GongkaiError(f"this body was {stone}", where, "", "nothing: it is not kept any more")
            raise GongkaiError("this body is not kept", where, "", _REMEDY)
        try:
            data = zstandard.ZstdDecompressor().decompress(stored)
        except zstandard.ZstdError as error:
            raise GongkaiError(f"this body is damaged: {error}", where, "", _REMEDY) from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise GongkaiError("this body is damaged: its digest is another one", where, "", _REMEDY)
        return data

    def keep(self, sha256: str, data: bytes) -> None:
        """Write a body whose digest this is, whatever is kept. Raises GongkaiError when it cannot be written."""
        self._files.write(self.name(sha256), zstandard.ZstdCompressor(level=3).compress(data))

    def remove(self, sha256: str) -> None:
        """Remove a body and what an interrupted writer left of it; nothing happens when there is none."""
        self._files.remove(self.name(sha256))


class Together:
    """Bodies that are written together: a disk that makes many files durable at once takes a tenth of the time."""

    def __init__(self, store: BodyStore) -> None:
        self._store = store
        self._waiting: dict[str, bytes] = {}
        self._threads = ThreadPoolExecutor(_AT_ONCE)

    def put(self, data: bytes) -> str:
        """Take a body that :meth:`write` will keep, as :meth:`BodyStore.put` does; its sha256."""
        sha256 = hashlib.sha256(data).hexdigest()
        if sha256 not in self._waiting and not self._store.knows(sha256):
            self._waiting[sha256] = data
        return sha256

    def write(self) -> None:
        """Keep all that was put since the last time. Raises GongkaiError when one cannot be written."""
        waiting, self._waiting = self._waiting, {}
        list(self._threads.map(self._store.keep, waiting, waiting.values()))
