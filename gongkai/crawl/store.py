"""Bodies as they came, by sha256: written once, whole, compressed, and verified at every reading."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import zstandard

from gongkai.crawl.tombstones import Tombstones
from gongkai.errors import GongkaiError
from gongkai.lake.atomic import remove, sync_folder, write_bytes

#: Files that are written at the same time.
_AT_ONCE = 16
_REMEDY = "remove the file if it is there, then crawl or import its source again, or restore it from a backup"


@dataclass(frozen=True)
class BodyStore:
    """``<root>/<two hex>/<next two>/<sha256>.zst``; ``<root>/removed/<sha256>.json`` of what must not come back."""

    root: Path

    @property
    def tombstones(self) -> Tombstones:
        """Of bodies that were removed on purpose."""
        return Tombstones(self.root / "removed")

    def path(self, sha256: str) -> Path:
        """Where a body is kept."""
        return self.root / sha256[:2] / sha256[2:4] / f"{sha256}.zst"

    def has(self, sha256: str) -> bool:
        """Whether a body is kept (not whether it is sound)."""
        return self.path(sha256).exists()

    def knows(self, sha256: str) -> bool:
        """Whether a body need not come again: it is kept, or was removed on purpose."""
        return self.has(sha256) or self.tombstones.of(sha256) is not None

    def put(self, data: bytes) -> str:
        """Keep a body; its sha256. One that is kept already, or was removed on purpose, is not written."""
        sha256 = hashlib.sha256(data).hexdigest()
        if not self.knows(sha256):
            _write(self.path(sha256), data)
        return sha256

    def get(self, sha256: str) -> bytes:
        """The body. Raises GongkaiError when it is missing or is not what was stored."""
        path = self.path(sha256)
        try:
            data = zstandard.ZstdDecompressor().decompress(path.read_bytes())
        except FileNotFoundError as error:
            stone = self.tombstones.of(sha256)
            if stone is not None:
                raise GongkaiError(
                    f"this body was {stone}", str(path), "", "nothing: it is not kept any more"
                ) from error
            raise GongkaiError("this body is not kept", str(path), "", _REMEDY) from error
        except zstandard.ZstdError as error:
            raise GongkaiError(f"this body is damaged: {error}", str(path), "", _REMEDY) from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise GongkaiError("this body is damaged: its digest is another one", str(path), "", _REMEDY)
        return data

    def remove(self, sha256: str) -> None:
        """Remove a body and what an interrupted writer left of it; nothing happens when there is none."""
        path = self.path(sha256)
        if path.parent.is_dir():
            for one in (path, *path.parent.glob(f".{path.name}.*.part")):
                remove(one)
            sync_folder(path.parent)


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
        list(self._threads.map(_write, map(self._store.path, waiting), waiting.values()))


def _write(path: Path, data: bytes) -> None:
    write_bytes(path, zstandard.ZstdCompressor(level=3).compress(data))
