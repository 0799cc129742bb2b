"""Bodies as they came, by sha256: written once, whole, compressed, and verified at every reading."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import zstandard

from gongkai.errors import GongkaiError
from gongkai.lake.atomic import write_bytes


@dataclass(frozen=True)
class BodyStore:
    """``<root>/<first two hex>/<next two>/<sha256>.zst``."""

    root: Path

    def path(self, sha256: str) -> Path:
        """Where a body is kept."""
        return self.root / sha256[:2] / sha256[2:4] / f"{sha256}.zst"

    def has(self, sha256: str) -> bool:
        """Whether a body is kept (not whether it is sound)."""
        return self.path(sha256).exists()

    def put(self, data: bytes) -> str:
        """Keep a body; its sha256. One that is kept already is not written again."""
        sha256 = hashlib.sha256(data).hexdigest()
        if not self.has(sha256):
            write_bytes(self.path(sha256), zstandard.ZstdCompressor(level=3).compress(data))
        return sha256

    def get(self, sha256: str) -> bytes:
        """The body. Raises GongkaiError when it is missing or is not what was stored."""
        path = self.path(sha256)
        try:
            data = zstandard.ZstdDecompressor().decompress(path.read_bytes())
        except FileNotFoundError as error:
            raise GongkaiError("this body is not kept", str(path), "", _REMEDY) from error
        except zstandard.ZstdError as error:
            raise GongkaiError(f"this body is damaged: {error}", str(path), "", _REMEDY) from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise GongkaiError("this body is damaged: its digest is another one", str(path), "", _REMEDY)
        return data


_REMEDY = "remove the file if it is there, then crawl or import its source again, or restore it from a backup"
